"""The feed of happiness lists: in the order of commits, never skipping, telling what is over."""

import threading
from collections import defaultdict

import pytest

from api.store.errors import MisuseError, StoreError
from api.store.feed import ChangeKind, ListChange, Why
from api.store.store import Store
from api.store.values import Towns
from tests.store.support import (
    CITY,
    DIGEST,
    EAST,
    NOW,
    WEST,
    Family,
    all_rows,
    family,
    tamper,
    with_list,
)

WRITERS, EACH = 4, 12


@pytest.fixture
def listed(store: Store) -> Family:
    made = family(store)
    with store.unit("worker-1", NOW, CITY) as unit:
        return with_list(unit, made)


def told(store: Store, after: int = 0, towns: Towns = CITY) -> tuple[ListChange, ...]:
    with store.view("reader", NOW, towns) as unit:
        return unit.feed.after(after, 500)


def kinds(store: Store, towns: Towns = CITY) -> list[tuple[str, str | None]]:
    return [(change.kind, change.reason) for change in told(store, towns=towns)]


def test_a_change_has_the_number_of_the_audit_line_that_tells_of_it(store, listed):
    (change,) = told(store)
    with store.view("reader", NOW, CITY) as unit:
        line = next(r for r in unit.audit.list() if r.action == "list.publish")
    assert (change.number, change.list) == (line.number, line.target)


def test_who_reads_on_while_many_write_misses_nothing_and_sees_the_order_of_each_family(store):
    """Writers publish and withdraw at once; a reader follows by the last number it saw."""
    with store.unit("worker-1", NOW, CITY) as unit:
        homes = [unit.households.add(EAST).id for _ in range(WRITERS)]
    seen: list[ListChange] = []
    over, begin = threading.Event(), threading.Barrier(WRITERS + 1)
    sent = defaultdict(list)

    def write(place: int) -> None:
        begin.wait()
        for version in range(1, EACH + 1):
            home = homes[(place + version) % WRITERS]
            with store.unit(f"w{place}", NOW, Towns.of(EAST)) as unit:
                unit.feed.publish(home, f"{place}-{version}", version)
                if version % 3 == 0:
                    unit.audit.record("other", home, None, EAST)
        sent[place] = [f"{place}-{version}" for version in range(1, EACH + 1)]

    def read() -> None:
        begin.wait()
        while True:
            last = over.is_set()
            after = seen[-1].number if seen else 0
            seen.extend(told(store, after))
            if last:
                return

    writers = [threading.Thread(target=write, args=(n,)) for n in range(WRITERS)]
    reader = threading.Thread(target=read)
    for thread in (*writers, reader):
        thread.start()
    for thread in writers:
        thread.join()
    over.set()
    reader.join()
    assert len(sent) == WRITERS
    assert [change.number for change in seen] == sorted({change.number for change in seen})
    assert {change.list for change in seen} == {each for own in sent.values() for each in own}
    for own in sent.values():  # what one writer committed one after the other is told so
        assert [change.list for change in seen if change.list in own] == own


def test_a_unit_that_fails_leaves_no_change_behind(store, listed):
    with pytest.raises(ZeroDivisionError), store.unit("worker-1", NOW, CITY) as unit:
        unit.feed.publish(listed.household, "other", 2)
        raise ZeroDivisionError
    assert kinds(store) == [("list", None)]


def test_a_closed_household_s_list_is_withdrawn(store, listed):
    with store.unit("worker-1", NOW, CITY) as unit:
        unit.households.take(listed.household, 1)
        unit.households.close(listed.household, "moved away")
    assert kinds(store) == [("list", None), ("withdrawn", Why.CLOSED)]


def test_what_is_withdrawn_is_not_withdrawn_twice(store, listed):
    with store.unit("worker-1", NOW, CITY) as unit:
        assert unit.feed.withdraw(listed.household, Why.CONSENT)
        assert not unit.feed.withdraw(listed.household, Why.CONSENT)
    with store.unit("worker-1", NOW, CITY) as unit:
        assert not unit.feed.withdraw(listed.household, Why.CLOSED)
    assert len(told(store)) == 2


def test_erasing_takes_the_contents_and_leaves_the_word_that_it_is_over(store, url, listed):
    with store.unit("worker-1", NOW, CITY) as unit:
        unit.households.take(listed.household, 1)
        unit.households.erase(listed.household, "asked")
    rows = all_rows(url)
    assert [rows[name] for name in ("happiness_lists", "confirmations", "receipts")] == [[]] * 3
    assert kinds(store) == [("list", None), ("withdrawn", Why.ERASED)]


def test_who_moves_is_withdrawn_in_one_town_and_not_yet_told_to_the_other(store, listed):
    with store.unit("worker-1", NOW, CITY) as unit:
        unit.households.take(listed.household, 1)
        unit.households.move(listed.household, WEST)
    assert kinds(store, Towns.of(EAST)) == [("list", None), ("withdrawn", Why.MOVED)]
    assert kinds(store, Towns.of(WEST)) == []


def test_who_moves_without_a_standing_list_is_told_to_nobody(store):
    made = family(store)
    with store.unit("worker-1", NOW, CITY) as unit:
        unit.households.take(made.household, 1)
        unit.households.move(made.household, WEST)
    assert told(store) == ()


def test_lists_are_numbered_for_each_family_and_kept_as_they_were(store, listed):
    with store.unit("worker-1", NOW, CITY) as unit:
        second = unit.lists.add(listed.household, "l2", listed.confirmation, DIGEST, b"other")
        assert second.version == 2
        assert unit.lists.newest(listed.household) == second
        assert [each.version for each in unit.lists.of(listed.household, 9)] == [2, 1]
        assert unit.lists.get(listed.list).content == b"sealed"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE list_changes SET version = 9",
        "DELETE FROM list_changes",
        "UPDATE happiness_lists SET digest = 'x'",
    ],
)
def test_what_was_told_and_listed_is_not_changed_past_the_program_either(url, listed, statement):
    with pytest.raises(StoreError):
        tamper(url, statement)


def test_a_receipt_is_kept_once_under_its_sender_s_id(store, listed):
    with store.view("reader", NOW, CITY) as unit:
        (kept,) = unit.receipts.of(listed.household)
        assert unit.receipts.find(listed.list, kept.sent_by, kept.given) == kept
        assert unit.receipts.find(listed.list, kept.sent_by, "another") is None
        assert unit.receipts.find(listed.list, "another", kept.given) is None


def test_a_view_publishes_nothing(store, listed):
    with pytest.raises((MisuseError, StoreError)), store.view("reader", NOW, CITY) as unit:
        unit.feed.publish(listed.household, "x", 2)


def test_kinds_are_those_of_the_table():
    assert {*ChangeKind} == {"list", "withdrawn"}
