"""The audit: one chain, however many write; whoever meddles with it is found at the first row."""

import contextlib
import random
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.errors import problem_of_store
from api.store.canonical import canonical
from api.store.chain import GENESIS, Anchor, Breach, row_hash, walk
from api.store.errors import AbsentError, BrokenAuditError, StoreError
from api.store.values import Towns
from tests.store.support import (
    ACTOR,
    CITY,
    EAST,
    LINES,
    NOW,
    WEST,
    all_rows,
    family,
    later,
    lift_guards,
    tamper,
)

ALL_GUARDS = ("audit_keep", "audit_whole", "audit_head_whole", "audit_head_forward")


def chained(count):
    rows, last = [], GENESIS
    for number in range(1, count + 1):
        row = {
            "number": number,
            "at": f"2026-03-02T09:30:{number:02}.000000Z",
            "actor": f"worker-{number % 3}",
            "action": "household.add",
            "target": f"h{number}",
            "town": EAST if number % 2 else None,
            "details": canonical({"n": number}),
            "previous": last,
        }
        last = row_hash(row)
        rows.append({**row, "hash": last})
    return rows, Anchor(count, last)


def test_a_chain_that_nobody_touched_is_whole_and_tells_its_end():
    rows, head = chained(5)
    report = walk(rows, head, [Anchor(3, rows[2]["hash"])])
    assert (report.rows, report.head, report.first_bad, report.message) == (5, head, None, None)


@settings(max_examples=150)
@given(
    number=st.integers(1, 12),
    field=st.sampled_from(["at", "actor", "action", "target", "town", "details"]),
    seed=st.integers(0, 99),
)
def test_any_changed_field_is_found_at_its_row(number, field, seed):
    rows, head = chained(12)
    rows[number - 1] = {**rows[number - 1], field: f"meddled {seed}"}
    report = walk(rows, head)
    assert (report.first_bad, report.breach) == (number, Breach.ALTERED)


@settings(max_examples=60)
@given(gone=st.sets(st.integers(1, 12), min_size=1, max_size=11))
def test_any_rows_taken_out_are_found_at_the_first_of_them(gone):
    rows, head = chained(12)
    report = walk([row for row in rows if row["number"] not in gone], head)
    assert report.first_bad == min(gone)


@settings(max_examples=60)
@given(pair=st.sets(st.integers(1, 12), min_size=2, max_size=2), renumber=st.booleans())
def test_two_swapped_rows_are_found_at_the_first_of_them(pair, renumber):
    rows, head = chained(12)
    first, second = sorted(pair)
    rows[first - 1], rows[second - 1] = rows[second - 1], rows[first - 1]
    if renumber:
        rows = [{**row, "number": place} for place, row in enumerate(rows, start=1)]
    assert walk(rows, head).first_bad == first


@settings(max_examples=40)
@given(number=st.integers(2, 12), kept=st.integers(1, 11))
def test_a_chain_written_anew_from_some_row_on_is_found_by_head_or_anchor(number, kept):
    rows, head = chained(12)
    anchor = Anchor(12, head.hash)
    forged = list(rows)
    last = rows[number - 2]["hash"]
    for place in range(number - 1, 12):
        row = {**forged[place], "actor": "forger", "previous": last}
        last = row_hash(row)
        forged[place] = {**row, "hash": last}
    report = walk(forged, head, [Anchor(1, rows[0]["hash"])])
    assert (report.breach, report.first_bad, report.last_bad) == (Breach.REWRITTEN, 2, 12)
    new_head = Anchor(12, last)
    assert walk(forged, new_head).first_bad is None
    assert walk(forged, new_head, [anchor]).breach is Breach.REWRITTEN
    cut = rows[:kept]
    report = walk(cut, Anchor(kept, cut[-1]["hash"]), [anchor])
    assert (report.first_bad, report.breach) == (kept + 1, Breach.CUT)


