"""What charities post is in the next plan, what is used up is not, and old plans stay the same."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from api.access.callers import Role
from api.settings import Settings
from api.usecases.makings import making_of
from api.usecases.planning import Asked, draft_plan, keep_plan
from matcher.pipeline.matcher import Matcher
from tests.service.office import EAST, WEST, Service, new_database, serving
from tests.service.supply import act, active, charity, hold, settings_at
from tests.service.test_plans import _worker, kept, plans
from tests.store.support import all_rows

SICK: dict[str, Any] = {
    "id": "F1",
    "as_of": "2026-05-01",
    "facts": {"residence_town": "东区街道", "relief_status": "dibao"},
    "members": [
        {"id": "m1", "relation": "head", "birth_date": "1948-03-12", "illness": "critical"}
    ],
    "needs": [{"id": "n1", "member": "m1", "text": "家里的床太低，起身要人扶"}],
}


@pytest.fixture
def told(tmp_path: Path) -> Settings:
    return settings_at(tmp_path)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return new_database(tmp_path)


@pytest.fixture
def service(url: str, matcher: Matcher, told: Settings) -> Iterator[Service]:
    with serving(url, matcher, told) as found:
        yield found


def offers(service: Service, household: str) -> dict[str, int]:
    """Return what a new plan of a kept household offers, with what is left."""
    answer = service.as_(Role.WORKER, EAST).post(plans(household))
    assert answer.status_code == 201, answer.text
    return {offer["code"]: offer["remaining"] for offer in answer.json()["offers"]}


def again(service: Service, household: str, number: int = 1) -> dict[str, Any]:
    found = service.as_(Role.WORKER, EAST).post(plans(household, f"/{number}/recomputation"))
    assert found.status_code == 200, found.text
    data: dict[str, Any] = found.json()
    return data


def test_what_is_approved_is_in_the_next_plan_and_what_is_paused_is_not(service):
    household, worker = kept(service, SICK), service.as_(Role.WORKER, EAST)
    assert not [code for code in offers(service, household) if code >= "W9"]
    made = active(service)
    assert offers(service, household)[made["code"]] == 3
    brought = worker.post("/api/v1/match", json=SICK).json()
    assert made["code"] in [offer["code"] for offer in brought["offers"]]
    why = worker.post(f"/api/v1/explain?item={made['code']}", json=SICK)
    assert why.status_code == 200, why.text
    assert act(charity(service), made["id"], "pause").status_code == 200
    assert made["code"] not in offers(service, household)


def test_it_keeps_to_its_towns(service):
    made = active(service, towns=[WEST])
    assert made["code"] not in offers(service, kept(service, SICK))


def test_the_last_place_is_gone_for_the_others_until_it_is_released(service):
    made = active(service, quantity=1)
    first, second = kept(service, SICK), kept(service, SICK)
    worker = service.as_(Role.WORKER, EAST)
    held = hold(worker, made["id"], first)
    assert held.status_code == 201, held.text
    assert made["code"] not in offers(service, second)
    service.clock.forward(days=30)
    assert offers(service, second)[made["code"]] == 1


def test_a_plan_comes_out_the_same_after_the_supply_has_changed(service):
    made = active(service, quantity=2)
    household = kept(service, SICK)
    assert offers(service, household)[made["code"]] == 2
    hold(service.as_(Role.WORKER, EAST), made["id"], household)
    active(service, name="轮椅", phrases=["出门要坐轮椅", "床太低，起身要人扶"])
    assert offers(service, household)[made["code"]] == 1
    act(charity(service), made["id"], "closing")
    for number in (1, 2):
        found = again(service, household, number)
        assert (found["same"], found["others"]) == (True, []), found["difference"]
        assert found["made_with"] == found["by"]
    assert len({again(service, household, n)["made_with"]["supply"] for n in (1, 2)}) == 2


def test_it_does_after_a_restart_and_by_the_kept_catalogue(url, matcher, told):
    with serving(url, matcher, told) as service:
        made, household, keys = active(service), kept(service, SICK), service.keys
        assert made["code"] in offers(service, household)
        act(charity(service), made["id"], "closing")
    with serving(url, matcher, told) as service:
        service.keys.update(keys)
        assert made["code"] not in offers(service, household)
        assert again(service, household)["same"]
        named = {"catalogue": "shipped"}
        found = service.as_(Role.WORKER, EAST).post(
            plans(household, "/1/recomputation"), json=named
        )
        assert found.json()["same"], found.text


def test_one_process_sees_what_another_has_approved(url, matcher, told):
    with serving(url, matcher, told) as one, serving(url, matcher, told) as other:
        other.keys = one.keys
        household = kept(one, SICK)
        offers(one, household)
        made = active(other)
        assert made["code"] in offers(one, household)


def test_each_state_of_the_supply_is_kept_once(service, url):
    household = kept(service, SICK)
    made = active(service)
    for _ in range(3):
        offers(service, household)
    rows = all_rows(url)
    assert len(rows["supplies"]) == 2
    hold(service.as_(Role.WORKER, EAST), made["id"], household)
    offers(service, household)
    contents = [row[1] for row in all_rows(url)["supplies"]]
    assert len(contents) == 3
    assert sum("护理床" in content for content in contents) == 1


def test_a_plan_from_before_supplies_were_kept_is_worked_out_by_the_catalogue_alone(
    service, matcher, told
):
    household = kept(service, SICK)
    desk = service.office.desk(_worker())
    before = replace(making_of(told, matcher), latest=None)
    draft = draft_plan(desk, before, household, Asked())
    with desk.unit() as unit:
        keep_plan(desk, unit, draft)
    active(service)
    found = again(service, household)
    assert (found["same"], found["made_with"]["supply"]) == (True, None)


def test_no_item_of_a_plan_moves_because_something_was_posted(service):
    household, worker = kept(service, SICK), service.as_(Role.WORKER, EAST)
    before = worker.post(plans(household)).json()["items"]
    for number in range(3):
        active(service, name=f"护理床{number}", phrases=[f"床太低{number}", "腿脚不便"])
    assert worker.post(plans(household)).json()["items"] == before


def test_plans_made_while_places_come_and_go_are_all_worked_out_again(service):
    made, household = active(service, quantity=30), kept(service, SICK)
    worker = service.as_(Role.WORKER, EAST)

    def turn(number: int) -> int:
        if number % 2:
            return int(hold(worker, made["id"], household).status_code)
        return int(worker.post(plans(household)).status_code)

    worker.post(plans(household))
    with ThreadPoolExecutor(2) as pool:
        assert set(pool.map(turn, range(8))) <= {201, 409}
    history = worker.get(plans(household)).json()["plans"]
    assert len(history) >= 4
    for plan in history:
        found = again(service, household, plan["number"])
        assert (found["same"], found["others"]) == (True, []), json.dumps(found["difference"])
