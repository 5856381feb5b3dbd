"""What is looked at and not kept is matched once, and anew as soon as anything in it may differ."""

from collections.abc import Callable
from typing import Any

import pytest

from api.access.callers import Role
from api.usecases import drafting
from tests.identity.people import HTML, Browser
from tests.service.office import EAST, Service
from tests.service.supply import active
from tests.service.test_family_pages import edited, planned, signed_in, taken_in

Count = Callable[[], int]


@pytest.fixture(scope="module")
def mei(service: Service) -> Browser:
    return signed_in(service, Role.WORKER, "mei", EAST)


@pytest.fixture
def times_matched(monkeypatch: pytest.MonkeyPatch) -> Count:
    calls, whole = [], drafting.matched

    def counted(*told: Any) -> Any:
        calls.append(told)
        return whole(*told)

    monkeypatch.setattr(drafting, "matched", counted)
    return lambda: len(calls)


def test_questions_that_are_seen_again_are_matched_once(mei: Browser, times_matched: Count) -> None:
    at = f"{taken_in(mei)}/questions.json"
    first, second = mei.get(at).json(), mei.get(at).json()
    assert first == second
    assert times_matched() == 1


def test_a_changed_ledger_is_matched_anew(mei: Browser, times_matched: Count) -> None:
    place = taken_in(mei)
    mei.get(f"{place}/questions.json")
    assert edited(mei, place, "need:", text="床太低，起身要人扶").status_code == 303
    mei.get(f"{place}/questions.json")
    assert times_matched() == 2


def test_a_plan_in_the_other_language_is_told_once(mei: Browser, times_matched: Count) -> None:
    place = taken_in(mei)
    planned(mei, place)
    pages = [mei.get(f"{place}/plans/1?lang=en", headers=HTML) for _ in range(2)]
    assert [page.status_code for page in pages] == [200, 200]
    assert times_matched() == 1


def test_a_plan_is_not_of_now_where_something_was_posted_since(
    service: Service, mei: Browser
) -> None:
    place = taken_in(mei)
    planned(mei, place)
    assert not mei.get(f"{place}/questions.json").json()["is_new"]
    active(service)
    assert mei.get(f"{place}/questions.json").json()["is_new"]
