"""A request that comes twice: carried out once, answered alike, whatever was changed between."""

from collections.abc import Mapping
from typing import Any

import pytest

from api.access.callers import Role
from tests.service.families import HOUSEHOLDS, V1, at, family, problem, taken_in
from tests.service.office import EAST, WEST, Service, Visitor
from tests.service.people import person
from tests.store.support import all_rows


def once(key: str) -> dict[str, str]:
    return {"Idempotency-Key": key}


def twice(visitor: Visitor, url: str, key: str, body: Mapping[str, Any]) -> tuple[Any, Any]:
    return tuple(visitor.post(url, json=body, headers=once(key)) for _ in range(2))


def alike(first: Any, second: Any) -> None:
    assert second.status_code == first.status_code, second.text
    assert second.content == first.content
    assert second.headers["Idempotency-Replayed"] == "true"


def test_a_correction_said_twice_is_one_version(service: Service) -> None:
    worker, plans = service.as_(Role.WORKER, EAST), f"{HOUSEHOLDS}/{taken_in(service)['id']}/plans"
    assert worker.post(plans).status_code == 201
    body = {"changes": [{"do": "note", "reason": "下周再上门"}]}
    first, second = twice(worker, f"{plans}/1/corrections", "note", body)
    assert first.status_code == 201
    alike(first, second)
    assert len(worker.get(plans).json()["plans"]) == 2


def test_a_plan_said_again_after_the_ledger_was_closed_is_the_first_plan(service: Service) -> None:
    worker, url = service.as_(Role.WORKER, EAST), f"{HOUSEHOLDS}/{taken_in(service)['id']}"
    first = worker.post(f"{url}/plans", json={"top": 3}, headers=once("plan"))
    assert first.status_code == 201
    version = worker.get(url).headers["ETag"]
    seen = {"If-Match": version}
    closed = worker.delete(url, params={"reason": "moved_away"}, headers=seen)
    assert closed.status_code == 200, closed.text
    alike(first, worker.post(f"{url}/plans", json={"top": 3}, headers=once("plan")))
    other = worker.post(f"{url}/plans", json={"top": 4}, headers=once("plan"))
    assert problem(other, "key-reused")["status"] == 422


def test_a_double_that_was_drafted_too_late_gets_the_answer_of_the_first(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    from api.routes import plans as routes

    worker, plans = service.as_(Role.WORKER, EAST), f"{HOUSEHOLDS}/{taken_in(service)['id']}/plans"
    worker.post(plans)
    body, draft, first = {"changes": [{"do": "note", "reason": "x"}]}, routes.draft_correction, []

    def overtaken(*args: Any) -> Any:
        monkeypatch.setattr(routes, "draft_correction", draft)
        first.append(worker.post(f"{plans}/1/corrections", json=body, headers=once("race")))
        return draft(*args)

    monkeypatch.setattr(routes, "draft_correction", overtaken)
    alike_one = worker.post(f"{plans}/1/corrections", json=body, headers=once("race"))
    alike(first[0], alike_one)


def test_an_import_taken_and_taken_back_twice_is_told_alike(service: Service) -> None:
    worker = service.as_(Role.WORKER, EAST)
    data = "户编号,镇街,姓名,家庭人口,与户主关系\nd1,东区街道,卓一,1,户主\n".encode()
    sent = worker.post(
        f"{V1}/imports", content=data, headers={"Content-Type": "text/csv", **once("file")}
    )
    assert sent.status_code == 201, sent.text
    place = f"{V1}/imports/{sent.json()['id']}"
    for act, body in (("accept", {"confirmed": True}), ("undo", {})):
        first, second = twice(worker, f"{place}/{act}", act, body)
        assert first.status_code == 200, first.text
        alike(first, second)


def test_a_key_that_names_somebody_is_kept_nowhere(service: Service) -> None:
    worker = service.as_(Role.WORKER, EAST)
    assert (
        worker.post(HOUSEHOLDS, json=family(), headers=once("zhuo-xiaomei-1948")).status_code == 201
    )
    assert "zhuo-xiaomei" not in repr(all_rows(str(service.office.store._engine.url)))


def test_who_was_erased_is_not_put_on_record_again_by_a_late_double(service: Service) -> None:
    worker, staff, raw = service.as_(Role.WORKER, EAST), person(service, Role.TOWN, EAST), family()
    first = worker.post(HOUSEHOLDS, json=raw, headers=once("late"))
    url = f"{HOUSEHOLDS}/{first.json()['id']}"
    erased = staff.post(f"{url}/erasure", json={"reason": "family_request"}, headers=at(1))
    assert erased.status_code == 200, erased.text
    late = worker.post(HOUSEHOLDS, json=raw, headers=once("late"))
    assert problem(late, "gone")["status"] == 410
    service.clock.forward(hours=25)
    try:
        assert worker.post(HOUSEHOLDS, json=raw, headers=once("late")).status_code == 201
    finally:
        service.clock.forward(hours=-25)


def test_a_late_double_after_a_transfer_is_told_of_another_town(service: Service) -> None:
    worker, raw = service.as_(Role.WORKER, EAST), family()
    first = worker.post(HOUSEHOLDS, json=raw, headers=once("moved"))
    asking, taking = person(service, Role.TOWN, EAST), person(service, Role.TOWN, WEST)
    url = f"{HOUSEHOLDS}/{first.json()['id']}"
    asked = asking.post(f"{url}/transfers", json={"to": WEST, "reason": "搬家"})
    assert asked.status_code == 201, asked.text
    taken = taking.post(f"{V1}/transfers/{asked.json()['id']}/accept")
    assert taken.status_code == 200, taken.text
    late = worker.post(HOUSEHOLDS, json=raw, headers=once("moved"))
    assert problem(late, "absent")["status"] == 404
