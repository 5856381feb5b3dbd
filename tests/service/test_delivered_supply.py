"""What was delivered to a household is not in its next plan; its plans can be worked out again."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.access.callers import Role
from api.usecases.as_it_stands import as_it_stands
from api.usecases.planning import Asked, as_written
from matcher.pipeline.matcher import Matcher
from tests.service.office import EAST, Service
from tests.service.supply import RESERVATIONS, act, active, charity, hold, serving_at
from tests.service.test_live_supply import SICK, again, offers
from tests.service.test_plans import _worker, kept, plans

HOUSEHOLDS = "/api/v1/households"
BOTH: dict[str, Any] = {
    **SICK,
    "members": [*SICK["members"], {"id": "m2", "relation": "spouse", "illness": "critical"}],
    "needs": [*SICK["needs"], {"id": "n2", "member": "m2", "text": "床太低，起身要人扶"}],
}


@pytest.fixture
def service(tmp_path: Path, matcher: Matcher) -> Iterator[Service]:
    with serving_at(tmp_path, matcher) as found:
        yield found


def needs_of(service: Service, household: str) -> list[dict[str, Any]]:
    answer = service.as_(Role.WORKER, EAST).get(f"{HOUSEHOLDS}/{household}")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["needs"]
    return found


def delivered(service: Service, offering: str, household: str, **more: Any) -> None:
    """Bring a place of an offering to a household."""
    worker = service.as_(Role.WORKER, EAST)
    held = hold(worker, offering, household, **more)
    assert held.status_code == 201, held.text
    for name in ("confirmation", "delivery"):
        etag = {"If-Match": held.headers["etag"]} if name == "delivery" else {}
        held = worker.post(f"{RESERVATIONS}/{held.json()['id']}/{name}", headers=etag)
        assert held.status_code == 200, held.text


def test_what_was_delivered_to_a_household_is_in_the_next_plan_of_others_alone(service):
    made, first, other = active(service), kept(service, SICK), kept(service, SICK)
    assert made["code"] in offers(service, first)
    delivered(service, made["id"], first)
    assert made["code"] not in offers(service, first)
    assert offers(service, other)[made["code"]] == 2


def test_what_was_delivered_serves_no_need_of_the_next_plan(service):
    made, household = active(service), kept(service, SICK)
    worker = service.as_(Role.WORKER, EAST)
    before = worker.post(plans(household)).json()
    (offer,) = [each for each in before["offers"] if each["code"] == made["code"]]
    assert offer["needs"]
    delivered(service, made["id"], household, needs=offer["needs"])
    after = worker.post(plans(household)).json()
    assert made["code"] in after["held"]
    rows = [*after["items"], *after["offers"]]
    served = {need for row in rows for need in row["needs"]}
    states = {each["id"]: each["state"] for each in needs_of(service, household)}
    assert states == {id: "planned" if id in served else "open" for id in states}


def test_plans_before_and_after_a_delivery_are_worked_out_again_byte_for_byte(service):
    made, household = active(service), kept(service, SICK)
    offers(service, household)
    delivered(service, made["id"], household)
    offers(service, household)
    assert [again(service, household, number)["same"] for number in (1, 2)] == [True, True]


def test_a_draft_of_the_ledger_as_it_stands_leaves_out_what_was_delivered(service, matcher):
    made, household = active(service), kept(service, SICK)
    offers(service, household)
    delivered(service, made["id"], household)
    desk = service.office.desk(_worker())
    found = as_it_stands(desk, service.app.state.making, household, Asked())
    assert found.is_new
    assert made["code"] not in [offer["code"] for offer in found.data["offers"]]
    offers(service, household)
    assert not as_it_stands(desk, service.app.state.making, household, Asked()).is_new


def test_a_place_that_is_held_or_given_back_stands_in_the_next_plan(service):
    made, household = active(service), kept(service, SICK)
    worker = service.as_(Role.WORKER, EAST)
    held = hold(worker, made["id"], household).json()["id"]
    assert made["code"] in offers(service, household)
    assert worker.post(f"{RESERVATIONS}/{held}/release").status_code == 200
    assert made["code"] in offers(service, household)


def test_of_an_offering_for_each_member_who_has_none_yet_is_still_offered_one(service):
    made, household = active(service, per="member"), kept(service, BOTH)
    for left in (2, 1):
        plan = service.as_(Role.WORKER, EAST).post(plans(household)).json()
        (offer,) = [each for each in plan["offers"] if each["code"] == made["code"]]
        delivered(service, made["id"], household, needs=_own(service, household, offer))
        assert (made["code"] in offers(service, household)) is (left > 1)


def _own(service: Service, household: str, offer: dict[str, Any]) -> list[str]:
    return [n["id"] for n in needs_of(service, household) if n["member"] == offer["member"]]


def test_without_a_word_of_whose_it_was_places_are_counted(service):
    made, household = active(service, per="member"), kept(service, BOTH)
    for left in (2, 1):
        delivered(service, made["id"], household)
        assert (made["code"] in offers(service, household)) is (left > 1)


def test_a_plan_is_made_after_what_was_delivered_is_offered_to_nobody_any_more(service):
    made, household = active(service, quantity=1), kept(service, SICK)
    delivered(service, made["id"], household)
    assert made["code"] not in offers(service, household)
    assert act(charity(service), made["id"], "closing").status_code == 200
    assert made["code"] not in offers(service, household)
    assert again(service, household, 2)["same"]


def test_a_snapshot_that_was_kept_without_a_word_of_deliveries_is_read_as_before():
    asked = {"on": None, "lang": "zh", "top": 20}
    told = json.dumps({"household": {"id": "F1"}, "asked": asked})
    assert as_written(told) == ({"id": "F1"}, Asked())
