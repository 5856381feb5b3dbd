"""The place that is held for an entry of a list goes with what becomes of the entry."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.access.callers import Role
from matcher.pipeline.matcher import Matcher
from tests.service.lists import Home, home
from tests.service.office import EAST, Service
from tests.service.supply import RESERVATIONS, active, hold, left, serving_at
from tests.service.test_live_supply import SICK
from tests.service.test_receipts import lines, tell

BEFORE = "2026-04-01T09:00:00+08:00"


@pytest.fixture
def service(tmp_path: Path, matcher: Matcher) -> Iterator[Service]:
    with serving_at(tmp_path, matcher) as found:
        yield found


def held(service: Service) -> tuple[Home, dict[str, Any], int, dict[str, Any]]:
    """Return a family with a list, the place of its offer in the list, and the reservation."""
    made = active(service)
    place = home(service, SICK)
    told = hold(service.as_(Role.WORKER, EAST), made["id"], place.id)
    assert told.status_code == 201, told.text
    assert left(service, made["id"]) == 2
    shown = place.confirmed()
    which = next(n for n, row in enumerate(shown["entries"]) if row["code"] == made["code"])
    return place, shown, which, told.json()


def stands(place: Home, reservation: dict[str, Any]) -> str:
    rows = place.worker.get(RESERVATIONS, params={"household": place.id}).json()["items"]
    found: str = next(row["state"] for row in rows if row["id"] == reservation["id"])
    return found


@pytest.mark.parametrize("kind", ["declined", "refused"])
def test_what_is_not_had_gives_its_place_back_once(service: Service, kind: str) -> None:
    place, shown, which, reservation = held(service)
    assert tell(place, shown, kind, which).status_code == 201
    assert tell(place, shown, kind, which).status_code in (200, 201)
    again = tell(place, shown, kind, which, told={"id": "another"})
    assert again.status_code == 201
    assert stands(place, reservation) == "released"
    assert left(service, reservation["offering"]) == 3
    assert len(lines(service, "reservation.release")) == 1


def test_what_is_served_has_used_its_place(service: Service) -> None:
    place, shown, which, reservation = held(service)
    assert tell(place, shown, "served", which).status_code == 201
    assert stands(place, reservation) == "delivered"
    assert left(service, reservation["offering"]) == 2
    assert tell(place, shown, "declined", which).status_code == 201  # late: it was served
    assert stands(place, reservation) == "delivered"


@pytest.mark.parametrize("kind", ["read", "interested", "applied", "granted"])
def test_what_is_on_its_way_keeps_its_place(service: Service, kind: str) -> None:
    place, shown, which, reservation = held(service)
    assert tell(place, shown, kind, which).status_code == 201
    assert stands(place, reservation) == "held"


def test_a_place_that_was_taken_after_the_moment_of_a_receipt_stays(service: Service) -> None:
    place, shown, which, reservation = held(service)
    assert tell(place, shown, "declined", which, told={"at": BEFORE}).status_code == 201
    assert stands(place, reservation) == "held"


def test_another_entry_that_is_declined_leaves_the_place(service: Service) -> None:
    place, shown, which, reservation = held(service)
    other = next(n for n in range(len(shown["entries"])) if n != which)
    assert tell(place, shown, "declined", other).status_code == 201
    assert stands(place, reservation) == "held"


def test_a_place_of_their_own_is_not_told_as_taken_by_others(service: Service) -> None:
    made = active(service, quantity=1)
    place = home(service, SICK)
    worker = service.as_(Role.WORKER, EAST)
    assert hold(worker, made["id"], place.id).status_code == 201
    again = hold(worker, made["id"], place.id)
    assert (again.status_code, again.json()["type"]) == (409, "/problems/used-up")
    assert "已为这户预留了名额" in again.json()["detail"]
    other = hold(worker, made["id"], home(service, SICK).id)
    assert "别人先预留了" in other.json()["detail"]
