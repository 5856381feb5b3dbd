"""Exports over HTTP: masked, without formulas, of one's own towns, on record."""

import csv
import io
import json
from typing import Any

import pytest
import python_calamine as calamine

from api.access.callers import Role, Scope
from api.store.values import NeedState, Towns
from api.usecases.needs_book import STATES
from tests.service.families import taken_in
from tests.service.ledger_files import ledger, name_of, number_of, row
from tests.service.office import EAST, NOW, WEST, Service
from tests.service.people import person

URL = "/api/v1/exports"
PEOPLE = (7_001, 7_002)
EVIL = "=cmd|' /C calc'!A0"


@pytest.fixture(scope="module")
def kept(service: Service) -> Service:
    """A service with two households of the east and one of the west."""
    for town, code, people in (("东区", EAST, PEOPLE), ("西区", WEST, (7_003,))):
        visitor = service.as_(Role.WORKER, code)
        rows = [
            row(person, town, 姓名=EVIL if person == 7_002 else name_of(person))
            for person in people
        ]
        made = visitor.post("/api/v1/imports", content=ledger(*rows)).json()
        accepted = visitor.post(f"/api/v1/imports/{made['id']}/accept").json()
        assert accepted["counts"]["stored"] == len(people), accepted["faults"]
    return service


def exported(service: Service, role: Role = Role.TOWN, *towns: str, **asked: Any) -> Any:
    answer = service.as_(role, *(towns or (EAST,))).post(URL, json=asked)
    assert answer.status_code == 200, answer.text
    return answer


@pytest.mark.parametrize("what", ["households", "members", "needs", "plans"])
@pytest.mark.parametrize("form", ["json", "csv", "xlsx"])
def test_no_list_tells_who_anybody_is(kept: Service, what: str, form: str):
    answer = exported(kept, what=what, format=form)
    told = answer.content
    if form == "xlsx":
        book = calamine.load_workbook(io.BytesIO(told))
        told = json.dumps(book.get_sheet_by_index(0).to_python(), ensure_ascii=False).encode()
    text = told.decode("utf-8-sig")
    for serial in PEOPLE:
        for secret in (number_of(serial), name_of(serial), f"138{serial:08}", "康民路", "看病"):
            assert secret not in text
    assert answer.headers["x-rows"] == ("0" if what == "plans" else "2")


def test_masks_are_those_of_official_notices(kept: Service):
    staff = person(kept, Role.TOWN, EAST)
    rows = staff.post(URL, json={"what": "members", "format": "json"}).json()
    numbers = {found["id_number"] for found in rows}
    assert numbers == {n[:2] + "*" * 13 + n[-3:] for n in map(number_of, PEOPLE)}
    assert {found["phone"] for found in rows} == {"138****7001", "138****7002"}
    assert all(found["fact:birth_date"].endswith("-**-**") for found in rows)
    homes = exported(kept, what="households", format="json").json()
    assert {found["address"] for found in homes} == {"东区***"}
    assert {found["fact:relief_status"] for found in homes} == {"低保"}


def test_only_ones_own_towns_go_out(kept: Service):
    east = exported(kept, what="households", format="json").json()
    assert {found["town"] for found in east} == {"东区"}
    city = exported(kept, Role.BUREAU, what="households", format="json").json()
    assert {found["town"] for found in city} == {"东区", "西区"}
    one = {"what": "households", "format": "json", "filters": {"town": "西区"}}
    assert len(exported(kept, Role.BUREAU, **one).json()) == 1
    assert kept.as_(Role.TOWN, EAST).post(URL, json=one).status_code == 404


def test_a_worker_exports_nothing(kept: Service):
    answer = kept.as_(Role.WORKER, EAST).post(URL, json={"what": "households"})
    assert answer.status_code == 403


def test_no_cell_is_a_formula(kept: Service):
    answer = exported(kept, what="members", format="csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 3
    assert not [cell for found in rows for cell in found if cell[:1] in tuple("=+-@\t\r")]


def test_the_state_of_a_need_has_the_word_that_it_has_everywhere(kept: Service):
    answer = exported(kept, what="needs", format="csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert all(STATES[NeedState.OPEN].zh in row for row in rows[1:])


def test_what_went_out_is_on_record_with_counts(kept: Service):
    exported(kept, what="needs", format="csv")
    with kept.office.store.view("test", NOW, Towns.everywhere()) as unit:
        line = unit.audit.list(1)[0]
    assert (line.action, line.target, line.town) == ("export.make", "needs", EAST)
    assert (line.details["rows"], line.details["households"]) == (2, 2)


def test_what_rests_on_consent_and_has_none_does_not_go_out(kept: Service):
    agreed, silent = (
        taken_in(kept, consent=consent) for consent in ({"health": True}, {"health": False})
    )
    every = {"what": "members", "format": "json"}
    key = kept.as_(Role.TOWN, EAST, scopes=[Scope.EXPORTS]).post(URL, json=every).json()
    for rows in (exported(kept, **every).json(), key):
        ill = {
            found["household"]: found["fact:illness"]
            for found in rows
            if found["household"] in (agreed["id"], silent["id"]) and found["relation"] == "户主"
        }
        assert ill == {agreed["id"]: "大病", silent["id"]: None}


@pytest.mark.parametrize("asked", [{}, {"what": "accounts"}, {"what": "needs", "format": "exe"}])
def test_what_is_no_list_is_refused(kept: Service, asked: dict[str, str]):
    assert kept.as_(Role.TOWN, EAST).post(URL, json=asked).status_code == 422
