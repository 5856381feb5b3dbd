"""Danger in words that come beside the ledger: a receipt's reason, why a family is handed over."""

import pytest

from api.access.callers import Role
from tests.service.clerks import Clerk, clerk
from tests.service.lists import LISTS, Home, home
from tests.service.office import EAST, WEST, Service
from tests.service.people import person
from tests.service.test_danger_at_once import is_unread
from tests.service.test_receipts import tell

BEATEN = "不要了，老公又打我"


@pytest.fixture(scope="module")
def mei(service: Service) -> Clerk:
    return clerk(service, "mei", towns=(EAST,), factor=False)


def declined(place: Home, reason: str, which: int = 0) -> None:
    answer = tell(place, place.confirmed(stale=True), "declined", which, told={"reason": reason})
    assert answer.status_code == 201, answer.text
    assert "打" not in str(answer.json())


def test_danger_in_the_reason_of_a_receipt_stands_at_the_top_of_the_work_list(
    service: Service, mei: Clerk
) -> None:
    place = home(service)
    declined(place, BEATEN)
    assert is_unread(service, mei, place.id)
    assert BEATEN in place.needs()
    assert BEATEN in mei.text(f"/households/{place.id}")


def test_it_waits_whatever_plan_is_made_since_until_somebody_has_noticed(
    service: Service, mei: Clerk
) -> None:
    place = home(service)
    declined(place, BEATEN)
    assert place.worker.post(f"/api/v1/households/{place.id}/plans", json={}).status_code == 201
    assert is_unread(service, mei, place.id)
    assert mei.send(f"/households/{place.id}/danger", {}).status_code == 303
    assert not is_unread(service, mei, place.id)


def test_it_is_in_no_list_and_reaches_no_platform(service: Service) -> None:
    place = home(service)
    declined(place, BEATEN)
    assert place.worker.post(f"/api/v1/households/{place.id}/plans", json={}).status_code == 201
    made = place.confirmed()
    for found in (
        place.platform.get(f"{LISTS}/{made['list']}"),
        place.platform.get(f"{LISTS}/changes"),
    ):
        assert found.status_code == 200
        assert not [word for word in (BEATEN, "老公", "打我", "家暴", "暴力") if word in found.text]


@pytest.mark.parametrize("reason", ["不需要，老公没有打我", "已经买到了"])
def test_a_reason_without_danger_is_no_need_of_the_family(
    service: Service, mei: Clerk, reason: str
) -> None:
    place = home(service)
    declined(place, reason)
    assert reason not in place.needs()
    assert not is_unread(service, mei, place.id)


def test_the_same_words_again_are_one_need_and_unread_once_more(
    service: Service, mei: Clerk
) -> None:
    place = home(service)
    declined(place, BEATEN)
    before = len(place.needs())
    assert mei.send(f"/households/{place.id}/danger", {}).status_code == 303
    declined(place, BEATEN, 1)
    assert len(place.needs()) == before
    assert is_unread(service, mei, place.id)


def test_danger_in_why_a_family_is_handed_over_is_heard_and_goes_with_it(
    service: Service, mei: Clerk
) -> None:
    place = home(service)
    address = f"/api/v1/households/{place.id}/transfers"
    told = {"to": WEST, "reason": "老公又打她，搬回娘家"}
    asked = person(service, Role.TOWN, EAST).post(address, json=told)
    assert asked.status_code == 201, asked.text
    assert is_unread(service, mei, place.id)
    accept = f"/api/v1/transfers/{asked.json()['id']}/accept"
    assert person(service, Role.TOWN, WEST).post(accept).status_code == 200
    west = clerk(service, "zhou", towns=(WEST,), factor=False)
    assert f"/households/{place.id}" in west.get("/households?sign=unread").text


def test_danger_told_for_a_closed_ledger_waits_all_the_same_and_when_it_is_reopened(
    service: Service, mei: Clerk
) -> None:
    place = home(service)
    made = place.confirmed()
    assert place.close().status_code == 200
    assert not is_unread(service, mei, place.id)
    answer = tell(place, made, "declined", told={"reason": BEATEN})
    assert answer.status_code == 201, answer.text
    assert is_unread(service, mei, place.id)
    assert BEATEN in mei.text(f"/households/{place.id}")
    version = place.worker.get(f"/api/v1/households/{place.id}").json()["version"]
    opened = place.worker.post(
        f"/api/v1/households/{place.id}/reopen",
        json={"reason": "in_need_again"},
        headers={"If-Match": f'"v{version}"'},
    )
    assert opened.status_code == 200, opened.text
    assert is_unread(service, mei, place.id)


def test_who_closes_a_ledger_has_seen_its_danger(service: Service, mei: Clerk) -> None:
    place = home(service)
    declined(place, BEATEN)
    assert place.close().status_code == 200
    assert not is_unread(service, mei, place.id)