@settings(max_examples=20)
@given(number=st.integers(1, 11))
def test_a_row_forged_with_a_hash_of_its_own_breaks_the_link_of_the_next(number):
    rows, head = chained(12)
    forged = {**rows[number - 1], "actor": "forger"}
    rows[number - 1] = {**forged, "hash": row_hash(forged)}
    report = walk(rows, head)
    assert (report.first_bad, report.last_bad) == (number, number + 1)
    assert report.breach is Breach.UNLINKED
    assert f"row {number} or {number + 1}" in report.message.en
    vouched = walk(rows, head, [Anchor(number, rows[number - 1]["hash"])])
    assert (vouched.first_bad, vouched.last_bad, vouched.vouched) == (
        number + 1,
        number + 1,
        number,
    )


@settings(max_examples=20)
@given(number=st.integers(0, 11), more=st.integers(1, 3))
def test_rows_behind_the_head_are_bad_from_the_first_on_however_well_they_link(number, more):
    rows, _ = chained(number + more)
    head = Anchor(number, rows[number - 1]["hash"] if number else GENESIS)
    report = walk(rows, head)
    assert (report.first_bad, report.last_bad) == (number + 1, number + 1)
    assert report.breach is Breach.BEYOND


def test_nothing_behind_the_last_anchor_is_vouched_for():
    rows, head = chained(9)
    rows[7] = {**rows[7], "actor": "forger"}
    assert walk(rows, head).vouched == 0
    anchors = [Anchor(number, rows[number - 1]["hash"]) for number in (2, 5)]
    assert walk(rows, head, anchors).vouched == 5


@pytest.mark.parametrize("rubbish", [b"bytes", "\ud800", float("nan")])
def test_what_no_text_can_be_is_an_altered_row_and_no_exception(rubbish):
    rows, head = chained(3)
    rows[1] = {**rows[1], "details": rubbish}
    assert walk(rows, head).first_bad == 2


def test_what_a_unit_did_stands_in_the_audit_in_order_with_actor_and_time(store):
    made = family(store)
    with store.unit("officer", later(hours=1), CITY) as unit:
        unit.audit.record("personal.unmask", made.member, {"reason": "home visit"}, EAST)
    with store.view(ACTOR, NOW, CITY) as unit:
        newest, *rest = unit.audit.list()
        assert (newest.actor, newest.at) == ("officer", "2026-03-02T10:30:00.000000Z")
        assert (newest.details, newest.town) == ({"reason": "home visit"}, EAST)
        assert tuple(row.action for row in reversed(rest)) == LINES
        assert [row.action for row in unit.audit.list(target=made.need)] == ["need.add"]
        assert len(unit.audit.list(actor=ACTOR)) == len(LINES)
        assert unit.audit.list(2, before=newest.number) == tuple(rest[:2])


def test_a_line_goes_to_the_units_only_town_and_never_to_one_out_of_view(store):
    with store.unit(ACTOR, NOW, Towns.of(EAST)) as unit:
        unit.audit.record("refused", "somebody")
    with pytest.raises(AbsentError), store.unit(ACTOR, NOW, Towns.of(EAST)) as unit:
        unit.audit.record("refused", "somebody", town=WEST)
    with store.view(ACTOR, NOW, CITY) as unit:
        assert [row.town for row in unit.audit.list()] == [EAST]


def test_many_who_write_at_once_make_one_chain_without_gap(store):
    barrier = threading.Barrier(6)

    def write(number: int) -> None:
        barrier.wait()
        for each in range(8):
            with store.unit(f"worker-{number}", NOW, CITY) as unit:
                unit.households.add(EAST)
                unit.audit.record("note", str(each))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    report = store.verify_audit()
    assert (report.rows, report.first_bad) == (96, None)


@pytest.mark.parametrize(
    "meddling",
    [
        *("UPDATE audit SET actor = 'x'", "DELETE FROM audit", "DELETE FROM audit_head"),
        *("UPDATE audit_head SET number = 1", "UPDATE audit_head SET hash = 'x'"),
    ],
)
def test_the_database_itself_refuses_to_change_or_cut_the_audit(store, url, meddling):
    family(store)
    with pytest.raises(StoreError):
        tamper(url, meddling)
    assert store.verify_audit().first_bad is None


