"""A ring that did not seal what is kept changes nothing; what cannot be opened hides no more."""

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.access.callers import Caller, Role
from api.logs import configure
from api.personal.keys import Key, KeyRing
from api.store.values import Towns
from api.usecases.desk import UNOPENED
from api.usecases.keys_fit import Fit, wrong_with_keys
from api.usecases.rotating import rotate
from tests.service.alone import alone
from tests.service.families import HOUSEHOLDS, at, family, problem, taken_in
from tests.service.office import EAST, WEST, Service, ring
from tests.service.people import person

HERE = Caller("test", Role.WORKER, frozenset({EAST}))


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with alone(tmp_path) as found:
        yield found


@pytest.fixture
def lines() -> Iterator[Any]:
    """What is written to the log while the test runs, in JSON."""
    root, stream = logging.getLogger(), io.StringIO()
    before = root.handlers, root.level
    configure("json", stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers, root.level = before
    logging.captureWarnings(False)


def secret(number: int) -> bytes:
    return bytes((29 * number + 11 * i) % 251 for i in range(32))


def of_another_machine(id: str = "k1") -> KeyRing:
    """Return a ring that was made anew; its key may have the id of the first one's."""
    return KeyRing((Key(id, secret(7)),), Key("index", secret(8)))


def put_in(service: Service, keys: KeyRing) -> None:
    """Let the service go on with another ring, as after a restart."""
    object.__setattr__(service.office, "ring", keys)


def sealed_wrongly(service: Service, owner: str, name: str, keys: KeyRing) -> None:
    """Put what another ring sealed in the place of a member's field."""
    office = service.office
    with office.store.unit("test", service.clock.at, Towns.everywhere()) as unit:
        kept = unit.personal.get(owner, name)
        put_in(service, keys)
        text = "写入时的内容" if name != "phone" else "13800001111"
        sealed = office.desk(HERE).seal(text, owner, name)
        assert unit.personal.reseal([(kept, sealed)]) == 1
        put_in(service, ring())


@pytest.mark.parametrize("id", ["k1", "kabcdef"])
@pytest.mark.parametrize(("lang", "cure"), [("zh", "放回原来的"), ("en", "were there before")])
def test_a_ring_of_another_machine_writes_nothing_and_is_told_the_cure(
    service: Service, id: str, lang: str, cure: str
) -> None:
    taken_in(service)
    put_in(service, of_another_machine(id))
    worker = service.as_(Role.WORKER, EAST)
    told = worker.post(f"{HOUSEHOLDS}?lang={lang}", json=family())
    assert told.status_code == 503
    assert cure in problem(told, "not-ready")["detail"]
    assert told.headers["retry-after"]
    put_in(service, ring())
    assert len(worker.get(HOUSEHOLDS).json()["items"]) == 1


def test_a_form_that_is_sent_is_shown_again_with_the_cure(service: Service) -> None:
    taken_in(service)
    put_in(service, of_another_machine())
    worker = person(service, Role.WORKER, EAST)
    typed = {"once": "0" * 32, "residence_town": EAST, "m1.name": "黎小梅", "n1.text": "屋顶漏水"}
    told = worker.post("/households?lang=zh", data=typed, headers={"Accept": "text/html"})
    assert told.status_code == 503
    assert "放回原来的" in told.text
    assert "屋顶漏水" in told.text
    page = {"Accept": "text/html"}
    there = worker.post("/households/search", data={"q": "王明"}, headers=page).headers["location"]
    sought = worker.get(there, headers=page)
    assert sought.status_code == 503


def test_an_index_key_that_did_not_make_the_marks_takes_in_nobody_twice(service: Service) -> None:
    known = family()
    worker = service.as_(Role.WORKER, EAST)
    assert worker.post(HOUSEHOLDS, json=known).status_code == 201
    put_in(service, KeyRing(ring().keys, Key("index", secret(8))))
    told = worker.post(f"{HOUSEHOLDS}?lang=en", json=known)
    assert told.status_code == 503
    assert "index" in problem(told, "not-ready")["detail"]
    put_in(service, ring())
    assert worker.post(HOUSEHOLDS, json=known).status_code == 409


def test_a_right_ring_is_not_asked_about_again_for_a_minute_and_a_wrong_one_each_time(
    service: Service,
) -> None:
    taken_in(service)
    at_hand, asked = [0.0], []
    fit, store = Fit(lambda: at_hand[0]), service.office.store

    class Counted:
        def sealed_by_each_key(self) -> Any:
            asked.append(1)
            return store.sealed_by_each_key()

    counted: Any = Counted()
    for _ in range(3):
        fit.require(counted, service.office.ring)
    assert len(asked) == 1
    at_hand[0] += 61
    fit.require(counted, service.office.ring)
    assert len(asked) == 2
    for _ in range(2):
        with pytest.raises(Exception, match="not-ready"):
            fit.require(counted, of_another_machine())
    assert len(asked) == 4


def test_one_value_of_another_ring_does_not_make_the_right_ring_wrong(service: Service) -> None:
    home = taken_in(service)
    sealed_wrongly(service, home["members"][0]["id"], "phone", of_another_machine())
    assert service.client.get("/readyz").status_code == 200
    taken_in(service)
    sealed = service.office.store.sealed_by_each_key()
    assert wrong_with_keys(ring(), sealed) == ()
    assert wrong_with_keys(of_another_machine(), sealed) != ()


def test_two_rings_stand_on_one_and_the_marks_of_the_second_are_worked_out_anew(
    service: Service,
) -> None:
    for _ in range(4):
        home = taken_in(service)
    member, other = home["members"][0]["id"], of_another_machine("kabcdef")
    sealed_wrongly(service, member, "phone", other)
    assert service.client.get("/readyz").json()["failed"] == ["keys"]
    joined = KeyRing((*ring().keys, *other.keys), ring().index)
    put_in(service, joined)
    assert service.client.get("/readyz").status_code == 200
    done = rotate(service.office.store, joined, service.clock.now)
    assert (done.fields, done.marks, done.failed) == (1, 1, 0)
    assert found_by(service, "13800001111") == [member]


def found_by(service: Service, phone: str) -> list[str]:
    desk = service.office.desk(HERE)
    mark = desk.blind("phone", phone)
    assert mark is not None
    with service.office.store.view("test", service.clock.at, Towns.everywhere()) as unit:
        return [field.owner for field in unit.personal.alike("phone", mark)]


@pytest.mark.parametrize("limit", [None, 1])
def test_marks_of_a_wrong_index_key_are_put_right_by_a_rotation_that_says_how_many(
    service: Service, limit: int | None
) -> None:
    homes = [taken_in(service) for _ in range(3)]
    members = sorted(home["members"][0]["id"] for home in homes)
    for member in members[:2]:
        sealed_wrongly(service, member, "phone", KeyRing(ring().keys, Key("index", secret(8))))
    assert found_by(service, "13800001111") == []
    marks = 0
    for _ in range(5):
        done = rotate(service.office.store, ring(), service.clock.now, limit)
        assert (done.all, done.failed) == (0, 0)
        marks += done.marks
        if done.is_done:
            break
    assert (marks, done.is_done) == (2, True)
    assert found_by(service, "13800001111") == members[:2]


def test_a_list_names_the_row_that_cannot_be_opened_and_shows_all_others(
    service: Service, lines: Any
) -> None:
    torn, whole = taken_in(service), taken_in(service)
    member = torn["members"][0]["id"]
    sealed_wrongly(service, member, "name", of_another_machine())
    worker = service.as_(Role.WORKER, EAST)
    rows = {row["id"]: row for row in worker.get(HOUSEHOLDS).json()["items"]}
    assert [each["name"] for each in rows[torn["id"]]["members"]] == [UNOPENED, "欧**梅"]
    assert rows[whole["id"]]["members"][0]["name"] == "王*"
    (line,) = [each for each in lines() if each["event"] == "sealed.unopened"]
    assert (line["row"], line["field"], line["why"]) == (member, "name", "not_opened")
    page = person(service, Role.WORKER, EAST).get("/households")
    assert page.status_code == 200
    assert f"{UNOPENED} · {torn['id']}" in page.text


def test_a_family_with_a_value_that_cannot_be_opened_is_shown_mended_and_closed(
    service: Service,
) -> None:
    home = taken_in(service)
    id, member = home["id"], home["members"][0]["id"]
    sealed_wrongly(service, member, "name", of_another_machine())
    worker = service.as_(Role.WORKER, EAST)
    shown = worker.get(f"{HOUSEHOLDS}/{id}")
    assert shown.status_code == 200
    assert shown.json()["members"][0]["name"] == UNOPENED
    version = at(shown.json()["version"])
    mended = worker.patch(
        f"{HOUSEHOLDS}/{id}/members/{member}", json={"name": "王明"}, headers=version
    )
    assert (mended.status_code, mended.json()["name"]) == (200, "王*")
    version = at(worker.get(f"{HOUSEHOLDS}/{id}").json()["version"])
    closed = worker.delete(f"{HOUSEHOLDS}/{id}?reason=moved_away", headers=version)
    assert closed.status_code == 200, closed.text


def test_an_export_says_of_a_value_that_it_cannot_be_opened(service: Service) -> None:
    home = taken_in(service)
    sealed_wrongly(service, home["members"][0]["id"], "name", of_another_machine())
    told = service.as_(Role.TOWN, EAST).post(
        "/api/v1/exports", json={"what": "members", "format": "csv"}
    )
    assert told.status_code == 200
    assert UNOPENED in told.content.decode("utf-8-sig")


@pytest.mark.parametrize(("lang", "cure"), [("zh", "重新启动"), ("en", "restart this process")])
def test_a_process_that_lacks_the_new_key_answers_503_with_the_cure_and_still_lists(
    service: Service, lang: str, cure: str, lines: Any
) -> None:
    home = taken_in(service)
    worker = service.as_(Role.WORKER, EAST)
    newer = KeyRing((Key("knewest", secret(9)), *ring().keys), ring().index)
    rotate(service.office.store, newer, service.clock.now)
    told = worker.get(f"{HOUSEHOLDS}/{home['id']}?lang={lang}")
    assert told.status_code == 503
    assert cure in problem(told, "not-ready")["detail"]
    assert "knewest" not in told.text
    assert worker.get(HOUSEHOLDS).json()["items"][0]["members"][0]["name"] == UNOPENED
    whys = {each["why"] for each in lines() if each["event"] == "sealed.unopened"}
    assert whys == {"unknown_key"}
    page = person(service, Role.WORKER, EAST).get(f"/households/{home['id']}?lang={lang}")
    assert page.status_code == 503
    put_in(service, newer)
    assert worker.get(f"{HOUSEHOLDS}/{home['id']}").status_code == 200


def test_a_transfer_whose_reason_cannot_be_opened_leaves_the_list_whole(service: Service) -> None:
    id = taken_in(service)["id"]
    worker = person(service, Role.WORKER, EAST)
    asked = worker.post(f"{HOUSEHOLDS}/{id}/transfers", json={"to": WEST, "reason": "moved"})
    own = asked.json()["id"]
    with service.office.store.unit("test", service.clock.at, Towns.everywhere()) as unit:
        (kept,) = unit.envelopes.walk("transfer", 10)
        unit.envelopes.reseal(kept, {"reason": kept.sealed["reason"][:-1] + b"\0"})
    rows = worker.get("/api/v1/transfers").json()["items"]
    assert [(row["id"], row["reason"]) for row in rows] == [(own, UNOPENED)]
