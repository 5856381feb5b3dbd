"""A unit: all or nothing, by one actor, on some towns; versions against lost changes."""

import threading
from datetime import datetime

import pytest

from api.store.errors import (
    AbsentError,
    ConflictError,
    MisuseError,
    RefusedError,
    SchemaError,
    StoreError,
    UnreachableError,
)
from api.store.migrate import downgrade, newest_revision
from api.store.store import Store, random_id
from api.store.tables import metadata
from api.store.values import HouseholdState, NewFact, Sealed, Towns
from tests.store.support import (
    ACTOR,
    CITY,
    EAST,
    NOW,
    TODAY,
    WEST,
    add_family,
    all_rows,
    family,
    later,
    sealed,
    whole_family,
)


def test_what_a_unit_made_is_there_for_the_next_one(store):
    made = family(store)
    with store.view(ACTOR, NOW, CITY) as unit:
        household = unit.households.get(made.household)
        assert (household.town, household.version) == (EAST, 1)
        assert household.state is HouseholdState.ACTIVE
        assert household.created_at == NOW
        assert [member.id for member in unit.members.of(made.household)] == [made.member]
        assert unit.needs.get(made.need).text == sealed("屋顶漏水")


def test_an_exception_in_a_unit_leaves_nothing_of_it_in_any_table(store, url):
    before = all_rows(url)
    with pytest.raises(ZeroDivisionError), store.unit(ACTOR, NOW, CITY) as unit:
        add_family(unit, EAST)
        raise ZeroDivisionError
    assert all_rows(url) == before


def test_business_row_audit_line_event_and_answer_stand_together(store, url):
    whole_family(store)
    rows = all_rows(url)
    assert all(rows[name] for name in rows), "a table is empty"
    assert len(rows["audit"]) == 13


def test_a_household_is_taken_with_the_version_one_knows_and_rises_by_one(store):
    made = family(store)
    with store.unit(ACTOR, later(hours=1), CITY) as unit:
        taken = unit.households.take(made.household, 1)
        unit.facts.record(made.household, NewFact("rent", 500, "asked", TODAY))
        unit.households.take(made.household, 1)
        unit.households.set_consent(made.household, {"health": {"on": "2026-03-02"}})
        assert unit.households.get(made.household).version == taken.version == 2
        assert taken.updated_at == later(hours=1)


def test_a_stale_version_is_a_conflict_that_names_both_versions(store):
    made = family(store)
    with store.unit(ACTOR, NOW, CITY) as unit:
        unit.households.take(made.household, 1)
    with pytest.raises(ConflictError) as caught, store.unit(ACTOR, NOW, CITY) as unit:
        unit.households.take(made.household, 1)
    assert (caught.value.expected, caught.value.found) == (1, 2)
    assert "第 2 版" in caught.value.message.zh


def test_a_ledger_cannot_be_changed_without_taking_its_household(store):
    made = family(store)
    with pytest.raises(MisuseError), store.unit(ACTOR, NOW, CITY) as unit:
        unit.facts.record(made.household, NewFact("rent", 500, "asked", TODAY))


def test_of_two_who_take_the_same_version_at_once_exactly_one_wins(store):
    made = family(store)
    barrier, outcomes = threading.Barrier(6), []

    def take() -> None:
        barrier.wait()
        try:
            with store.unit(ACTOR, NOW, CITY) as unit:
                unit.households.take(made.household, 1)
            outcomes.append("won")
        except ConflictError as error:
            outcomes.append(f"lost to {error.found}")

    threads = [threading.Thread(target=take) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["lost to 2"] * 5 + ["won"]


def test_a_view_writes_nothing_not_even_by_its_repositories(store, url):
    made = family(store)
    before = all_rows(url)
    with pytest.raises(StoreError), store.view(ACTOR, NOW, CITY) as unit:
        unit.households.take(made.household, 1)
    with pytest.raises(MisuseError), store.view(ACTOR, NOW, CITY) as unit:
        unit.audit.record("look", made.household)
    assert all_rows(url) == before


def test_a_view_sees_one_moment_whatever_is_committed_meanwhile(store):
    made = family(store)
    with store.view(ACTOR, NOW, CITY) as unit:
        assert unit.households.get(made.household).version == 1
        with store.unit(ACTOR, NOW, CITY) as other:
            other.households.take(made.household, 1)
        assert unit.households.get(made.household).version == 1


def test_a_unit_that_is_over_gives_nothing_more(store):
    made = family(store)
    with store.unit(ACTOR, NOW, CITY) as unit:
        pass
    with pytest.raises(MisuseError):
        unit.households.get(made.household)


def test_a_time_without_a_zone_is_refused(store):
    with pytest.raises(RefusedError), store.unit(ACTOR, datetime(2026, 1, 1), CITY):  # noqa: DTZ001
        pass


def test_times_come_back_in_utc_to_the_microsecond_wherever_they_were_written(store):
    moment = datetime.fromisoformat("2026-03-02T23:59:59.123456+08:00")
    with store.unit(ACTOR, moment, CITY) as unit:
        made = unit.households.add(EAST)
    with store.view(ACTOR, NOW, CITY) as unit:
        found = unit.households.get(made.id).created_at
    assert found == moment
    assert found.utcoffset().total_seconds() == 0


@pytest.mark.parametrize("text", ["nul\0", "lone \ud800"])
def test_text_that_one_of_the_databases_cannot_keep_is_refused_by_both(store, text):
    with pytest.raises(RefusedError), store.unit(ACTOR, NOW, CITY) as unit:
        unit.members.add(unit.households.add(EAST).id, text)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), b"bytes", {"a": {1, 2}}])
