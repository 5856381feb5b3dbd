"""Places are counted once: whatever is done in whatever order, none is lost or given twice."""

import threading
from collections import Counter
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from api.store.engine import engine_for, reading
from api.store.errors import AbsentError, BusyError, ConflictError, RefusedError, StoreError
from api.store.store import Store
from api.store.supply import (
    NewOffering,
    NewReservation,
    OfferingState,
    ReservationState,
)
from api.store.tables_of_supply import offerings, reservations
from api.store.values import Towns
from tests.store.support import ACTOR, CHARITY, CITY, CONTENT, EAST, NOW, WEST, later, offer, tamper

KEEPS = (ReservationState.HELD, ReservationState.CONFIRMED, ReservationState.DELIVERED)
GIVER = Towns(frozenset(), CHARITY)
ONE_MORE = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["hold", "confirmed", "released", "delivered", "wait", "sweep", "pause"]),
        st.integers(0, 7),
    ),
    max_size=30,
)


def home(store: Store, town: str = EAST) -> str:
    with store.unit(ACTOR, NOW, CITY) as unit:
        return unit.households.add(town).id


def offered(store: Store, *towns: str, **more: object) -> str:
    with store.unit("giver", NOW, CITY) as unit:
        return offer(unit, *towns, **more)


def wanted(offering: str, household: str, at: datetime = NOW) -> NewReservation:
    return NewReservation(offering, household, at + timedelta(days=7), most=99)


def held(store: Store, offering: str, household: str, at: datetime = NOW) -> str:
    with store.unit(ACTOR, at, Towns.of(EAST)) as unit:
        return unit.reservations.hold(wanted(offering, household, at)).id


def counted(url: str, offering: str) -> tuple[int, int]:
    """Return what the database itself has: the places left, and the places that are kept."""
    with reading(engine_for(url, migrating=True)) as connection:
        left = connection.execute(select(offerings.c.left).where(offerings.c.id == offering))
        kept = select(func.count()).where(
            reservations.c.offering == offering, reservations.c.state.in_(KEEPS)
        )
        return left.scalar_one(), connection.execute(kept).scalar_one()


@given(acts=ACTS, places=st.integers(1, 3))
@ONE_MORE
def test_what_is_left_and_what_is_kept_are_the_quantity_whatever_is_done(store, url, acts, places):
    household, offering, at = home(store), offered(store, places=places), NOW
    made: list[str] = []
    for act, which in acts:
        at += timedelta(days=which if act == "wait" else 0, seconds=1)
        try:
            with store.unit(ACTOR, at, CITY if act == "sweep" else Towns.of(EAST)) as unit:
                if act == "hold":
                    made.append(unit.reservations.hold(wanted(offering, household, at)).id)
                elif act == "sweep":
                    unit.reservations.expire(at)
                elif act == "pause":
                    closed = (OfferingState.ACTIVE, OfferingState.PAUSED)
                    unit.offerings.become(offering, closed[which % 2], closed)
                elif act != "wait" and made:
                    unit.reservations.decide(made[which % len(made)], ReservationState(act))
        except RefusedError:
            pass
        left, kept = counted(url, offering)
        assert left + kept == places
        with store.view(ACTOR, at, Towns.of(EAST)) as unit:
            shown = unit.offerings.get(offering).left
            states = Counter(each.state for each in unit.reservations.of(household))
            told = sum(states[state] for state in KEEPS)
        assert shown + told == places


def test_of_many_who_reach_for_the_last_place_at_once_one_gets_it(store, url):
    homes = [home(store) for _ in range(12)]
    for _ in range(3):
        offering = offered(store, places=1)
        barrier, found = threading.Barrier(len(homes)), []

        def reach(household: str, offering=offering, barrier=barrier, found=found) -> None:
            barrier.wait()
            try:
                found.append(held(store, offering, household))
            except RefusedError as error:
                found.append(error.what)
            except BusyError:
                found.append("busy")

        threads = [threading.Thread(target=reach, args=(each,)) for each in homes]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert found.count("used up") == len(homes) - 1, found
        assert counted(url, offering) == (0, 1)


def only_one(store: Store, offering: str, household: str, at: datetime = NOW) -> str:
    """Return the reservation of a household that may have one place in all."""
    with store.unit(ACTOR, at, Towns.of(EAST)) as unit:
        return unit.reservations.hold(NewReservation(offering, household, later(days=7))).id


def test_what_was_delivered_counts_against_what_a_household_may_have_in_all(store, url):
    household, offering = home(store), offered(store, places=3)
    first = only_one(store, offering, household)
    for state in (ReservationState.CONFIRMED, ReservationState.DELIVERED):
        with store.unit(ACTOR, NOW, CITY) as unit:
            unit.reservations.decide(first, state)
    with pytest.raises(RefusedError, match="was delivered to the household already"):
        only_one(store, offering, household)
    assert counted(url, offering) == (2, 1)
    assert only_one(store, offering, home(store)) != first


