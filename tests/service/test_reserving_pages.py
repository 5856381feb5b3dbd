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
    page = mei.get(f"{plan}.json").json()
    offers = [*page["offers"], *(offer for group in page["groups"] for offer in group["offers"])]
    (found,) = (offer for offer in offers if offer["code"] == code)
    return dict(found)


def hold(mei: Clerk, plan: str, code: str) -> Any:
    return mei.send(f"{plan}/reservations", {"code": code})


def acted(mei: Clerk, plan: str, code: str, act: str) -> Any:
    (held,) = row(mei, plan, code)["held"]
    assert f"/reservations/{held['id']}/{act}" in mei.get(plan).text
    return mei.send(f"{plan}/reservations/{held['id']}/{act}", {})


def test_two_windows_that_show_no_place_yet_take_one_and_not_two(
    service: Service, mei: Clerk, three: dict[str, Any]
) -> None:
    other = {"id": "m2", "name": "黎大文", "relation": "parent"}  # whose illness nobody knows
    two = {**SICK, "members": [*SICK["members"], other]}
    id = taken_in(service, EAST, **two)["id"]
    worker = service.as_(Role.WORKER, EAST)
    assert worker.post(f"{HOUSEHOLDS}/{id}/plans", json={"top": 5}).status_code == 201
    plan, code = f"/households/{id}/plans/1", three["code"]
    assert hold(mei, plan, code).status_code == 303
    again = hold(mei, plan, code)
    assert again.status_code == 409
    assert left(service, three["id"]) == 2
    (held,) = row(mei, plan, code)["held"]
    assert held["acts"]


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
        assert f'href="#offer-{code}"' in answer.text
        assert f'id="offer-{code}"' in answer.text
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


def test_a_reserved_place_is_said_to_be_kept_on_the_plan_and_in_the_familys_list(
    service: Service, mei: Clerk, offering: dict[str, Any]
) -> None:
    plan, code = planned(service), offering["code"]
    assert hold(mei, plan, code).status_code == 303
    assert row(mei, plan, code)["held"][0]["text"].startswith("已留好，到 2026-05-08")
    assert mei.send(f"{plan}/confirmation", {"offers": code}).status_code == 303
    assert "已为您留好，到5月8日" in mei.text(f"{plan.rpartition('/plans')[0]}/happiness-list")


def test_an_offering_of_a_loan_is_said_to_be_one_on_the_plan_and_in_the_list(
    service: Service, mei: Clerk
) -> None:
    made = active(service, name="护理床租借", quantity=1)
    plan = planned(service)
    assert row(mei, plan, made["code"])["lent"] == "借给您用，用完要还"
    assert "借给您用，用完要还" in mei.text(plan)
    assert mei.send(f"{plan}/confirmation", {"offers": made["code"]}).status_code == 303
    told = mei.text(f"{plan.rpartition('/plans')[0]}/happiness-list")
    assert "借给您用，用完要还" in told
    assert act(charity(service), made["id"], "closing").status_code == 200


def test_an_offer_that_serves_a_need_stands_with_it_and_has_its_buttons_there(
    service: Service, mei: Clerk, three: dict[str, Any]
) -> None:
    plan, code = planned(service), three["code"]
    page = mei.get(f"{plan}.json").json()
    (group,) = (g for g in page["groups"] if code in [o["code"] for o in g["offers"]])
    assert "".join(piece["words"] for piece in group["said"]) == "床太低，起身要人扶"
    text = mei.get(plan).text
    start = text.index('<div class="need">')
    (need,) = (part for part in text[start:].split('<div class="need">') if f"offer-{code}" in part)
    assert f'name="code" value="{code}"' in need.partition("</div>\n<h2")[0]
    assert hold(mei, plan, code).headers["location"].split("#")[1] == f"offer-{code}"
    assert acted(mei, plan, code, "release").headers["location"].endswith(f"#offer-{code}")


def test_each_offer_of_a_plan_is_shown_and_can_be_ticked_once(
    service: Service, mei: Clerk, three: dict[str, Any]
) -> None:
    api = f"/api/v1{planned(service).rpartition('/')[0]}"
    worker = service.as_(Role.WORKER, EAST)
    first = worker.get(f"{api}/1").json()["items"][0]["code"]
    other = active(service, name="防滑垫", phrases=["要一张防滑垫"], items=[first])
    made = worker.post(api).json()["offers"]
    plan = f"{api.removeprefix('/api/v1')}/2"
    text, page = mei.get(plan).text, mei.get(f"{plan}.json").json()
    codes = sorted(offer["code"] for offer in made)
    assert sorted(re.findall(r'name="offers" value="([^"]+)"', text)) == codes
    assert sorted(re.findall(r'id="offer-([^"]+)"', text)) == codes
    of_none = [offer["code"] for offer in page["offers"]]
    assert [offer["code"] for offer in made if offer["code"] == other["code"]] == [other["code"]]
    assert three["code"] not in of_none
    assert act(charity(service), other["id"], "closing").status_code == 200


def test_what_was_given_back_in_another_window_is_told_on_the_plan(
    service: Service, mei: Clerk, three: dict[str, Any]
) -> None:
    plan, code = planned(service), three["code"]
    assert hold(mei, plan, code).status_code == 303
    (held,) = row(mei, plan, code)["held"]
    place = f"{plan}/reservations/{held['id']}"
    assert mei.send(f"{place}/release", {}).status_code == 303
    late = mei.send(f"{place}/confirmation", {})
    assert late.status_code in (400, 409)
    assert 'id="items"' in late.text
    assert 'role="alert"' in late.text


def test_a_need_that_an_offer_alone_serves_has_a_place_of_its_own(
    service: Service, mei: Clerk
) -> None:
    made = active(service, name="月琴", phrases=["想要一把月琴"], quantity=1)
    sick = {**SICK, "needs": [*SICK["needs"], {"id": "n2", "text": "想要一把月琴"}]}
    id = taken_in(service, EAST, **sick)["id"]
    worker = service.as_(Role.WORKER, EAST)
    assert worker.post(f"{HOUSEHOLDS}/{id}/plans", json={"top": 1}).status_code == 201
    groups = mei.get(f"/households/{id}/plans/1.json").json()["groups"]
    codes = {"".join(p["words"] for p in g["said"]): g["offers"] for g in groups}
    assert [offer["code"] for offer in codes["想要一把月琴"]] == [made["code"]]
    assert groups[-1]["items"] == []
    assert act(charity(service), made["id"], "closing").status_code == 200


def test_why_a_posted_offer_is_for_the_family_is_told_in_english_on_the_english_page(
    service: Service, mei: Clerk, three: dict[str, Any]
) -> None:
    plan = planned(service)
    told = row(mei, plan, three["code"])
    page = mei.get(f"{plan}.json?lang=en").json()
    (in_english,) = (o for g in page["groups"] for o in g["offers"] if o["code"] == three["code"])
    assert re.match(r"[A-Za-z ]+“", in_english["reason"]), in_english["reason"]
    assert told["reason"] != in_english["reason"]
    assert (in_english["name"], in_english["left"]) != (told["name"], told["left"])
