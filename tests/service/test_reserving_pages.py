"""Reserving from the page of a plan: held, confirmed, given back, delivered; used up is told."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from api.access.callers import Role
from tests.service.clerks import Clerk, clerk, words_of
from tests.service.families import HOUSEHOLDS, audit_of, taken_in
from tests.service.office import EAST, WEST, Service
from tests.service.supply import act, active, charity, left

SICK: dict[str, Any] = {
    "members": [{"id": "m1", "name": "黎小梅", "relation": "head", "illness": "critical"}],
    "needs": [{"id": "n1", "member": "m1", "text": "床太低，起身要人扶"}],
    "receiving": [],
    "consent": {"health": True},
}


@pytest.fixture(scope="module")
def mei(service: Service) -> Clerk:
    return clerk(service, "mei")


@pytest.fixture
def three(service: Service) -> Iterator[dict[str, Any]]:
    """Three beds; closed when the test is over."""
    made = active(service, quantity=3)
    yield made
    assert act(charity(service), made["id"], "closing").status_code in (200, 409)


@pytest.fixture
def offering(service: Service) -> Iterator[dict[str, Any]]:
    """A bed for one family, which nobody else has yet; closed when the test is over."""
    made = active(service, quantity=1)
    yield made
    assert act(charity(service), made["id"], "closing").status_code == 200


def planned(service: Service) -> str:
    """Return the address of the plan of a new family that needs such a bed."""
    id = taken_in(service, EAST, **SICK)["id"]
    worker = service.as_(Role.WORKER, EAST)
    assert worker.post(f"{HOUSEHOLDS}/{id}/plans", json={"top": 5}).status_code == 201
    return f"/households/{id}/plans/1"


def row(mei: Clerk, plan: str, code: str) -> dict[str, Any]:
    """Return what the page tells of an offering."""
    return next(o for o in mei.get(f"{plan}.json").json()["offers"] if o["code"] == code)


def hold(mei: Clerk, plan: str, code: str) -> Any:
    return mei.send(f"{plan}/reservations", {"code": code})


def acted(mei: Clerk, plan: str, code: str, act: str) -> Any:
    (held,) = row(mei, plan, code)["held"]
    assert f"/reservations/{held['id']}/{act}" in mei.get(plan).text
    return mei.send(f"{plan}/reservations/{held['id']}/{act}", {})


def test_a_place_is_held_and_confirmed_from_the_plan_and_then_delivered(
    service: Service, mei: Clerk, offering: dict[str, Any]
) -> None:
    plan, code = planned(service), offering["code"]
    assert 'name="code" value="' + code in mei.get(plan).text
    answer = hold(mei, plan, code)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(plan)
    (held,) = row(mei, plan, code)["held"]
    assert set(held["acts"]) == {"confirmation", "release"}
    assert left(service, offering["id"]) == 0
    assert acted(mei, plan, code, "confirmation").status_code == 303
    assert "release" in row(mei, plan, code)["held"][0]["acts"]
    told = mei.send(f"{plan}/reservations/{held['id']}/delivery", {})
    assert told.status_code == 303, words_of(told.text)[:300]
    assert row(mei, plan, code)["held"] == []
    assert left(service, offering["id"]) == 0
    names = [name for name, _ in audit_of(service, held["id"])]
    assert names == [f"reservation.{act}" for act in ("hold", "confirm", "deliver")]


def test_what_is_given_back_from_the_plan_another_family_may_have(
    service: Service, mei: Clerk, offering: dict[str, Any]
) -> None:
    first, second, code = planned(service), planned(service), offering["code"]
    assert hold(mei, first, code).status_code == 303
    assert acted(mei, first, code, "release").status_code == 303
    assert left(service, offering["id"]) == 1
    assert row(mei, first, code)["held"] == []
    assert hold(mei, second, code).status_code == 303


def test_who_comes_too_late_is_told_kindly_at_the_offers_with_the_plan_as_it_stood(
    service: Service, mei: Clerk, offering: dict[str, Any]
) -> None:
    first, late, code = planned(service), planned(service), offering["code"]
    assert hold(mei, first, code).status_code == 303
    for _ in range(2):
        answer = hold(mei, late, code)
        assert answer.status_code == 409
        assert answer.headers["content-type"].startswith("text/html")
        assert "已经没有名额了，别人先预留了" in words_of(answer.text)
        assert 'href="#offers"' in answer.text
        assert "黎小梅" not in answer.text
    assert left(service, offering["id"]) == 0
    assert mei.get(late).status_code == 200


def test_a_reservation_is_told_with_its_last_day_and_over_after_it(
    service: Service, mei: Clerk, offering: dict[str, Any]
) -> None:
    plan, code = planned(service), offering["code"]
    hold(mei, plan, code)
    assert re.search(r"5月8日|2026-05-08", row(mei, plan, code)["held"][0]["text"])


def test_a_reservation_of_another_town_is_absent_on_its_plan_and_on_record(
    service: Service, mei: Clerk, offering: dict[str, Any]
) -> None:
    plan, code = planned(service), offering["code"]
    hold(mei, plan, code)
    (held,) = row(mei, plan, code)["held"]
    stranger = clerk(service, "zhou", towns=(WEST,))
    for path in ("", f"/{held['id']}/confirmation", f"/{held['id']}/release"):
        assert stranger.send(f"{plan}/reservations{path}", {"code": code}).status_code == 404
    assert ("access.foreign", EAST) in audit_of(service, plan.split("/")[2])
    assert row(mei, plan, code)["held"] == [held]


def test_what_was_delivered_is_told_with_its_day_and_not_offered_to_the_same_person_again(
    service: Service, mei: Clerk, three: dict[str, Any]
) -> None:
    plan, code = planned(service), three["code"]
    assert hold(mei, plan, code).status_code == 303
    assert acted(mei, plan, code, "confirmation").status_code == 303
    assert acted(mei, plan, code, "delivery").status_code == 303
    told = row(mei, plan, code)
    assert (told["delivered"], told["held"]) == (["已送到（2026-05-01）"], [])
    assert told["left"] == "还剩2份"
    assert not told["may_hold"]
    assert f'name="code" value="{code}"' not in mei.get(plan).text
    assert "已送到（2026-05-01）" in words_of(mei.get(plan).text)
    assert hold(mei, plan, code).status_code == 409


def test_what_is_left_is_that_of_the_moment_of_viewing_and_not_of_the_plan(
    service: Service, mei: Clerk, three: dict[str, Any]
) -> None:
    first, second, code = planned(service), planned(service), three["code"]
    assert row(mei, second, code)["left"] == "还剩3份"
    assert hold(mei, first, code).status_code == 303
    assert row(mei, second, code)["left"] == "还剩2份"
    assert act(charity(service), three["id"], "pause").status_code == 200
    told = row(mei, second, code)
    assert told["closed"] == "现在不能预留：已暂停、结束或不在日期内"
    assert not told["may_hold"]
    assert not told["ticked"]
    assert row(mei, first, code)["ticked"]
