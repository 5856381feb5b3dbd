"""Imports over HTTP: looked at, mapped, taken, taken back; nothing is merged or doubled."""

import io
import json
import tempfile
import threading
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import Any
from urllib.parse import quote

import pytest
import python_calamine as calamine
from starlette.formparsers import MultiPartParser

from api.access.callers import Caller, Role
from api.gate import FORM_TOKEN, HEADER_TOKEN
from api.personal.identity import check_digit
from api.store.values import Search, Towns
from api.usecases import accepting, examining
from api.usecases.ledgers import told_of
from tests.service.families import HOUSEHOLDS, untraced
from tests.service.ledger_files import HEAD, ledger, many, name_of, number_of, row
from tests.service.office import EAST, NOW, WEST, Service, Visitor
from tests.service.people import person
from tests.sheets.making import FILES, of_rows, words

URL = "/api/v1/imports"
_PEOPLE = count(1_000, 1_000)


@pytest.fixture
def first() -> int:
    """The number of a person whom no other test knows."""
    return next(_PEOPLE)


@pytest.fixture
def east(service: Service) -> Visitor:
    return service.as_(Role.WORKER, EAST)


@pytest.fixture
def town(service: Service) -> Visitor:
    return service.as_(Role.TOWN, EAST)


@pytest.fixture(autouse=True)
def _the_clock_stands(service: Service) -> Iterator[None]:
    yield
    service.clock.at = NOW


def sent(visitor: Visitor, data: bytes, name: str = "台账.xlsx", **query: str) -> Any:
    headers = {"X-File-Name": quote(name), "Content-Type": "application/octet-stream"}
    return visitor.post(URL, content=data, headers=headers, params=query)


def looked(visitor: Visitor, data: bytes, **query: str) -> Any:
    answer = sent(visitor, data, **query)
    assert answer.status_code == 201, answer.text
    return answer.json()


def taken(visitor: Visitor, data: bytes) -> Any:
    answer = visitor.post(f"{URL}/{looked(visitor, data)['id']}/accept")
    assert answer.status_code == 200, answer.text
    return answer.json()


def households(service: Service, *towns: str) -> list[Any]:
    with service.office.store.view("test", NOW, Towns.of(*towns)) as unit:
        rows, page = [], unit.households.search(Search(), 200)
        rows += page.rows
        while page.after is not None:
            page = unit.households.search(Search(), 200, page.after)
            rows += page.rows
    return rows


def test_a_look_at_a_file_takes_nothing_of_it(service: Service, east: Visitor, first: int):
    before = len(households(service, EAST))
    told = looked(east, many(3, first))
    assert told["state"] == "checked"
    assert told["file_name"] == "台账.xlsx"
    assert told["counts"] | {"households": 3, "good": 3, "held": 0, "stored": 0} == told["counts"]
    assert not told["unconfirmed"]
    assert len(households(service, EAST)) == before
    assert east.get(f"{URL}/{told['id']}").json() == told


def test_a_file_comes_in_a_form_too(east: Visitor, first: int):
    answer = east.post(URL, files={"file": ("西区 台账.xlsx", many(1, first))})
    assert answer.status_code == 201
    assert answer.json()["file_name"] == "西区 台账.xlsx"
    assert answer.headers["location"] == f"{URL}/{answer.json()['id']}"


def test_a_large_file_from_a_page_lies_on_no_disk(service: Service, first: int, monkeypatch):
    """What a browser sends passes the gate, which looks for the form's token, and the route."""
    monkeypatch.setattr(MultiPartParser, "spool_max_size", 1_000)
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere")
    data = many(1, first)
    assert len(data) > 1_000
    mine = person(service, Role.WORKER, EAST)
    token = mine.headers.pop(HEADER_TOKEN)
    answer = mine.post(URL, data={FORM_TOKEN: token}, files={"file": ("台账.xlsx", data)})
    assert answer.status_code == 201


def test_a_form_without_a_file_says_so(east: Visitor):
    answer = east.post(URL, files={"other": ("x.xlsx", b"x")})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == "file"


