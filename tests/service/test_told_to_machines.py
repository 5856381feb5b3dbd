"""What is told of a family: no number can be rebuilt, and machines get no words and no birthday."""

import json
from typing import Any

import pytest

from api.access.callers import Role, Scope
from tests.service.families import HOUSEHOLDS, at, family, id_number, problem, taken_in
from tests.service.office import EAST, Service, Visitor
from tests.service.people import person, seen

READING = (Scope.READ, Scope.PLANS_READ)
WORDS = "老公打我，不想活了，想有人陪去看病"


def born(told: dict[str, Any], index: int = 0) -> str:
    """Return the birth date that an answer tells of a member."""
    facts = told["members"][index]["facts"]
    return str(next(fact["value"] for fact in facts if fact["name"] == "birth_date"))


def test_no_answer_tells_the_end_of_an_id_number_beside_the_day_of_birth(service: Service) -> None:
    number = id_number("19480312")
    told = taken_in(
        service,
        members=[{"id": "m1", "name": "王明", "id_number": number}],
        needs=[{"text": f"身份证{number}"}],
        receiving=[],
    )
    url = f"{HOUSEHOLDS}/{told['id']}"
    for visitor in (person(service, Role.WORKER, EAST), service.as_(Role.WORKER, EAST)):
        shown = visitor.get(url)
        assert shown.json()["members"][0]["id_number"] == "44" + "*" * 16
        assert number[-3:] not in shown.text.replace(told["id"], "")
    stale = service.as_(Role.WORKER, EAST).patch(
        f"{url}/members/{told['members'][0]['id']}", json={"id_number": number}, headers=at(9)
    )
    assert number[-3:] not in json.dumps(problem(stale, "stale")["yours"])


def test_people_are_told_a_day_of_birth_and_machines_the_year(service: Service) -> None:
    told = taken_in(service, members=[{"id": "m1", "birth_date": "1948-03-12"}], needs=[])
    url = f"{HOUSEHOLDS}/{told['id']}"
    worker, machine = person(service, Role.WORKER, EAST), service.as_(Role.WORKER, EAST)
    assert born(worker.get(url).json()) == "1948-03-12"
    assert born(machine.get(url).json()) == "1948"
    for path in ("facts", "facts/history", "members"):
        assert "1948-03" not in machine.get(f"{url}/{path}").text, path
        assert "1948-03-12" in worker.get(f"{url}/{path}").text, path
    fact = {"member": told["members"][0]["id"], "name": "birth_date", "value": "1949-03-12"}
    answer = machine.post(f"{url}/facts", json=fact, headers=at(1))
    assert answer.json()["value"] == "1949"
    assert born(worker.get(url).json()) == "1949-03-12"


@pytest.mark.parametrize("name", ["name", "id_number", "phone", "address", "birth_date"])
def test_a_mask_that_comes_back_is_refused_and_overwrites_nothing(
    service: Service, name: str
) -> None:
    member = {
        **family()["members"][0],
        "address": "中山市东区街道竹苑路1号",
    }
    told = taken_in(service, members=[member], needs=[], receiving=[])
    machine = service.as_(Role.WORKER, EAST)
    url = f"{HOUSEHOLDS}/{told['id']}/members/{told['members'][0]['id']}"
    shown = machine.get(url)
    value = born(told) if name == "birth_date" else shown.json()[name]
    answer = machine.patch(url, json={name: value}, headers=seen(shown))
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["pointer"] == f"/{name}"


def test_exports_of_machines_tell_no_end_of_a_number(service: Service) -> None:
    taken_in(service)
    body = {"what": "members", "format": "json"}
    url = "/api/v1/exports"
    rows = service.as_(Role.TOWN, EAST).post(url, json=body).json()
    numbers = {row["id_number"] for row in rows if row["id_number"]}
    assert numbers == {"44" + "*" * 16}
    official = person(service, Role.TOWN, EAST).post(url, json=body).json()
    assert any(row["id_number"][-3:].isalnum() for row in official if row["id_number"])


def planned(service: Service) -> tuple[dict[str, Any], Visitor]:
    told = taken_in(service, needs=[{"text": WORDS}], receiving=[])
    worker = person(service, Role.WORKER, EAST)
    plans = f"{HOUSEHOLDS}/{told['id']}/plans"
    plan = worker.post(plans, json={"top": 5}).json()
    change = {"do": "remove", "code": plan["items"][0]["code"], "reason": "女儿会陪她去"}
    assert worker.post(f"{plans}/1/corrections", json={"changes": [change]}).status_code == 201
    return told, worker


def test_a_key_reads_no_words_but_with_a_scope_of_its_own(service: Service) -> None:
    told, worker = planned(service)
    url = f"{HOUSEHOLDS}/{told['id']}"
    need = f"{url}/needs/{told['needs'][0]['id']}"
    narrow = service.as_(Role.WORKER, EAST, scopes=READING)
    wide = service.as_(Role.WORKER, EAST, scopes=(*READING, Scope.NEEDS))
    paths = (url, f"{url}/needs", need, *(f"{url}/plans{end}" for end in ("", "/1", "/2")))
    quoted = 0
    for path in (*paths, f"{url}/plans/latest"):
        answer = narrow.get(path)
        assert answer.status_code == 200, answer.text
        said = json.dumps(answer.json(), ensure_ascii=False)
        for words in ("打我", "不想活", "看病", "女儿会陪"):
            assert words not in said, path
        assert wide.get(path).json() == worker.get(path).json() or path == url
        quoted += "看病" in wide.get(path).text
    assert quoted >= 4


def test_a_plan_without_words_has_a_tag_of_its_own(service: Service) -> None:
    told, worker = planned(service)
    plan = f"{HOUSEHOLDS}/{told['id']}/plans/1"
    narrow = service.as_(Role.WORKER, EAST, scopes=READING)
    whole, cut = worker.get(plan), narrow.get(plan)
    assert whole.headers["etag"] != cut.headers["etag"]
    known = {"If-None-Match": cut.headers["etag"]}
    assert narrow.get(plan, headers=known).status_code == 304
    assert [row["code"] for row in cut.json()["items"]] == [
        row["code"] for row in whole.json()["items"]
    ]
