"""Erasing: all that is known of a household goes, what is on record stays, and not too early."""

from contextlib import closing
from datetime import timedelta

import pysqlite3.dbapi2 as sqlite

from api.access.callers import Role
from api.store.engine import file_of
from api.store.values import Body, Made, Towns
from api.usecases.housekeeping import sweep
from tests.service.families import HOUSEHOLDS, V1, at, audit_of, family, problem, taken_in
from tests.service.office import EAST, WEST, Service
from tests.service.people import person
from tests.store.support import all_rows

REASON = {"reason": "family_request"}


def test_nothing_of_an_erased_household_is_left_but_its_shell_and_the_record(
    service: Service,
) -> None:
    raw, staff = family(), person(service, Role.TOWN, EAST)
    key = {"Idempotency-Key": "erase-me"}
    told = person(service, Role.WORKER, EAST).post(HOUSEHOLDS, json=raw, headers=key).json()
    id, url = told["id"], f"{HOUSEHOLDS}/{told['id']}"
    worker = person(service, Role.WORKER, EAST)
    worker.post(f"{url}/transfers", json={"to": WEST, "reason": "x"})
    worker.post(f"{url}/unmask", json={"fields": ["phone"], "reason": "other", "note": "y"})
    answer = staff.post(f"{url}/erasure", json=REASON, headers=at(1))
    assert answer.status_code == 200, answer.text
    shell = answer.json()
    assert (shell["state"], shell["members"], shell["facts"], shell["needs"]) == (
        "erased", [], [], []
    )  # fmt: skip
    members = [member["id"] for member in told["members"]]
    address = str(service.office.store._engine.url)
    for table, rows in all_rows(address).items():
        if table in ("audit", "audit_head", "households"):
            continue
        text = repr(rows)
        assert id not in text, table
        assert not [member for member in members if member in text], table
    actions = [action for action, _ in audit_of(service, id)]
    assert actions[0] == "household.add"
    assert "household.erase" in actions
    search = worker.post(f"{HOUSEHOLDS}/search", json={"phone": raw["members"][0]["phone"]})
    assert id not in search.text


def test_once_it_was_swept_no_file_of_the_database_has_a_sealed_value_of_an_erased_household(
    service: Service,
) -> None:
    """Whoever comes by the files and the keys later opens nothing of them."""
    store, staff = service.office.store, person(service, Role.TOWN, EAST)
    id, file = taken_in(service)["id"], file_of(str(store._engine.url))
    with closing(sqlite.connect(file)) as connection:
        told = connection.execute("SELECT * FROM personal_fields WHERE household = ?", (id,))
        sealed = {cell for row in told for cell in row if isinstance(cell, bytes)}
    assert len(sealed) > 3
    answer = staff.post(f"{HOUSEHOLDS}/{id}/erasure", json=REASON, headers=at(1))
    assert answer.status_code == 200, answer.text
    sweep(store, service.clock.at, timedelta(minutes=30))
    left = b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
    assert [value for value in sealed if value in left] == []


def test_what_is_erased_takes_no_change(service: Service) -> None:
    staff, id = person(service, Role.TOWN, EAST), taken_in(service)["id"]
    url = f"{HOUSEHOLDS}/{id}"
    staff.post(f"{url}/erasure", json=REASON, headers=at(1))
    for answer in (
        staff.post(f"{url}/erasure", json=REASON, headers=at(2)),
        staff.patch(url, json={"facts": {}}, headers=at(2)),
        staff.post(f"{url}/reopen", json={"reason": "other"}, headers=at(2)),
        staff.post(f"{url}/members", json={}, headers=at(2)),
        staff.post(f"{url}/needs", json={"text": "x"}, headers=at(2)),
        staff.post(f"{url}/unmask", json={"fields": ["phone"], "reason": "other"}),
        staff.post(f"{url}/transfers", json={"to": WEST, "reason": "x"}),
        service.as_(Role.WORKER, EAST).post(f"{url}/plans"),
    ):
        assert problem(answer, "gone")["status"] == 410


def test_a_household_is_kept_while_its_newest_plan_has_to_be(service: Service) -> None:
    staff, id = person(service, Role.TOWN, EAST), taken_in(service)["id"]
    url = f"{HOUSEHOLDS}/{id}"
    with service.office.store.unit("test", service.clock.at, Towns.of(EAST)) as unit:
        own = unit.new_id()
        desk = service.office.desk(_caller())
        unit.ledgers.add(id, own, "d", desk.seal("{}", own, "snapshot"))
        sealed = desk.seal_bytes("{}", f"{id}/1", "plan")
        unit.plans.add(id, Made(1, "c", "f", "r"), Body(sealed, "d", "k1"))
    early = problem(staff.post(f"{url}/erasure", json=REASON, headers=at(1)), "conflict")
    assert "2026-05-31" in early["detail"]
    service.clock.forward(days=30)
    try:
        staff = person(service, Role.TOWN, EAST)
        assert staff.post(f"{url}/erasure", json=REASON, headers=at(1)).status_code == 200
    finally:
        service.clock.forward(days=-30)


def test_only_town_staff_of_the_town_erase(service: Service) -> None:
    url = f"{HOUSEHOLDS}/{taken_in(service)['id']}/erasure"
    for role, town in ((Role.WORKER, EAST), (Role.BUREAU, None), (Role.SECURITY, None)):
        who = person(service, role, *((town,) if town else ()))
        problem(who.post(url, json=REASON, headers=at(1)), "not-allowed")
    problem(service.as_(Role.TOWN, EAST).post(url, json=REASON, headers=at(1)), "not-allowed")
    strange = person(service, Role.TOWN, WEST).post(url, json=REASON, headers=at(1))
    problem(strange, "absent")
    assert V1 in url


def _caller():  # type: ignore[no-untyped-def]
    from api.access.callers import Caller

    return Caller("test", Role.TOWN, frozenset({EAST}))
