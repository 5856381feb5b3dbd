"""What the service tells those who run it: ready or not, its counts, its log."""

import io
import json
import logging
import re
import warnings

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text

from api.access.callers import Role, Scope
from api.access.operations import OPERATIONS
from api.logs import configure, log
from api.metrics import EVENTS
from api.routes.examples_ledgers import HOUSEHOLD
from api.store.engine import engine_for, writing
from api.store.values import Towns
from api.usecases.desk import Office
from api.usecases.ledgers import PersonalValue, put
from tests.service.alone import alone
from tests.service.office import EAST, NOW, ring
from tests.service.people import person

NUMBER = "442000198001010017"
PHONE = "13812345678"


@pytest.fixture
def service(tmp_path):
    with alone(tmp_path) as found:
        yield found


@pytest.fixture
def lines():
    """What is written to the log while the test runs, in JSON."""
    root, stream = logging.getLogger(), io.StringIO()
    before = root.handlers, root.level
    configure("json", stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers, root.level = before
    logging.captureWarnings(False)


def counts(service):
    told = service.as_(Role.SYSTEM).get("/metrics")
    assert told.status_code == 200
    families = text_string_to_metric_families(told.text)
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in families
        for sample in family.samples
    }


def seal_something(office: Office, key: str = "k1") -> None:
    with office.store.unit("test", NOW, Towns.everywhere()) as unit:
        household = unit.households.add(EAST).id
        desk = office.desk(None)
        put(desk, unit, household, household, PersonalValue(None, "phone", PHONE))


def test_a_service_that_has_all_it_needs_is_ready_and_says_what_it_tried(service):
    seal_something(service.office)
    told = service.client.get("/readyz")
    assert told.status_code == 200
    assert told.json() == {
        "status": "ready",
        "checks": ["database", "schema", "keys", "catalogue"],
    }


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_schema_of_another_version_is_not_ready_and_names_the_cure(service, lang, tmp_path):
    engine = engine_for(f"sqlite:///{tmp_path / 'xingfu.db'}", migrating=True)
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    told = service.client.get(f"/readyz?lang={lang}")
    assert (told.status_code, told.headers["content-type"]) == (503, "application/problem+json")
    assert told.json()["failed"] == ["database"]
    assert "xingfu db upgrade" in told.json()["detail"]
    assert told.headers["retry-after"]


def test_a_ring_that_does_not_open_what_is_kept_is_not_ready(service):
    seal_something(service.office)
    keys = ring().keys
    other = type(ring())((keys[1],), ring().index)
    object.__setattr__(service.office, "ring", other)
    told = service.client.get("/readyz?lang=en").json()
    assert told["failed"] == ["keys"]
    assert "not on the ring" in told["detail"]
    assert "k1" not in json.dumps(told)


def test_an_index_key_that_did_not_make_the_marks_is_not_ready(service):
    seal_something(service.office)
    swapped = type(ring())(ring().keys, ring().keys[1])
    object.__setattr__(service.office, "ring", swapped)
    assert "index" in service.client.get("/readyz?lang=en").json()["detail"]


def test_a_service_that_stops_is_not_ready_and_still_answers_all_else(service):
    service.app.state.watch.is_stopping = True
    assert service.client.get("/readyz").json()["failed"] == ["stopping"]
    assert service.client.get("/healthz").status_code == 200


def test_counts_are_for_the_system_administrator_and_keys_with_the_scope(service):
    assert service.client.get("/metrics").status_code == 401
    for role in set(Role) - {Role.SYSTEM}:
        assert service.as_(role, EAST).get("/metrics").status_code == 403, role
    narrow = service.as_(Role.SYSTEM, scopes=[Scope.CATALOGUE])
    assert narrow.get("/metrics").status_code == 403


def test_requests_are_counted_by_the_template_of_their_operation_and_their_status(service):
    worker = service.as_(Role.WORKER, EAST)
    for code in ("G001", "G002", "NONE"):
        worker.get(f"/api/v1/items/{code}")
    service.client.get(f"/no/{NUMBER}")
    found = counts(service)
    route = ("route", "/api/v1/items/{code}")
    name = "xingfu_requests_total"
    assert found[(name, ("method", "GET"), route, ("status", "200"))] == 2
    assert found[(name, ("method", "GET"), route, ("status", "404"))] == 1
    assert found[(name, ("method", "GET"), ("route", "-"), ("status", "404"))] == 1
    assert found[("xingfu_request_seconds_count", ("method", "GET"), route)] == 3
    assert NUMBER not in str(found)


def test_matches_are_counted_where_they_succeed(service):
    worker = service.as_(Role.WORKER, EAST)
    assert worker.post("/api/v1/match", json={"id": "F1"}).status_code == 200
    assert worker.post("/api/v1/match", json={"id": 1}).status_code == 422
    assert counts(service)[("xingfu_matches_total",)] == 1


def test_each_event_is_of_an_operation_that_is_served():
    served = {(method, re.sub(r"\{[^}]*\}", "{}", path)) for method, path in OPERATIONS}
    assert set(EVENTS) <= served


