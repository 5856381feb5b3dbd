"""Ledger versions and plans: numbered, immutable, with all they were made with."""

import threading

import pytest

from api.store.canonical import digest
from api.store.errors import AbsentError, ConflictError, RefusedError, StoreError
from api.store.values import Body, Correction, Made, Towns
from tests.store.support import (
    ACTOR,
    BODY,
    CITY,
    DIGEST,
    EAST,
    NOW,
    family,
    later,
    lift_guards,
    sealed,
    tamper,
)

MADE = Made(1, "c1", "f1", "r1")
SUPPLY = '{"left":{"W001":3}}'


def test_a_plan_comes_back_with_its_bytes_and_all_it_was_made_with(store):
    made = family(store)
    odd = '{ "why":\n"第一" }\r\n\0'.encode()
    with store.unit(ACTOR, later(days=1), CITY) as unit:
        unit.plans.add(made.household, MADE, Body(odd, digest(odd)))
    with store.view(ACTOR, NOW, CITY) as unit:
        plan = unit.plans.newest(made.household)
    assert (plan.number, plan.body.content, plan.made) == (2, odd, MADE)
    assert (plan.made_by, plan.made_at) == (ACTOR, later(days=1))


def test_a_plan_names_the_supply_it_saw_and_each_supply_is_kept_once(store):
    made = family(store)
    with store.unit(ACTOR, NOW, CITY) as unit:
        assert unit.supplies.keep(SUPPLY)
    supply = digest(SUPPLY.encode())
    with store.unit("worker-2", later(days=1), Towns(frozenset([EAST]))) as unit:
        assert not unit.supplies.keep(SUPPLY)
        unit.plans.add(made.household, Made(1, "c1", "f1", "r1", supply), BODY)
    with store.view(ACTOR, NOW, CITY) as unit:
        newest, first = unit.plans.of(made.household)
        assert (newest.made.supply, first.made.supply) == (supply, None)
        assert unit.supplies.get(supply) == SUPPLY
        with pytest.raises(AbsentError):
            unit.supplies.get("none")


@pytest.mark.parametrize(
    "of", ["UPDATE supplies SET content = 'x'", "UPDATE plans SET supply = 'x'"]
)
def test_neither_a_supply_nor_which_one_a_plan_saw_is_ever_changed(store, url, of):
    family(store)
    with pytest.raises(StoreError, match="breaks a rule"):
        tamper(url, of)


def test_a_correction_is_a_new_plan_that_names_the_one_it_corrects(store):
    made = family(store)
    with store.unit("worker-2", NOW, CITY) as unit:
        unit.plans.add(made.household, MADE, BODY, Correction(1, b"sealed reason"))
    with store.view(ACTOR, NOW, CITY) as unit:
        newest, first = unit.plans.of(made.household)
        assert (newest.correction, newest.made_by) == (Correction(1, b"sealed reason"), "worker-2")
        assert first.correction is None
        assert unit.plans.of(made.household, before=2) == (first,)
        assert unit.audit.list(1)[0].action == "plan.correct"


def test_a_correction_of_a_plan_that_is_no_longer_the_newest_is_a_conflict(store):
    made = family(store)
    with store.unit(ACTOR, NOW, CITY) as unit:
        unit.plans.add(made.household, MADE, BODY)
    with pytest.raises(ConflictError) as caught, store.unit(ACTOR, NOW, CITY) as unit:
        unit.plans.add(made.household, MADE, BODY, Correction(1, b"why"))
    assert (caught.value.expected, caught.value.found) == (1, 2)


def test_plans_made_at_once_get_numbers_without_gap_or_double(store):
    made = family(store)
    barrier = threading.Barrier(5)

    def add() -> None:
        barrier.wait()
        with store.unit(ACTOR, NOW, CITY) as unit:
            unit.plans.add(made.household, MADE, BODY)

    threads = [threading.Thread(target=add) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.view(ACTOR, NOW, CITY) as unit:
        assert [p.number for p in unit.plans.of(made.household)] == [6, 5, 4, 3, 2, 1]


def test_a_plan_whose_bytes_are_not_those_of_its_digest_is_refused(store):
    made = family(store)
    with pytest.raises(RefusedError), store.unit(ACTOR, NOW, CITY) as unit:
        unit.plans.add(made.household, MADE, Body(b"other", BODY.digest))


def test_a_plan_made_from_a_ledger_that_was_not_kept_is_refused(store):
    made = family(store)
    with pytest.raises(RefusedError), store.unit(ACTOR, NOW, CITY) as unit:
        unit.plans.add(made.household, Made(9, "c", "f", "r"), BODY)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE plans SET content = key_id",
        "UPDATE plans SET digest = 'x'",
        "UPDATE plans SET made_by = 'x'",
        "UPDATE plans SET key_id = 'k1'",
        "UPDATE ledger_versions SET digest = 'x'",
    ],
)
def test_the_database_itself_refuses_to_change_a_plan_or_a_ledger_version(store, url, change):
    family(store)
    with pytest.raises(StoreError):
        tamper(url, change)


def test_a_sealed_plan_is_resealed_once_and_never_becomes_plain(store, url):
    made = family(store)
    with store.unit(ACTOR, NOW, CITY) as unit:
        unit.plans.add(made.household, MADE, Body(b"sealed-1", BODY.digest, "k1"))
    with store.unit("rotation", NOW, CITY) as unit:
        (old,) = unit.plans.sealed_otherwise("k2", 10)
        assert unit.plans.reseal(old, b"sealed-2", "k2", None)
        assert not unit.plans.reseal(old, b"sealed-3", "k2", None)
        assert unit.plans.sealed_otherwise("k2", 10) == ()
        assert unit.plans.newest(made.household).body.content == b"sealed-2"
        with pytest.raises(RefusedError):
            unit.plans.reseal(unit.plans.get(made.household, 1), b"x", "k2", None)
    other = "X'00'" if url.startswith("sqlite") else "'\\x00'::bytea"
    for change in (
        *("key_id = NULL", "key_id = 'k3'", f"content = {other}"),
        *(
            f"content = {other}, key_id = 'k2'",
            f"content = {other}, key_id = 'k3', reason = {other}",
        ),
    ):
        with pytest.raises(StoreError):
            tamper(url, f"UPDATE plans SET {change} WHERE key_id = 'k2'")
    lift_guards(url, "plans_keep_bytes")
    tamper(url, "UPDATE plans SET key_id = NULL WHERE key_id = 'k2'")


def test_a_ledger_that_says_the_same_gets_no_new_version(store):
    made = family(store)
    with store.unit(ACTOR, NOW, CITY) as unit:
        same = unit.ledgers.add(made.household, unit.new_id(), DIGEST, sealed("{}"))
        other = unit.ledgers.add(made.household, unit.new_id(), digest(b"2"), sealed("{1}"))
        assert (same.number, other.number) == (1, 2)
        assert unit.ledgers.get(made.household, 2) == unit.ledgers.newest(made.household) == other
        assert unit.ledgers.snapshot(made.household, 1).sealed == sealed("{}")
        assert unit.ledgers.snapshot(made.household, 1).owner == made.ledger


def test_a_plan_or_ledger_that_never_was_is_absent(store):
    made = family(store)
    with store.view(ACTOR, NOW, CITY) as unit:
        for look in (
            lambda: unit.plans.get(made.household, 2),
            lambda: unit.plans.newest("nobody"),
            lambda: unit.ledgers.get(made.household, 2),
        ):
            with pytest.raises(AbsentError):
                look()
