"""Reasons in words go to other towns and into plans: numbers of people in them are masked."""

from api.access.callers import Role
from tests.service.families import HOUSEHOLDS, V1, taken_in
from tests.service.office import EAST, WEST, Service
from tests.service.people import person

REASON = "儿子442000198001010017要搬走，电话13812345678"
KEPT = "儿子44****************要搬走，电话138****5678"
KINDS = ["number-in-text", "phone-in-text"]


def test_a_transfers_reason_crosses_towns_without_numbers_and_warns(service: Service) -> None:
    id = taken_in(service)["id"]
    body = {"to": "西区", "reason": REASON}
    told = person(service, Role.WORKER, EAST).post(f"{HOUSEHOLDS}/{id}/transfers", json=body)
    assert told.json()["reason"] == KEPT
    found = [(each["pointer"], each["kind"]) for each in told.json()["warnings"]]
    assert found == [("/reason", kind) for kind in KINDS]
    seen = person(service, Role.TOWN, WEST).get(f"{V1}/transfers").text
    assert KEPT in seen
    assert "13812345678" not in seen


def test_a_corrections_reason_is_kept_without_numbers_and_warns(service: Service) -> None:
    id = taken_in(service)["id"]
    worker, plans = person(service, Role.WORKER, EAST), f"{HOUSEHOLDS}/{id}/plans"
    code = worker.post(plans, json={"top": 3}).json()["items"][0]["code"]
    changes = [
        {"do": "note", "reason": "下周上门"},
        {"do": "remove", "code": code, "reason": REASON},
    ]
    told = worker.post(f"{plans}/1/corrections", json={"changes": changes})
    assert told.headers["x-warnings"] == ", ".join(f"/changes/1/reason {kind}" for kind in KINDS)
    for text in (told.text, worker.get(plans).text, worker.get(f"{plans}/2").text):
        assert KEPT in text
        assert "13812345678" not in text
    again = worker.post(f"{plans}/2/recomputation", json={}).json()
    assert again["same"]


def test_a_reason_without_numbers_warns_of_nothing(service: Service) -> None:
    id = taken_in(service)["id"]
    worker, plans = person(service, Role.WORKER, EAST), f"{HOUSEHOLDS}/{id}/plans"
    worker.post(plans, json={"top": 3})
    changes = [{"do": "note", "reason": "下周上门"}]
    told = worker.post(f"{plans}/1/corrections", json={"changes": changes})
    assert told.status_code == 201
    assert "x-warnings" not in told.headers
