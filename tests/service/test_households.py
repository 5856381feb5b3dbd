"""Households over the API: taken in whole, masked, changed by version, closed, listed."""

from typing import Any

import pytest

from api.access.callers import Role
from api.personal.identity import check_digit
from tests.service.families import (
    HOUSEHOLDS,
    at,
    audit_of,
    family,
    id_number,
    problem,
    taken_in,
)
from tests.service.office import EAST, WEST, Service
from tests.service.people import person


def test_a_family_is_taken_in_and_shown_masked(service: Service) -> None:
    raw = family()
    answer = service.as_(Role.WORKER, EAST).post(HOUSEHOLDS, json=raw)
    told = answer.json()
    assert (answer.status_code, answer.headers["etag"]) == (201, '"v1"')
    assert answer.headers["location"] == f"{HOUSEHOLDS}/{told['id']}"
    first, second = told["members"]
    number = raw["members"][0]["id_number"]
    assert (first["name"], second["name"]) == ("王*", "欧**梅")
    assert first["id_number"] == number[:2] + "*" * 16
    assert first["phone"] == "138****1234"
    assert told["personal"] == {"address": "东区***", "phone": "0760****1234"}
    assert [need["text"] for need in told["needs"]] == ["想有人陪去看病"]
    assert told["receiving"] == [{"code": "G061", "member": first["id"], "until": None}]
    shown = service.as_(Role.WORKER, EAST).get(f"{HOUSEHOLDS}/{told['id']}")
    assert {**shown.json(), "warnings": [], "alerts": []} == told


def test_birth_date_and_sex_are_told_by_the_id_number(service: Service) -> None:
    number = id_number("19480312", 700)
    id = taken_in(service, members=[{"name": "王明", "id_number": number}])["id"]
    told = person(service, Role.WORKER, EAST).get(f"{HOUSEHOLDS}/{id}").json()
    facts = {fact["name"]: fact["value"] for fact in told["members"][0]["facts"]}
    assert facts == {"birth_date": "1948-03-12", "sex": "f"}


