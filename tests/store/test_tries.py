"""Wrong tries: how long somebody waits, and that a clock put right locks nobody out."""

from datetime import timedelta

from api.store.store import Store
from api.store.values import Towns
from tests.store.support import NOW

CITY, LONG = Towns.everywhere(), timedelta(days=1)
AHEAD = NOW + timedelta(days=31)


def tried(store: Store, at, until=None) -> int | None:
    """Count a try at a moment, and let whom wait until another."""
    with store.unit("test", at, CITY) as unit:
        told = unit.attempts.count("mei", at - LONG)
        if until is not None:
            unit.attempts.delay("mei", until)
        return told


def waits(store: Store, at):
    with store.unit("test", at, CITY) as unit:
        return unit.attempts.wait_until("mei")


def test_who_has_to_wait_does_so_until_then_and_no_longer(store: Store) -> None:
    until = NOW + timedelta(seconds=30)
    assert tried(store, NOW, until) == 1
    assert (waits(store, NOW), tried(store, NOW)) == (until, None)
    assert waits(store, until) is None
    assert tried(store, until) == 2


def test_a_clock_that_was_ahead_and_is_put_right_locks_nobody_out(store: Store) -> None:
    assert tried(store, AHEAD, AHEAD + timedelta(seconds=30)) == 1
    assert waits(store, NOW) is None
    assert tried(store, NOW) == 2
    assert waits(store, NOW) is None
    assert tried(store, NOW + timedelta(seconds=1)) == 3