def test_samples_and_faults_tell_nobody(east: Visitor, first: int):
    data = ledger(row(first), row(first + 1, 身份证号=number_of(first + 1)[:-1] + "?"))
    answer = sent(east, data)
    for secret in (number_of(first), number_of(first + 1)[:-1], name_of(first), "康民路"):
        assert secret not in answer.text
    assert answer.json()["faults"][0]["column"] == "D"


def test_what_is_accepted_can_be_read_by_the_matcher_as_it_stood_in_the_file(
    service: Service, east: Visitor, first: int
):
    before = {each.id for each in households(service, EAST)}
    told = taken(east, ledger(row(first), row(first, 姓名="赵小", 身份证号="", 与户主关系="子女")))
    assert told["state"] == "accepted"
    assert told["counts"]["stored"] == 1
    desk = service.office.desk(Caller("test", Role.WORKER, frozenset({EAST})))
    (newest,) = {each.id for each in households(service, EAST)} - before
    with desk.view() as unit:
        found = told_of(desk, unit, newest)
        fields = {(f.owner, f.name): desk.open(f) for f in unit.personal.of(newest)}
        by_card = {fact.name for fact in unit.facts.of(newest) if fact.source == "id_card"}
        sources = {fact.source for fact in unit.facts.of(newest)}
    head, child = found["members"]
    assert (head["relation"], child["relation"]) == ("head", "child")
    assert fields[(head["id"], "id_number")] == number_of(first)
    assert fields[(child["id"], "name")] == "赵小"
    assert found["facts"]["relief_status"] == "dibao"
    assert found["needs"][0]["text"] == f"老人看病没有钱第{first}次"
    assert sources == {"import", "id_card"}
    assert by_card == {"birth_date", "sex"}


def test_good_households_are_taken_and_the_others_wait_with_their_reasons(
    service: Service, east: Visitor, first: int
):
    before = len(households(service, EAST))
    bad = row(first + 1, 身份证号=4.42e17)
    told = taken(east, ledger(row(first), bad, row(first + 2, 救助身份="甲级")))
    counts = told["counts"]
    assert (counts["stored"], counts["held"]) == (1, 2)
    assert len(households(service, EAST)) == before + 1
    assert [fault["row"] for fault in told["faults"]] == [3, 4]


def test_rows_of_a_town_that_is_not_ones_own_are_refused_one_by_one(
    service: Service, east: Visitor, first: int
):
    before = len(households(service, WEST))
    told = taken(east, ledger(row(first), row(first + 1, "西区"), row(first + 2, "西区")))
    assert told["counts"]["foreign"] == 2
    assert told["counts"]["stored"] == 1
    assert [fault["row"] for fault in told["faults"]] == [3, 4]
    assert len(households(service, WEST)) == before


def test_rows_without_a_town_are_of_the_callers_only_one(
    service: Service, east: Visitor, first: int
):
    told = taken(east, ledger(row(first, 镇街="")))
    assert (told["town"], told["counts"]["stored"]) == ("东区", 1)
    both = service.as_(Role.WORKER, EAST, WEST)
    held = looked(both, ledger(row(first + 1, 镇街="")))
    assert (held["counts"]["good"], held["town"]) == (0, None)
    assert "没有写镇街" in held["faults"][0]["reason"]
    named = looked(both, ledger(row(first + 1, 镇街="")), town="西区")
    assert (named["counts"]["good"], named["town"]) == (1, "西区")


def test_a_town_of_others_is_absent_and_one_that_is_none_has_the_nearest(east: Visitor, first: int):
    names = ("西区", "Z03", "石岐街到")
    answers = [sent(east, many(1, first), town=name) for name in names]
    assert [answer.status_code for answer in answers] == [404, 404, 422]
    assert untraced(answers[0]) == untraced(answers[1])
    assert "石岐街道" in answers[2].json()["detail"]
    assert "街到" not in answers[2].text


def test_who_is_on_record_by_id_number_is_held_and_never_merged(
    service: Service, east: Visitor, first: int
):
    before = {each.id for each in households(service, EAST)}
    taken(east, many(1, first))
    (kept,) = {each.id for each in households(service, EAST)} - before
    again = looked(east, ledger(row(first, 户编号="other", 姓名="赵改名"), row(first + 1)))
    assert (again["counts"]["duplicates"], again["counts"]["good"]) == (1, 1)
    assert kept in again["faults"][0]["reason"]


