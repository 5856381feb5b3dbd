"""Before eight in the city it is still the day before in Greenwich: days are the city's own."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from api.access.callers import Role
from tests.service.families import HOUSEHOLDS, V1, at, problem, taken_in
from tests.service.ledger_files import ledger, row
from tests.service.office import EAST, NOW, WEST, Service
from tests.service.people import person
from tests.service.test_imports import URL, looked

TODAY, TOMORROW = "2026-05-01", "2026-05-02"
PERSON = 400_001


@pytest.fixture(autouse=True, params=["2026-04-30T16:00:00", "2026-04-30T23:59:59"])
def _early_in_the_city(service: Service, request: pytest.FixtureRequest) -> Iterator[None]:
    service.clock.at = datetime.fromisoformat(request.param).replace(tzinfo=UTC)
    yield
    service.clock.at = NOW


def days(service: Service, id: str) -> set[str]:
    """Return the days of all facts that stand of a household."""
    found = service.as_(Role.WORKER, EAST).get(f"{HOUSEHOLDS}/{id}/facts").json()["items"]
    return {fact["as_of"] for fact in found}


def test_what_a_family_says_when_it_is_taken_in_is_of_today(service: Service) -> None:
    told = taken_in(service, consent={"health": True})
    assert days(service, told["id"]) == {TODAY}
    assert {need["noted_on"] for need in told["needs"]} == {TODAY}


@pytest.mark.parametrize("named", [{}, {"as_of": TODAY}])
def test_what_is_said_today_is_of_today(service: Service, named: dict[str, Any]) -> None:
    told, worker = taken_in(service, members=[], needs=[], receiving=[]), Role.WORKER
    change = {"facts": {"household_size": 4}, **named}
    url = f"{HOUSEHOLDS}/{told['id']}"
    answer = service.as_(worker, EAST).patch(url, json=change, headers=at(1))
    assert answer.status_code == 200, answer.text
    assert days(service, told["id"]) == {TODAY}


def test_tomorrow_is_a_day_to_come(service: Service) -> None:
    told = taken_in(service)
    change = {"facts": {"household_size": 4}, "as_of": TOMORROW}
    url = f"{HOUSEHOLDS}/{told['id']}"
    answer = service.as_(Role.WORKER, EAST).patch(url, json=change, headers=at(1))
    assert problem(answer, "out-of-range")["errors"][0]["pointer"] == "/as_of"


def test_what_a_file_says_of_today_is_of_today(service: Service) -> None:
    worker = service.as_(Role.WORKER, EAST)
    before = _all(service)
    told = looked(worker, ledger(row(PERSON, 登记日期=TODAY)))
    answer = worker.post(f"{URL}/{told['id']}/accept")
    assert answer.json()["counts"]["stored"] == 1
    (added,) = _all(service) - before
    assert days(service, added) == {TODAY}
    worker.post(f"{URL}/{told['id']}/undo")


def test_a_household_lives_in_its_new_town_from_today(service: Service) -> None:
    id, giver = taken_in(service, WEST)["id"], person(service, Role.WORKER, WEST)
    asked = giver.post(f"{HOUSEHOLDS}/{id}/transfers", json={"to": "东区", "reason": "搬家了"})
    transfer = asked.json()["id"]
    done = person(service, Role.TOWN, EAST).post(f"{V1}/transfers/{transfer}/accept")
    assert done.status_code == 200, done.text
    assert days(service, id) == {TODAY}


def _all(service: Service) -> set[str]:
    page = service.as_(Role.WORKER, EAST).get(HOUSEHOLDS, params={"limit": 200}).json()
    return {household["id"] for household in page["items"]}
