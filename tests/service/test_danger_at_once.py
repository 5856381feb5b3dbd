"""Danger goes to a person at once: whatever writes a need, and before there is any plan."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from api.access.callers import Caller, Role
from api.pages import family as family_page
from api.store.signs import Signs
from api.usecases.worklist import FEW, Worklist, signs_of_one, worklist
from matcher.values import Alert
from tests.service.clerks import Clerk, clerk, words_of
from tests.service.families import HOUSEHOLDS, at, family, taken_in
from tests.service.ledger_files import ledger, row
from tests.service.office import EAST, Service
from tests.service.test_family_pages import FORM
from tests.service.test_family_pages import taken_in as taken_in_by_form
from tests.service.test_imports import taken

JUMP = "今晚就想从楼上跳下去"
HURT = "老公喝醉酒就打我，身上都是瘀青"
CALM = "想有人陪去看病"


@pytest.fixture(scope="module")
def mei(service: Service) -> Clerk:
    return clerk(service, "mei", towns=(EAST,), factor=False)


def signs(service: Service, household: str) -> Signs | None:
    desk = service.office.desk(Caller("test", Role.WORKER, frozenset({EAST})))
    with desk.view() as unit:
        return signs_of_one(unit, household)


def listed(service: Service) -> Worklist:
    desk = service.office.desk(Caller("test", Role.WORKER, frozenset({EAST})))
    with desk.view() as unit:
        return worklist(desk, unit)


def is_unread(service: Service, mei: Clerk, household: str) -> bool:
    """Say whether a family waits with danger: the work list, the filter and the number agree."""
    found = listed(service)
    here = household in {each.family["id"] for each in found.danger}
    page = f"/households/{household}"
    assert (page in mei.get("/households?sign=unread").text) is here
    assert ('id="danger"' in mei.get(page).text) is here
    assert sum(town.in_danger for town in found.towns) == len(found.danger)
    return here


def noted(service: Service, told: dict[str, Any], text: str, version: int = 1) -> Any:
    url = f"{HOUSEHOLDS}/{told['id']}/needs"
    answer = service.as_(Role.WORKER, EAST).post(url, json={"text": text}, headers=at(version))
    assert answer.status_code == 201, answer.text
    return answer.json()


def changed(service: Service, told: dict[str, Any], need: str, version: int, **body: str) -> Any:
    url = f"{HOUSEHOLDS}/{told['id']}/needs/{need}"
    answer = service.as_(Role.WORKER, EAST).patch(url, json=body, headers=at(version))
    assert answer.status_code == 200, answer.text
    return answer.json()


def needs(*texts: str) -> list[dict[str, str]]:
    return [{"id": f"n{place}", "text": text} for place, text in enumerate(texts)]


def test_a_household_that_comes_in_with_danger_waits_at_once_and_the_answer_says_so(
    service: Service, mei: Clerk
) -> None:
    told = taken_in(service, needs=needs(CALM, JUMP))
    assert [alert["kind"] for alert in told["alerts"]] == ["self_harm"]
    (alert,) = told["alerts"]
    assert alert["need"] in {each["id"] for each in told["needs"] if each["text"] == JUMP}
    assert alert["route"]["zh"]
    assert alert["route"]["en"]
    assert is_unread(service, mei, told["id"])


def test_a_household_without_danger_does_not_wait(service: Service, mei: Clerk) -> None:
    told = taken_in(service)
    assert told["alerts"] == []
    assert signs(service, told["id"]) is None
    assert not is_unread(service, mei, told["id"])


def test_a_need_noted_over_the_api_tells_its_danger_and_waits(service: Service, mei: Clerk) -> None:
    told = taken_in(service)
    need = noted(service, told, JUMP)
    assert [(alert["kind"], alert["need"]) for alert in need["alerts"]] == [
        ("self_harm", need["id"])
    ]
    assert is_unread(service, mei, told["id"])


def test_a_need_typed_on_the_familys_page_shows_the_danger_and_what_to_do(
    service: Service, mei: Clerk
) -> None:
    told = taken_in(service)
    page = f"/households/{told['id']}"
    assert mei.send(page, {"edit": "need", "version": "1", "text": JUMP}).status_code == 303
    shown = mei.get(page).text.split('id="danger"')[1].split("</section>")[0]
    assert re.findall("<q[^>]*>(.+?)</q>", shown)[0] in JUMP
    route = next(d for d in service.office.matcher.catalogue.dangers if d.kind == "self_harm").route
    assert route.zh in shown
    assert is_unread(service, mei, told["id"])


def test_a_family_taken_in_by_the_form_waits_at_once(service: Service, mei: Clerk) -> None:
    place = taken_in_by_form(mei.browser, **{**FORM, "n1.text": JUMP})
    assert is_unread(service, mei, place.rpartition("/")[2])


def test_families_imported_from_a_table_wait_at_once(service: Service, mei: Clerk) -> None:
    before = {each.family["id"] for each in listed(service).danger}
    people = service.as_(Role.WORKER, EAST)
    assert taken(people, ledger(row(71_001, 需求内容=JUMP), row(71_002)))["counts"]["stored"] == 2
    (household,) = {each.family["id"] for each in listed(service).danger} - before
    assert is_unread(service, mei, household)


@pytest.mark.parametrize("agreed", [True, False])
def test_a_fact_that_tells_danger_is_heard_when_it_is_recorded_with_consent(
    service: Service, mei: Clerk, agreed: bool
) -> None:
    told = taken_in(service, consent={"health": agreed})
    body = {
        "name": "emergency_treatment",
        "value": True,
        "member": told["members"][0]["id"],
    }
    url = f"{HOUSEHOLDS}/{told['id']}/facts"
    assert signs(service, told["id"]) is None
    answer = service.as_(Role.WORKER, EAST).post(url, json=body, headers=at(1))
    assert answer.status_code == 201, answer.text
    assert is_unread(service, mei, told["id"]) is agreed
    come = taken_in(
        service,
        consent={"health": agreed},
        members=[{"relation": "head", "emergency_treatment": True}],
        needs=[],
        receiving=[],
    )
    assert is_unread(service, mei, come["id"]) is agreed


def test_danger_that_was_noticed_is_unread_again_when_other_danger_is_told(
    service: Service, mei: Clerk
) -> None:
    told = taken_in(service, needs=needs(JUMP))
    mei.send(f"/households/{told['id']}/danger", {})
    assert not is_unread(service, mei, told["id"])
    noted(service, told, CALM)
    assert not is_unread(service, mei, told["id"])
    noted(service, told, HURT, 2)
    assert is_unread(service, mei, told["id"])


def test_danger_that_was_noticed_stays_on_the_familys_page_with_who_noticed_it(
    service: Service, mei: Clerk
) -> None:
    told = taken_in(service, needs=needs(HURT))
    page = f"/households/{told['id']}"
    mei.send(f"{page}/danger", {})
    shown = mei.get(page).text
    assert '<details id="danger-noticed"' in shown
    assert "mei于 2026" in words_of(shown)
    assert HURT in words_of(shown)


def test_danger_in_place_of_danger_that_was_noticed_is_unread(service: Service, mei: Clerk) -> None:
    told = taken_in(service, needs=needs(JUMP))
    mei.send(f"/households/{told['id']}/danger", {})
    need = told["needs"][0]["id"]
    changed(service, told, need, 1, urgency="low")
    assert not is_unread(service, mei, told["id"])
    assert changed(service, told, need, 2, text=HURT)["alerts"][0]["kind"] == "violence"
    assert is_unread(service, mei, told["id"])


def test_words_mended_to_danger_wait_and_withdrawn_they_do_not_and_reopened_they_do(
    service: Service, mei: Clerk
) -> None:
    told = taken_in(service, needs=needs(CALM))
    need = told["needs"][0]["id"]
    changed(service, told, need, 1, text=JUMP)
    assert is_unread(service, mei, told["id"])
    changed(service, told, need, 2, state="withdrawn")
    assert not is_unread(service, mei, told["id"])
    changed(service, told, need, 3, state="open")
    assert is_unread(service, mei, told["id"])
    mei.send(f"/households/{told['id']}/danger", {})
    changed(service, told, need, 4, state="withdrawn")
    changed(service, told, need, 5, state="open")
    assert is_unread(service, mei, told["id"])


def test_a_need_withdrawn_leaves_the_danger_of_others_unread(service: Service, mei: Clerk) -> None:
    told = taken_in(service, needs=needs(JUMP, HURT))
    changed(service, told, told["needs"][0]["id"], 1, state="withdrawn")
    assert is_unread(service, mei, told["id"])


def test_a_plan_hears_the_same_as_the_ledger_and_what_was_noticed_stays_so(
    service: Service, mei: Clerk
) -> None:
    told = taken_in(service, needs=needs(JUMP, HURT, CALM))
    before = signs(service, told["id"])
    assert before is not None
    assert before.plan is None
    mei.send(f"/households/{told['id']}/danger", {})
    assert mei.send(f"/households/{told['id']}/plans", {}).status_code == 303
    after = signs(service, told["id"])
    assert after is not None
    assert (after.plan, after.alerts, after.heard_at) == (1, before.alerts, before.heard_at)
    assert not is_unread(service, mei, told["id"])


def test_a_family_without_a_plan_is_not_among_those_to_confirm_or_with_a_plan(
    service: Service,
) -> None:
    before = listed(service)
    told = taken_in(service, needs=needs(JUMP))
    after = listed(service)
    assert told["id"] not in {each.family["id"] for each in after.to_confirm}
    (was,), (now,) = before.towns, after.towns
    assert (now.planned, now.to_confirm) == (was.planned, was.to_confirm)
    assert now.in_danger == was.in_danger + 1


def test_no_danger_is_left_out_of_the_work_list_and_the_oldest_is_first(
    service: Service, mei: Clerk
) -> None:
    ids, then = [], service.clock.at
    for minute in range(FEW + 2):
        service.clock.at = then + timedelta(minutes=minute)
        ids.append(taken_in(service, needs=needs(JUMP))["id"])
    service.clock.at = then
    found = [each.family["id"] for each in listed(service).danger]
    assert [id for id in found if id in ids] == ids
    part = mei.get("/").text.split('id="danger"')[1].split("</section>")[0]
    assert all(id in part for id in ids)
    assert "还有" not in part


def test_a_list_that_is_cut_says_how_many_more_and_leads_to_them(
    service: Service, mei: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.usecases.worklist.IN_DANGER", 1)
    for _ in range(FEW + 1):
        taken_in(service, needs=needs(JUMP))
    found = listed(service)
    assert found.more["danger"] == found.towns[0].in_danger - 1
    assert found.more["changed"] == found.towns[0].households - FEW
    page = mei.get("/").text
    part = page.split('id="danger"')[1].split("</section>")[0]
    assert f"还有 {found.more['danger']} 户" in part
    assert "/households?sign=unread" in part
    part = page.split('id="changed"')[1].split("</section>")[0]
    assert f"还有 {found.more['changed']} 户" in part


def test_danger_of_a_family_is_gone_with_all_else_that_is_known_of_it(service: Service) -> None:
    told = taken_in(service, needs=needs(JUMP))
    desk = service.office.desk(Caller("test", Role.WORKER, frozenset({EAST})))
    with desk.unit() as unit:
        unit.households.take(told["id"], 1)
        unit.households.erase(told["id"], "family_request")
    assert signs(service, told["id"]) is None


def test_a_body_that_is_refused_leaves_no_danger(service: Service) -> None:
    before = len(listed(service).danger)
    wrong = family(
        needs=needs(JUMP), facts={"residence_town": "东区街道", "household_size": "many"}
    )
    assert service.as_(Role.WORKER, EAST).post(HOUSEHOLDS, json=wrong).status_code == 422
    assert len(listed(service).danger) == before


def test_what_only_sounds_like_danger_is_told_as_possible_and_not_as_certain(
    service: Service, mei: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that said it outright would send the police to a family for a shy child."""
    told = taken_in(service)
    page = f"/households/{told['id']}"
    assert mei.send(page, {"edit": "need", "version": "1", "text": JUMP}).status_code == 303
    assert "可能有危险" not in mei.text(page)
    heard = family_page.heard_in

    def likely(*asked: Any) -> tuple[Alert, ...]:
        return tuple(replace(alert, by="likeness") for alert in heard(*asked))

    monkeypatch.setattr(family_page, "heard_in", likely)
    assert "可能有危险，请先看原文核实" in mei.text(page)
    assert "预警：请马上告诉人" not in mei.text(page)