def test_who_is_on_record_by_name_birth_and_town_is_held(
    service: Service, east: Visitor, first: int
):
    head = (*HEAD, "出生日期")
    told = [*row(first, 身份证号=""), "1950-02-03"]
    taken(east, of_rows([head, told]))
    same = looked(east, of_rows([head, [*row(first, 户编号="x"), ""]]))
    assert same["counts"]["good"] == 1  # the ID number tells another date of birth
    again = looked(east, of_rows([head, told]))
    assert again["counts"]["duplicates"] == 1
    other = [*row(first, 身份证号=""), "1950-02-04"]
    assert looked(east, of_rows([head, other]))["counts"]["duplicates"] == 0


def test_who_is_on_record_by_name_in_another_town_is_told_to_nobody(service: Service, first: int):
    head = (*HEAD, "出生日期")
    rows = [[*row(first, each, 身份证号=""), "1950-02-03"] for each in ("西区", "东区")]
    taken(service.as_(Role.WORKER, WEST), of_rows([head, rows[0]]))
    told = looked(service.as_(Role.WORKER, EAST), of_rows([head, rows[1]]))
    assert told["counts"]["duplicates"] == 0


def test_the_same_file_once_more_is_told_with_the_import_before(east: Visitor, first: int):
    data = many(1, first)
    before = looked(east, data)
    assert looked(east, data)["same_file"] == [before["id"]]


def test_an_import_is_its_makers_alone(service: Service, east: Visitor, first: int):
    told = looked(east, many(1, first))
    other = service.as_(Role.WORKER, EAST, scopes=("imports",))
    for method, path in (
        ("GET", ""),
        ("GET", "/faults.json"),
        ("POST", "/accept"),
        ("POST", "/undo"),
        ("DELETE", ""),
    ):
        assert other.request(method, f"{URL}/{told['id']}{path}").status_code == 404
    assert other.get(URL).json() == {"imports": [], "next": None}


def test_a_column_that_is_only_alike_waits_for_a_person(east: Visitor, first: int):
    head = ["户编号", "镇街", "姓名", "身份证号", "家庭人口数目"]
    data = of_rows([head, ["h", "东区", name_of(first), number_of(first), 2]])
    told = looked(east, data)
    alike = told["mapping"][0]["columns"][4]
    assert told["unconfirmed"]
    assert (alike["target"], alike["sure"]) == ("fact:household_size", False)
    assert east.post(f"{URL}/{told['id']}/accept").status_code == 409
    sheet = {"sheet": told["mapping"][0]["sheet"], "columns": {"E": "ignored"}}
    answer = east.put(f"{URL}/{told['id']}/mapping", json={"sheets": [sheet]})
    assert answer.status_code == 200, answer.text
    assert not answer.json()["unconfirmed"]
    assert answer.json()["mapping"][0]["columns"][4]["target"] == "ignored"
    assert east.post(f"{URL}/{told['id']}/accept").json()["counts"]["stored"] == 1


def test_what_is_proposed_can_be_confirmed_as_it_is(east: Visitor, first: int):
    head = ["户编号", "镇街", "姓名", "身份证号", "家庭人口数目"]
    told = looked(east, of_rows([head, ["h", "东区", name_of(first), number_of(first), 2]]))
    answer = east.post(f"{URL}/{told['id']}/accept", json={"confirmed": True})
    assert answer.json()["counts"]["stored"] == 1


