"""The note of an unmasking is read by the audit administrator alone, and that is on record."""

from api.access.callers import Role
from tests.service.families import HOUSEHOLDS, audit_of, problem, taken_in
from tests.service.office import EAST, Service
from tests.service.people import person

URL = "/api/v1/audit"
NOTE = "邻居报警，电话13812345678，要马上上门"


def unmasked(service: Service, **more: object) -> tuple[str, int]:
    """Return a household that somebody saw in the open, and the number of that line."""
    id = taken_in(service)["id"]
    body = {"fields": ["phone"], "reason": "home_visit", **more}
    worker = person(service, Role.WORKER, EAST)
    assert worker.post(f"{HOUSEHOLDS}/{id}/unmask", json=body).status_code == 200
    lines = person(service, Role.AUDIT).get(URL, params={"target": id, "limit": 1}).json()["lines"]
    assert lines[0]["action"] == "personal.unmask"
    return id, lines[0]["number"]


def test_the_note_is_read_by_its_line_and_reading_is_on_record(service: Service) -> None:
    id, number = unmasked(service, reason="other", note=NOTE)
    answer = person(service, Role.AUDIT).get(f"{URL}/{number}/note")
    told = answer.json()
    assert (told["number"], told["household"], told["reason"]) == (number, id, "other")
    assert told["note"] == "邻居报警，电话138****5678，要马上上门"
    assert answer.headers["cache-control"] == "no-store"
    assert audit_of(service, id)[-1] == ("audit.note", EAST)


def test_a_line_without_a_note_and_one_that_never_was_are_absent(service: Service) -> None:
    _, number = unmasked(service)
    officer = person(service, Role.AUDIT)
    for wrong in (number, 1, 10**9):
        problem(officer.get(f"{URL}/{wrong}/note"), "absent")


def test_nobody_else_reads_a_note_and_no_machine_does(service: Service) -> None:
    _, number = unmasked(service, note=NOTE)
    for visitor in (
        person(service, Role.BUREAU),
        person(service, Role.SECURITY),
        person(service, Role.WORKER, EAST),
        service.as_(Role.AUDIT),
    ):
        problem(visitor.get(f"{URL}/{number}/note"), "not-allowed")
