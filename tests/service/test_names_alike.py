"""A name is kept in one form, whichever door it comes in by: on one line, nothing unseen in it."""

from typing import Any

import pytest

from api.access.callers import Caller, Role
from tests.service.families import HOUSEHOLDS, at, taken_in
from tests.service.ledger_files import ledger, row
from tests.service.office import EAST, Service
from tests.service.test_imports import households, taken

ODD = ["黎\n小梅", "黎\t小梅", "黎\u200b小梅", "\ufeff黎小梅", "黎小\u034f梅\ufe0f", "黎小梅\u3164"]


def names_in(service: Service, id: str) -> set[str]:
    desk = service.office.desk(Caller("test", Role.WORKER, frozenset({EAST})))
    with desk.view() as unit:
        return {desk.open(f) for f in unit.personal.of(id) if f.name == "name"}


@pytest.mark.parametrize("name", ODD, ids=ascii)
def test_a_name_with_what_nobody_sees_is_kept_without_it_by_the_api(
    service: Service, name: str
) -> None:
    kept = taken_in(service, members=[{"id": "m1", "name": name, "relation": "head"}], needs=[])
    assert names_in(service, kept["id"]) == {"黎小梅"}


@pytest.mark.parametrize("name", ["\u200b", "\u3164", "\n\t"], ids=ascii)
def test_a_name_of_nothing_that_is_seen_is_no_name(service: Service, name: str) -> None:
    members: Any = [{"id": "m1", "name": name, "relation": "head"}]
    assert names_in(service, taken_in(service, members=members, needs=[])["id"]) == set()


def test_a_name_that_is_changed_is_kept_alike(service: Service) -> None:
    kept = taken_in(service, members=[{"id": "m1", "name": "王明", "relation": "head"}], needs=[])
    url = f"{HOUSEHOLDS}/{kept['id']}/members/{kept['members'][0]['id']}"
    worker = service.as_(Role.WORKER, EAST)
    answer = worker.patch(url, json={"name": "黎\u2028小\ufe0f梅"}, headers=at(kept["version"]))
    assert answer.status_code == 200, answer.text
    assert names_in(service, kept["id"]) == {"黎小梅"}


@pytest.mark.parametrize("name", ODD, ids=ascii)
def test_a_name_of_a_file_is_kept_alike(service: Service, name: str) -> None:
    before = {each.id for each in households(service, EAST)}
    number = 700_000 + ODD.index(name)
    told = taken(service.as_(Role.WORKER, EAST), ledger(row(number, 姓名=name)))
    assert told["counts"]["stored"] == 1
    (newest,) = {each.id for each in households(service, EAST)} - before
    assert names_in(service, newest) == {"黎小梅"}