@pytest.mark.parametrize(
    ("choice", "pointer", "near"),
    [
        ({"sheet": "家廷"}, "/sheets/0/sheet", "家庭"),
        ({"sheet": "家庭", "columns": {"ZZ": "name"}}, "/sheets/0/columns/ZZ", None),
        ({"sheet": "家庭", "columns": {"A": "nmae"}}, "/sheets/0/columns/A", "name"),
        ({"sheet": "家庭", "columns": {"A": "name"}}, "/sheets/0/columns/A", None),
        ({"sheet": "家庭", "head": 99}, "/sheets/0/head", None),
    ],
)
def test_a_choice_of_what_is_not_there_is_told_by_its_place(
    east: Visitor, first: int, choice, pointer, near
):
    told = looked(east, many(1, first))
    answer = east.put(f"{URL}/{told['id']}/mapping", json={"sheets": [choice]})
    assert answer.status_code == 422
    found = answer.json()["errors"][0]
    assert found["pointer"] == pointer
    assert near is None or found["near"] == near


def test_accepted_once_more_nothing_is_doubled(service: Service, east: Visitor, first: int):
    told = taken(east, many(2, first))
    before = len(households(service, EAST))
    again = east.post(f"{URL}/{told['id']}/accept")
    assert again.json() == told
    assert len(households(service, EAST)) == before


def test_an_accept_that_broke_off_goes_on_where_it_was(
    service: Service, east: Visitor, first: int, monkeypatch: pytest.MonkeyPatch
):
    told = looked(east, many(7, first))
    before = len(households(service, EAST))
    monkeypatch.setattr(accepting, "STRIDE", 2)
    whole = accepting._take
    calls = iter(range(99))

    def broken(*args: Any) -> int:
        if next(calls) == 2:
            raise RuntimeError("killed")
        return whole(*args)

    monkeypatch.setattr(accepting, "_take", broken)
    assert east.post(f"{URL}/{told['id']}/accept").status_code == 500
    half = east.get(f"{URL}/{told['id']}").json()
    assert (half["state"], half["counts"]["stored"]) == ("checked", 4)
    assert east.delete(f"{URL}/{told['id']}").status_code == 409
    done = east.post(f"{URL}/{told['id']}/accept").json()
    assert (done["state"], done["counts"]["stored"]) == ("accepted", 7)
    assert len(households(service, EAST)) == before + 7


def test_the_file_is_kept_no_more_once_it_is_taken(service: Service, east: Visitor, first: int):
    told = looked(east, ledger(row(first), row(first + 1, 身份证号="1")))
    east.post(f"{URL}/{told['id']}/accept")
    with service.office.store.view("test", NOW, Towns.everywhere()) as unit:
        assert unit.imports.file(told["id"]) is None
    after = east.get(f"{URL}/{told['id']}/faults.xlsx")
    assert len(calamine.load_workbook(io.BytesIO(after.content)).sheet_names) == 1


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_faults_come_as_a_list_with_what_to_do(east: Visitor, first: int, kind: str):
    told = looked(east, ledger(row(first, 身份证号="1")))
    answer = east.get(f"{URL}/{told['id']}/faults.{kind}")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["content-disposition"]
    assert "身份证号" in answer.content.decode("utf-8-sig")
    assert east.get(f"{URL}/{told['id']}/faults.exe").status_code == 422


def test_an_undo_erases_what_was_added_and_names_what_was_changed_since(
    service: Service, east: Visitor, first: int
):
    before = {each.id for each in households(service, EAST)}
    told = taken(east, many(3, first))
    added = [each for each in households(service, EAST) if each.id not in before]
    with service.office.store.unit("test", NOW, Towns.everywhere()) as unit:
        unit.households.take(added[0].id, 1)
        unit.households.set_consent(added[0].id, {"health": True})
    service.clock.forward(days=29)
    undone = east.post(f"{URL}/{told['id']}/undo")
    assert undone.status_code == 200, undone.text
    assert (undone.json()["erased"], undone.json()["left"]) == (2, [added[0].id])
    assert {each.id for each in households(service, EAST)} == before | {added[0].id}
    assert east.get(f"{URL}/{told['id']}").json()["state"] == "undone"
    assert east.post(f"{URL}/{told['id']}/undo").json()["left"] == [added[0].id]
    assert east.post(f"{URL}/{told['id']}/accept").status_code == 409


