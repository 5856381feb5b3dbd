"""The last place in a small form; in full: `python -m bench.safety.last_place`."""

from bench.safety.last_place import drill


def test_of_many_clients_of_a_real_service_one_gets_the_last_place_and_the_rest_a_clear_no(drilled):
    found = drill(drilled, claimants=20, rounds=2)
    assert (found.right, found.rounds, found.odd) == (2, 2, {})
    assert len(found.waits) == 40
