"""Members over the API: added, changed, left; nobody twice."""

from typing import Any

import pytest

from api.access.callers import Role
from tests.service.families import HOUSEHOLDS, at, audit_of, id_number, problem, taken_in
from tests.service.office import EAST, WEST, Service


def url_of(told: dict[str, Any], member: str = "") -> str:
    return f"{HOUSEHOLDS}/{told['id']}/members" + (f"/{member}" if member else "")


def test_a_member_is_added_with_facts_and_found_by_initials(service: Service) -> None:
    worker, told = service.as_(Role.WORKER, EAST), taken_in(service)
    body = {"name": "仇志强", "relation": "spouse", "illness": "none", "source": "hospital"}
    answer = worker.post(url_of(told), json=body, headers=at(1))
    assert (answer.status_code, answer.headers["etag"]) == (201, '"v2"')
    member = answer.json()
    assert answer.headers["location"] == url_of(told, member["id"])
    assert (member["name"], member["relation"], member["position"]) == ("仇*强", "spouse", 2)
    found = worker.post(f"{HOUSEHOLDS}/search", json={"initials": "QZQ"}).json()["items"]
    assert told["id"] in [row["id"] for row in found]
    assert len(worker.get(url_of(told)).json()["items"]) == 3


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"relation": "uncle-in-law"}, "/relation"),
        ({"illness": 3}, "/illness"),
        ({"household_size": 3}, "/household_size"),
        ({"nonsense": 3}, "/nonsense"),
        ({"position": -1}, "/position"),
        ({"as_of": "2026-13-01"}, "/as_of"),
        ({"as_of": "2027-01-01"}, "/as_of"),
        ({"source": "Ward 3"}, "/source"),
        ({"phone": "abc"}, "/phone"),
    ],
)
def test_a_member_that_cannot_be_kept_says_where(
    service: Service, body: dict[str, Any], place: str
) -> None:
    worker, told = service.as_(Role.WORKER, EAST), taken_in(service)
    answer = worker.post(url_of(told), json=body, headers=at(1))
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["pointer"] == place
    assert worker.get(f"{HOUSEHOLDS}/{told['id']}").json()["version"] == 1


def test_a_change_says_only_what_is_other(service: Service) -> None:
    worker, told = service.as_(Role.WORKER, EAST), taken_in(service, consent={"health": True})
    member = told["members"][0]["id"]
    body = {"name": "单雄信", "phone": None, "illness": None}
    changed = worker.patch(url_of(told, member), json=body, headers=at(1)).json()
    assert (changed["name"], changed["phone"], changed["relation"]) == ("单*信", None, "head")
    assert "illness" not in [fact["name"] for fact in changed["facts"]]
    found = worker.post(f"{HOUSEHOLDS}/search", json={"initials": "wm"}).json()["items"]
    assert told["id"] not in [row["id"] for row in found]


def test_an_id_number_that_comes_later_tells_birth_and_sex_or_is_refused(service: Service) -> None:
    worker, told = service.as_(Role.WORKER, EAST), taken_in(service)
    second = told["members"][1]["id"]  # recorded as a girl
    boy = worker.patch(
        url_of(told, second), json={"id_number": id_number("20100203", 701)}, headers=at(1)
    )
    assert boy.json()["errors"][0]["pointer"] == "/id_number"
    girl = worker.patch(
        url_of(told, second), json={"id_number": id_number("20100203", 702)}, headers=at(1)
    ).json()
    facts = {fact["name"]: (fact["value"], fact["source"]) for fact in girl["facts"]}
    assert facts["birth_date"] == ("2010", "id_card")  # a machine is told the year
    assert facts["sex"] == ("f", "statement")
    later = worker.patch(url_of(told, second), json={"sex": "m"}, headers=at(2))
    assert later.status_code == 422


def test_who_left_is_shown_only_where_asked_and_may_join_another_family(service: Service) -> None:
    worker, number = service.as_(Role.WORKER, EAST), id_number()
    told = taken_in(service, members=[{"id": "m1", "id_number": number}], needs=[], receiving=[])
    member = told["members"][0]["id"]
    gone = worker.delete(url_of(told, member), params={"reason": "married"}, headers=at(1))
    assert gone.json()["left_at"] is not None
    assert worker.get(url_of(told)).json()["items"] == []
    departed = worker.get(url_of(told), params={"departed": True}).json()["items"]
    assert [each["id"] for each in departed] == [member]
    problem(worker.patch(url_of(told, member), json={"name": "x"}, headers=at(2)), "conflict")
    again = taken_in(service, members=[{"id": "m1", "id_number": number}], needs=[], receiving=[])
    assert again["id"] != told["id"]


