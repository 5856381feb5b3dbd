"""Imports keep to the rules of the house: of towns, of who sees a file, of one hand at a time."""

import io
import threading
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
import python_calamine as calamine

from api.access.callers import Role
from api.store.values import Towns
from api.usecases import accepting
from api.usecases.identities import _WORDS
from tests.service.families import audit_of
from tests.service.ledger_files import HEAD, ledger, many, name_of, number_of, row
from tests.service.office import EAST, NOW, WEST, Service, Visitor
from tests.service.people import person
from tests.service.test_imports import URL, households, looked, sent, taken
from tests.sheets.making import of_rows

_PEOPLE = count(300_000, 1_000)
FOREIGN = "access.foreign"


@pytest.fixture
def first() -> int:
    """The number of a person whom no other test knows."""
    return next(_PEOPLE)


@pytest.fixture
def east(service: Service) -> Visitor:
    return service.as_(Role.WORKER, EAST)


@pytest.fixture(autouse=True)
def _the_clock_stands(service: Service) -> Iterator[None]:
    yield
    service.clock.at = NOW


def newest(service: Service, town: str, before: set[str]) -> str:
    (found,) = {each.id for each in households(service, town)} - before
    return found


def kept_in_the_west(service: Service, first: int) -> str:
    before = {each.id for each in households(service, WEST)}
    taken(service.as_(Role.WORKER, WEST), many(1, first, "西区"))
    return newest(service, WEST, before)


def test_an_id_number_that_another_town_keeps_is_held_back_in_the_words_of_the_intake(
    service: Service, east: Visitor, first: int
):
    kept, before = kept_in_the_west(service, first), len(households(service, EAST))
    data = ledger(row(first, 姓名="赵改名"), row(first + 1))
    told = looked(east, data)
    counts = told["counts"]
    assert (counts["duplicates"], counts["held"], counts["good"]) == (1, 1, 1)
    (fault,) = told["faults"]
    assert (fault["row"], fault["column"]) == (2, "D")
    assert f"{fault['reason']}，{fault['cure']}" == _WORDS["elsewhere"].zh
    assert kept not in str(told)
    assert "西区" not in str(told)
    assert audit_of(service, kept)[-1] == (FOREIGN, WEST)
    done = east.post(f"{URL}/{told['id']}/accept").json()
    assert done["counts"]["stored"] == 1
    assert len(households(service, EAST)) == before + 1


def test_who_came_in_elsewhere_since_the_look_is_not_taken_either(
    service: Service, east: Visitor, first: int, monkeypatch: pytest.MonkeyPatch
):
    told, before = looked(east, many(1, first)), len(households(service, EAST))
    strides, came = accepting._strides, list[str]()

    def late(goods: Any) -> Any:
        if not came:
            came.append("")
            came[0] = kept_in_the_west(service, first)
        return strides(goods)

    monkeypatch.setattr(accepting, "_strides", late)
    done = east.post(f"{URL}/{told['id']}/accept").json()
    assert (done["counts"]["stored"], done["counts"]["duplicates"]) == (0, 1)
    told = east.get(f"{URL}/{told['id']}/faults.json").json()
    assert "试读以后这一户已经建档" in str(told)
    assert audit_of(service, came[0])[-1] == (FOREIGN, WEST)
    assert len(households(service, EAST)) == before


def test_who_has_left_a_household_of_another_town_is_taken(
    service: Service, east: Visitor, first: int
):
    kept = kept_in_the_west(service, first)
    with service.office.store.unit("test", NOW, Towns.everywhere()) as unit:
        unit.households.take(kept, 1)
        (member,) = unit.members.of(kept)
        unit.members.leave(member.id, "moved")
    assert looked(east, many(1, first))["counts"]["good"] == 1


def test_a_town_of_others_is_absent_and_who_asked_for_it_is_on_record(
    service: Service, east: Visitor, first: int
):
    lines = len(audit_of(service, WEST))
    assert sent(east, many(1, first), town="西区").status_code == 404
    assert audit_of(service, WEST)[lines:] == [(FOREIGN, WEST)]
    body = {"what": "households", "filters": {"town": "西区"}}
    answer = service.as_(Role.TOWN, EAST).post("/api/v1/exports", json=body)
    assert answer.status_code == 404
    assert audit_of(service, WEST)[lines:] == [(FOREIGN, WEST)] * 2
    nowhere = {"what": "households", "filters": {"town": "不是镇"}}
    assert service.as_(Role.BUREAU).post("/api/v1/exports", json=nowhere).status_code == 422
    assert audit_of(service, "不是镇") == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        *(("GET", ""), ("GET", "/faults.json"), ("GET", "/faults.xlsx"), ("PUT", "/mapping")),
        *(("POST", "/accept"), ("POST", "/undo"), ("DELETE", "")),
    ],
)
def test_an_import_of_somebody_else_is_absent_and_who_asked_is_on_record(
    service: Service, east: Visitor, first: int, method: str, path: str
):
    own = looked(east, many(1, first))["id"]
    other = service.as_(Role.WORKER, EAST, scopes=("imports",))
    more = {"json": {"sheets": []}} if method == "PUT" else {}
    assert other.request(method, f"{URL}/{own}{path}", **more).status_code == 404
    assert audit_of(service, own)[-1] == (FOREIGN, None)