def test_an_undo_leaves_and_names_what_waits_to_be_handed_over(
    service: Service, east: Visitor, first: int
):
    before = {each.id for each in households(service, EAST)}
    told = taken(east, many(2, first))
    going = next(each.id for each in households(service, EAST) if each.id not in before)
    body = {"to": WEST, "reason": "搬家了"}
    worker = person(service, Role.WORKER, EAST)
    assert worker.post(f"/api/v1/households/{going}/transfers", json=body).status_code == 201
    undone = east.post(f"{URL}/{told['id']}/undo").json()
    assert (undone["erased"], undone["left"], undone["elsewhere"]) == (1, [going], 0)


def test_an_undo_tells_how_many_stay_because_they_moved_to_another_town(
    service: Service, east: Visitor, first: int
):
    before = {each.id for each in households(service, EAST)}
    told = taken(east, many(3, first))
    gone = sorted(each.id for each in households(service, EAST) if each.id not in before)[:2]
    worker, west = person(service, Role.WORKER, EAST), person(service, Role.TOWN, WEST)
    for id in gone:
        url = f"{HOUSEHOLDS}/{id}/transfers"
        asked = worker.post(url, json={"to": WEST, "reason": "搬家了"}).json()
        assert west.post(f"/api/v1/transfers/{asked['id']}/accept").status_code == 200
    body = {"reason": "wrongly_recorded"}
    erasure = west.post(f"{HOUSEHOLDS}/{gone[0]}/erasure", json=body, headers={"If-Match": "*"})
    assert erasure.status_code == 200, erasure.text
    undone = east.post(f"{URL}/{told['id']}/undo").json()
    assert (undone["erased"], undone["left"], undone["elsewhere"]) == (1, [], 1)


def test_after_thirty_days_there_is_no_undo(service: Service, east: Visitor, first: int):
    told = taken(east, many(1, first))
    service.clock.at = NOW + timedelta(days=30, seconds=1)
    assert east.post(f"{URL}/{told['id']}/undo").status_code == 410


def test_what_was_undone_can_be_imported_again(east: Visitor, first: int):
    told = taken(east, many(2, first))
    east.post(f"{URL}/{told['id']}/undo")
    assert taken(east, many(2, first))["counts"]["stored"] == 2


def test_a_dropped_file_is_forgotten(service: Service, east: Visitor, first: int):
    told = looked(east, many(1, first))
    assert east.delete(f"{URL}/{told['id']}").status_code == 204
    found = east.get(f"{URL}/{told['id']}").json()
    assert (found["state"], found["mapping"]) == ("dropped", [])
    assert east.post(f"{URL}/{told['id']}/accept").status_code == 409
    assert east.get(f"{URL}/{told['id']}/faults.csv").status_code == 410
    assert east.post(f"{URL}/{told['id']}/undo").status_code == 409


def test_the_same_request_twice_makes_one_import(east: Visitor, first: int):
    headers = {"Idempotency-Key": f"import-{first}"}
    data = many(1, first)
    answers = [east.post(URL, content=data, headers=headers) for _ in range(2)]
    assert answers[0].json() == answers[1].json()


def test_imports_are_listed_page_by_page_the_newest_first(service: Service, first: int):
    visitor = service.as_(Role.WORKER, EAST, scopes=("imports", "match"))
    made = []
    for number in range(3):
        service.clock.forward(seconds=1)
        made.append(looked(visitor, many(1, first + number))["id"])
    page = visitor.get(URL, params={"limit": 2}).json()
    rest = visitor.get(URL, params={"limit": 2, "cursor": page["next"]}).json()
    assert [each["id"] for each in (*page["imports"], *rest["imports"])] == made[::-1]
    assert rest["next"] is None


