"""The gate: who passes, who does not, and what is put on record."""

from dataclasses import replace
from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from api.access.callers import OF_TOWNS, Role, Scope
from api.access.operations import OPERATIONS
from api.access.rules import RULES, Action
from api.gate import Buckets, guarded, unguarded
from api.pages.render import STATIC
from api.store.people import Account, Session, Stage
from api.store.values import Towns
from api.usecases.entering import hashed
from tests.identity.people import audit
from tests.service.office import EAST, NOW, Service

OPEN = {key for key, action in OPERATIONS.items() if action is Action.ENTER}


def filled(path: str) -> str:
    for name in ("{household}", "{code}", "{id}", "{number}"):
        path = path.replace(name, "1")
    return path


@pytest.mark.parametrize(("method", "path"), sorted(set(OPERATIONS) - OPEN))
def test_nobody_passes_without_saying_who_they_are(service: Service, method, path):
    answer = service.client.request(method, filled(path), headers={"authorization": ""})
    assert answer.status_code == 401
    assert answer.json()["type"] == "/problems/sign-in"
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "told", ["Bearer x", "Bearer xf_nobody_secret", "Bearer xf_a", "Basic YTpi", "Bearer é"]
)
def test_a_key_that_is_none_is_nobody(service: Service, told):
    answer = service.client.get("/api/v1/items", headers={"authorization": told.encode()})
    assert answer.status_code == 401


def test_a_page_leads_whoever_is_not_signed_in_to_the_door_and_back(service: Service):
    asked = {"accept": "text/html", "authorization": ""}
    answer = service.client.get("/whatif", headers=asked)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=%2Fwhatif&lang=zh"


@pytest.mark.parametrize("role", Role)
def test_a_key_without_the_scope_is_refused_every_operation_and_each_try_is_on_record(
    service: Service, role: Role
) -> None:
    """Every scope but the one that the operation asks for; what has none is for people alone."""
    rules = {key: RULES[OPERATIONS[key]] for key in sorted(set(OPERATIONS) - OPEN)}
    mine = [(key, rule.scope) for key, rule in rules.items() if role in rule.roles]
    towns = (EAST,) if role in OF_TOWNS else ()
    before = max((row.number for row in audit(service, "access.refused")), default=0)
    for (method, path), scope in mine:
        others = tuple(each for each in Scope if each is not scope)
        answer = service.as_(role, *towns, scopes=others).request(method, filled(path))
        assert answer.status_code == 403, (method, path, answer.status_code)
    newer = [row for row in audit(service, "access.refused") if row.number > before]
    assert len(newer) == len(mine) > 15


def test_a_role_that_may_not_is_told_so_and_put_on_record(service: Service):
    push = service.as_(Role.PUSH)
    answer = push.post("/api/v1/match", json={"id": "x"})
    assert answer.status_code == 403
    assert answer.json()["type"] == "/problems/not-allowed"
    with service.office.store.view("test", NOW, Towns.everywhere()) as unit:
        last = unit.audit.list(1)[0]
    told = {"action": "try", "operation": "POST /api/v1/match"}
    assert (last.action, last.details) == ("access.refused", told)


@pytest.mark.parametrize("typed", ["a" * 26, "单小红"])
def test_a_refusal_names_the_row_it_is_about_and_nothing_that_was_typed(service, typed):
    push = service.as_(Role.PUSH)
    assert push.get(f"/api/v1/households/{typed}/facts").status_code == 403
    with service.office.store.view("test", NOW, Towns.everywhere()) as unit:
        last = unit.audit.list(1)[0]
    assert last.details["operation"] == "GET /api/v1/households/{id}/facts"
    assert last.target == (typed if typed.isascii() else last.actor)


def test_a_key_does_what_its_scopes_name_and_no_more(service: Service):
    narrow = service.as_(Role.WORKER, EAST, scopes=(Scope.CATALOGUE,))
    assert narrow.get("/api/v1/items").status_code == 200
    assert narrow.post("/api/v1/match", json={"id": "x"}).status_code == 403


def test_a_key_ends_on_its_day(service: Service):
    worker = service.as_(Role.WORKER, EAST)
    assert worker.get("/api/v1/items").status_code == 200
    service.clock.forward(days=401)
    try:
        assert worker.get("/api/v1/items").status_code == 401
    finally:
        service.clock.at = NOW