def test_the_file_itself_is_given_back_to_people_alone_and_on_record(
    service: Service, east: Visitor, first: int
):
    data = ledger(row(first), row(first + 1, 身份证号="1"))
    someone = person(service, Role.WORKER, EAST)
    for visitor, sheets in ((east, 1), (someone, 2)):
        own = looked(visitor, data)["id"]
        answer = visitor.get(f"{URL}/{own}/faults.xlsx")
        book = calamine.load_workbook(io.BytesIO(answer.content))
        cells = str([book.get_sheet_by_name(each).to_python() for each in book.sheet_names])
        assert len(book.sheet_names) == sheets
        assert (name_of(first) in cells) == (number_of(first) in cells) == (sheets == 2)
        marked = [action for action, _ in audit_of(service, own) if action == "import.marked_copy"]
        assert len(marked) == sheets - 1


def test_who_accepts_what_is_being_taken_is_told_so(
    service: Service, east: Visitor, first: int, monkeypatch: pytest.MonkeyPatch
):
    own = looked(east, many(2, first))["id"]
    begun, go_on, answers = threading.Event(), threading.Event(), list[Any]()
    take = accepting._take

    def slow(*args: Any) -> int:
        begun.set()
        assert go_on.wait(30)
        return take(*args)

    monkeypatch.setattr(accepting, "_take", slow)
    accept = threading.Thread(target=lambda: answers.append(east.post(f"{URL}/{own}/accept")))
    accept.start()
    assert begun.wait(30)
    try:
        second = east.post(f"{URL}/{own}/accept")
        foreign = service.as_(Role.WORKER, WEST).post(f"{URL}/{own}/accept")
    finally:
        go_on.set()
        accept.join(30)
    assert (second.status_code, foreign.status_code) == (409, 404)
    assert "正在导入" in second.json()["detail"]
    assert "counts.stored" in second.json()["detail"]
    assert second.headers["retry-after"] == "5"
    assert answers[0].json()["counts"]["stored"] == 2
    assert east.post(f"{URL}/{own}/accept").json()["counts"]["stored"] == 2


def test_town_staff_take_back_an_import_of_their_towns_alone(service: Service, first: int):
    both = service.as_(Role.WORKER, EAST, WEST)
    own = taken(both, many(2, first))["id"]
    wide = taken(both, ledger(row(first + 5), row(first + 6, "西区")))["id"]
    staff = person(service, Role.TOWN, EAST)
    assert staff.post(f"{URL}/{wide}/undo").status_code == 404
    assert audit_of(service, wide)[-1] == (FOREIGN, None)
    for nobody in (service.as_(Role.TOWN, EAST), person(service, Role.WORKER, EAST)):
        assert nobody.post(f"{URL}/{own}/undo").status_code == 404
    answer = staff.post(f"{URL}/{own}/undo")
    assert answer.status_code == 200, answer.text
    assert (answer.json()["erased"], answer.json()["left"]) == (2, [])
    assert both.get(f"{URL}/{own}").json()["state"] == "undone"


def test_what_nothing_was_taken_of_is_absent_to_town_staff(
    service: Service, east: Visitor, first: int
):
    own = looked(east, many(1, first))["id"]
    assert person(service, Role.TOWN, EAST).post(f"{URL}/{own}/undo").status_code == 404


def test_a_column_that_is_left_out_is_a_warning_and_the_rest_is_taken(east: Visitor, first: int):
    told = looked(east, of_rows([(*HEAD, "家里养的猫"), [*row(first), "两只"]]))
    assert (told["counts"]["left_out"], told["counts"]["warnings"]) == (1, 1)
    (fault,) = told["faults"]
    assert (fault["column"], fault["heading"], fault["row"]) == ("N", "家里养的猫", 1)
    assert not told["unconfirmed"]
    assert east.post(f"{URL}/{told['id']}/accept").json()["counts"]["stored"] == 1


def test_who_came_on_record_since_the_look_is_told_so_where_nobody_is_left_to_take(
    service: Service, east: Visitor, first: int
):
    told, again = looked(east, many(2, first)), looked(east, many(2, first))
    assert east.post(f"{URL}/{again['id']}/accept").status_code == 200
    refused = east.post(f"{URL}/{told['id']}/accept")
    assert refused.status_code == 409
    assert "都已经建档" in refused.json()["detail"]


def test_who_has_left_a_household_of_ones_own_town_is_taken(
    service: Service, east: Visitor, first: int
):
    (kept,) = new_of(service, east, first)
    with service.office.store.unit("test", NOW, Towns.everywhere()) as unit:
        unit.households.take(kept, 1)
        (member,) = unit.members.of(kept)
        unit.members.leave(member.id, "moved")
    assert looked(east, many(1, first))["counts"]["good"] == 1


def new_of(service: Service, east: Visitor, first: int) -> list[str]:
    """Return the household that an import of one person added."""
    before = {each.id for each in households(service, EAST)}
    told = looked(east, many(1, first))
    assert east.post(f"{URL}/{told['id']}/accept").status_code == 200
    return [each.id for each in households(service, EAST) if each.id not in before]
