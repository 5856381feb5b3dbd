"""What tells one request from another, kept beside its answer: nobody guesses a body by it."""

import hashlib
from dataclasses import replace
from typing import Any

from starlette.requests import Request

from api.access.callers import Caller, Role
from api.personal.keys import Key, KeyRing
from api.routes.calls import Call
from api.store.values import Towns
from tests.service.families import HOUSEHOLDS, family
from tests.service.office import EAST, NOW, Service

PATH, BODY = "/api/v1/households", b'{"id_number":"11010519491231002X"}'


def call(service: Service, query: str = "", body: bytes = BODY, **ring: Any) -> Call:
    office = replace(service.office, ring=replace(service.office.ring, **ring))
    scope = {"type": "http", "method": "POST", "path": PATH, "query_string": query.encode()}
    request = Request({**scope, "headers": [(b"host", b"x")], "scheme": "http", "server": None})
    request._body = body
    return Call(office.desk(Caller("t", Role.WORKER, frozenset({EAST}))), "zh", request)


def told_apart(service: Service, *args: Any, **more: Any) -> str:
    return call(service, *args, **more)._fingerprint()


def test_a_body_cannot_be_guessed_by_what_is_kept_of_it(service: Service) -> None:
    kept = told_apart(service)
    ring: KeyRing = service.office.ring
    assert told_apart(service) == kept
    assert told_apart(service, index=Key(ring.index.id, bytes(32))) != kept
    for tail in (b"\n", b"?\n"):
        guessed = hashlib.sha256(b"POST\n" + PATH.encode() + tail + b"\nzh\n" + BODY).hexdigest()
        assert kept[:32] != guessed[:32]


def test_another_body_or_another_query_is_another_request(service: Service) -> None:
    ways = [("", BODY), ("", BODY + b" "), ("limit=5", BODY), ("limit=6", BODY)]
    assert len({told_apart(service, query, body) for query, body in ways}) == len(ways)


def test_a_key_used_for_another_query_is_refused(service: Service) -> None:
    worker = service.as_(Role.WORKER, EAST)
    key = {"Idempotency-Key": "with-a-query"}
    first = worker.post(HOUSEHOLDS, json=(body := family()), headers=key)
    other = worker.post(f"{HOUSEHOLDS}?lang=zh", json=body, headers=key)
    assert (first.status_code, other.status_code) == (201, 422)
    assert other.json()["type"] == "/problems/key-reused"
    with service.office.store.view("t", NOW, Towns.everywhere()) as unit:
        assert unit.households.get(first.json()["id"]).version == 1
