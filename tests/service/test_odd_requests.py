"""Requests that are not quite as they should be: each is told what is wrong, and where."""

import asyncio
import json
import logging
from asyncio import CancelledError
from typing import Any

import pytest

from api.access.callers import Role
from api.app import tell
from api.routes.bodies import problem_of_body
from api.schemas import plans as schemas
from api.traffic import Traffic, Watch
from tests.service.families import HOUSEHOLDS, V1, family, problem, taken_in
from tests.service.office import EAST, WEST, Service
from tests.service.people import person


def household(service: Service) -> str:
    return f"{HOUSEHOLDS}/{taken_in(service)['id']}"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"do": "remove", "code": "G001", "reason": ""}, "/changes/0/reason"),
        ({"do": "remove", "code": "G001"}, "/changes/0/reason"),
        ({"do": "note", "reason": "x", "note": 1}, "/changes/0/note"),
        ({"do": "remove", "code": "G001", "reason": "x", "remove": 1}, "/changes/0/remove"),
        ({"do": "reorder", "codes": ["G001", 3], "reason": "x"}, "/changes/0/codes/1"),
        ({"do": "renmove", "reason": "x"}, "/changes/0"),
        (3, "/changes/0"),
    ],
)
def test_what_is_wrong_in_a_correction_is_pointed_at_in_the_body(
    service: Service, change: Any, pointer: str
) -> None:
    plans = f"{HOUSEHOLDS}/x/plans/1/corrections"
    told = service.as_(Role.WORKER, EAST).post(plans, json={"changes": [change]})
    assert problem(told, "wrong-body")["errors"][0]["pointer"] == pointer


def test_every_union_of_shapes_is_known_by_its_field() -> None:
    told = json.dumps(schemas.CorrectionAsked.model_json_schema())
    assert set(schemas.branched_by.__globals__["BRANCHED_BY"]) == {"do"}
    assert '"propertyName": "do"' in told
    assert problem_of_body([{"type": "missing", "loc": ("body", "a")}]).errors[0].pointer == "/a"


def test_a_nul_in_an_address_is_no_address(service: Service) -> None:
    worker = service.as_(Role.WORKER, EAST)
    for path in (f"{HOUSEHOLDS}/%00", f"{HOUSEHOLDS}/a%00b/plans/latest", f"{V1}/imports/%00"):
        assert problem(worker.get(path), "not-found")["status"] == 404


def test_half_a_pair_of_codes_is_refused_alike_wherever_it_stands(service: Service) -> None:
    worker, raw = service.as_(Role.WORKER, EAST), family()
    named = {**raw, "members": [{**raw["members"][0], "name": "卓\ud800"}]}
    needing = {**raw, "needs": [{"text": "缺\udfff钱"}]}
    for body, place in ((named, "/members/0/name"), (needing, "/needs/0/text")):
        sent = json.dumps(body).encode()
        told = worker.post(HOUSEHOLDS, content=sent, headers={"Content-Type": "application/json"})
        assert problem(told, "wrong-body")["errors"][0]["pointer"] == place
    url = household(service)
    need = json.dumps({"text": "缺\ud800钱"}).encode()
    headers = {"Content-Type": "application/json", "If-Match": '"v1"'}
    told = worker.post(f"{url}/needs", content=need, headers=headers)
    assert problem(told, "wrong-body")["errors"][0]["pointer"] == "/text"


def test_allow_names_all_methods_of_an_address(service: Service) -> None:
    worker = service.as_(Role.WORKER, EAST)
    answer = worker.put(f"{HOUSEHOLDS}/x")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "DELETE, GET, HEAD, PATCH"
    assert worker.put(HOUSEHOLDS).headers["Allow"] == "GET, HEAD, POST"


def test_a_parameter_that_an_operation_has_not_is_refused_with_the_nearest(
    service: Service,
) -> None:
    worker = service.as_(Role.WORKER, EAST)
    (mend,) = problem(worker.get(f"{HOUSEHOLDS}?limt=5"), "wrong-query")["errors"]
    assert (mend["parameter"], mend["near"]) == ("limt", "limit")
    assert worker.get(f"{HOUSEHOLDS}?limit=5&lang=en").status_code == 200
    url = household(service)
    worker.post(f"{url}/plans")
    assert problem(worker.get(f"{url}/plans?top=5"), "wrong-query")
    told = problem(worker.get(f"{HOUSEHOLDS}?吴小丽13800138000=1"), "wrong-query")
    assert "13800138000" not in json.dumps(told)


def test_a_missing_reason_is_told_with_its_choices(service: Service) -> None:
    worker, url = service.as_(Role.WORKER, EAST), household(service)
    told = problem(worker.delete(f"{url}?lang=en", headers={"If-Match": '"v1"'}), "wrong-query")
    (mend,) = told["errors"]
    assert mend["parameter"] == "reason"
    assert "moved_away | no_longer_in_need" in mend["reason"]


@pytest.mark.parametrize(
    ("tag", "status"),
    [
        *(('"abc"', 412), ('W/"x", "y"', 412), ('"v9999"', 412), ('W/"v1"', 412)),
        *(("3", 422), ("v1", 422), ('*, "v1"', 422), ("**", 422), ('w/"v1"', 422)),
    ],
)
def test_a_tag_of_another_form_is_of_no_version(service: Service, tag: str, status: int) -> None:
    worker, url = service.as_(Role.WORKER, EAST), household(service)
    told = worker.patch(url, json={"facts": {}}, headers={"If-Match": tag})
    assert told.status_code == status, told.text


