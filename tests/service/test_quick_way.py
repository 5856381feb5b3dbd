"""The quick way of stored plans against the whole way: byte for byte, and never a day too long."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from api.access.callers import Role, Scope
from api.app import create_app
from api.gate import Buckets
from api.personal.keys import KeyRing
from api.routes.quickly import Quickly
from api.settings import Settings
from api.store.people import AccountState
from api.store.store import Store, Unit
from api.store.values import Towns
from api.usecases.rotating import rotate
from matcher.loading import load_matcher
from matcher.pipeline.matcher import Matcher
from tests.identity.people import browser, someone
from tests.service.families import taken_in
from tests.service.office import EAST, TODAY, WEST, Service, gate_over, serving
from tests.store.conftest import kind, server, template, template_file, url
from tests.support import CATALOGS, ROOT

__all__ = ("kind", "server", "template", "template_file", "url")

_PATIENCE = 10.0
_NOBODY = "a" * 26


@dataclass
class Ways:
    """One database behind two applications: with the quick way, and without it."""

    service: Service
    whole: Any
    caplog: Any
    household: str
    remembered: list[bool]

    @property
    def plans(self) -> str:
        return f"/api/v1/households/{self.household}/plans"

    def ask(self, url: str, headers: dict[str, str], method: str = "GET") -> Any:
        """Ask the whole way, then the quick one twice; the answers are the same, down to the log.

        Return the last.
        """
        headers = {"X-Request-ID": str(uuid4()), **headers}
        told = self._told(self.whole, method, url, headers)
        first = self._told(self.service, method, url, headers)
        again = self._told(self.service, method, url, headers)
        assert first[1:] == told[1:]
        assert again[1:] == told[1:]
        return again[0]

    def change(self, do: Callable[[Unit], Any]) -> Any:
        """Change something past the application, over other connections than its own."""
        office = self.whole.office
        with office.store.unit("test", self.service.clock.at, Towns.everywhere()) as unit:
            return do(unit)

    def came_from_memory(self) -> bool:
        """Say whether the last answer was one from memory."""
        found = bool(self.remembered) and self.remembered[-1]
        self.remembered.clear()
        return found

    def _told(self, service: Any, method: str, url: str, headers: dict[str, str]) -> Any:
        self.caplog.clear()
        before = counted(service)
        answer = service.client.request(method, url, headers=headers)
        raw = sorted((name.lower(), value) for name, value in answer.headers.raw)
        lines = [r.msg for r in self.caplog.records if r.name == "xingfu"]
        lines = [
            {name: value for name, value in line.items() if name not in ("ms", "timestamp")}
            for line in lines
            if isinstance(line, dict)
        ]
        assert len(lines) == 1
        return answer, answer.status_code, raw, answer.content, lines, counted(service) - before


def counted(service: Any) -> float:
    """Return how many requests of the template of stored plans were counted."""
    registry = service.app.state.watch.metrics.registry
    return sum(
        sample.value
        for metric in registry.collect()
        for sample in metric.samples
        if sample.name in ("xingfu_requests_total", "xingfu_request_seconds_count")
        and "/plans/" in sample.labels["route"]
    )


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return load_matcher(CATALOGS, TODAY, "lexical")


@pytest.fixture
def ways(
    url: str, matcher: Matcher, caplog: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Ways]:
    remembered: list[bool] = []
    is_due = Quickly._is_due

    async def watched(self: Quickly, *told: Any) -> bool:
        remembered.append(await is_due(self, *told))
        return remembered[-1]

    monkeypatch.setattr(Quickly, "_is_due", watched)
    caplog.set_level("INFO", "xingfu")
    told = Settings(catalog=CATALOGS, encoder="lexical")
    with serving(url, matcher, told) as service, Store.open(url) as store:
        gate = gate_over(store, matcher, service.clock)
        app = create_app(matcher, told, lambda: TODAY, gate)
        app.user_middleware = [each for each in app.user_middleware if each.cls is not Quickly]
        client = TestClient(app, raise_server_exceptions=False, follow_redirects=False)
        household = taken_in(service)["id"]
        whole = Service(app, client, gate.office, service.clock)
        found = Ways(service, whole, caplog, household, remembered)
        made = service.as_(Role.WORKER, EAST).post(found.plans, json={})
        assert made.status_code == 201, made.text
        _wait_until_it_remembers(found)
        yield found


def _wait_until_it_remembers(ways: Ways) -> None:
    """Wait until the marks of the database are told: on a server a connection comes first."""
    worker, end = ways.service.as_(Role.WORKER, EAST), time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        assert worker.get(f"{ways.plans}/1").status_code == 200
        if ways.came_from_memory():
            return
        time.sleep(0.02)
    raise AssertionError("nothing is remembered")


def worker_of(ways: Ways, *scopes: Scope) -> tuple[dict[str, str], str]:
    """Return the headers of a machine that no other test has, and the id of its key."""
    told = ways.service._key(Role.WORKER, (EAST,), scopes or tuple(Scope), None)
    ways.service.keys[(told,)] = told  # the next one is numbered after it
    found = ways.change(lambda unit: unit.keys.by_prefix(told.split("_")[1]))
    return {"Authorization": f"Bearer {told}"}, found.id


_MORE: tuple[dict[str, str], ...] = (
    {},
    {"Accept-Language": "en"},
    {"Accept-Encoding": "gzip"},
    {"Accept-Encoding": "identity"},
    {"If-None-Match": '"other"'},
    {"Content-Length": "0"},
    {"Range": "bytes=0-9"},
    {"Origin": "https://elsewhere.example"},
    {"Cookie": "xingfu_session=nobody"},
)


def test_every_kind_of_request_is_answered_as_by_the_whole_way(ways: Ways) -> None:
    worker = ways.service.headers(Role.WORKER, EAST)
    one, newest = f"{ways.plans}/1", f"{ways.plans}/latest"
    for more in _MORE:
        for address in (one, newest, f"{one}?lang=en"):
            assert ways.ask(address, {**worker, **more}).status_code == 200
    for method in ("HEAD", "OPTIONS", "POST", "DELETE"):
        ways.ask(one, worker, method)


def test_who_has_the_plan_already_is_told_so_as_by_the_whole_way(ways: Ways) -> None:
    worker = ways.service.headers(Role.WORKER, EAST)
    tag = ways.ask(f"{ways.plans}/1", worker).headers["etag"]
    for seen in (tag, f'W/{tag}, "x"', "*"):
        answer = ways.ask(f"{ways.plans}/1", {**worker, "If-None-Match": seen})
        assert (answer.status_code, answer.content) == (304, b"")
        assert ways.came_from_memory()


def test_what_is_no_ordinary_yes_is_refused_as_by_the_whole_way(ways: Ways) -> None:
    worker = ways.service.headers(Role.WORKER, EAST)
    ways.remembered.clear()
    told = {
        f"{ways.plans}/99": 404,
        f"{ways.plans}/0": 422,
        f"{ways.plans}/1/": 404,
        f"{ways.plans}/x": 422,
        f"/api/v1/households/{_NOBODY}/plans/1": 404,
        f"/api/v1/households/{_NOBODY}/plans/latest": 404,
    }
    assert {url: ways.ask(url, worker).status_code for url in told} == told
    one = f"{ways.plans}/1"
    assert ways.ask(one, {}).status_code == 401
    assert ways.ask(one, {"Authorization": "Bearer xf_a_b"}).status_code == 401
    assert ways.ask(one, ways.service.headers(Role.WORKER, WEST)).status_code == 404
    assert ways.ask(one, ways.service.headers(Role.PUSH)).status_code == 403
    assert ways.ask(one, worker_of(ways, Scope.READ)[0]).status_code == 403
    assert not any(ways.remembered)


def test_a_foreign_town_is_put_on_record_each_time(ways: Ways) -> None:
    worker, stranger = (ways.service.headers(Role.WORKER, town) for town in (EAST, WEST))
    for _ in range(2):
        assert ways.ask(f"{ways.plans}/1", worker).status_code == 200
        assert ways.ask(f"{ways.plans}/1", stranger).status_code == 404
    rows = ways.change(lambda unit: unit.audit.list(target=f"{ways.household}/1"))
    assert [row.action for row in rows].count("access.foreign") == 6  # three times each


def test_a_second_request_is_answered_from_memory_and_a_first_is_not(ways: Ways) -> None:
    headers, _ = worker_of(ways)
    for expected in (False, True, True):
        assert ways.service.client.get(f"{ways.plans}/1", headers=headers).status_code == 200
        assert ways.came_from_memory() is expected


def test_another_key_of_the_same_rights_is_answered_for_itself(ways: Ways) -> None:
    first, second = worker_of(ways)[0], worker_of(ways)[0]
    assert ways.ask(f"{ways.plans}/1", first).status_code == 200
    ways.remembered.clear()
    ways.service.client.get(f"{ways.plans}/1", headers=second)
    assert not ways.came_from_memory()


def test_what_concerns_an_answer_ends_it_and_what_does_not_leaves_it(ways: Ways) -> None:
    headers, key = worker_of(ways)
    assert ways.ask(f"{ways.plans}/1", headers).status_code == 200
    taken_in(ways.service, WEST)
    ways.remembered.clear()
    assert ways.service.client.get(f"{ways.plans}/1", headers=headers).status_code == 200
    assert ways.came_from_memory()
    ways.change(lambda unit: unit.keys.revoke(key))
    assert ways.ask(f"{ways.plans}/1", headers).status_code == 401


def _version(ways: Ways) -> int:
    found = ways.change(lambda unit: unit.households.get(ways.household))
    return int(found.version)


def _erased(unit: Unit, ways: Ways, version: int) -> None:
    unit.households.take(ways.household, version)
    unit.households.erase(ways.household, "asked for")


def _moved(unit: Unit, ways: Ways, version: int) -> None:
    unit.households.take(ways.household, version)
    unit.households.move(ways.household, WEST)


@pytest.mark.parametrize("which", ["1", "latest"])
@pytest.mark.parametrize("do", [_erased, _moved])
def test_a_household_that_is_erased_or_moved(ways: Ways, do: Any, which: str) -> None:
    headers, _ = worker_of(ways)
    assert ways.ask(f"{ways.plans}/{which}", headers).status_code == 200
    version = _version(ways)
    ways.change(lambda unit: do(unit, ways, version))
    assert ways.ask(f"{ways.plans}/{which}", headers).status_code == 404


def test_a_newer_plan_is_the_newest_at_once(ways: Ways) -> None:
    headers, _ = worker_of(ways)
    before = ways.ask(f"{ways.plans}/latest", headers)
    note = {"changes": [{"do": "note", "reason": "同她谈过"}]}
    made = ways.whole.client.post(f"{ways.plans}/1/corrections", json=note, headers=headers)
    assert made.status_code == 201, made.text
    after = ways.ask(f"{ways.plans}/latest", headers)
    assert after.content == made.content != before.content
    assert ways.ask(f"{ways.plans}/1", headers).content == before.content


def test_a_plan_that_is_sealed_under_another_key_reads_as_before(ways: Ways) -> None:
    headers, _ = worker_of(ways)
    before = ways.ask(f"{ways.plans}/1", headers)
    ring = ways.whole.office.ring
    turned = KeyRing((ring.keys[1], ring.keys[0], *ring.keys[2:]), ring.index)
    done = rotate(ways.whole.office.store, turned, ways.service.clock.now)
    assert done.plans == 1
    ways.remembered.clear()
    assert ways.service.client.get(f"{ways.plans}/1", headers=headers).content == before.content
    assert not ways.came_from_memory()
    assert ways.ask(f"{ways.plans}/1", headers).status_code == 200


def test_a_key_is_over_by_the_clock_alone(ways: Ways) -> None:
    headers, _ = worker_of(ways)
    assert ways.ask(f"{ways.plans}/1", headers).status_code == 200
    ways.service.clock.at += timedelta(days=400) - timedelta(seconds=1)
    assert ways.ask(f"{ways.plans}/1", headers).status_code == 200
    ways.service.clock.forward(seconds=1)
    assert ways.ask(f"{ways.plans}/1", headers).status_code == 401


def person(ways: Ways, name: str) -> tuple[dict[str, str], str]:
    """Return the headers of somebody who has signed in, and the id of their account."""
    account = someone(ways.service, name=name)
    found = browser(ways.service)
    found.sign_in(name)
    cookies = "; ".join(f"{each}={value}" for each, value in found.client.cookies.items())
    return {"Cookie": cookies}, account.id


def test_a_session_that_was_left_alone_and_one_that_is_in_use(ways: Ways) -> None:
    headers, _ = person(ways, "idle")
    for _ in range(5):
        ways.service.clock.forward(minutes=29)
        for from_memory in (False, False, True):  # the first writes down that it was seen
            answer = ways.service.client.get(f"{ways.plans}/1", headers=headers)
            assert (answer.status_code, ways.came_from_memory()) == (200, from_memory)
    ways.service.clock.forward(minutes=30, seconds=1)
    assert ways.ask(f"{ways.plans}/1", headers).status_code == 401


def _disabled(unit: Unit, id: str, version: int) -> None:
    unit.accounts.set_state(id, version, AccountState.DISABLED)


def _handed(unit: Unit, id: str, version: int) -> None:
    unit.accounts.assign(id, version, Role.WORKER.value, (WEST,), None, None)


def _charity(unit: Unit, id: str, version: int) -> None:
    unit.accounts.assign(id, version, Role.CHARITY.value, (), None, None)


def _signed_out(unit: Unit, id: str, version: int) -> None:
    for session in unit.sessions.of(id):  # no audit line tells of it
        unit.sessions.remove(session.hash)


@pytest.mark.parametrize(
    ("do", "status"), [(_disabled, 401), (_handed, 404), (_charity, 403), (_signed_out, 401)]
)
def test_a_person_who_may_no_more(ways: Ways, do: Any, status: int) -> None:
    headers, id = person(ways, "changed")
    assert ways.ask(f"{ways.plans}/1", headers).status_code == 200
    assert ways.came_from_memory()
    ways.change(lambda unit: do(unit, id, unit.accounts.get(id).version))
    assert ways.ask(f"{ways.plans}/1", headers).status_code == status


def test_what_another_process_does_is_seen_with_the_next_request(ways: Ways, url: str) -> None:
    headers, key = worker_of(ways)
    assert ways.ask(f"{ways.plans}/1", headers).status_code == 200
    program = (
        "import sys; from api.clock import now; from api.store.store import Store; "
        "from api.store.values import Towns\n"
        "with Store.open(sys.argv[1]) as s, s.unit('other', now(), Towns.everywhere()) as unit:\n"
        "    unit.keys.revoke(sys.argv[2])"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", program, url, key], check=True, env=env)
    assert ways.ask(f"{ways.plans}/1", headers).status_code == 401


def test_the_pace_is_kept_as_by_the_whole_way(ways: Ways) -> None:
    headers, _ = worker_of(ways)
    for service in (ways.service, ways.whole):
        slow = Buckets(rate=0.001, burst=3, clock=lambda: 0.0)
        service.app.state.gate = replace(service.app.state.gate, buckets=slow)
    told = [
        [service.client.get(f"{ways.plans}/1", headers=headers) for _ in range(5)]
        for service in (ways.service, ways.whole)
    ]
    assert [[answer.status_code for answer in each] for each in told] == [[200] * 3 + [429] * 2] * 2
    waits = [[answer.headers.get("retry-after") for answer in each] for each in told]
    assert waits[0] == waits[1]


def test_a_request_with_a_body_goes_the_whole_way(ways: Ways) -> None:
    headers, _ = worker_of(ways)
    ways.remembered.clear()
    for _ in range(2):
        _ask_with_a_body(ways, headers)
    assert not ways.remembered


def _ask_with_a_body(ways: Ways, headers: dict[str, str]) -> None:
    body = json.dumps({}).encode()
    answer = ways.service.client.request("GET", f"{ways.plans}/1", headers=headers, content=body)
    assert answer.status_code == 200
