"""Needs over the API: noted, reworded, and only the ways there are from state to state."""

from typing import Any

import pytest

from api.access.callers import Role
from api.store.values import NeedState
from api.usecases.needs_book import MAY_BECOME
from tests.service.families import HOUSEHOLDS, at, problem, taken_in
from tests.service.office import EAST, Service


def url_of(told: dict[str, Any], rest: str = "") -> str:
    return f"{HOUSEHOLDS}/{told['id']}/needs{rest}"


def test_a_need_is_noted_and_reworded(service: Service) -> None:
    worker, told = service.as_(Role.WORKER, EAST), taken_in(service)
    body = {"text": " 房租交不起 ", "urgency": "low", "recorded_at": "2026-04-30"}
    answer = worker.post(url_of(told), json=body, headers=at(1))
    need = answer.json()
    assert need["warnings"] == []
    assert (answer.status_code, answer.headers["etag"]) == (201, '"v2"')
    assert answer.headers["location"] == url_of(told, f"/{need['id']}")
    assert (need["text"], need["urgency"], need["state"]) == ("房租交不起", "low", "open")
    told_anew = {"text": "房租三个月没交", "urgency": "high"}
    changed = worker.patch(url_of(told, f"/{need['id']}"), json=told_anew, headers=at(2)).json()
    assert (changed["text"], changed["urgency"]) == ("房租三个月没交", "high")
    assert worker.get(url_of(told, f"/{need['id']}")).json() == {
        k: v for k, v in changed.items() if k not in ("warnings", "alerts")
    }
    listed = worker.get(url_of(told), params={"state": "open"}).json()["items"]
    assert len(listed) == 2


@pytest.mark.parametrize("text", ["无", "暂无需求。", "没有"])
def test_words_that_say_there_is_no_need_are_refused_as_one(service: Service, text: str) -> None:
    worker, told = service.as_(Role.WORKER, EAST), taken_in(service)
    found = problem(worker.post(url_of(told), json={"text": text}, headers=at(1)), "missing-field")
    assert "没有需求" in found["detail"]
    url = url_of(told, f"/{told['needs'][0]['id']}")
    problem(worker.patch(url, json={"text": text}, headers=at(1)), "missing-field")
    whole = {"facts": {"residence_town": "东区"}, "needs": [{"text": text}]}
    found = problem(worker.post(HOUSEHOLDS, json=whole), "missing-field")
    assert found["errors"][0]["pointer"] == "/needs/0/text"
    kept = worker.post(url_of(told), json={"text": "没有钱看病"}, headers=at(1))
    assert kept.status_code == 201


@pytest.mark.parametrize("old", NeedState)
@pytest.mark.parametrize("new", NeedState)
def test_a_need_goes_only_the_ways_there_are(
    service: Service, old: NeedState, new: NeedState
) -> None:
    worker, told = service.as_(Role.WORKER, EAST), taken_in(service)
    url, version = url_of(told, f"/{told['needs'][0]['id']}"), 1
    ways = {"open": [], "planned": ["planned"], "served": ["planned", "served"]}
    for state in ways.get(old.value, ["withdrawn"]):
        assert worker.patch(url, json={"state": state}, headers=at(version)).status_code == 200
        version += 1
    answer = worker.patch(url, json={"state": new.value}, headers=at(version))
    if new is old or new in MAY_BECOME[old]:
        assert answer.json()["state"] == new
    else:
        problem(answer, "conflict")
        assert worker.get(url).json()["state"] == old


def test_every_way_of_a_need_leads_back_but_none_skips_the_plan() -> None:
    for old, ways in MAY_BECOME.items():
        for new in ways:
            assert old in MAY_BECOME[new] or (old, new) == (NeedState.PLANNED, NeedState.OPEN)
    assert NeedState.SERVED not in MAY_BECOME[NeedState.OPEN]


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"text": ""}, "/text"),
        ({"text": "长" * 2001}, "/text"),
        ({"text": "x", "urgency": "very"}, "/urgency"),
        ({"text": "x", "recorded_at": "2026-02-30"}, "/recorded_at"),
        ({"text": "x", "recorded_at": "2030-01-01"}, "/recorded_at"),
    ],
)
def test_a_need_that_cannot_be_noted_says_where(
    service: Service, body: dict[str, Any], place: str
) -> None:
    told = taken_in(service)
    answer = service.as_(Role.WORKER, EAST).post(url_of(told), json=body, headers=at(1))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == place


def test_a_need_of_another_family_is_absent(service: Service) -> None:
    worker, one, other = service.as_(Role.WORKER, EAST), taken_in(service), taken_in(service)
    url = url_of(one, f"/{other['needs'][0]['id']}")
    problem(worker.get(url), "absent")
    problem(worker.patch(url, json={"state": "planned"}, headers=at(1)), "absent")
    strange = {"text": "x", "member": other["members"][0]["id"]}
    problem(worker.post(url_of(one), json=strange, headers=at(1)), "absent")


def test_numbers_of_people_in_the_words_are_masked_and_told(service: Service) -> None:
    worker, told = service.as_(Role.WORKER, EAST), taken_in(service)
    words = "儿子张三442000198001010017没有工作，电话13812345678"
    answer = worker.post(url_of(told), json={"text": words}, headers=at(1)).json()
    assert answer["text"] == "儿子张三44****************没有工作，电话138****5678"
    kinds = [(each["pointer"], each["kind"]) for each in answer["warnings"]]
    assert kinds == [("/text", "number-in-text"), ("/text", "phone-in-text")]
    assert "身份证号" in answer["warnings"][0]["reason"]["zh"]
    url = url_of(told, f"/{answer['id']}")
    again = worker.patch(url, json={"text": "找13912345678"}, headers=at(2)).json()
    assert (again["text"], len(again["warnings"])) == ("找139****5678", 1)
    assert worker.get(url).json()["text"] == "找139****5678"