def test_plans_unmaskings_and_exports_are_counted_by_what_was_really_done(service):
    worker, staff = person(service, Role.WORKER, EAST), service.as_(Role.TOWN, EAST)
    home = worker.post("/api/v1/households", json=HOUSEHOLD).json()
    place = f"/api/v1/households/{home['id']}"
    asked = {"member": home["members"][0]["id"], "fields": ["name"], "reason": "home_visit"}
    assert worker.post(f"{place}/unmask", json=asked).status_code == 200
    assert worker.post(f"{place}/unmask", json={**asked, "reason": "curious"}).status_code == 422
    assert worker.post(f"{place}/plans").status_code == 201
    assert staff.post("/api/v1/exports", json={"what": "members"}).status_code == 200
    assert worker.post("/api/v1/exports", json={"what": "members"}).status_code == 403
    found = counts(service)
    for name in ("plans", "unmaskings", "exports"):
        assert found[(f"xingfu_{name}_total",)] == 1, name


def test_sign_ins_that_are_refused_are_counted_at_every_door(service):
    wrong = {"name": "nobody", "password": "wrong"}
    for _ in range(20):  # the later ones have to wait
        service.client.post("/api/v1/session", json=wrong)
    service.client.post("/sign-in", data=wrong)
    service.client.get("/sign-in/sso/back")
    assert counts(service)[("xingfu_sign_in_failures_total",)] == 22


def test_events_that_wait_and_connections_are_told_as_they_are(service):
    with service.office.store.unit("test", NOW, Towns.everywhere()) as unit:
        unit.outbox.put("something", b"{}")
    found = counts(service)
    assert found[("xingfu_outbox_waiting",)] == 1
    assert found[("xingfu_database_connections", ("state", "idle"))] >= 1


def test_two_applications_count_apart(service, tmp_path):
    (tmp_path / "other").mkdir()
    with alone(tmp_path / "other") as other:
        other.client.get("/healthz")
        name = ("xingfu_requests_total", ("method", "GET"), ("route", "/healthz"))
        assert (*name, ("status", "200")) in counts(other)
        assert (*name, ("status", "200")) not in counts(service)


def test_each_request_is_one_line_with_its_template_caller_and_id(service, lines):
    headers = service.headers(Role.WORKER, EAST)
    told = service.client.get(f"/api/v1/items?q={PHONE}", headers=headers)
    (line,) = [each for each in lines() if each["event"] == "request"]
    assert line["route"] == "/api/v1/items"
    assert (line["method"], line["status"], line["level"]) == ("GET", 200, "info")
    assert line["caller"].startswith("key:")
    assert line["request_id"] == told.headers["x-request-id"]
    assert isinstance(line["ms"], float)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", line["timestamp"])
    assert PHONE not in json.dumps(line)


def test_an_id_of_a_proxy_is_kept_where_it_is_a_uuid_and_replaced_where_it_is_anything_else(
    service,
):
    own = "0b0e6a39-6a7a-4a3c-9a53-0b1d6c1f2a11"
    answer = service.client.get("/healthz", headers={"X-Request-Id": own})
    assert answer.headers["x-request-id"] == own
    for told in (NUMBER, "a\tb", "x" * 500):
        answer = service.client.get("/healthz", headers={"X-Request-Id": told})
        assert answer.headers["x-request-id"] != told
        assert re.fullmatch(r"[0-9a-f-]{36}", answer.headers["x-request-id"])


def test_refusals_are_logged_and_carry_their_id_like_all_else(service, lines):
    answer = service.client.get("/api/v1/items")
    assert answer.status_code == 401
    (line,) = [each for each in lines() if each["event"] == "request"]
    assert (line["status"], line["caller"]) == (401, None)
    assert line["request_id"] == answer.headers["x-request-id"]


def test_numbers_are_struck_out_of_whatever_is_logged_by_whomever(lines):
    log("something", told=f"call {PHONE}", name="黎小梅")
    logging.getLogger("uvicorn.error").warning("bad request of %s", NUMBER)
    logging.getLogger("somebody").info("note", extra={"told": NUMBER})
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(f"odd value {NUMBER}", stacklevel=1)
    found = lines()
    assert len(found) == 4
    text = json.dumps(found, ensure_ascii=False)
    assert NUMBER not in text
    assert PHONE not in text
    assert "黎小梅" not in text


def test_of_an_exception_the_log_has_type_and_place_and_nothing_it_says(lines):
    try:
        raise ValueError("黎小梅 hides here")
    except ValueError:
        logging.getLogger("uvicorn.error").exception("it failed")
        log("again", logging.ERROR, exc_info=True)
    found = lines()
    assert [line["error"] for line in found] == ["ValueError"] * 2
    assert all("test_running.py:" in line["at"] for line in found)
    assert "黎小梅" not in json.dumps(found, ensure_ascii=False)


def test_a_plain_log_is_one_line_for_each_event_whatever_it_holds(lines):
    stream = io.StringIO()
    configure("plain", stream)
    log("first\nsecond", count=3)
    (line,) = stream.getvalue().splitlines()
    assert "count=3" in line
    assert "first\\nsecond" in line
