"""Places that are held for families: for a time, confirmed, given back, delivered, never twice."""

from typing import Any

import pytest

from api.access.callers import Role
from api.usecases.housekeeping import sweep
from tests.service.families import audit_of, problem, taken_in
from tests.service.office import EAST, WEST, Service
from tests.service.people import person
from tests.service.supply import (
    OFFERINGS,
    OTHER,
    RESERVATIONS,
    act,
    active,
    charity,
    hold,
    left,
)


def held(service: Service, **more: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return an offering of one place and its reservation."""
    offering, household = active(service, quantity=1, **more), taken_in(service)
    answer = hold(service.as_(Role.WORKER, EAST), offering["id"], household["id"])
    assert answer.status_code == 201, answer.text
    return offering, answer.json()


def decide(by: Any, reservation: str, name: str) -> Any:
    return by.post(f"{RESERVATIONS}/{reservation}/{name}")


def test_a_place_is_held_for_a_week_confirmed_and_delivered_and_what_is_left_falls(service):
    offering, made = held(service)
    assert (made["state"], made["number"], left(service, offering["id"])) == ("held", 1, 0)
    assert made["until"][:10] == (service.clock.at.date().replace(day=8)).isoformat()
    worker = service.as_(Role.WORKER, EAST)
    assert decide(worker, made["id"], "confirmation").json()["state"] == "confirmed"
    assert decide(charity(service), made["id"], "delivery").json()["state"] == "delivered"
    assert left(service, offering["id"]) == 0
    lines = audit_of(service, made["id"])
    assert [name for name, _ in lines] == [
        f"reservation.{name}" for name in ("hold", "confirm", "deliver")
    ]
    assert {town for _, town in lines} == {EAST}


def test_what_is_given_back_can_be_had_by_another_and_by_nobody_twice(service):
    offering, made = held(service)
    worker, other = service.as_(Role.WORKER, EAST), taken_in(service)["id"]
    problem(hold(worker, offering["id"], other), "used-up")
    assert decide(worker, made["id"], "release").json()["state"] == "released"
    problem(decide(worker, made["id"], "release"), "wrong-state")
    assert left(service, offering["id"]) == 1
    assert hold(worker, offering["id"], other).status_code == 201


def test_the_same_request_again_takes_no_second_place(service):
    offering, household = active(service, quantity=2), taken_in(service)["id"]
    worker, key = service.as_(Role.WORKER, EAST), {"Idempotency-Key": f"hold-{household}"}
    url = f"{OFFERINGS}/{offering['id']}/reservations"
    answers = [worker.post(url, json={"household": household}, headers=key) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert left(service, offering["id"]) == 1


def test_a_hold_is_over_when_its_time_is_and_sweeping_it_up_changes_nothing_that_is_told(service):
    offering, made = held(service, ends="2027-12-31")
    worker = service.as_(Role.WORKER, EAST)
    service.clock.forward(days=7)
    assert left(service, offering["id"]) == 1
    found = worker.get(RESERVATIONS, params={"household": made["household"]}).json()["items"]
    assert [each["state"] for each in found] == ["expired"]
    problem(decide(worker, made["id"], "confirmation"), "wrong-state")
    before = charity(service).get(f"{OFFERINGS}/{offering['id']}")
    swept = sweep(service.office.store, service.clock.at, service.office.hold)
    assert swept.holds >= 1
    after = charity(service).get(f"{OFFERINGS}/{offering['id']}")
    assert (before.json()["left"], before.headers["etag"]) == (1, after.headers["etag"])
    assert after.json()["left"] == 1


def test_a_charity_sees_number_town_and_state_of_a_reservation_and_no_household(service):
    offering, made = held(service)
    told = charity(service).get(f"{OFFERINGS}/{offering['id']}/reservations")
    (row,) = told.json()["items"]
    assert (row["number"], row["town"], row["state"]) == (1, EAST, "held")
    delivered = decide(charity(service), made["id"], "delivery")
    for hidden in (made["household"], made["made_by"]):
        assert hidden not in told.text + delivered.text


def test_another_charity_neither_sees_nor_delivers_and_is_on_record(service):
    _, made = held(service)
    problem(decide(charity(service, OTHER), made["id"], "delivery"), "absent")
    assert audit_of(service, made["id"])[-1] == ("access.foreign", EAST)


def test_another_town_neither_sees_nor_decides_a_reservation_and_is_on_record(service):
    offering, made = held(service, towns=[])
    other = service.as_(Role.WORKER, WEST)
    for name in ("confirmation", "release", "delivery"):
        problem(decide(other, made["id"], name), "absent")
        assert audit_of(service, made["id"])[-1] == ("access.foreign", EAST)
    problem(other.get(RESERVATIONS, params={"household": made["household"]}), "absent")
    problem(hold(other, offering["id"], made["household"]), "absent")
    assert other.get(f"{OFFERINGS}/{offering['id']}/reservations").json()["items"] == []


def test_a_household_keeps_as_many_places_as_it_has_members_who_may_have_one(service):
    offering = active(service, who={"per": "household", "single_parent": True}, quantity=5)
    household, worker = taken_in(service)["id"], service.as_(Role.WORKER, EAST)
    assert hold(worker, offering["id"], household).status_code == 201
    problem(hold(worker, offering["id"], household), "reserved")


def test_what_a_household_had_delivered_it_gets_no_second_time(service):
    offering = active(service, who={"per": "household", "single_parent": True}, quantity=3)
    household, worker = taken_in(service)["id"], service.as_(Role.WORKER, EAST)
    made = hold(worker, offering["id"], household).json()
    assert decide(worker, made["id"], "delivery").json()["state"] == "delivered"
    told = problem(hold(worker, offering["id"], household), "reserved")
    assert "已经送到这户" in told["detail"]
    assert left(service, offering["id"]) == 2


def test_a_household_that_the_facts_rule_out_or_that_is_not_served_gets_no_place(service):
    worker = service.as_(Role.WORKER, EAST, WEST)
    offering = active(service, who={"age_from": 130})
    healthy = taken_in(
        service, members=[{"id": "m1", "birth_date": "2000-01-01"}], needs=[], receiving=[]
    )
    problem(hold(worker, offering["id"], healthy["id"]), "ruled-out")
    elsewhere = taken_in(service, WEST)
    problem(hold(worker, active(service)["id"], elsewhere["id"]), "ruled-out")


@pytest.mark.parametrize("name", ["pause", "closing"])
def test_what_is_paused_or_closed_cannot_be_reserved_but_what_is_reserved_stays_so(service, name):
    offering, household = active(service), taken_in(service)["id"]
    worker = service.as_(Role.WORKER, EAST)
    made = hold(worker, offering["id"], household).json()
    act(charity(service), offering["id"], name)
    problem(hold(worker, offering["id"], taken_in(service)["id"]), "wrong-state")
    assert decide(worker, made["id"], "confirmation").status_code == 200


def test_nothing_is_reserved_before_its_first_day_or_after_its_last(service):
    worker, household = service.as_(Role.WORKER, EAST), taken_in(service)["id"]
    later = active(service, starts="2026-12-01", ends="2027-12-31")
    problem(hold(worker, later["id"], household), "wrong-state")


def test_plan_and_needs_have_to_be_the_households_own(service):
    offering, household, other = active(service), taken_in(service), taken_in(service)
    worker = service.as_(Role.WORKER, EAST)
    problem(hold(worker, offering["id"], household["id"], plan=7), "absent")
    needs = [other["needs"][0]["id"]]
    problem(hold(worker, offering["id"], household["id"], needs=needs), "absent")
    own = [household["needs"][0]["id"]]
    assert hold(worker, offering["id"], household["id"], needs=own).json()["needs"] == own


@pytest.mark.parametrize("how", ["closed", "moved"])
def test_a_place_of_a_family_whose_ledger_is_closed_or_that_moves_is_free_again(service, how):
    """Nobody would give it back by hand, and the next family would be told that it is used up."""
    offering, made = held(service)
    worker, town = (person(service, role, EAST) for role in (Role.WORKER, Role.TOWN))
    assert decide(worker, made["id"], "confirmation").status_code == 200
    address = f"/api/v1/households/{made['household']}"
    if how == "closed":
        etag = town.get(address).headers["etag"]
        gone = town.request("DELETE", f"{address}?reason=moved_away", headers={"If-Match": etag})
        assert gone.status_code in {200, 204}, gone.text
    else:
        asked = town.post(f"{address}/transfers", json={"to": WEST, "reason": "搬到西区"}).json()
        other = person(service, Role.TOWN, WEST)
        assert other.post(f"/api/v1/transfers/{asked['id']}/accept").status_code == 200
    assert left(service, offering["id"]) == 1