def test_a_value_that_json_has_no_word_for_is_refused(store, value):
    with pytest.raises(RefusedError), store.unit(ACTOR, NOW, CITY) as unit:
        household = unit.households.add(EAST).id
        unit.facts.record(household, NewFact("rent", value, "asked", TODAY))


def test_no_error_of_the_store_quotes_what_was_to_be_stored(store):
    made = family(store)
    secret = Sealed(b"canary-ciphertext", "canary-key")
    with pytest.raises(RefusedError) as caught, store.unit(ACTOR, NOW, CITY) as unit:
        unit.households.take(made.household, 1)
        unit.needs.add(made.household, made.need, secret)
    chained: BaseException | None = caught.value
    while chained is not None:
        assert "canary" not in repr(chained) + str(chained)
        chained = chained.__cause__ if chained.__suppress_context__ else chained.__context__


def test_moving_a_household_needs_both_towns_in_view_and_is_told_in_both(store):
    made = family(store)
    with pytest.raises(AbsentError), store.unit(ACTOR, NOW, Towns.of(EAST)) as unit:
        unit.households.take(made.household, 1)
        unit.households.move(made.household, WEST)
    with store.unit(ACTOR, NOW, Towns.of(EAST, WEST)) as unit:
        unit.households.take(made.household, 1)
        assert unit.households.move(made.household, WEST).town == WEST
    for town, action in ((EAST, "household.leave"), (WEST, "household.arrive")):
        with store.view(ACTOR, NOW, Towns.of(town)) as unit:
            assert unit.audit.list()[0].action == action


def test_an_erased_household_leaves_its_shell_and_the_audit_and_nothing_else(store, url):
    made = whole_family(store)
    other = whole_family(store, WEST, key="key-2")
    with store.unit(ACTOR, NOW, CITY) as unit:
        unit.households.take(made.household, 1)
        assert unit.households.erase(made.household, "asked").state is HouseholdState.ERASED
    rows = all_rows(url)
    kept = {name for name, found in rows.items() if made.household in repr(found)}
    assert kept == {"households", "audit", "list_changes"}
    bound = [table.name for table in metadata.tables.values() if "household" in table.c]
    assert all(other.household in repr(rows[name]) for name in bound)
    with pytest.raises(RefusedError), store.unit(ACTOR, NOW, CITY) as unit:
        unit.households.take(made.household, 2)
        unit.households.reopen(made.household, "back")


def test_a_store_of_another_schema_version_is_not_opened(url):
    downgrade(url, "0002")
    with pytest.raises(SchemaError) as caught:
        Store.open(url)
    assert (caught.value.found, caught.value.wanted) == ("0002", newest_revision())
    assert "xingfu db upgrade" in caught.value.message.zh


def test_a_database_that_does_not_answer_is_said_to_be_unreachable(kind, tmp_path):
    nowhere = tmp_path / "nowhere"
    url = f"postgresql://nobody@/none?host={nowhere}"
    if kind == "sqlite":
        file = tmp_path / "no.db"
        file.write_bytes(b"this is no database, but long enough to be one" * 100)
        url = f"sqlite:///{file}"
    with pytest.raises(UnreachableError):
        Store.open(url)


def test_ids_are_128_random_bits_in_letters_and_digits():
    ids = {random_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert {len(each) for each in ids} == {26}
    assert set("".join(ids)) <= set("abcdefghijklmnopqrstuvwxyz234567")
