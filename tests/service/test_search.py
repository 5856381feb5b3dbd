"""Households found by what a desk knows of somebody; nothing of it stands in an address."""

from typing import Any

import pytest

from api.access.callers import Role
from api.store.values import Towns
from tests.service.families import HOUSEHOLDS, TOWNS, id_number, problem, taken_in
from tests.service.office import EAST, WEST, Service

NUMBER = id_number("19660606")
ONE: dict[str, Any] = {
    "id": "m1",
    "name": "单小红",
    "id_number": NUMBER,
    "phone": "13612345678",
    "relation": "head",
}


@pytest.fixture(scope="module")
def found_id(service: Service) -> str:
    taken_in(service)
    return str(taken_in(service, members=[ONE], needs=[], receiving=[])["id"])


def search(service: Service, body: dict[str, Any], role: Role = Role.WORKER, *towns: str) -> Any:
    return service.as_(role, *(towns or (EAST,))).post(f"{HOUSEHOLDS}/search", json=body)


@pytest.mark.parametrize(
    "body",
    [
        {"name": "单小红"},
        {"name": " 单 小 红 "},
        {"initials": "sxh"},
        {"initials": "SX"},
        {"id_number": NUMBER},
        {"id_number": f"{NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}"},
        {"phone": "136 1234 5678"},
        {"phone": "+8613612345678", "town": EAST, "state": "active"},
    ],
)
def test_a_household_is_found_by_any_form_of_what_is_known(
    service: Service, found_id: str, body: dict[str, Any]
) -> None:
    rows = search(service, body).json()["items"]
    assert [row["id"] for row in rows] == [found_id]
    assert rows[0]["members"][0]["name"] == "单*红"


@pytest.mark.parametrize(
    "body", [{"name": "单小"}, {"initials": "zz"}, {"phone": "13612345679"}, {"name": "\u200b x"}]
)
def test_what_is_only_like_it_is_not_found(
    service: Service, found_id: str, body: dict[str, Any]
) -> None:
    assert search(service, body).json() == {"items": [], "next": None}


def test_a_stranger_of_another_town_finds_nothing(service: Service, found_id: str) -> None:
    answer = search(service, {"id_number": NUMBER}, Role.WORKER, WEST)
    assert answer.json()["items"] == []
    foreign = search(service, {"id_number": NUMBER, "town": EAST}, Role.WORKER, WEST)
    assert foreign.status_code == 404
    assert search(service, {"name": "单小红"}, Role.BUREAU).json()["items"][0]["id"] == found_id


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({}, ""),
        ({"name": "a", "phone": "1"}, ""),
        ({"initials": "单"}, "/initials"),
        ({"name": "a", "limit": 0}, "/limit"),
        ({"name": "a", "limit": 201}, "/limit"),
        ({"name": "a", "state": "gone"}, "/state"),
        ({"birthday": "a"}, "/birthday"),
    ],
)
def test_a_search_that_cannot_be_made_says_why(
    service: Service, body: dict[str, Any], place: str
) -> None:
    told = problem(search(service, body), "wrong-body")
    assert place in [mend["pointer"] for mend in told["errors"]]


def test_pages_of_a_search_follow_one_another_and_fit_no_other_search(service: Service) -> None:
    for _ in range(3):
        taken_in(service, WEST, members=[{"id": "m1", "name": "赖八"}], needs=[], receiving=[])
    first = search(service, {"name": "赖八", "limit": 2}, Role.WORKER, WEST).json()
    rest = {"name": "赖八", "limit": 2, "cursor": first["next"]}
    second = search(service, rest, Role.WORKER, WEST).json()
    ids = [row["id"] for row in (*first["items"], *second["items"])]
    assert (len(set(ids)), second["next"]) == (3, None)
    other = {"name": "赖九", "cursor": first["next"]}
    problem(search(service, other, Role.WORKER, WEST), "wrong-query")
    assert TOWNS[WEST].startswith(first["items"][0]["town_name"][:2])


def test_a_search_is_on_record_by_its_keys_and_what_it_found_and_no_value(
    service: Service, found_id: str
) -> None:
    search(service, {"id_number": NUMBER, "town": EAST})
    search(service, {"name": "没有这人"})
    with service.office.store.view("test", service.clock.at, Towns.everywhere()) as unit:
        lines = [row for row in unit.audit.list() if row.action == "household.search"][:2]
    assert [row.details for row in lines] == [
        {"keys": ["name"], "found": 0, "more": False, "households": []},
        {"keys": ["id_number"], "found": 1, "more": False, "households": [found_id]},
    ]
    assert {row.town for row in lines} == {EAST}
    assert all(row.actor.startswith("key:") for row in lines)
    assert NUMBER not in repr(lines)
