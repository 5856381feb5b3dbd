"""What persons made of a plan stands in the next one, and what fits it no more is said."""

from collections.abc import Iterator
from typing import Any

import pytest

from api.access.callers import Role, Scope
from api.settings import Settings
from matcher.loading import load_matcher
from matcher.pipeline.matcher import Matcher
from tests.service.clerks import Clerk, clerk
from tests.service.lists import Home, home
from tests.service.office import EAST, TODAY, Service, new_database, serving
from tests.service.test_plans import plans
from tests.support import CATALOGS

ADDED = "G002"


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return load_matcher(CATALOGS, TODAY, "lexical")


@pytest.fixture(scope="module")
def service(matcher: Matcher, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("carrying")
    told = Settings(catalog=CATALOGS, encoder="lexical", catalogs_home=folder / "catalogs")
    with serving(new_database(folder), matcher, told) as found:
        yield found


@pytest.fixture(scope="module")
def mei(service: Service) -> Clerk:
    return clerk(service, "mei")


def codes(place: Home) -> list[str]:
    return [row["code"] for row in place.plan()["items"]]


def correct(place: Home, *changes: dict[str, Any]) -> None:
    address = plans(place.id, f"/{place.number()}/corrections")
    made = place.worker.post(address, json={"changes": list(changes)})
    assert made.status_code == 201, made.text


def made_anew(place: Home, **asked: Any) -> dict[str, Any]:
    told = {"top": 12, "on": "2026-05-01", **asked}
    answer = place.worker.post(plans(place.id), json=told)
    assert answer.status_code == 201, answer.text
    data: dict[str, Any] = answer.json()
    return data


def removal(code: str) -> dict[str, Any]:
    return {"do": "remove", "code": code, "reason": "家里不要"}


def addition(code: str) -> dict[str, Any]:
    return {"do": "add", "code": code, "at": 1, "reason": "家里要", "despite_ineligible": True}


def history(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return list(plan["corrections"][-1]["changes"])


def same_again(place: Home, number: int) -> bool:
    found = place.worker.post(plans(place.id, f"/{number}/recomputation"), json={}).json()
    return bool(found["same"])


def test_what_was_removed_added_and_moved_stands_in_a_plan_made_anew_with_its_reasons(
    service: Service,
) -> None:
    place = home(service)
    gone, *rest = codes(place)
    moved = {"do": "reorder", "codes": [rest[4]], "reason": "最急"}
    correct(place, removal(gone), addition(ADDED), moved)
    wanted = codes(place)
    told = made_anew(place, carry=True)
    assert [row["code"] for row in told["items"]] == wanted
    head, *changes = history(told)
    assert head["reason"] == "沿用第2版里由人作的改动"
    assert [(c["do"], c["reason"], c["carried"]["of"]) for c in changes] == [
        ("remove", "家里不要", 2), ("add", "家里要", 2), ("reorder", "最急", 2),
    ]  # fmt: skip
    assert place.number() == 4
    rows = place.worker.get(plans(place.id)).json()["plans"]
    assert rows[0]["changes"][1]["carried"] == changes[0]["carried"]
    assert all(same_again(place, number) for number in (3, 4))


def test_a_change_is_carried_from_plan_to_plan_under_its_first_author_and_once(
    service: Service,
) -> None:
    place = home(service)
    correct(place, removal(codes(place)[0]))
    first = history(made_anew(place, carry=True))
    again = history(made_anew(place, carry=True))
    assert again[1:] == first[1:]
    assert len(again) == 2


def test_an_item_that_comes_again_stays_out_if_somebody_took_it_out(service: Service) -> None:
    place = home(service)
    gone = codes(place)[-1]
    correct(place, removal(gone))
    made_anew(place, carry=True, top=1)
    assert gone not in codes(place)
    made_anew(place, carry=True)
    assert gone not in codes(place)


def test_what_a_person_took_back_is_not_carried(service: Service) -> None:
    place = home(service)
    matched = codes(place)
    correct(place, removal(matched[0]), addition(matched[0]))
    assert codes(place) == matched
    told = made_anew(place, carry=True)
    assert [row["code"] for row in told["items"]] == matched


def test_without_being_asked_the_answer_is_the_plan_as_it_was_matched(service: Service) -> None:
    place = home(service)
    matched = codes(place)
    correct(place, removal(matched[0]))
    told = made_anew(place)
    assert [row["code"] for row in told["items"]] == matched
    assert "corrections" not in told


def test_what_is_new_in_the_plan_keeps_the_rank_at_which_it_was_matched(service: Service) -> None:
    place = home(service)
    matched = codes(place)
    made_anew(place, top=2)
    correct(place, {"do": "reorder", "codes": [matched[1]], "reason": "先办"})
    told = made_anew(place, carry=True)
    assert [row["code"] for row in told["items"]] == [matched[1], matched[0], *matched[2:]]


def test_the_page_tells_what_was_carried_over_whose_it_was_and_what_fits_no_more(
    service: Service, mei: Clerk
) -> None:
    place = home(service)
    gone, late = codes(place)[0], codes(place)[-1]
    made_anew(place, top=1)
    page = f"/households/{place.id}/plans"
    told = {"do": f"remove:{gone}", f"reason.{gone}": "家里不要"}
    assert mei.send(f"{page}/2/corrections", told).status_code == 303
    correct(place, addition(late))
    answer = mei.send(page, {})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(f"{page}/6")
    assert gone not in codes(place)
    for shown in (mei.text(f"{page}/6"), mei.text(page)):
        assert "人作的改动仍照第4版" in shown
        assert "（第3版，mei） · 理由：家里不要" in shown
    assert "不再适用：加入" in mei.text(f"{page}/6")
    assert "（新方案里已经有）" in mei.text(f"{page}/6")
    assert "fits no more: added" in mei.text(f"{page}/6?lang=en")


def test_what_an_office_refused_is_matched_without_it_and_keeps_what_persons_changed(
    service: Service, mei: Clerk
) -> None:
    place = home(service)
    gone = codes(place)[1]
    correct(place, removal(gone))
    made = place.confirmed()
    entry = made["entries"][0]
    told = {"list": made["list"], "id": "1", "entry": entry["entry"], "kind": "refused"}
    assert place.receipt(told).status_code == 201
    assert not {gone, entry["code"]} & set(codes(place))
    assert "没有获批，已拿掉：" in mei.text(f"/households/{place.id}/plans/latest")
    assert same_again(place, place.number())


def test_a_machine_that_may_not_read_words_is_told_no_reason_of_what_was_carried(
    service: Service,
) -> None:
    place = home(service)
    correct(place, removal(codes(place)[0]))
    made_anew(place, carry=True)
    for address in (plans(place.id), plans(place.id, "/latest")):
        answer = service.as_(Role.WORKER, EAST, scopes=(Scope.READ, Scope.PLANS_READ)).get(address)
        assert answer.status_code == 200
        assert "carried" in answer.text
        assert "家里不要" not in answer.text
