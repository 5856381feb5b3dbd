"""Offerings judged as they were read: versions on the pages, and who is told that any wait."""

import re

import pytest

from api.access.callers import Role
from tests.identity.people import browser, code, someone
from tests.service.clerks import Clerk, clerk, words_of
from tests.service.families import taken_in
from tests.service.office import EAST, WEST, Service
from tests.service.people import ORGANISATION
from tests.service.supply import act, active, charity, hold, posted
from tests.service.test_supply_pages import FORM, done, made


@pytest.fixture(scope="module")
def giver(service: Service) -> Clerk:
    return clerk(service, "giver", Role.CHARITY, organisation=ORGANISATION)


@pytest.fixture(scope="module")
def judge(service: Service) -> Clerk:
    return clerk(service, "judge", Role.TOWN, towns=(EAST,))


@pytest.fixture(scope="module")
def mei(service: Service) -> Clerk:
    return clerk(service, "mei")


def test_what_a_clerk_has_not_read_is_neither_approved_nor_returned_and_both_versions_are_told(
    giver: Clerk, judge: Clerk
) -> None:
    place = made(giver, name="电动轮椅")
    done(giver, place, "submission")
    read = re.findall(r'name="version" value="(\d+)"', judge.get(place).text)
    assert set(read) == {"2"}
    assert done(judge, place, "return", reason="请写明送货到哪里").status_code == 303
    changed = {**FORM, "name": "电动轮椅", "quantity": "90", "version": "3"}
    assert giver.send(f"{place}/edit", changed).status_code == 303
    done(giver, place, "submission")
    late = [
        done(judge, place, "approval", version="2"),
        done(judge, place, "return", reason="请写明尺寸", version="2"),
    ]
    for answer in late:
        assert answer.status_code == 409
        told = words_of(answer.text)
        assert "你看的是第 2 版" in told
        assert "现在是第 5 版" in told
        assert "90 个名额" in told
        assert 'name="version" value="5"' in answer.text
    assert ">请写明尺寸</textarea>" in late[1].text
    assert giver.get(f"{place}.json").json()["state"] == "待审核"
    assert done(judge, place, "approval", version="").status_code == 409
    assert done(judge, place, "approval", version="5").status_code == 303


def test_a_reservation_that_moved_on_is_shown_before_its_delivery_is_noted(
    service: Service, giver: Clerk
) -> None:
    offering, worker = active(service), service.as_(Role.WORKER, EAST)
    held = hold(worker, offering["id"], taken_in(service, EAST)["id"]).json()
    place = f"/offerings/{offering['id']}"
    path = f"{place}/reservations/{held['id']}/delivery"
    assert path not in giver.get(place).text
    worker.post(f"/api/v1/reservations/{held['id']}/confirmation")
    assert 'name="version" value="2"' in giver.get(place).text
    late = giver.send(path, {"version": "1"})
    assert late.status_code == 409
    assert "这个预留刚有变动" in words_of(late.text)
    assert "已确认" in words_of(late.text)
    assert giver.send(path, {"version": "2"}).status_code == 303


def test_the_work_list_tells_who_may_approve_how_many_offerings_wait_for_them_and_nobody_else(
    service: Service, giver: Clerk, judge: Clerk, mei: Clerk
) -> None:
    def waiting(who: Clerk) -> int:
        return int(who.get("/index.json").json()["judging"]["count"])

    before = waiting(judge)
    place = made(giver, name="助听器")
    assert waiting(judge) == before
    done(giver, place, "submission")
    done(giver, made(giver, towns=[EAST, WEST]), "submission")
    done(giver, made(giver, towns=[]), "submission")
    assert waiting(judge) == before + 1
    page = judge.get("/").text
    assert f"{before + 1} 项供给等你审核" in words_of(page)
    assert 'href="/offerings?state=submitted&amp;lang=zh"' in page
    someone(service, Role.BUREAU, "xia", factor=True)
    found = browser(service)
    found.sign_in("xia", code=code(service))
    assert waiting(Clerk(found)) >= before + 3
    assert mei.get("/index.json").json()["judging"] is None
    assert "待审核" not in mei.text("/")
    done(judge, place, "approval")
    assert waiting(judge) == before


@pytest.mark.parametrize(
    ("name", "is_told"),
    [("护理床一张", False), ("戒毒人员互助小组", True), ("H.I.V 感染者营养包", True)],
)
def test_whoever_posts_or_judges_is_told_where_no_familys_list_will_name_an_offering(
    service: Service, giver: Clerk, judge: Clerk, name: str, is_told: bool
) -> None:
    offering = posted(service, name=name, towns=[EAST])
    assert act(charity(service), offering["id"], "submission").json()["in_lists"] is not is_told
    for who in (giver, judge):
        page = words_of(who.get(f"/offerings/{offering['id']}").text)
        assert ("家庭的清单里不写这一项" in page) is is_told
    answer = act(service.as_(Role.BUREAU), offering["id"], "approval")
    assert answer.json()["in_lists"] is not is_told
