"""What there is to ask of a family: one number on every page, and what nobody could tell apart."""

from datetime import timedelta
from typing import Any

import pytest

from api.access.callers import Role
from tests.identity.people import HTML, Browser
from tests.service.office import EAST, Service
from tests.service.test_family_pages import edited, planned, send, signed_in, taken_in

HTMX = {**HTML, "hx-request": "true"}


@pytest.fixture(scope="module")
def mei(service: Service) -> Browser:
    return signed_in(service, Role.WORKER, "mei", EAST)


def asked_of(mine: Browser, place: str) -> Any:
    return mine.get(f"{place}/questions.json").json()


def put_aside(mine: Browser, place: str, question: Any, version: int) -> Any:
    form = {"fact": question["fact"], "member": question["member"], "version": str(version)}
    return send(mine, f"{place}/questions", {**form, "do": "skip"})


def told_everywhere(mine: Browser, place: str) -> set[str]:
    """Return how many there are to ask, as each page of a family and the work list tells it."""
    number = mine.get(f"{place}.json").json()["plan"]
    rows = mine.get("/households.json?sign=questions").json()["rows"]
    row = next(row for row in rows if place.endswith(row["id"]))
    plan = mine.get(f"{place}/plans/{number}.json").json()
    assert plan["asks"] in plan["counts"]
    pages = (f"{place}.json", f"{place}/questions.json")
    return {row["asks"], plan["asks"], *(mine.get(at).json()["asks"] for at in pages)}


def test_every_page_tells_the_same_number_of_questions_and_that_six_come_first(
    mei: Browser,
) -> None:
    place = taken_in(mei, **{"m1.name": "方一"})
    planned(mei, place)
    told = asked_of(mei, place)
    all_of_them = len(mei.get(f"/api/v1{place}/plans/latest").json()["questions"])
    assert len(told["questions"]) == 6 < all_of_them
    assert told_everywhere(mei, place) == {f"先问这6个，还有{all_of_them - 6}个"}
    english = mei.get(f"{place}/questions.json?lang=en").json()["asks"]
    assert english == f"Ask these 6 first, then {all_of_them - 6} more"


def test_an_answer_and_a_change_of_the_ledger_are_counted_on_every_page(mei: Browser) -> None:
    place = taken_in(mei, **{"m1.name": "方二"})
    planned(mei, place)
    told = asked_of(mei, place)
    asked = next(q for q in told["questions"] if q["field"]["choices"] and not q["withheld"])
    value = asked["field"]["choices"][0]["value"]
    form = {"fact": asked["fact"], "member": asked["member"], "version": str(told["version"])}
    answer = send(mei, f"{place}/questions", {**form, "do": "answer", "value": value})
    assert answer.status_code == 303
    assert told_everywhere(mei, place) == {asked_of(mei, place)["asks"]}
    assert edited(mei, place, "need:", text="家里没钱交学费").status_code == 303
    assert len(told_everywhere(mei, place)) == 1


def test_what_nobody_can_answer_stands_apart_and_comes_back_in_no_plan_and_no_number(
    mei: Browser,
) -> None:
    place = taken_in(mei, **{"m1.name": "方三"})
    planned(mei, place)
    told = asked_of(mei, place)
    first = next(q for q in told["questions"] if not q["withheld"])
    assert put_aside(mei, place, first, told["version"]).status_code == 303
    assert send(mei, f"{place}/plans", {}).status_code == 303
    now = asked_of(mei, place)
    assert first["key"] not in [q["key"] for q in now["questions"]]
    assert first["key"] in [q["key"] for q in now["unclear"]]
    assert told_everywhere(mei, place) == {now["asks"]} != {told["asks"]}
    past = mei.get(f"{place}.json").json()["past"]
    assert [row["value"] for row in past].count("仍不清楚") == 1
    assert "仍不清楚（1）" in mei.get(f"{place}/questions", headers=HTML).text


def test_what_was_not_known_can_be_answered_later_also_for_an_earlier_day(
    service: Service, mei: Browser
) -> None:
    place = taken_in(mei, **{"m1.name": "方四"})
    told = asked_of(mei, place)
    asked = next(q for q in told["questions"] if q["field"]["choices"] and not q["withheld"])
    put_aside(mei, place, asked, told["version"])
    now = asked_of(mei, place)
    form = {"fact": asked["fact"], "member": asked["member"], "version": str(now["version"])}
    day = (service.clock.now() - timedelta(days=90)).date().isoformat()
    value = asked["field"]["choices"][0]["value"]
    form |= {"do": "answer", "value": value, "as_of": day}
    part = mei.post(f"{place}/questions", data={"csrf": mei.csrf, **form}, headers=HTMX)
    assert part.status_code == 200
    assert asked["key"] not in [q["key"] for q in asked_of(mei, place)["unclear"]]
    assert asked["key"] not in [q["key"] for q in asked_of(mei, place)["questions"]]


@pytest.mark.parametrize("day", ["2999-01-01", "1800-01-01", "2026-02-30"])
def test_a_day_that_cannot_be_is_told_at_the_day(mei: Browser, day: str) -> None:
    place = taken_in(mei, **{"m1.name": "方七"})
    told = asked_of(mei, place)
    asked = next(q for q in told["questions"] if q["field"]["choices"] and not q["withheld"])
    form = {"fact": asked["fact"], "member": asked["member"], "version": str(told["version"])}
    form |= {"do": "answer", "value": asked["field"]["choices"][0]["value"], "as_of": day}
    answer = send(mei, f"{place}/questions", form)
    assert answer.status_code == 422
    at = asked["day"]["name"]
    assert f'href="#{at}"' in answer.text
    assert f'id="{at}-error"' in answer.text
    opened = answer.text.split(f'id="{at}"')[0].rsplit("<details", 1)[1]
    assert opened.startswith(" open")


def test_an_empty_answer_is_told_and_puts_nothing_aside(mei: Browser) -> None:
    place = taken_in(mei, **{"m1.name": "方五"})
    told = asked_of(mei, place)
    first = told["questions"][0]
    form = {"fact": first["fact"], "member": first["member"], "version": str(told["version"])}
    answer = send(mei, f"{place}/questions", {**form, "do": "answer", "value": " "})
    assert answer.status_code == 422
    assert "还没有填回答" in answer.text
    assert asked_of(mei, place)["unclear"] == []


def test_putting_aside_loses_nothing_that_is_known(mei: Browser) -> None:
    place = taken_in(mei, **{"m1.name": "方六"})
    known = {"fact": "household_size", "member": ""}
    assert put_aside(mei, place, known, 1).status_code == 303
    facts = mei.get(f"/api/v1{place}").json()["facts"]
    assert {row["name"]: row["value"] for row in facts}["household_size"] == 2


def test_what_a_person_took_out_or_added_does_not_come_back_beside_the_questions(
    mei: Browser,
) -> None:
    place = taken_in(mei, **{"m1.name": "方八"})
    planned(mei, place)
    items = mei.get(f"/api/v1{place}/plans/latest").json()["items"]
    gone = items[0]
    change = {"do": "remove", "code": gone["code"], "reason": "不想要"}
    at = f"/api/v1{place}/plans/1/corrections"
    assert mei.post(at, json={"changes": [change]}).status_code == 201
    assert edited(mei, place, "need:", text="家里没钱交学费").status_code == 303
    told = asked_of(mei, place)
    assert told["is_new"]
    assert gone["name"] not in " ".join([*told["changes"], *(i["name"] for i in told["items"])])
