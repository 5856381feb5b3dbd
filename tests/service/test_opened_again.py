"""A ledger that was closed and is open again: its list was taken back and waits to be confirmed."""

import pytest

from api.access.callers import Role
from tests.service.clerks import Clerk, clerk
from tests.service.lists import Home, home, of
from tests.service.office import EAST, WEST, Service
from tests.service.test_receipts_moved import moved

AGAIN = "原来的清单已撤回"


@pytest.fixture(scope="module")
def mei(service: Service) -> Clerk:
    return clerk(service, "mei", towns=(EAST,), factor=False)


def opened_again(service: Service) -> tuple[Home, str]:
    """Return a family whose list was pushed, its ledger closed and opened since; and its page."""
    place = home(service)
    place.confirmed()
    assert place.close().status_code == 200
    address = f"/api/v1/households/{place.id}"
    seen = place.worker.get(address).headers["ETag"]
    told = {"reason": "moved_back"}
    again = place.worker.post(f"{address}/reopen", json=told, headers={"If-Match": seen})
    assert again.status_code == 200, again.text
    return place, f"/households/{place.id}"


def waits(mei: Clerk, place: Home) -> bool:
    return f"/households/{place.id}" in mei.get("/households?sign=unconfirmed").text


def test_the_worker_is_told_to_confirm_again_wherever_the_list_is_told_of(
    service: Service, mei: Clerk
) -> None:
    place, page = opened_again(service)
    assert AGAIN in mei.text(f"{page}/plans/1")
    for address in (page, f"{page}/happiness-list"):
        assert "已撤回，要重新确认" in mei.text(address)
        assert "不推送，只打印" not in mei.text(address)
    assert waits(mei, place)


def test_once_confirmed_again_the_feed_tells_the_next_version_and_nothing_waits(
    service: Service, mei: Clerk
) -> None:
    place, page = opened_again(service)
    assert of(place.platform, place.id) == [("list", None, 1), ("withdrawn", "closed", 1)]
    place.confirmed()
    assert of(place.platform, place.id)[2:] == [("list", None, 2)]
    assert AGAIN not in mei.text(f"{page}/plans/1")
    assert "已推送到平台" in mei.text(page)
    assert not waits(mei, place)


def test_consent_given_anew_brings_no_list_back_that_a_closed_ledger_took(
    service: Service,
) -> None:
    place, _ = opened_again(service)
    for granted in (False, True):
        assert place.consent({"push": granted}).status_code == 200
    assert of(place.platform, place.id)[2:] == []


def test_of_a_family_that_moved_the_new_town_is_told_to_confirm(service: Service) -> None:
    place = home(service)
    place.confirmed()
    worker = moved(service, place)
    shown = worker.get(f"/households/{place.id}/plans/1", headers={"accept": "text/html"})
    assert AGAIN in shown.text
    consent = f"/api/v1/households/{place.id}/consent"
    for granted in (False, True):
        seen = {"If-Match": worker.get(consent).headers["ETag"]}
        told = {"groups": {"push": granted}}
        assert worker.put(consent, json=told, headers=seen).status_code == 200
    assert of(service.as_(Role.PUSH, WEST), place.id) == []
