"""Corrections: what may be changed in a plan, what is refused, and who was quicker."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from api.access.callers import Role
from api.settings import Settings
from api.store.values import Towns
from matcher.loading import load_matcher
from matcher.pipeline.matcher import Matcher
from tests.service.office import EAST, TODAY, Service, new_database, serving
from tests.service.test_plans import FAMILY, kept, plans
from tests.support import CATALOGS


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return load_matcher(CATALOGS, TODAY, "lexical")


@pytest.fixture(scope="module")
def service(matcher: Matcher, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    told = Settings(catalog=CATALOGS, encoder="lexical")
    with serving(new_database(tmp_path_factory.mktemp("plans")), matcher, told) as found:
        yield found


@pytest.fixture
def planned(service: Service) -> tuple[str, dict[str, Any]]:
    """A household with a plan, and the plan."""
    household = kept(service)
    made = service.as_(Role.WORKER, EAST).post(plans(household), json={"top": 6})
    return household, made.json()


def corrected(service: Service, household: str, *changes: dict[str, Any], of: int = 1) -> Any:
    told = [{"reason": "因为", **change} for change in changes]
    worker = service.as_(Role.WORKER, EAST)
    return worker.post(plans(household, f"/{of}/corrections"), json={"changes": told})


def codes(plan: dict[str, Any]) -> list[str]:
    return [item["code"] for item in plan["items"]]


def test_what_is_removed_leaves_the_others_in_their_order(
    service: Service, planned: tuple[str, dict[str, Any]]
) -> None:
    household, plan = planned
    before = codes(plan)
    after = corrected(service, household, {"do": "remove", "code": before[1]}).json()
    assert codes(after) == [before[0], *before[2:]]
    assert [item["rank"] for item in after["items"]] == [1, 2, 3, 4, 5]


def test_the_order_of_a_person_stands_and_its_reason_is_told(
    service: Service, planned: tuple[str, dict[str, Any]]
) -> None:
    household, plan = planned
    before = codes(plan)
    first = [before[3], before[1]]
    after = corrected(service, household, {"do": "reorder", "codes": first, "reason": "先急后缓"})
    rest = [code for code in before if code not in first]
    assert codes(after.json()) == [*first, *rest]
    told = after.json()["corrections"]
    assert (told[0]["of"], told[0]["changes"][0]["reason"]) == (1, "先急后缓")
    assert told[0]["by"].startswith("key:")


def test_an_added_item_is_told_with_its_verdict_and_reasons(
    service: Service, planned: tuple[str, dict[str, Any]]
) -> None:
    household, plan = planned
    whole = service.as_(Role.WORKER, EAST).post(plans(household), json={"top": 60}).json()
    code = codes(whole)[20]
    assert code not in codes(plan)
    there = corrected(service, household, {"do": "add", "code": code}, of=2)
    assert there.status_code == 409
    corrected(service, household, {"do": "remove", "code": code}, of=2)
    added = corrected(service, household, {"do": "add", "code": code, "at": 2}, of=3).json()
    assert codes(added)[1] == code
    item = added["items"][1]
    assert item["by_hand"] is True
    assert item["status"] in ("eligible", "unknown")
    assert item["why"]


def test_what_the_facts_rule_out_is_added_only_by_who_says_that_they_know(
    service: Service, planned: tuple[str, dict[str, Any]]
) -> None:
    household, _ = planned
    worker = service.as_(Role.WORKER, EAST)
    assert "G004" not in codes(worker.get(plans(household, "/1")).json())
    refused = corrected(service, household, {"do": "add", "code": "G002"})
    assert refused.status_code == 409
    told = refused.json()
    assert told["type"] == "/problems/ruled-out"
    assert "despite_ineligible" in told["detail"]
    assert told["verdict"]["code"] == "G002"
    assert len(worker.get(plans(household)).json()["plans"]) == 1
    change = {"do": "add", "code": "G002", "despite_ineligible": True, "at": 1}
    added = corrected(service, household, change)
    assert added.status_code == 201
    item = added.json()["items"][0]
    assert (item["code"], item["rank"]) == ("G002", 1)
    assert item["status"] in ("ineligible", "held")
    kept_change = added.json()["corrections"][0]["changes"][0]
    assert kept_change["despite_ineligible"] is True


FIRST = "the first code of the plan"


@pytest.mark.parametrize(
    ("change", "status", "kind"),
    [
        ({"do": "remove", "code": "S158"}, 422, "unknown-code"),
        ({"do": "add", "code": "X999"}, 422, "unknown-code"),
        ({"do": "add", "code": "S001", "member": "nobody"}, 422, "unknown-member"),
        ({"do": "reorder", "codes": ["X999"]}, 422, "unknown-code"),
        ({"do": "reorder", "codes": [FIRST, FIRST]}, 409, "conflict"),
        ({"do": "note", "code": "X999"}, 422, "unknown-code"),
    ],
)
def test_a_change_that_does_not_fit_is_refused_at_its_place(
    service: Service,
    planned: tuple[str, dict[str, Any]],
    change: dict[str, Any],
    status: int,
    kind: str,
) -> None:
    household, plan = planned
    if FIRST in change.get("codes", ()):
        change = {**change, "codes": [codes(plan)[0]] * len(change["codes"])}
    answer = corrected(service, household, {"do": "note"}, change)
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{kind}")
    assert answer.json()["errors"][0]["pointer"].startswith("/changes/1/")


def test_a_change_without_a_reason_is_refused(
    service: Service, planned: tuple[str, dict[str, Any]]
) -> None:
    household, plan = planned
    for reason in ("", "  "):
        change = {"do": "remove", "code": codes(plan)[0], "reason": reason}
        assert corrected(service, household, change).status_code == 422


def test_a_correction_of_a_plan_that_is_no_longer_the_newest_is_a_conflict(
    service: Service, planned: tuple[str, dict[str, Any]]
) -> None:
    household, _ = planned
    assert corrected(service, household, {"do": "note"}).status_code == 201
    late = corrected(service, household, {"do": "note"})
    assert late.status_code == 409
    assert (late.json()["expected"], late.json()["found"]) == (1, 2)


def test_of_many_who_correct_at_once_one_wins_and_the_others_are_told(
    service: Service, planned: tuple[str, dict[str, Any]]
) -> None:
    household, _ = planned
    barrier, found = threading.Barrier(4), []

    def one() -> None:
        barrier.wait()
        found.append(corrected(service, household, {"do": "note"}).status_code)

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [201, 409, 409, 409]


def test_a_need_that_a_corrected_plan_serves_no_longer_is_open_again(
    service: Service, planned: tuple[str, dict[str, Any]]
) -> None:
    household, plan = planned
    served = {need for item in plan["items"] for need in item["needs"]}
    offered = {need for offer in plan["offers"] for need in offer["needs"]}
    assert served - offered, "the example has to have a need that items alone serve"
    gone = [{"do": "remove", "code": code} for code in codes(plan)]
    assert corrected(service, household, *gone).status_code == 201
    with service.office.store.view("t", service.clock.at, Towns.everywhere()) as unit:
        states = {need.id: str(need.state) for need in unit.needs.of(household)}
    assert {need for need, state in states.items() if state == "planned"} == offered


def test_a_household_without_needs_or_members_can_be_planned_and_corrected(
    service: Service,
) -> None:
    bare = {"id": "B", "facts": {"residence_town": FAMILY["facts"]["residence_town"]}}
    household = kept(service, bare)
    worker = service.as_(Role.WORKER, EAST)
    assert worker.post(plans(household)).status_code == 201
    assert corrected(service, household, {"do": "note"}).status_code == 201
