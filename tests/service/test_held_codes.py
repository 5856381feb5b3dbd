"""Codes that tell health rest on consent as health does: shown and matched on with it alone."""

from api.access.callers import Role
from tests.service.families import HOUSEHOLDS, at, taken_in
from tests.service.office import EAST, Service
from tests.service.people import person

ALLOWANCE, OLD_AGE = "G056", "G061"


def codes(told: dict) -> list[str]:
    return [held["code"] for held in told["receiving"]]


def test_what_is_received_tells_no_health_before_there_is_consent(service: Service) -> None:
    told = taken_in(service, receiving=[{"code": ALLOWANCE, "member": "m1"}, {"code": OLD_AGE}])
    assert "health" in told["withheld"]
    assert codes(told) == [OLD_AGE]
    worker, url = person(service, Role.WORKER, EAST), f"{HOUSEHOLDS}/{told['id']}"
    plan = worker.post(f"{url}/plans", json={"top": 5}).json()
    assert plan["held"] == [OLD_AGE]
    version = worker.get(url).headers["etag"]
    agreed = worker.put(
        f"{url}/consent", json={"groups": {"health": True}}, headers={"If-Match": version}
    )
    assert agreed.status_code == 200, agreed.text
    assert codes(worker.get(url).json()) == [ALLOWANCE, OLD_AGE]
    assert ALLOWANCE in worker.post(f"{url}/plans", json={"top": 5}).json()["held"]


def test_what_was_withheld_stays_where_the_rest_is_told_anew(service: Service) -> None:
    told = taken_in(service, receiving=[{"code": ALLOWANCE, "member": "m1"}, {"code": OLD_AGE}])
    worker, url = person(service, Role.WORKER, EAST), f"{HOUSEHOLDS}/{told['id']}"
    assert worker.patch(url, json={"receiving": ["G067"]}, headers=at(1)).status_code == 200
    agreed = worker.put(f"{url}/consent", json={"groups": {"health": True}}, headers=at(2))
    assert agreed.status_code == 200, agreed.text
    assert sorted(codes(worker.get(url).json())) == [ALLOWANCE, "G067"]
    gone = worker.patch(url, json={"receiving": []}, headers=at(3))
    assert codes(gone.json()) == []
