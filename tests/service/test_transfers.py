"""A household changes its town only by both sides."""

from typing import Any

import pytest

from api.access.callers import Role
from api.store.values import Towns
from tests.service.families import HOUSEHOLDS, V1, at, audit_of, problem, taken_in
from tests.service.office import EAST, WEST, Service, Visitor
from tests.service.people import person

OTHER = "Z01"


@pytest.fixture
def east(service: Service) -> Visitor:
    return person(service, Role.WORKER, EAST)


@pytest.fixture
def west(service: Service) -> Visitor:
    return person(service, Role.TOWN, WEST)


def asked(service: Service, east: Visitor) -> tuple[str, str]:
    """Return a household and the transfer to the west that was asked for it."""
    id = taken_in(service)["id"]
    answer = east.post(f"{HOUSEHOLDS}/{id}/transfers", json={"to": "西区", "reason": "搬家了"})
    assert answer.status_code == 201, answer.text
    return id, answer.json()["id"]


def decide(who: Visitor, transfer: str, what: str, **more: Any) -> Any:
    return who.post(f"{V1}/transfers/{transfer}/{what}", **more)


def test_a_household_is_handed_over_once_the_other_side_accepts(
    service: Service, east: Visitor, west: Visitor
) -> None:
    id, transfer = asked(service, east)
    url = f"{HOUSEHOLDS}/{id}"
    assert (east.get(url).status_code, west.get(url).status_code) == (200, 404)
    seen = west.get(f"{V1}/transfers", params={"state": "asked"}).json()["items"]
    assert [(row["reason"], row["from"]) for row in seen if row["id"] == transfer] == [
        ("搬家了", EAST)
    ]
    answer = decide(west, transfer, "accept")
    assert (answer.status_code, answer.json()["state"]) == (200, "accepted")
    assert (east.get(url).status_code, west.get(url).status_code) == (404, 200)
    told = west.get(url).json()
    assert (told["town"], told["version"]) == (WEST, 2)
    town = next(fact for fact in told["facts"] if fact["name"] == "residence_town")
    assert (town["value"], town["source"]) == ("西区", "transfer")
    lines = audit_of(service, transfer)
    for action in ("transfer.ask", "transfer.accepted"):
        assert {town for found, town in lines if found == action} == {EAST, WEST}
    assert {("household.leave", EAST), ("household.arrive", WEST)} <= set(audit_of(service, id))


def test_the_side_that_asks_cannot_accept_and_the_other_cannot_withdraw(
    service: Service, east: Visitor, west: Visitor
) -> None:
    id, transfer = asked(service, east)  # who may not decide it is refused, and that is on record
    for answer in (
        decide(east, transfer, "accept"),
        decide(east, transfer, "refuse"),
        decide(west, transfer, "withdraw"),
    ):
        assert problem(answer, "not-allowed")["status"] == 403
    assert east.get(f"{HOUSEHOLDS}/{id}").json()["town"] == EAST
    refused = [town for action, town in audit_of(service, transfer) if action == "access.refused"]
    assert sorted(refused) == [EAST, EAST, WEST]


@pytest.mark.parametrize("end", ["accept", "refuse", "withdraw"])
def test_what_is_decided_is_decided(
    service: Service, east: Visitor, west: Visitor, end: str
) -> None:
    _, transfer = asked(service, east)
    assert decide(east if end == "withdraw" else west, transfer, end).status_code == 200
    for who, what in ((west, "accept"), (west, "refuse"), (east, "withdraw")):
        problem(decide(who, transfer, what), "conflict")


def test_a_third_town_sees_nothing_of_it_and_that_is_on_record(
    service: Service, east: Visitor
) -> None:
    id, transfer = asked(service, east)
    stranger = person(service, Role.WORKER, OTHER)
    for what in ("accept", "refuse", "withdraw"):
        problem(decide(stranger, transfer, what), "absent")
    assert stranger.get(f"{V1}/transfers").json()["items"] == []
    ask = stranger.post(f"{HOUSEHOLDS}/{id}/transfers", json={"to": OTHER, "reason": "x"})
    problem(ask, "absent")
    assert ("access.foreign", EAST) in audit_of(service, transfer)


def test_one_transfer_waits_at_a_time_and_never_to_ones_own_town(
    service: Service, east: Visitor, west: Visitor
) -> None:
    id, transfer = asked(service, east)
    url = f"{HOUSEHOLDS}/{id}/transfers"
    problem(east.post(url, json={"to": WEST, "reason": "x"}), "conflict")
    decide(west, transfer, "refuse")
    same = problem(east.post(url, json={"to": "东区", "reason": "x"}), "conflict")
    assert same["errors"][0]["pointer"] == "/to"
    wrong = problem(east.post(url, json={"to": "西匡街道", "reason": "x"}), "unknown-town")
    assert wrong["errors"][0]["near"]
    assert east.post(url, json={"to": WEST, "reason": "x"}).status_code == 201


def test_the_same_acceptance_with_one_key_is_carried_out_once(
    service: Service, east: Visitor, west: Visitor
) -> None:
    _, transfer = asked(service, east)
    key = {"headers": {"Idempotency-Key": f"accept-{transfer}"}}
    first, second = (decide(west, transfer, "accept", **key) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json() == second.json()


def test_who_asked_for_a_transfer_is_not_the_one_who_accepts_it(
    service: Service, west: Visitor
) -> None:
    both = person(service, Role.TOWN, EAST, WEST)
    id, transfer = asked(service, both)
    problem(decide(both, transfer, "accept"), "conflict")
    assert both.get(f"{HOUSEHOLDS}/{id}").json()["town"] == EAST
    assert decide(west, transfer, "accept").status_code == 200


def test_a_machine_hands_nothing_over(service: Service, east: Visitor) -> None:
    _, transfer = asked(service, east)
    problem(decide(service.as_(Role.WORKER, WEST), transfer, "accept"), "not-allowed")


def test_the_reason_is_sealed_in_the_database(service: Service, east: Visitor) -> None:
    _, transfer = asked(service, east)
    with service.office.store.view("test", service.clock.at, Towns.everywhere()) as unit:
        assert "搬家了".encode() not in unit.transfers.get(transfer).reason


def test_a_household_that_was_closed_meanwhile_is_not_taken_over(
    service: Service, east: Visitor, west: Visitor
) -> None:
    id, transfer = asked(service, east)
    url = f"{HOUSEHOLDS}/{id}"
    closed = east.request("DELETE", url, params={"reason": "declined"}, headers=at(1))
    assert closed.status_code == 200, closed.text
    problem(decide(west, transfer, "accept"), "closed")
    assert east.get(url).json()["town"] == EAST
    east.post(f"{url}/reopen", json={"reason": "mistake"}, headers=at(2))
    assert decide(west, transfer, "accept").status_code == 200


def test_a_transfer_of_a_closed_household_can_be_refused(
    service: Service, east: Visitor, west: Visitor
) -> None:
    id, transfer = asked(service, east)
    east.request("DELETE", f"{HOUSEHOLDS}/{id}", params={"reason": "declined"}, headers=at(1))
    assert decide(west, transfer, "refuse").json()["state"] == "refused"
