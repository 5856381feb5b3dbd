"""Reading one family is no more work for the embedded database when many others are stored."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from api.store.store import Store, Unit
from api.store.values import Towns
from tests.store.support import ACTOR, EAST, NOW, add_family

MANY = 200
READINGS: dict[str, Callable[[Unit, str], Any]] = {
    "household": lambda unit, home: unit.households.get(home),
    "members": lambda unit, home: unit.members.of(home),
    "facts": lambda unit, home: unit.facts.of(home),
    "needs": lambda unit, home: unit.needs.of(home),
    "personal fields": lambda unit, home: unit.personal.of(home),
    "plan": lambda unit, home: unit.plans.newest(home),
    "signs": lambda unit, home: unit.signs.of([home]),
    "first of the work list": lambda unit, _: unit.signs.to_ask(1),
    "danger of the work list": lambda unit, _: unit.signs.in_danger(1),
}


@pytest.fixture(scope="module")
def stores(template_file, tmp_path_factory) -> Iterator[tuple[Store, Store]]:
    """A store with a family and one with many, and signs of a plan for each."""
    opened = []
    for num in (1, MANY):
        file = tmp_path_factory.mktemp("effort") / "ours.db"
        shutil.copy(template_file, file)
        store = Store.open(f"sqlite:///{file}")
        opened.append(store)
        with store.unit(ACTOR, NOW, Towns.everywhere()) as unit:
            for number in range(num):
                made = add_family(unit, EAST, f"key-{number}")
                counts = dict.fromkeys(("alerts", "questions", "uncovered", "items"), 1)
                unit.signs.put(made.household, {**counts, "unlocks": number + 1, "plan": 1})
    yield opened[0], opened[1]
    for store in opened:
        store.close()


@contextmanager
def counted() -> Iterator[list[int]]:
    """Count the steps of the database's own machine."""
    steps = [0]

    def step() -> int:
        steps[0] += 1
        return 0

    def watch(connection: Any, *_: Any) -> None:
        connection.connection.dbapi_connection.set_progress_handler(step, 1)

    event.listen(Engine, "before_cursor_execute", watch)
    yield steps
    event.remove(Engine, "before_cursor_execute", watch)


def effort(store: Store, read: Callable[[Unit, str], Any]) -> int:
    towns = Towns.of(EAST)
    with store.view(ACTOR, NOW, towns) as unit:
        (home,) = unit.signs.changed(1)
        with counted() as steps:
            assert read(unit, home)
        return steps[0]


def test_a_ring_is_known_by_a_few_values_however_many_there_are(stores):
    few = []
    for store in stores:
        with counted() as steps:
            assert store.sealed_by_each_key()
        few.append(steps[0])
    assert few[1] <= 20 * few[0], few


@pytest.mark.parametrize("name", READINGS)
def test_a_familys_rows_are_found_without_going_through_those_of_others(stores, name):
    alone, among_many = (effort(store, READINGS[name]) for store in stores)
    assert alone > 0
    assert among_many <= 2 * alone, (alone, among_many)