@pytest.mark.parametrize("tag", ['"v1", "v9"', '"v9","v1"', 'W/"x", "v1"', 'W/"v1", "v1"'])
def test_of_several_tags_the_one_that_stands_is_meant(service: Service, tag: str) -> None:
    worker, url = service.as_(Role.WORKER, EAST), household(service)
    told = worker.patch(url, json={"facts": {}}, headers={"If-Match": tag})
    assert (told.status_code, told.headers["etag"]) == (200, '"v2"'), told.text


def test_a_star_is_whichever_version_of_an_account_stands(service: Service) -> None:
    city = person(service, Role.SECURITY)
    told = {"name": "demo-star", "role": "worker", "towns": [EAST]}
    made = city.post("/api/v1/accounts", json=told)
    assert made.status_code == 201, made.text
    url = f"/api/v1/accounts/{made.json()['id']}"
    assert city.delete(url, headers={"If-Match": "*"}).json()["state"] == "disabled"


def test_a_star_is_whichever_version_stands(service: Service) -> None:
    worker, url = service.as_(Role.WORKER, EAST), household(service)
    for version in (2, 3):
        told = worker.patch(url, json={"facts": {}}, headers={"If-Match": "*"})
        assert (told.status_code, told.headers["etag"]) == (200, f'"v{version}"'), told.text
    nowhere = worker.patch(f"{HOUSEHOLDS}/none", json={"facts": {}}, headers={"If-Match": "*"})
    assert problem(nowhere, "absent")
    elsewhere = service.as_(Role.WORKER, WEST).patch(
        url, json={"facts": {}}, headers={"If-Match": "*"}
    )
    assert problem(elsewhere, "absent")


@pytest.mark.parametrize(
    ("tag", "yours"),
    [('"v0"', None), ('"abc"', None), ('W/"v1"', None), ('"v7", "v9"', 9), ('"v9999"', 9999)],
)
def test_a_tag_that_does_not_stand_is_told_the_version_that_does(
    service: Service, tag: str, yours: int | None
) -> None:
    worker, url = service.as_(Role.WORKER, EAST), household(service)
    told = worker.patch(url, json={"facts": {}}, headers={"If-Match": tag})
    assert told.status_code == 412
    assert (told.json()["yours"]["version"], told.json()["current"]["version"]) == (yours, 1)
    assert "第 1 版" in told.json()["detail"]


def test_a_problem_tells_by_which_id_the_log_has_it(service: Service) -> None:
    for answer in (
        service.client.get(HOUSEHOLDS),
        service.as_(Role.WORKER, EAST).get(f"{HOUSEHOLDS}/none"),
        service.as_(Role.WORKER, EAST).get("/api/v1/nowhere"),
    ):
        assert answer.json()["trace_id"] == answer.headers["X-Request-Id"]


def test_what_the_end_of_the_service_cuts_off_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    from api import traffic

    said: list[tuple[str, dict[str, Any]]] = []
    monkeypatch.setattr(traffic, "log", lambda event, **told: said.append((event, told)))

    async def cut(*_: Any) -> None:
        raise CancelledError

    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"accept-language", b"en")]
    scope = {"type": "http", "method": "GET", "path": "/api/v1/imports", "headers": headers}
    scope |= {"query_string": b""}
    with pytest.raises(CancelledError):
        asyncio.run(Traffic(cut, Watch(), tell)(scope, None, send))  # type: ignore[arg-type]
    assert [(event, told["status"], "level" in told) for event, told in said] == [
        ("cut off", 499, False)
    ]
    assert sent[0]["status"] == 503
    assert (b"retry-after", b"30") in sent[0]["headers"]
    told = json.loads(sent[1]["body"])
    assert (told["type"], told["detail"].startswith("the service is being restarted")) == (
        *("/problems/not-ready", True),
    )


def test_nothing_more_is_sent_where_an_answer_had_begun_when_the_end_cut_it_off() -> None:
    sent: list[str] = []

    async def send(message: Any) -> None:
        sent.append(message["type"])

    async def begun(_: Any, __: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise CancelledError

    scope = {"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": b""}
    with pytest.raises(CancelledError):
        asyncio.run(Traffic(begun, Watch(), tell)(scope, None, send))  # type: ignore[arg-type]
    assert sent == ["http.response.start"]


def test_a_slash_too_many_leads_to_no_host_that_the_caller_names(service: Service) -> None:
    worker = service.as_(Role.WORKER, EAST)
    told = worker.get(f"{HOUSEHOLDS}/", headers={"Host": "elsewhere.example"})
    assert problem(told, "not-found")


def test_the_server_says_nothing_more_of_what_was_cut_off() -> None:
    from api.logs import _is_no_end

    record = logging.makeLogRecord({"exc_info": (CancelledError, CancelledError(), None)})
    other = logging.makeLogRecord({"exc_info": (ValueError, ValueError(), None)})
    assert (_is_no_end(record), _is_no_end(other)) == (False, True)