AS_IT_IS = "'t', actor, 'x', target, town, details, previous, hash"
MEDDLING = {
    "sqlite": [
        f"INSERT OR REPLACE INTO audit SELECT number, {AS_IT_IS} FROM audit WHERE number = 3",
        f"INSERT OR REPLACE INTO audit SELECT 0, {AS_IT_IS} FROM audit WHERE number = 3",
        "REPLACE INTO audit_head SELECT one, 3, hash FROM audit_head",
        "INSERT OR IGNORE INTO audit_head SELECT one, 3, hash FROM audit_head",
    ],
    "postgresql": [
        *("TRUNCATE audit", "TRUNCATE audit_head", "TRUNCATE plans CASCADE"),
        *("TRUNCATE ledger_versions CASCADE", "TRUNCATE facts", "TRUNCATE households CASCADE"),
    ],
}


def test_rows_take_no_other_rows_place_and_tables_are_not_emptied_at_once(store, url, kind):
    family(store)
    before = all_rows(url)
    for meddling in MEDDLING[kind]:
        with contextlib.suppress(StoreError):
            tamper(url, meddling)
        assert all_rows(url) == before, meddling


def test_meddling_past_the_guards_is_found_at_the_first_bad_row(store, url):
    family(store)
    family(store, WEST, key="key-2")
    lift_guards(url, *ALL_GUARDS)
    lots = random.Random(5)
    rows = store.verify_audit().rows
    assert rows == 2 * len(LINES)
    # from the end on, so that each is the first bad row of what stands then
    for number in sorted(lots.sample(range(2, rows), 6), reverse=True):
        meddling = lots.choice(
            [
                f"UPDATE audit SET actor = 'nobody' WHERE number = {number}",
                f"UPDATE audit SET town = NULL WHERE number = {number}",
                f"UPDATE audit SET hash = '{'1' * 64}' WHERE number = {number}",
                f"DELETE FROM audit WHERE number = {number}",
            ]
        )
        tamper(url, meddling)
        assert store.verify_audit().first_bad == number


@pytest.mark.parametrize(
    ("meddling", "first"),
    [
        ("DELETE FROM audit WHERE number > 4", 5),
        ("DELETE FROM audit", 1),
        ("DELETE FROM audit_head", len(LINES) + 1),
        (f"UPDATE audit_head SET number = {len(LINES) + 2}", len(LINES) + 1),
    ],
)
def test_a_chain_whose_end_was_cut_off_is_found(store, url, meddling, first):
    family(store)
    lift_guards(url, *ALL_GUARDS)
    tamper(url, meddling)
    report = store.verify_audit()
    assert (report.first_bad, report.breach) == (first, Breach.CUT)
    assert str(first) in report.message.zh


@pytest.mark.parametrize(
    "meddling",
    [
        "UPDATE audit_head SET number = 1",
        "UPDATE audit_head SET number = 6, hash = (SELECT hash FROM audit WHERE number = 6)",
        "DELETE FROM audit_head",
    ],
)
def test_where_the_head_was_moved_nothing_is_written_and_the_service_is_not_ready(
    store, url, meddling
):
    family(store)
    lift_guards(url, *ALL_GUARDS)
    tamper(url, meddling)
    before = all_rows(url)
    with pytest.raises(BrokenAuditError), store.unit(ACTOR, NOW, CITY) as unit:
        unit.households.add(EAST)
    assert all_rows(url) == before
    with pytest.raises(BrokenAuditError):
        store.ready()
    assert problem_of_store(BrokenAuditError()).status == 503


def test_the_service_is_ready_with_an_empty_audit_and_a_whole_one(store):
    assert store.ready() == ()
    family(store)
    store.ready()