def test_what_was_given_back_counts_no_more(store):
    household, offering = home(store), offered(store, places=3)
    first = only_one(store, offering, household)
    with pytest.raises(RefusedError, match="reserved already"):
        only_one(store, offering, household)
    with store.unit(ACTOR, NOW, CITY) as unit:
        unit.reservations.decide(first, ReservationState.RELEASED)
    assert only_one(store, offering, household) != first


def test_of_many_who_reach_for_one_household_while_its_place_is_delivered_none_gets_more(
    store, url
):
    for _ in range(3):
        household, offering = home(store), offered(store, places=9)
        first = only_one(store, offering, household)
        barrier, found = threading.Barrier(7), []

        def reach(
            household: str = household, offering: str = offering, barrier=barrier, found=found
        ) -> None:
            barrier.wait()
            try:
                found.append(only_one(store, offering, household))
            except (RefusedError, BusyError) as error:
                found.append(type(error))

        def deliver(first: str = first, barrier=barrier) -> None:
            barrier.wait()
            with store.unit(ACTOR, NOW, CITY) as unit:
                unit.reservations.decide(first, ReservationState.DELIVERED)

        threads = [threading.Thread(target=each) for each in (*[reach] * 6, deliver)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert set(found) <= {RefusedError, BusyError}
        assert counted(url, offering) == (8, 1)


def test_a_hold_that_has_lapsed_is_over_at_once_and_its_place_free_without_any_sweeping(store, url):
    household, offering = home(store), offered(store, places=1)
    first = held(store, offering, household)
    with store.view(ACTOR, later(days=6, hours=23), CITY) as unit:
        assert unit.reservations.get(first).state is ReservationState.HELD
        before = unit.offerings.get(offering)
    with store.view(ACTOR, later(days=7), CITY) as unit:
        assert unit.reservations.get(first).state is ReservationState.EXPIRED
        after = unit.offerings.get(offering)
    assert (before.left, after.left) == (0, 1)
    assert after.version == before.version + 1
    assert counted(url, offering) == (0, 1)  # nothing has been written yet
    held(store, offering, household, later(days=8))
    assert counted(url, offering) == (0, 1)


def test_sweeping_gives_each_lapsed_place_back_once_and_tells_nobody_anything_new(store, url):
    household, offering = home(store), offered(store, places=2)
    held(store, offering, household)
    with store.view(ACTOR, later(days=8), CITY) as unit:
        seen, stamp = unit.offerings.get(offering), unit.offerings.stamp()
    for num in (1, 0):
        with store.unit("sweeper", later(days=8), CITY) as unit:
            assert unit.reservations.expire(later(days=8)) == num
    assert counted(url, offering) == (2, 0)
    with store.view(ACTOR, later(days=8), CITY) as unit:
        again = unit.offerings.get(offering)
        assert (again.left, again.version) == (seen.left, seen.version)
        assert unit.offerings.stamp() == stamp


def test_reservations_are_counted_by_how_they_stand_now_as_far_as_the_unit_sees(store):
    household, offering, bare = home(store), offered(store, places=9), offered(store)
    first, second, _ = (held(store, offering, household) for _ in range(3))
    held(store, offering, household, later(days=3))
    with store.unit(ACTOR, NOW, CITY) as unit:
        unit.reservations.decide(first, ReservationState.CONFIRMED)
        unit.reservations.decide(second, ReservationState.DELIVERED)
    told = {
        ReservationState.CONFIRMED: 1,
        ReservationState.DELIVERED: 1,
        ReservationState.EXPIRED: 1,
        ReservationState.HELD: 1,
    }
    with store.view(ACTOR, later(days=8), CITY) as unit:
        assert unit.reservations.counts([offering, bare]) == {offering: told}
    with store.view(ACTOR, later(days=8), Towns.of(WEST)) as unit:
        assert unit.reservations.counts([offering, bare]) == {}


def test_a_lapsed_hold_can_be_neither_confirmed_nor_delivered(store):
    household, offering = home(store), offered(store, places=1)
    first = held(store, offering, household)
    for state in (ReservationState.CONFIRMED, ReservationState.DELIVERED):
        with pytest.raises(RefusedError), store.unit(ACTOR, later(days=7), CITY) as unit:
            unit.reservations.decide(first, state)


def test_the_database_itself_refuses_a_place_below_none_or_beyond_all(store, url):
    offering = offered(store, places=1)
    for change in ("- 2", "+ 1"):
        with pytest.raises(StoreError):
            tamper(url, f'UPDATE offerings SET "left" = "left" {change} WHERE id = \'{offering}\'')


def test_who_offers_sees_its_own_offerings_and_what_is_reserved_of_them_alone(store):
    household = home(store)
    own, other = offered(store, EAST), offered(store, EAST, organisation="another")
    mine, theirs = held(store, own, household), held(store, other, household)
    with store.view("giver", NOW, GIVER) as unit:
        assert [each.id for each in unit.offerings.list(9).rows] == [own]
        assert unit.reservations.get(mine).offering == own
        assert unit.reservations.list(other, 9).rows == ()
    for ask in (
        lambda unit: unit.offerings.get(other),
        lambda unit: unit.reservations.get(theirs),
        lambda unit: unit.households.get(household),
        lambda unit: unit.reservations.of(household),
    ):
        with pytest.raises(AbsentError), store.view("giver", NOW, GIVER) as unit:
            ask(unit)


def test_who_offers_adds_nothing_in_the_name_of_another(store):
    new = NewOffering("W", "another", CONTENT, (), 1)
    with pytest.raises(StoreError), store.unit("giver", NOW, GIVER) as unit:
        unit.offerings.add(new)


def test_a_town_sees_what_serves_it_and_what_serves_all(store):
    here, there, all_ = offered(store, EAST), offered(store, WEST), offered(store)
    with store.view(ACTOR, NOW, Towns.of(EAST)) as unit:
        seen = {each.id for each in unit.offerings.list(9).rows}
    assert seen == {here, all_}
    assert there not in seen


def test_a_place_comes_back_when_the_household_moves_to_a_town_that_is_not_served(store, url):
    household, offering = home(store), offered(store, EAST, places=1)
    reserved = held(store, offering, household)
    with store.unit(ACTOR, NOW, CITY) as unit:
        unit.households.take(household, 1)
        unit.households.move(household, WEST)
        assert unit.reservations.get(reserved).state is ReservationState.RELEASED
    assert counted(url, offering) == (1, 0)


def test_an_erased_household_gives_its_open_places_back_and_leaves_no_trace_in_the_rest(store, url):
    household, offering = home(store), offered(store, places=3)
    delivered, _ = (held(store, offering, household) for _ in range(2))
    with store.unit(ACTOR, NOW, CITY) as unit:
        unit.reservations.decide(delivered, ReservationState.DELIVERED)
        unit.households.take(household, 1)
        unit.households.erase(household, "asked")
    assert counted(url, offering) == (2, 1)
    with store.view("giver", NOW, GIVER) as unit:
        assert unit.reservations.get(delivered).household is None


def test_codes_go_on_from_the_last_of_their_kind_and_leave_the_catalogues_own_alone(store):
    with store.unit("giver", NOW, CITY) as unit:
        named = NewOffering("W", "x", CONTENT, (), 1, code="W012")
        assert unit.offerings.add(named).code == "W012"
        codes = [unit.offerings.by_code(unit.offerings.get(offer(unit)).code).code for _ in "ab"]
        fund = unit.offerings.add(NewOffering("F", CHARITY, CONTENT, (), 1))
    assert (codes, fund.code) == (["W9001", "W9002"], "F9001")


def test_codes_of_offerings_posted_at_once_are_all_different(store):
    barrier, codes = threading.Barrier(5), []

    def post() -> None:
        barrier.wait()
        with store.unit("giver", NOW, GIVER) as unit:
            codes.append(unit.offerings.add(NewOffering("B", CHARITY, CONTENT, (), 1)).code)

    threads = [threading.Thread(target=post) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [f"B900{number}" for number in range(1, 6)]


def test_a_draft_changes_by_the_version_that_was_seen_and_an_active_one_does_not(store):
    draft = NewOffering("W", CHARITY, CONTENT, (EAST,), 2)
    with store.unit("giver", NOW, GIVER) as unit:
        id = unit.offerings.add(draft).id
        changed = unit.offerings.change(id, 1, {**CONTENT, "name": "轮椅"}, (WEST,), 4)
    assert (changed.version, changed.left, changed.towns) == (2, 4, (WEST,))
    with store.view(ACTOR, NOW, Towns.of(EAST)) as unit, pytest.raises(AbsentError):
        unit.offerings.get(id)
    with pytest.raises(ConflictError) as caught, store.unit("giver", NOW, GIVER) as unit:
        unit.offerings.change(id, 1, CONTENT, (), 1)
    assert (caught.value.expected, caught.value.found) == (1, 2)
    active = offered(store)
    with pytest.raises(RefusedError), store.unit("giver", NOW, GIVER) as unit:
        unit.offerings.change(active, 1, CONTENT, (), 1)


def test_the_stamp_changes_with_all_that_is_live_and_with_nothing_else(store):
    def stamp(at: datetime = NOW) -> str:
        with store.view(ACTOR, at, Towns.of()) as unit:
            return unit.offerings.stamp()

    household, stamps = home(store), [stamp()]
    offering = offered(store, places=2)
    stamps.append(stamp())
    assert stamp() == stamps[-1]
    reserved = held(store, offering, household)
    held(store, offering, household)
    stamps.append(stamp())
    with store.unit(ACTOR, NOW, CITY) as unit:
        unit.reservations.decide(reserved, ReservationState.CONFIRMED)
    assert stamp() == stamps[-1]  # what is confirmed was not to be had before either
    stamps.append(stamp(later(days=7)))
    with store.unit(ACTOR, later(days=8), CITY) as unit:
        unit.offerings.become(offering, OfferingState.PAUSED, (OfferingState.ACTIVE,))
    stamps.append(stamp(later(days=8)))
    assert len(set(stamps)) == len(stamps)
