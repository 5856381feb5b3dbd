"""Keys are rotated while the service runs: all of it opens by the new key alone, at any stop."""

import base64
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from api.access.callers import Caller, Role
from api.personal.cipher import key_id_of
from api.personal.keys import KeyRing, parse_keys
from api.store.values import Body, Made, Towns
from api.usecases.importing import look, source_of
from api.usecases.rotating import rotate
from tests.identity.people import browser, code, someone
from tests.service.alone import alone
from tests.service.families import HOUSEHOLDS, taken_in
from tests.service.ledger_files import many
from tests.service.office import EAST, WEST, Service, ring
from tests.service.people import person

HERE = Caller("test", Role.WORKER, frozenset({EAST}))


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with alone(tmp_path) as found:
        yield found


def newer(*olds: str) -> KeyRing:
    """Return a ring that seals by a new key and opens what the named older ones sealed."""
    told = {key.id: key.secret for key in (*ring().keys, ring().index)}
    told["k9"] = bytes(range(32))
    names = ("k9", *olds, "index")
    text = ",".join(f"{name}:{base64.b64encode(told[name]).decode()}" for name in names)
    found = parse_keys(text)
    assert isinstance(found, KeyRing), found
    return found


def filled(service: Service) -> str:
    """Return a household with a plan, a snapshot, a note and a transfer."""
    id: str = taken_in(service)["id"]
    worker, desk = person(service, Role.WORKER, EAST), service.office.desk(HERE)
    body = {"fields": ["phone"], "reason": "other", "note": "noted"}
    assert worker.post(f"{HOUSEHOLDS}/{id}/unmask", json=body).status_code == 200
    asked = worker.post(f"{HOUSEHOLDS}/{id}/transfers", json={"to": WEST, "reason": "moved"})
    assert asked.status_code == 201
    with service.office.store.unit("test", service.clock.at, Towns.of(EAST)) as unit:
        own = unit.new_id()
        unit.ledgers.add(id, own, "d", desk.seal("snapshot", own, "snapshot"))
        sealed = desk.seal_bytes("the plan", f"{id}/1", "plan")
        unit.plans.add(id, Made(1, "c", "f", "r"), Body(sealed, "d", "k1"))
    return id


def read_by(service: Service, keys: KeyRing, id: str) -> list[str]:
    """Return all that is sealed of a household, opened by these keys."""
    desk = replace(service.office, ring=keys).desk(HERE)
    with desk.view() as unit:
        told = [desk.open(field) for field in unit.personal.of(id)]
        told += [
            desk.open_bytes(need.text.ciphertext, need.id, "text") for need in unit.needs.of(id)
        ]
        told.append(desk.open(unit.ledgers.snapshot(id, 1)))
        told.append(desk.open_bytes(unit.plans.get(id, 1).body.content, f"{id}/1", "plan"))
        transfer = unit.transfers.open_of(id)
        assert transfer is not None
        told.append(desk.open_bytes(transfer.reason, transfer.id, "reason"))
    return told


def test_all_of_it_opens_by_the_new_key_alone_afterwards(service: Service) -> None:
    id = filled(service)
    before = read_by(service, ring(), id)
    done = rotate(service.office.store, newer("k1"), service.clock.now)
    assert (done.is_done, done.failed, done.plans, done.others) == (True, 0, 1, 1)
    assert read_by(service, newer(), id) == before
    again = rotate(service.office.store, newer("k1"), service.clock.now)
    assert (again.all, again.is_done) == (0, True)


@pytest.mark.parametrize("limit", [1, 3, 7])
def test_it_stops_at_any_place_and_goes_on_while_the_service_reads(
    service: Service, limit: int
) -> None:
    id, keys = filled(service), newer("k1")
    before = read_by(service, ring(), id)
    total = 0
    for _ in range(200):
        done = rotate(service.office.store, keys, service.clock.now, limit)
        assert done.all <= limit
        total += done.all
        assert read_by(service, keys, id) == before
        if done.is_done:
            break
    assert total == rotated_at_once(before)
    assert read_by(service, newer(), id) == before


def test_second_factors_are_sealed_anew_and_still_let_in(service: Service) -> None:
    someone(service, Role.SECURITY, factor=True)
    done = rotate(service.office.store, newer("k1"), service.clock.now)
    assert (done.all, done.others, done.failed) == (1, 1, 0)
    gate = service.app.state.gate
    service.app.state.gate = replace(gate, office=replace(gate.office, ring=newer()))
    opened = browser(service).sign_in(code=code(service))
    assert (opened.status_code, opened.json()["lacks"]) == (201, [])


def test_files_that_wait_with_their_names_and_reports_are_sealed_anew(service: Service) -> None:
    data, headers = many(2, 1), {"X-File-Name": "ledger.xlsx"}
    answer = service.as_(Role.WORKER, EAST).post("/api/v1/imports", content=data, headers=headers)
    own = answer.json()["id"]
    done = rotate(service.office.store, newer("k1"), service.clock.now)
    assert (done.all, done.others, done.failed) == (1, 1, 0)
    with service.office.store.view("test", service.clock.at, Towns.everywhere()) as unit:
        (found,) = unit.envelopes.walk("import", 10)
        made_by = unit.imports.find(own).made_by
    assert set(found.sealed) == {"file", "file_name", "reading", "report"}
    assert {key_id_of(envelope) for envelope in found.sealed.values()} == {"k9"}
    caller = replace(HERE, id=made_by)
    desk = replace(service.office, ring=newer()).desk(caller)
    assert source_of(desk, own).data == data
    with desk.view() as unit:
        looked = look(desk, unit, own)
    assert (looked.file_name, looked.report is not None) == ("ledger.xlsx", True)


def rotated_at_once(values: list[str]) -> int:
    return len(values) + 1  # and the note, which is no part of the ledger


def test_what_cannot_be_opened_is_counted_and_left_as_it_is(service: Service) -> None:
    id = filled(service)
    before = read_by(service, ring(), id)
    done = rotate(service.office.store, newer("k0"), service.clock.now)
    assert done.all == 0
    assert done.failed == rotated_at_once(before)
    assert read_by(service, ring(), id) == before


def test_a_value_is_found_by_its_mark_after_rotation(service: Service) -> None:
    id = filled(service)
    rotate(service.office.store, newer("k1"), service.clock.now)
    worker = service.as_(Role.WORKER, EAST)
    with service.office.store.view("test", service.clock.at, Towns.of(EAST)) as unit:
        mark = service.office.desk(HERE).blind("phone", "13812341234")
        assert mark is not None
        assert [field.household for field in unit.personal.alike("phone", mark)] == [id]
    assert worker is not None


def test_a_rotation_tells_how_far_it_is_with_each_kind_of_what_is_sealed(service: Service) -> None:
    for _ in range(3):
        filled(service)
    told: list[tuple[str, int, int]] = []
    clock = service.clock.now
    done = rotate(service.office.store, newer("k1"), clock, progress=lambda *how: told.append(how))
    last = {what: (seen, of) for what, seen, of in told}
    assert list(last) == ["fields", "plans", "others", "marks"]
    assert all(seen == of for seen, of in last.values()), last
    assert last["fields"] == (done.fields, done.fields)
    assert last["plans"] == (done.plans, done.plans)
    for what in last:
        steps = [seen for name, seen, _ in told if name == what]
        assert steps == sorted(steps)
    rotate(service.office.store, newer("k1"), clock, progress=lambda *how: told.append(how))
    assert told[-1][0] == "marks"