def test_a_session_ends_unused_and_ends_at_last(service: Service):
    cookie = {"cookie": f"xingfu_session={session_of(service, 'clerk-a')}", "authorization": ""}
    client, clock = service.client, service.clock
    try:
        for _ in range(25):  # twelve hours and a half, in use all the time
            answer = client.get("/api/v1/items", headers=cookie)
            assert answer.status_code == (200 if clock.at < NOW + timedelta(hours=12) else 401)
            clock.forward(minutes=30)
        clock.at = NOW
        cookie["cookie"] = f"xingfu_session={session_of(service, 'clerk-b')}"
        assert client.get("/api/v1/items", headers=cookie).status_code == 200
        clock.forward(minutes=31)
        assert client.get("/api/v1/items", headers=cookie).status_code == 401
    finally:
        clock.at = NOW


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"x-csrf-token": "forged"},
        {"sec-fetch-site": "cross-site"},
        {"origin": "https://elsewhere.example"},
    ],
)
def test_a_change_with_a_cookie_needs_the_token_of_its_session(service: Service, sent):
    name = f"clerk-{len(sent)}-{'-'.join(sent)}"
    cookie = {"cookie": f"xingfu_session={session_of(service, name)}", "authorization": ""}
    answer = service.client.post("/api/v1/match", headers={**cookie, **sent}, json={"id": "x"})
    assert answer.status_code == 403
    assert answer.json()["type"] == "/problems/forged"


def test_an_operation_without_a_rule_is_named():
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    router = guarded("/api/v1")
    router.add_api_route("/forgotten", lambda: None, methods=["GET"])
    app.include_router(router)
    app.add_api_route("/healthz", lambda: None, methods=["GET"])
    assert unguarded(app.routes) == ["GET /api/v1/forgotten", "GET /healthz"]


def test_what_passes_by_the_gate_without_methods_is_named_but_for_the_pages_files():
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.mount("/other", FastAPI())
    app.mount("/files", StaticFiles(directory=STATIC))
    app.add_api_websocket_route("/live", lambda websocket: None)
    assert unguarded(app.routes) == ["Mount /other", "Mount /files", "APIWebSocketRoute /live"]


def test_who_enters_keeps_the_pace_of_their_address(service: Service):
    state, at = service.app.state, 0.0
    before = state.gate
    state.gate = replace(before, buckets=Buckets(rate=1, burst=20, clock=lambda: at))
    try:
        told = {"name": "nobody", "password": "wrong"}
        found = [service.client.post("/api/v1/session", json=told) for _ in range(3)]
        assert [answer.status_code for answer in found] == [401, 401, 429]
        assert found[-1].headers["retry-after"] == "10"
        other = TestClient(service.app, client=("10.9.9.9", 1))
        assert other.get("/healthz").status_code == 200
        at += 10
        assert service.client.post("/api/v1/session", json=told).status_code == 401
    finally:
        state.gate = before


def test_full_buckets_are_forgotten_where_there_are_too_many(monkeypatch):
    monkeypatch.setattr("api.gate._MOST_BUCKETS", 3)
    at = 0.0
    buckets = Buckets(rate=1, burst=2, clock=lambda: at)
    for number in range(50):
        at += 1
        buckets.take(f"address {number}")
    assert len(buckets._left) <= 4


def test_the_same_key_with_another_query_is_another_request(service: Service):
    from tests.service.families import HOUSEHOLDS, family

    worker = service.as_(Role.WORKER, EAST)
    key = {"Idempotency-Key": "with-a-query"}
    first = worker.post(HOUSEHOLDS, json=family(), headers=key)
    assert first.status_code == 201, first.text
    again = worker.post(f"{HOUSEHOLDS}?a=1", json=family(), headers=key)
    assert again.status_code == 422 or again.json()["type"] != first.json().get("type")
    assert "idempotency-replayed" not in again.headers


@given(st.lists(st.floats(min_value=0, max_value=3), min_size=1, max_size=60))
def test_a_bucket_gives_its_burst_and_then_its_rate(pauses):
    at = 0.0
    buckets = Buckets(rate=2, burst=5, clock=lambda: at)
    granted = 0
    for pause in pauses:
        at += pause
        granted += buckets.take("a") == 0.0
        assert granted <= 5 + 2 * at + 1e-6
    assert granted >= min(len(pauses), 5)


def test_who_is_told_to_wait_is_let_in_after_that_time():
    at = 0.0
    buckets = Buckets(rate=0.5, burst=1, clock=lambda: at)
    assert buckets.take("a") == 0.0
    wait = buckets.take("a")
    assert wait == pytest.approx(2.0)
    assert buckets.take("b") == 0.0
    at += wait
    assert buckets.take("a") == 0.0


def session_of(service: Service, name: str) -> str:
    """Sign somebody in past the door; return the id that their cookie holds."""
    secret = f"secret-{name}"
    with service.office.store.unit("test", NOW, Towns.everywhere()) as unit:
        account = unit.accounts.add(
            Account(unit.new_id(), name, Role.WORKER.value, (EAST,), "test", NOW)
        )
        session = Session(
            hashed(secret), account.id, Stage.WHOLE, NOW, NOW, NOW + timedelta(hours=12)
        )
        unit.sessions.add(session)
    return secret
