"""Signs of households: danger waits from the moment it is heard, with a plan or without one."""

from api.store.newcomers import Newcomer
from api.store.store import random_id
from tests.store.support import ACTOR, CITY, EAST, later

COUNTS = {"plan": 1, "questions": 0, "unlocks": 0, "uncovered": 0, "items": 3}


def households(store, *alerts):
    """Add a household for each number of danger signs, a day apart, and return their ids."""
    ids = []
    for days, number in enumerate(alerts):
        with store.unit(ACTOR, later(days=days), CITY) as unit:
            (made,) = unit.newcomers.add([Newcomer(random_id(), EAST, alerts=number)])
            ids.append(made.id)
    return ids


def heard(store, id, alerts, days, **more):
    with store.unit(ACTOR, later(days=days), CITY) as unit:
        unit.signs.hear(id, alerts, **more)


def noticed(store, id, days):
    with store.unit(ACTOR, later(days=days), CITY) as unit:
        unit.signs.notice(id)


def waiting(store):
    with store.view(ACTOR, later(days=90), CITY) as unit:
        return [each.household for each in unit.signs.in_danger(200)]


def signs(store, id):
    with store.view(ACTOR, later(days=90), CITY) as unit:
        return unit.signs.of([id]).get(id)


def test_danger_waits_oldest_first_whatever_is_heard_of_it_later(store):
    first, calm, second = households(store, 1, 0, 2)
    heard(store, first, 3, 9, is_new=True)
    assert waiting(store) == [first, second]
    assert signs(store, calm) is None


def test_danger_heard_after_it_was_noticed_waits_from_then_on(store):
    first, second = households(store, 1, 1)
    noticed(store, first, 5)
    assert waiting(store) == [second]
    heard(store, first, 1, 6)
    assert waiting(store) == [second]
    heard(store, first, 1, 7, is_new=True)
    assert waiting(store) == [second, first]
    noticed(store, first, 8)
    heard(store, first, 2, 9)
    assert waiting(store) == [second, first]


def test_danger_that_is_taken_away_waits_no_more(store):
    (home,) = households(store, 1)
    heard(store, home, 0, 1)
    assert waiting(store) == []
    heard(store, home, 1, 2)
    assert waiting(store) == [home]
    assert signs(store, home).heard_at == later(days=2)


def test_a_plan_takes_no_danger_away_and_counts_as_one(store):
    (home,) = households(store, 1)
    with store.view(ACTOR, later(days=1), CITY) as unit:
        assert unit.signs.numbers()[0].planned == 0
        assert unit.signs.to_confirm(9) == ()
    with store.unit(ACTOR, later(days=2), CITY) as unit:
        unit.signs.put(home, COUNTS)
        assert unit.signs.numbers()[0].planned == 1
    found = signs(store, home)
    assert (found.plan, found.alerts, found.heard_at) == (1, 1, later(days=0))
    assert waiting(store) == [home]


def test_questions_that_are_counted_again_move_the_family_in_the_work_list(store):
    (home,) = households(store, 1)
    with store.unit(ACTOR, later(days=2), CITY) as unit:
        unit.signs.put(home, {**COUNTS, "questions": 8, "unlocks": 3})
        assert [each.household for each in unit.signs.to_ask(9)] == [home]
        unit.signs.ask(home, {"questions": 0, "unlocks": 0})
        assert unit.signs.to_ask(9) == ()
    assert signs(store, home).questions == 0


def test_calm_leaves_no_row(store):
    (home,) = households(store, 0)
    heard(store, home, 0, 1)
    assert signs(store, home) is None