def test_a_number_of_another_family_is_refused_and_ones_own_is_not(service: Service) -> None:
    worker, number = service.as_(Role.WORKER, EAST), id_number()
    first = taken_in(service, members=[{"id": "m1", "id_number": number}], needs=[], receiving=[])
    own = url_of(first, first["members"][0]["id"])
    assert worker.patch(own, json={"id_number": number}, headers=at(1)).status_code == 200
    second = taken_in(service)
    added = worker.post(url_of(second), json={"id_number": number}, headers=at(1))
    assert problem(added, "duplicate")["household"] == first["id"]
    west = taken_in(service, WEST)
    foreign = service.as_(Role.WORKER, WEST).patch(
        url_of(west, west["members"][1]["id"]), json={"id_number": number}, headers=at(1)
    )
    problem(foreign, "elsewhere")
    assert ("access.foreign", EAST) in audit_of(service, first["id"])


def test_a_member_of_another_family_is_absent(service: Service) -> None:
    worker, one, other = service.as_(Role.WORKER, EAST), taken_in(service), taken_in(service)
    url = url_of(one, other["members"][0]["id"])
    for answer in (
        worker.get(url),
        worker.patch(url, json={"position": 1}, headers=at(1)),
        worker.delete(url, params={"reason": "other"}, headers=at(1)),
    ):
        problem(answer, "absent")


def need_of(told: dict[str, Any]) -> str:
    return f"{HOUSEHOLDS}/{told['id']}/needs/{told['needs'][0]['id']}"


def test_what_somebody_needed_is_named_as_they_leave_and_can_be_handed_over(
    service: Service,
) -> None:
    worker, told = service.as_(Role.WORKER, EAST), taken_in(service)
    first, second = (member["id"] for member in told["members"])
    gone = worker.delete(url_of(told, first), params={"reason": "moved_out"}, headers=at(1))
    assert [need["id"] for need in gone.json()["needs"]] == [told["needs"][0]["id"]]
    handed = worker.patch(need_of(told), json={"member": second}, headers=at(2))
    assert (handed.status_code, handed.json()["member"]) == (200, second)
    again = worker.delete(url_of(told, second), params={"reason": "moved_out"}, headers=at(3))
    assert len(again.json()["needs"]) == 1
    of_all = worker.patch(need_of(told), json={"member": None}, headers=at(4)).json()
    assert of_all["member"] is None
    stays = worker.patch(need_of(told), json={"urgency": "low"}, headers=at(5)).json()
    assert (stays["member"], stays["urgency"]) == (None, "low")
    assert ("need.member", EAST) in audit_of(service, told["needs"][0]["id"])


def test_what_was_withdrawn_is_not_named_as_somebody_leaves(service: Service) -> None:
    worker, told = service.as_(Role.WORKER, EAST), taken_in(service)
    worker.patch(need_of(told), json={"state": "withdrawn"}, headers=at(1))
    url = url_of(told, told["members"][0]["id"])
    gone = worker.delete(url, params={"reason": "deceased"}, headers=at(2))
    assert gone.json()["needs"] == []


def test_a_need_is_handed_to_nobody_of_another_family(service: Service) -> None:
    worker, told, other = service.as_(Role.WORKER, EAST), taken_in(service), taken_in(service)
    body = {"member": other["members"][0]["id"]}
    problem(worker.patch(need_of(told), json=body, headers=at(1)), "absent")
    assert worker.get(need_of(told)).json()["member"] == told["members"][0]["id"]


def test_a_member_taken_out_by_mistake_is_brought_back_as_they_were(service: Service) -> None:
    worker, told = service.as_(Role.WORKER, EAST), taken_in(service)
    member = told["members"][0]
    url = url_of(told, member["id"])
    worker.delete(url, params={"reason": "mistake"}, headers=at(1))
    back = worker.post(f"{url}/return", headers=at(2))
    assert (back.status_code, back.headers["etag"], back.json()) == (200, '"v3"', member)
    found = worker.post(f"{HOUSEHOLDS}/search", json={"initials": "wm"}).json()["items"]
    assert told["id"] in [row["id"] for row in found]
    assert ("member.return", EAST) in audit_of(service, member["id"])


def test_nobody_is_brought_back_twice_unseen_or_to_another_family(service: Service) -> None:
    worker, told, other = service.as_(Role.WORKER, EAST), taken_in(service), taken_in(service)
    member = told["members"][0]["id"]
    url = url_of(told, member)
    problem(worker.post(f"{url}/return", headers=at(1)), "conflict")
    worker.delete(url, params={"reason": "mistake"}, headers=at(1))
    problem(worker.post(f"{url}/return"), "version-needed")
    stale = problem(worker.post(f"{url}/return", headers=at(1)), "stale")
    assert stale["current"]["version"] == 2
    problem(worker.post(f"{url_of(other, member)}/return", headers=at(1)), "absent")


