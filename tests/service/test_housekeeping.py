"""Housekeeping: what is over goes, what still serves stays, and the audit tells how much went."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from api.access.callers import Role
from api.server import housekeeping
from api.store.errors import BusyError
from api.store.people import Account, Purpose, Session, Stage, Token
from api.store.store import Store
from api.store.values import Answer, Towns
from api.usecases.housekeeping import Swept, sweep
from tests.service.alone import alone
from tests.service.ledger_files import many
from tests.service.office import EAST, NOW, Service
from tests.store.support import tamper

IDLE = timedelta(minutes=30)
IMPORTS = "/api/v1/imports"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with alone(tmp_path) as found:
        yield found


@pytest.fixture
def store(service: Service) -> Store:
    return service.office.store


def swept(service: Service) -> Swept:
    return sweep(service.office.store, service.clock.at, IDLE)


def lines(store: Store) -> list[Any]:
    with store.view("test", NOW, Towns.everywhere()) as unit:
        return [row for row in unit.audit.list() if row.action == "service.sweep"]


def test_where_nothing_is_over_nothing_is_done_and_nothing_told(service: Service) -> None:
    assert swept(service) == Swept()
    assert lines(service.office.store) == []


def test_kept_answers_go_once_they_expired_whoevers_they_are(
    service: Service, store: Store
) -> None:
    for actor, days in (("a", 1), ("b", 1), ("c", 3)):
        with store.unit(actor, NOW, Towns.everywhere()) as unit:
            unit.idempotency.begin("key", "hash", NOW + timedelta(days=days))
            unit.idempotency.finish("key", Answer(200, b"sealed"))
    service.clock.forward(hours=23)
    assert swept(service).answers == 0
    service.clock.forward(hours=1)
    assert swept(service) == Swept(answers=2)


def test_sessions_go_that_ended_or_were_not_used(service: Service, store: Store) -> None:
    hour = timedelta(hours=1)
    with store.unit("test", NOW, Towns.everywhere()) as unit:
        unit.accounts.add(Account("a1", "mei", "worker", (EAST,), "test", NOW))
        for hash, seen, until in (("used", 0, 9), ("ended", 0, 0), ("unused", -1, 9)):
            times = (NOW - hour, NOW + seen * hour, NOW + until * hour)
            unit.sessions.add(Session(hash, "a1", Stage.WHOLE, *times))
    assert swept(service) == Swept(sessions=2)
    with store.view("test", NOW, Towns.everywhere()) as unit:
        assert [session.hash for session in unit.sessions.of("a1")] == ["used"]


def test_tokens_go_that_were_used_or_ended_and_tries_that_no_longer_count(
    service: Service, store: Store
) -> None:
    with store.unit("test", NOW, Towns.everywhere()) as unit:
        for hash, hours in (("used", 24), ("over", 1), ("good", 24)):
            until = NOW + timedelta(hours=hours)
            unit.tokens.add(Token(hash, Purpose.OIDC, {}, NOW, until))
        unit.tokens.use("used", Purpose.OIDC)
        unit.attempts.count("somebody", NOW)
    service.clock.forward(hours=2)
    assert swept(service) == Swept(tokens=2)
    service.clock.forward(hours=21)
    assert swept(service) == Swept()
    service.clock.forward(hours=1)
    assert swept(service) == Swept(tokens=1, attempts=1)


def test_a_file_that_nobody_took_for_a_week_is_dropped_with_what_was_found_in_it(
    service: Service, store: Store
) -> None:
    east = service.as_(Role.WORKER, EAST)
    waiting, taken = (east.post(IMPORTS, content=many(1, n)).json()["id"] for n in (1, 2))
    assert east.post(f"{IMPORTS}/{taken}/accept").json()["state"] == "accepted"
    service.clock.forward(days=6)
    assert swept(service).imports == 0
    service.clock.forward(days=1)
    assert swept(service).imports == 1
    found = east.get(f"{IMPORTS}/{waiting}").json()
    assert (found["state"], found["faults"], found["mapping"]) == ("dropped", [], [])
    assert east.get(f"{IMPORTS}/{taken}").json()["state"] == "accepted"
    assert east.post(f"{IMPORTS}/{waiting}/accept").status_code == 409
    with store.view("test", NOW, Towns.everywhere()) as unit:
        assert unit.imports.file(waiting) is None
        assert unit.imports.reading(waiting) is None


def test_what_was_read_of_a_file_that_was_dropped_before_is_forgotten_with_the_next_sweep(
    service: Service, store: Store
) -> None:
    own = service.as_(Role.WORKER, EAST).post(IMPORTS, content=many(1, 5)).json()["id"]
    with store.view("test", NOW, Towns.everywhere()) as unit:
        assert unit.imports.reading(own) is not None
    tamper(str(store._engine.url), "UPDATE imports SET state = 'dropped', file = NULL")
    assert swept(service).imports == 0
    with store.view("test", NOW, Towns.everywhere()) as unit:
        assert unit.imports.reading(own) is None


def test_a_file_of_which_some_is_taken_waits_until_it_can_be_undone_no_more(
    service: Service, store: Store
) -> None:
    own = service.as_(Role.WORKER, EAST).post(IMPORTS, content=many(1, 3)).json()["id"]
    with store.unit("test", NOW, Towns.everywhere()) as unit:
        unit.imports.begin(own, NOW + timedelta(days=30))
    service.clock.forward(days=29)
    assert swept(service).imports == 0
    service.clock.forward(days=1)
    assert swept(service).imports == 1


def test_the_audit_tells_the_counts_in_one_line(service: Service, store: Store) -> None:
    service.as_(Role.WORKER, EAST).post(IMPORTS, content=many(1, 4))
    service.clock.forward(days=8)
    swept(service)
    (line,) = lines(store)
    assert (line.actor, line.target) == ("service", "service")
    counts = {"answers": 0, "sessions": 0, "tokens": 0, "attempts": 0, "imports": 1, "holds": 0}
    assert line.details == counts


def test_it_sweeps_at_once_and_again_and_ends_with_the_server() -> None:
    twice, before = threading.Semaphore(0), set(threading.enumerate())

    def do() -> Swept:
        twice.release()
        return Swept()

    with housekeeping(do, every=0.001):
        assert twice.acquire(timeout=30)
        assert twice.acquire(timeout=30)
    assert set(threading.enumerate()) <= before  # those of others may have ended meanwhile


def test_a_sweep_that_failed_is_tried_again() -> None:
    told = threading.Semaphore(0)

    def do() -> Swept:
        told.release()
        raise BusyError

    with housekeeping(do, every=0.001):
        assert all(told.acquire(timeout=30) for _ in range(3))
