"""A mark of the whole database: another one after every commit, whoever made it; and questions."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from api.store.changes import FileChanges, Mark, ServerChanges
from api.store.people import Session, Stage
from api.store.questions import Questions, noted
from api.store.store import Store, Unit
from api.store.values import Search, Towns
from tests.store.support import ACTOR, CITY, EAST, NOW, WEST, Family, add_family, later


async def told(store: Store) -> Mark:
    """Return the mark; on a server the connection is waited for."""
    for _ in range(500):
        mark = await store.changes.mark()
        if mark is not None:
            return mark
        await asyncio.sleep(0.02)
    raise AssertionError("no mark is told")


async def is_another_after(store: Store, do: Callable[[], object]) -> bool:
    """Say whether the mark is another after `do`.

    A server may commit by itself (it keeps statistics): the same mark is given some tries.
    """
    for _ in range(20):
        before = await told(store)
        do()
        if await told(store) == before:
            return False
    return True


def written(store: Store, do: Callable[[Unit], Any]) -> Any:
    with store.unit(ACTOR, NOW, CITY) as unit:
        return do(unit)


@pytest.fixture
def family(store: Store) -> Family:
    return written(store, lambda unit: add_family(unit, EAST))


def _session(family: Family) -> Session:
    return Session("hash", family.account, Stage.WHOLE, NOW, NOW, later(hours=12))


SILENT: tuple[Callable[[Unit, Family], object], ...] = (
    lambda unit, _: unit.sessions.touch("hash", later(minutes=2)),
    lambda unit, _: unit.sessions.remove("hash"),
    lambda unit, _: unit.attempts.count("mei", NOW),
    lambda unit, family: unit.accounts.rehash(family.account, unit.new_id()),
    lambda unit, _: unit.sessions.forget(later(days=9)),
)
"""Changes that no line of the audit tells of."""


@pytest.mark.parametrize("do", SILENT)
def test_every_commit_has_another_mark_also_what_no_audit_line_tells_of(
    store: Store, url: str, family: Family, do: Callable[[Unit, Family], object]
) -> None:
    async def each() -> None:
        with Store.open(url) as other:
            for by in (store, other):
                written(by, lambda unit: unit.sessions.add(_session(family)))
                lines = len(written(by, lambda unit: unit.audit.list()))
                before = await told(store)
                written(by, lambda unit: do(unit, family))
                assert await told(store) != before
                assert len(written(by, lambda unit: unit.audit.list())) == lines
                written(by, lambda unit: unit.sessions.remove("hash"))

    asyncio.run(each())


def test_reading_and_what_was_rolled_back_leave_the_mark_as_it_is(
    store: Store, family: Family
) -> None:
    def read() -> None:
        with store.view(ACTOR, NOW, CITY) as unit:
            unit.households.search(Search(), 10)

    def give_up() -> None:
        with pytest.raises(ZeroDivisionError), store.unit(ACTOR, NOW, CITY) as unit:
            unit.households.search(Search(), 10)
            raise ZeroDivisionError

    async def both() -> list[bool]:
        return [await is_another_after(store, do) for do in (read, give_up, lambda: None)]

    assert asyncio.run(both()) == [False, False, False]


def test_a_unit_that_is_under_way_changes_the_mark_when_it_is_committed(
    store: Store, family: Family
) -> None:
    async def each() -> None:
        with store.unit(ACTOR, NOW, CITY) as unit:
            unit.households.add(EAST)
            during = await told(store)
        assert await told(store) != during

    asyncio.run(each())


def test_many_who_ask_at_once_are_each_told_a_mark_of_a_moment_after_they_asked(
    store: Store, family: Family
) -> None:
    async def each() -> None:
        await told(store)
        first = [asyncio.ensure_future(store.changes.mark()) for _ in range(5)]
        await asyncio.sleep(0)  # theirs is under way
        written(store, lambda unit: unit.households.add(EAST))
        after = await told(store)
        assert await store.changes.mark() == after
        assert None not in await asyncio.gather(*first)

    asyncio.run(each())


def test_a_connection_that_is_gone_has_no_mark_and_the_next_has_other_ones(store: Store) -> None:
    async def each() -> None:
        before = await told(store)
        store.changes.close()
        assert await told(store) != before

    asyncio.run(each())


def test_a_database_that_is_not_there_has_no_mark(tmp_path: Any) -> None:
    nowhere = FileChanges(str(tmp_path / "none.db"))
    silent = ServerChanges({"host": str(tmp_path), "dbname": "none"})
    assert asyncio.run(nowhere.mark()) is None
    assert not (tmp_path / "none.db").exists()

    async def some() -> list[Mark | None]:
        found = []
        for _ in range(3):
            found.append(await silent.mark())
            await asyncio.sleep(0.05)
        return found

    assert asyncio.run(some()) == [None, None, None]


def asked(store: Store, family: Family, town: str = EAST) -> Questions:
    """Return the questions of a plan that was read."""
    with noted() as questions, store.view(ACTOR, NOW, Towns.of(town)) as unit:
        unit.plans.get(family.household, family.plan)
    return questions


def test_questions_are_answered_alike_until_one_of_their_rows_is_another(
    store: Store, family: Family
) -> None:
    questions = asked(store, family)
    assert questions.are_all
    assert questions.size > 0
    written(store, lambda unit: add_family(unit, WEST, "key-2"))
    assert store.still_answers(questions)

    def move(unit: Unit) -> None:
        unit.households.take(family.household, unit.households.get(family.household).version)
        unit.households.move(family.household, WEST)

    written(store, move)
    assert not store.still_answers(questions)


def test_nothing_follows_from_questions_where_something_was_changed_as_well(
    store: Store, family: Family
) -> None:
    with noted() as questions:
        written(store, lambda unit: unit.households.get(family.household))
    assert not questions.are_all
    with store.view(ACTOR, NOW, CITY) as unit:  # noted by nobody
        unit.households.get(family.household)
    assert questions.size == asked_size(store, family)


def asked_size(store: Store, family: Family) -> int:
    with noted() as questions, store.view(ACTOR, NOW, CITY) as unit:
        unit.households.get(family.household)
    return questions.size