@pytest.mark.parametrize("depth", [1, 100, 990, 1000, 5000])
@pytest.mark.parametrize("closed", [True, False], ids=["closed", "left open"])
def test_a_body_that_nobody_asked_for_hinders_no_answer(
    service: Service, depth: int, closed: bool
) -> None:
    worker, told = service.as_(Role.WORKER, EAST), taken_in(service)
    body = b"[" * depth + b"]" * depth * closed
    headers = {"If-Match": '""', "Content-Type": "application/json"}
    url = url_of(told, told["members"][0]["id"])
    problem(worker.post(f"{url}/return", content=body, headers=headers), "stale")


def test_who_has_joined_another_family_is_not_brought_back(service: Service) -> None:
    worker, number = service.as_(Role.WORKER, EAST), id_number()
    alone = {"members": [{"id": "m1", "id_number": number}], "needs": [], "receiving": []}
    told = taken_in(service, **alone)
    url = url_of(told, told["members"][0]["id"])
    worker.delete(url, params={"reason": "married"}, headers=at(1))
    joined = taken_in(service, **alone)
    again = problem(worker.post(f"{url}/return", headers=at(2)), "duplicate")
    assert again["household"] == joined["id"]


def test_what_concerns_somebody_who_left_is_refused_with_the_way_to_bring_them_back(
    service: Service,
) -> None:
    worker, told = service.as_(Role.WORKER, EAST), taken_in(service)
    member = told["members"][0]["id"]
    worker.delete(url_of(told, member), params={"reason": "moved_out"}, headers=at(1))
    home = f"{HOUSEHOLDS}/{told['id']}"
    fact = {"name": "lives_alone", "value": True, "member": member}
    for answer in (
        worker.patch(url_of(told, member), json={"name": "x"}, headers=at(2)),
        worker.delete(url_of(told, member), params={"reason": "other"}, headers=at(2)),
        worker.post(f"{home}/facts", json=fact, headers=at(2)),
        worker.post(f"{home}/needs", json={"text": "想学做饭", "member": member}, headers=at(2)),
    ):
        assert "先恢复" in problem(answer, "conflict")["detail"]


def test_a_number_of_another_birth_date_than_is_recorded_is_taken_with_the_right_one(
    service: Service,
) -> None:
    worker, told = service.as_(Role.WORKER, EAST), taken_in(service)
    url = url_of(told, told["members"][1]["id"])
    recorded = {"birth_date": "2010-02-03", "sex": "m"}
    assert worker.patch(url, json=recorded, headers=at(1)).status_code == 200
    number = {"id_number": id_number("20110203", 704)}
    alone = problem(worker.patch(url, json=number, headers=at(2)), "unknown-value")
    assert alone["errors"][0]["pointer"] == "/id_number"
    assert "birth_date" in alone["detail"]
    both = {**number, "birth_date": "2011-02-03"}
    still = problem(worker.patch(url, json=both, headers=at(2)), "unknown-value")
    assert (still["errors"][0]["pointer"], "sex" in still["detail"]) == ("/id_number", True)
    answer = worker.patch(url, json={**both, "sex": "f"}, headers=at(2))
    assert answer.status_code == 200, answer.text
    wrong = problem(worker.patch(url, json=both | recorded, headers=at(3)), "unknown-value")
    assert wrong["errors"][0]["pointer"] == "/birth_date"


def sources(member: dict[str, Any]) -> dict[str, str]:
    return {fact["name"]: fact["source"] for fact in member["facts"]}


def test_what_an_id_number_tells_as_somebody_comes_in_is_of_the_card(service: Service) -> None:
    worker = service.as_(Role.WORKER, EAST)
    carded = {"id_number": id_number(serial=704), "sex": "f"}
    told = taken_in(service, members=[{"id": "m1", **carded}], needs=[], receiving=[])
    first = sources(told["members"][0])
    assert (first["birth_date"], first["sex"]) == ("id_card", "statement")
    body = {"id_number": id_number(), "source": "hospital", "birth_date": None, "illness": "none"}
    added = worker.post(url_of(told), json=body, headers=at(1)).json()
    shown = worker.get(f"{HOUSEHOLDS}/{told['id']}/facts").json()["items"]
    of_second = {f["name"]: f["source"] for f in shown if f["member"] == added["id"]}
    assert (of_second["birth_date"], of_second["sex"]) == ("id_card", "id_card")