@pytest.mark.parametrize("data", ["甲,乙\r\n1,2\r\n".encode(), of_rows([["甲", "乙"], [1, 2]])])
def test_a_file_none_of_whose_headings_is_known_is_refused_for_the_template(
    east: Visitor, data: bytes
) -> None:
    answer = sent(east, data)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/bad-file")
    assert "模板" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "文件是空的"),
        (b"PK\x03\x04 and then nothing", "另存为"),
        ((FILES / "encrypted.xlsx").read_bytes(), "密码"),
        (b"<html><table></table></html>", "网页"),
        (b"\x00\x01\x02" * 99, "UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_cure(east: Visitor, data: bytes, words):
    answer = sent(east, data)
    assert answer.status_code == 422
    assert answer.json()["type"] == "/problems/bad-file"
    assert words in answer.json()["detail"]


def test_who_comes_while_others_files_are_read_is_told_when_to_come_again(
    east: Visitor, first: int, monkeypatch: pytest.MonkeyPatch
):
    taken_all = examining.Readers(threading.BoundedSemaphore(1), patience=0.01)
    taken_all.places.acquire()
    monkeypatch.setattr(examining, "READERS", taken_all)
    answer = sent(east, many(1, first))
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "30"


@pytest.mark.parametrize("sheets", ["one", "three"])
def test_the_template_is_read_back_without_anything_to_confirm(east: Visitor, sheets: str):
    answer = east.get(f"{URL}/template.xlsx", params={"sheets": sheets})
    assert answer.status_code == 200
    book = calamine.load_workbook(io.BytesIO(answer.content))
    assert ("台账" in book.sheet_names) == (sheets == "one")


def test_an_import_and_its_undo_are_on_record_without_a_name(
    service: Service, east: Visitor, first: int
):
    told = taken(east, many(1, first))
    east.post(f"{URL}/{told['id']}/undo")
    with service.office.store.view("test", NOW, Towns.everywhere()) as unit:
        lines = unit.audit.list(target=told["id"])
    actions = [line.action for line in reversed(lines)]
    assert actions == ["import.check", "import.begin", "import.accept", "import.undo"]
    assert name_of(first) not in json.dumps([line.details for line in lines], ensure_ascii=False)


def test_families_agreed_to_nothing_unless_who_accepts_says_so(
    service: Service, east: Visitor, first: int
):
    def newest(body: dict[str, Any] | None, person: int) -> tuple[Any, str]:
        before = {each.id for each in households(service, EAST)}
        told = looked(east, ledger(row(person)))
        answer = east.post(f"{URL}/{told['id']}/accept", json=body)
        assert answer.status_code == 200, answer.text
        (added,) = (each for each in households(service, EAST) if each.id not in before)
        return added.consent, told["id"]

    assert newest(None, first)[0] == {}
    consent, id = newest({"consent": {"health": True}}, first + 1)
    assert consent == {"health": {"granted": True, "on": "2026-05-01"}}
    with service.office.store.view("test", NOW, Towns.everywhere()) as unit:
        lines = [line for line in unit.audit.list(target=id) if line.action == "import.consent"]
    assert [line.details["groups"] for line in lines] == [{"health": True}]
    told = looked(east, ledger(row(first + 2)))
    wrong = east.post(f"{URL}/{told['id']}/accept", json={"consent": {"names": True}})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/consent/names")


def test_what_should_be_looked_at_is_told_and_keeps_nobody_out(east: Visitor, first: int):
    odd = "99999919480312001"
    cells = {"身份证号": odd + check_digit(odd), "联系电话": "88881234"}
    told = looked(east, ledger(row(first, **cells, 需求内容="请打13812345678")))
    found = [(each["column"], each["degree"]) for each in told["faults"]]
    assert [column for column, _ in found] == ["D", "H", "L"]
    assert len({degree for _, degree in found}) == 1
    assert (told["counts"]["good"], told["counts"]["warnings"]) == (1, 3)
    assert "13812345678" not in str(told)


def test_a_file_whose_rows_take_too_long_is_refused_and_the_next_is_read(service: Service):
    """Counted in work of the processor, so a busy machine refuses no honest file."""
    caller = Caller("worker", Role.WORKER, frozenset({EAST}))
    desk, rows = service.office.desk(caller), many(250, 900_000)
    slow = examining.Examiner(desk, words(), most_work=-1.0)
    with pytest.raises(examining.ImportRefusedError) as found:
        slow.examine(examining.Source(rows, "台账.xlsx", town=EAST))
    assert found.value.kind == "bad-file"
    assert (
        examining.Examiner(desk, words())
        .examine(examining.Source(rows, "台账.xlsx", town=EAST))
        .good
    )
