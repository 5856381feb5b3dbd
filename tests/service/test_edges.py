"""The edges of the API: what is kept, told back, named and counted, and how towns are told."""

import io
import json
import logging
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from api.access.callers import Role
from api.logs import configure
from api.routes import plans
from api.store.values import Towns
from tests.identity.people import someone
from tests.service.families import HOUSEHOLDS, V1, at, audit_of, problem, taken_in
from tests.service.office import EAST, WEST, Service
from tests.service.people import person

CANARIES = ("欧阳金雀", "13987654321", "442000198001010017", "金雀路9号", "夜里总哭")


@pytest.fixture
def lines() -> Iterator[Any]:
    """What is written to the log while the test runs."""
    root, stream = logging.getLogger(), io.StringIO()
    before = root.handlers, root.level
    configure("json", stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers, root.level = before
    logging.captureWarnings(False)


def test_each_showing_is_an_act_of_its_own_also_under_one_key(service: Service) -> None:
    told = taken_in(service)
    member = told["members"][0]["id"]
    worker = person(service, Role.WORKER, EAST)
    body = {"member": member, "fields": ["name"], "reason": "home_visit"}
    for _ in range(2):
        answer = worker.post(
            f"{HOUSEHOLDS}/{told['id']}/unmask", json=body, headers={"Idempotency-Key": "see-1"}
        )
        assert answer.json()["values"]["name"] == "王明"
        assert "idempotency-replayed" not in answer.headers
    assert audit_of(service, member).count(("personal.unmask", EAST)) == 2


def test_a_plan_read_quickly_is_counted_and_logged_like_any(service: Service, lines: Any) -> None:
    address = f"{HOUSEHOLDS}/{taken_in(service)['id']}/plans"
    worker = service.as_(Role.WORKER, EAST)
    assert worker.post(address).status_code == 201
    for end, route in (("latest", "latest"), ("1", "{number}")):
        assert worker.get(f"{address}/{end}").status_code == 200
        last = [line for line in lines() if line["event"] == "request"][-1]
        assert last["route"] == f"{HOUSEHOLDS}/{{household}}/plans/{route}"
        assert last["caller"].startswith("key:")


def test_who_was_refused_stands_in_the_log(service: Service, lines: Any) -> None:
    assert service.as_(Role.PUSH).post(f"{V1}/match", json={}).status_code == 403
    last = [line for line in lines() if line["event"] == "request"][-1]
    assert (last["status"], last["caller"][:4]) == (403, "key:")


def test_a_change_that_came_too_late_is_told_back_masked(service: Service) -> None:
    id = taken_in(service)["id"]
    worker = service.as_(Role.WORKER, EAST)
    url = f"{HOUSEHOLDS}/{id}"
    assert (
        worker.patch(url, json={"facts": {"household_size": 3}}, headers=at(1)).status_code == 200
    )
    name, phone, number, road, words = CANARIES
    late = (
        worker.patch(url, json={"personal": {"address": road, "phone": phone}}, headers=at(1)),
        worker.post(
            f"{url}/members",
            json={"name": name, "id_number": number, "phone": phone, "relation": "child"},
            headers=at(1),
        ),
        worker.post(f"{url}/needs", json={"text": words, "urgency": "high"}, headers=at(1)),
    )
    for answer in late:
        told = problem(answer, "stale")
        assert not [each for each in CANARIES if each in json.dumps(told, ensure_ascii=False)]
    changes = [answer.json()["yours"]["change"] for answer in late]
    assert changes[0]["personal"]["phone"] == "139****4321"
    assert (changes[1]["name"], changes[1]["relation"]) == ("欧**雀", "child")
    assert changes[2] == {"text": "…", "urgency": "high"}


def test_a_plan_of_a_ledger_that_never_rests_is_busy_and_not_stale(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = taken_in(service)["id"]
    worker = service.as_(Role.WORKER, EAST)
    drafts = plans.draft_plan

    def another_is_quicker(*told: Any) -> Any:
        draft = drafts(*told)
        change = {"facts": {"household_size": draft.version + 1}}
        other = threading.Thread(
            target=worker.patch,
            args=(f"{HOUSEHOLDS}/{id}",),
            kwargs={"json": change, "headers": at(draft.version)},
        )
        other.start()
        other.join()
        return draft

    monkeypatch.setattr(plans, "draft_plan", another_is_quicker)
    answer = worker.post(f"{HOUSEHOLDS}/{id}/plans")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert "版" not in problem(answer, "busy")["detail"]
    monkeypatch.undo()
    assert worker.post(f"{HOUSEHOLDS}/{id}/plans").status_code == 201


@pytest.mark.parametrize("town", ["Z02", "z02", "东区", "东区街道"])
def test_a_town_is_told_by_code_or_by_any_of_its_names(service: Service, town: str) -> None:
    id = taken_in(service)["id"]
    worker = service.as_(Role.WORKER, EAST)
    listed = worker.get(HOUSEHOLDS, params={"town": town}).json()["items"]
    found = worker.post(f"{HOUSEHOLDS}/search", json={"name": "王明", "town": town}).json()["items"]
    assert id in [row["id"] for row in listed]
    assert id in [row["id"] for row in found]


def test_a_family_is_taken_in_with_its_towns_code(service: Service) -> None:
    told = taken_in(service, facts={"residence_town": EAST, "household_size": 2})
    assert told["town"] == EAST
    assert {f["value"] for f in told["facts"] if f["name"] == "residence_town"} == {"东区"}


@pytest.mark.parametrize("role", [Role.WORKER, Role.BUREAU])
def test_no_such_town_is_said_with_the_nearest_name(service: Service, role: Role) -> None:
    who = service.as_(role, *((EAST,) if role is Role.WORKER else ()))
    answer = who.get(HOUSEHOLDS, params={"town": "石岐街到"})
    told = problem(answer, "wrong-query")
    assert (answer.status_code, told["errors"][0]["near"]) == (422, "石岐街道")
    body = problem(
        who.post(f"{HOUSEHOLDS}/search", json={"name": "王明", "town": "石岐街到"}), "unknown-town"
    )
    assert (body["errors"][0]["pointer"], "街到" in str(body)) == ("/town", False)


def test_another_town_stays_absent_by_name_too(service: Service) -> None:
    worker = service.as_(Role.WORKER, EAST)
    before = len(audit_of(service, WEST))
    assert worker.get(HOUSEHOLDS, params={"town": "西区"}).status_code == 404
    assert len(audit_of(service, WEST)) == before + 1


def test_what_answers_get_answers_head_without_a_body(service: Service) -> None:
    address = f"{HOUSEHOLDS}/{taken_in(service)['id']}/plans"
    worker = service.as_(Role.WORKER, EAST)
    tag = worker.post(address).headers["etag"]
    for path in ("/healthz", "/readyz", f"{address}/latest", f"{address}/1"):
        answer = worker.request("HEAD", path)
        assert (answer.status_code, answer.content) == (200, b""), path
    assert answer.headers["etag"] == tag
    for seen in ("*", f"W/{tag}", f'"x", {tag}'):
        again = worker.get(f"{address}/1", headers={"If-None-Match": seen})
        assert (again.status_code, again.content) == (304, b"")


def test_the_audit_is_asked_by_the_name_of_an_account(service: Service) -> None:
    account = someone(service, name="zhao.lin")
    who = f"account:{account.id}"
    with service.office.store.unit(who, service.clock.at, Towns.everywhere()) as unit:
        unit.audit.record("test.act", account.id, {}, None)
    told = service.as_(Role.AUDIT).get(f"{V1}/audit", params={"actor": "Zhao.Lin"}).json()["lines"]
    assert [(line["actor"], line["action"]) for line in told][:1] == [(who, "test.act")]


def test_a_need_says_in_words_what_it_may_become(service: Service) -> None:
    told = taken_in(service)
    address = f"{HOUSEHOLDS}/{told['id']}/needs/{told['needs'][0]['id']}"
    worker = service.as_(Role.WORKER, EAST)
    answer = worker.patch(address, json={"state": "served"}, headers=at(1))
    detail = problem(answer, "conflict")["detail"]
    assert "“待办”，不能直接变成“已解决”" in detail
    assert "已列入方案 (planned)" in detail


def test_what_may_stand_in_a_change_is_named(service: Service) -> None:
    address = f"{HOUSEHOLDS}/{taken_in(service)['id']}/plans"
    worker = service.as_(Role.WORKER, EAST)
    worker.post(address)
    for change in ({"do": "swap"}, {"code": "G001"}):
        answer = worker.post(f"{address}/1/corrections", json={"changes": [change]})
        assert "remove" in problem(answer, "wrong-body")["detail"]


def test_a_missing_household_is_named_in_words(service: Service) -> None:
    answer = service.as_(Role.WORKER, EAST).get(f"{HOUSEHOLDS}/nobody")
    assert problem(answer, "absent")["detail"].startswith("没有这个家庭，也可能不在你的镇街")


def test_a_text_where_a_number_belongs_is_told_with_both_its_marks(service: Service) -> None:
    answer = service.as_(Role.WORKER, EAST).post(
        f"{V1}/match", json={"id": "x", "facts": {"household_size": "三个人"}}
    )
    assert answer.json()["detail"].endswith('现为 "…"'), answer.json()["detail"]