@pytest.mark.parametrize(
    ("member", "place"),
    [
        ({"id_number": "442000194803120026"}, "/members/0/id_number"),
        ({"id_number": 442000194803120000}, "/members/0/id_number"),
        ({"phone": "123"}, "/members/0/phone"),
        ({"name": "王" * 61}, "/members/0/name"),
        ({"id_number": id_number(), "sex": "m"}, "/members/0/sex"),
        ({"id_number": id_number(), "birth_date": "1950-01-01"}, "/members/0/birth_date"),
        ({"illness": "sick"}, "/members/0/illness"),
        ({"ilness": "critical"}, "/members/0/ilness"),
    ],
)
def test_a_member_who_cannot_be_kept_is_named_by_place_and_nothing_is_kept(
    service: Service, member: dict[str, Any], place: str
) -> None:
    worker = service.as_(Role.WORKER, EAST)
    before = worker.get(HOUSEHOLDS, params={"limit": 200}).json()
    answer = worker.post(HOUSEHOLDS, json=family(members=[{"id": "m1", **member}]))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == place
    for value in member.values():
        if str(value) not in ("m", "sick", "1950-01-01", "123"):
            assert str(value) not in answer.text
    assert worker.get(HOUSEHOLDS, params={"limit": 200}).json() == before


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"facts": {}}, "/facts/residence_town"),
        ({"facts": {"residence_town": "北区"}}, "/facts/residence_town"),
        ({"personal": {"fax": "1"}}, "/personal/fax"),
        ({"personal": []}, "/personal"),
        ({"consent": {"helth": True}}, "/consent/helth"),
        ({"consent": {"names": True}}, "/consent/names"),
        ({"consent": {"health": "yes"}}, "/consent/health"),
        ({"household": 1}, "/household"),
        ({"needs": [{"text": 3}]}, "/needs/0/text"),
        ({"receiving": ["G999"]}, "/receiving/0"),
    ],
)
def test_a_household_that_cannot_be_kept_says_where(
    service: Service, change: dict[str, Any], place: str
) -> None:
    answer = service.as_(Role.WORKER, EAST).post(
        HOUSEHOLDS, json={**family(members=[], needs=[], receiving=[]), **change}
    )
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["pointer"] == place


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff", b'{"a":1,"a":2}', b"[" * 9_999])
def test_what_is_no_household_at_all_is_refused(service: Service, content: bytes) -> None:
    answer = service.as_(Role.WORKER, EAST).post(HOUSEHOLDS, content=content)
    assert answer.status_code == 422


def test_a_number_that_is_kept_already_names_the_household(service: Service) -> None:
    number = id_number()
    told = taken_in(service, members=[{"id_number": number}])
    again = family(members=[{"id_number": f" {number[:6]} {number[6:]}"}])
    answer = service.as_(Role.WORKER, EAST).post(HOUSEHOLDS, json=again)
    assert answer.status_code == 409
    assert problem(answer, "duplicate")["household"] == told["id"]
    assert number not in answer.text


def test_a_number_of_another_town_says_only_to_ask_for_a_transfer(service: Service) -> None:
    number = id_number()
    there = taken_in(service, WEST, members=[{"id_number": number}])
    answer = service.as_(Role.WORKER, EAST).post(
        HOUSEHOLDS, json=family(members=[{"id_number": number}])
    )
    assert answer.status_code == 409
    assert "已在其他镇街建档，请走转移" in problem(answer, "elsewhere")["detail"]
    assert there["id"] not in answer.text
    assert "西区" not in answer.text
    assert ("access.foreign", WEST) in audit_of(service, there["id"])


def test_a_number_that_stands_twice_in_one_body_is_refused(service: Service) -> None:
    number = id_number()
    members = [{"id": "a", "id_number": number}, {"id": "b", "id_number": number}]
    answer = service.as_(Role.WORKER, EAST).post(HOUSEHOLDS, json=family(members=members, needs=[]))
    assert problem(answer, "duplicate-id")["errors"][0]["pointer"] == "/members/1/id_number"


def test_a_change_rises_the_version_and_a_late_one_is_shown_both(service: Service) -> None:
    worker, told = service.as_(Role.WORKER, EAST), taken_in(service)
    url = f"{HOUSEHOLDS}/{told['id']}"
    change = {"facts": {"household_size": 3}, "personal": {"phone": None}, "source": "family"}
    answer = worker.patch(url, json=change, headers=at(1))
    assert (answer.status_code, answer.headers["etag"]) == (200, '"v2"')
    assert answer.json()["personal"]["phone"] is None
    sizes = [f for f in answer.json()["facts"] if f["name"] == "household_size"]
    assert [(f["value"], f["source"]) for f in sizes] == [(3, "family")]
    late = worker.patch(url, json={"facts": {"household_size": 9}}, headers=at(1))
    assert late.status_code == 412
    stale = problem(late, "stale")
    assert stale["yours"] == {"version": 1, "change": {"facts": {"household_size": 9}}}
    assert stale["current"]["version"] == 2
    assert stale["current"]["content"] == worker.get(url).json()


def test_a_change_without_a_version_is_asked_for_one(service: Service) -> None:
    told = taken_in(service)
    answer = service.as_(Role.WORKER, EAST).patch(f"{HOUSEHOLDS}/{told['id']}", json={})
    assert (answer.status_code, problem(answer, "version-needed")["status"]) == (428, 428)


def test_what_was_seen_at_this_version_is_not_sent_again(service: Service) -> None:
    worker, told = service.as_(Role.WORKER, EAST), taken_in(service)
    answer = worker.get(f"{HOUSEHOLDS}/{told['id']}", headers={"If-None-Match": '"v1"'})
    assert (answer.status_code, answer.content) == (304, b"")


def test_the_same_request_with_one_key_takes_a_family_in_once(service: Service) -> None:
    worker, raw = service.as_(Role.WORKER, EAST), family()
    first, second = (
        worker.post(HOUSEHOLDS, json=raw, headers={"Idempotency-Key": "once"}) for _ in range(2)
    )
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert second.headers["idempotency-replayed"] == "true"


def test_a_town_does_not_change_but_by_transfer(service: Service) -> None:
    worker, told = service.as_(Role.WORKER, EAST), taken_in(service)
    change = {"facts": {"residence_town": "西区"}}
    answer = worker.patch(f"{HOUSEHOLDS}/{told['id']}", json=change, headers=at(1))
    assert "转移" in problem(answer, "conflict")["detail"]


def test_a_closed_ledger_takes_no_change_until_it_is_opened_again(service: Service) -> None:
    worker, told = service.as_(Role.WORKER, EAST), taken_in(service)
    url = f"{HOUSEHOLDS}/{told['id']}"
    closed = worker.delete(url, params={"reason": "moved_away"}, headers=at(1))
    assert closed.json()["state"] == "closed"
    change = {"facts": {"household_size": 4}}
    problem(worker.patch(url, json=change, headers=at(2)), "closed")
    listed = worker.get(HOUSEHOLDS, params={"limit": 200}).json()["items"]
    assert told["id"] not in [row["id"] for row in listed]
    opened = worker.post(f"{url}/reopen", json={"reason": "moved_back"}, headers=at(2))
    assert (opened.json()["state"], opened.headers["etag"]) == ("active", '"v3"')
    assert worker.patch(url, json=change, headers=at(3)).status_code == 200
    problem(worker.post(f"{url}/reopen", json={"reason": "other"}, headers=at(4)), "conflict")


def test_another_town_is_told_nothing_and_it_is_on_record(service: Service) -> None:
    told = taken_in(service)
    url, stranger = f"{HOUSEHOLDS}/{told['id']}", service.as_(Role.WORKER, WEST)
    for answer in (
        stranger.get(url),
        stranger.patch(url, json={"facts": {}}, headers=at(1)),
        stranger.delete(url, params={"reason": "other"}, headers=at(1)),
        stranger.get(f"{url}/members"),
        stranger.get(f"{url}/facts"),
        stranger.post(f"{url}/needs", json={"text": "x"}, headers=at(1)),
    ):
        assert answer.status_code == 404
        problem(answer, "absent")
    assert audit_of(service, told["id"]).count(("access.foreign", EAST)) == 6


def test_a_list_is_walked_by_its_cursor_which_is_good_for_it_alone(service: Service) -> None:
    for _ in range(3):
        taken_in(service)
    worker = service.as_(Role.WORKER, EAST)
    whole = [row["id"] for row in worker.get(HOUSEHOLDS, params={"limit": 200}).json()["items"]]
    seen: list[str] = []
    cursor: str | None = None
    while True:
        params = {"limit": 2, **({"cursor": cursor} if cursor else {})}
        page = worker.get(HOUSEHOLDS, params=params).json()
        seen += [row["id"] for row in page["items"]]
        last, cursor = cursor, page["next"]
        if cursor is None:
            break
    assert seen == whole
    for wrong in ({"cursor": last, "state": "closed"}, {"cursor": "x" * 40}):
        assert problem(worker.get(HOUSEHOLDS, params=wrong), "wrong-query")
    stolen = service.as_(Role.BUREAU).get(HOUSEHOLDS, params={"cursor": last})
    problem(stolen, "wrong-query")


def test_the_city_sees_all_towns_and_a_town_its_own(service: Service) -> None:
    east, west = taken_in(service)["id"], taken_in(service, WEST)["id"]
    city = service.as_(Role.BUREAU).get(HOUSEHOLDS, params={"limit": 200}).json()["items"]
    assert {east, west} <= {row["id"] for row in city}
    own = service.as_(Role.WORKER, WEST).get(HOUSEHOLDS, params={"limit": 200}).json()["items"]
    assert {row["town"] for row in own} == {WEST}
    foreign = service.as_(Role.WORKER, WEST).get(HOUSEHOLDS, params={"town": EAST})
    assert foreign.status_code == 404


def test_what_was_taken_and_should_be_looked_at_is_told_with_its_place(service: Service) -> None:
    odd = "99999919480312001"
    odd += check_digit(odd)
    told = taken_in(
        service,
        members=[{"id": "m1", "name": "王明", "id_number": odd, "phone": "88881234"}],
        needs=[{"text": "请打13812345678"}],
        receiving=[],
    )
    warnings = [(each["pointer"], each["kind"]) for each in told["warnings"]]
    assert warnings == [
        ("/members/0/id_number", "unknown-area"),
        ("/members/0/phone", "taken-as-local"),
        ("/needs/0/text", "phone-in-text"),
    ]
    assert told["needs"][0]["text"] == "请打138****5678"
    worker, url = service.as_(Role.WORKER, EAST), f"{HOUSEHOLDS}/{told['id']}"
    home = worker.patch(url, json={"personal": {"phone": "88881235"}}, headers=at(1)).json()
    assert [each["pointer"] for each in home["warnings"]] == ["/personal/phone"]
    more = worker.post(f"{url}/members", json={"phone": "88881236"}, headers=at(2)).json()
    assert [each["pointer"] for each in more["warnings"]] == ["/phone"]
