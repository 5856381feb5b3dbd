"""The pages of supply: posted by a form, judged with a reason, delivered; refused to strangers."""

import re
from pathlib import Path
from typing import Any

import pytest

from api.access.callers import Role
from api.settings import Settings
from matcher.pipeline.matcher import Matcher
from tests.identity.people import HTML, browser, code, someone
from tests.service.clerks import Clerk, clerk, words_of
from tests.service.families import audit_of, taken_in
from tests.service.office import EAST, WEST, Service, new_database, serving
from tests.service.people import ORGANISATION
from tests.service.supply import JUDGED, act, active, charity, hold, posted

FORM: dict[str, Any] = {
    "kind": "W",
    "name": "护理床",
    "provider": "示例慈善会",
    "domain": "goods",
    "per": "member",
    "age_from": "60",
    "illness": ["critical", "rare"],
    "towns": [EAST],
    "starts": "2026-04-01",
    "ends": "2026-12-31",
    "quantity": "3",
    "items": ["S157"],
    "phrases": "床太低，起身要人扶\n想有张好翻身的床",
    "note": "含送货",
    "do": "save",
}
SICK: dict[str, Any] = {
    "members": [{"id": "m1", "relation": "head", "illness": "critical"}],
    "needs": [{"id": "n1", "member": "m1", "text": "床太低，起身要人扶"}],
    "consent": {"health": True},
}
MOVES = ("submission", "approval", "return", "pause", "resumption", "closing")


@pytest.fixture(scope="module")
def giver(service: Service) -> Clerk:
    return clerk(service, "giver", Role.CHARITY, organisation=ORGANISATION)


@pytest.fixture(scope="module")
def judge(service: Service) -> Clerk:
    return clerk(service, "judge", Role.TOWN, towns=(EAST,))


@pytest.fixture(scope="module")
def mei(service: Service) -> Clerk:
    return clerk(service, "mei")


def made(giver: Clerk, **more: Any) -> str:
    """Return the address of a draft that was just posted by the form."""
    page = giver.get("/offerings/new").text
    once = re.findall(r'name="once" value="(\w+)"', page)[0]
    answer = giver.send("/offerings/new", {**FORM, "once": once, **more})
    assert answer.status_code == 303, words_of(answer.text)[:2000]
    return str(answer.headers["location"].partition("?")[0])


def done(who: Clerk, place: str, name: str, **told: str) -> Any:
    """Send the form of an act; who judges an offering sends the version that its page has."""
    if name in JUDGED and "version" not in told:
        told["version"] = str(who.get(f"{place}.json").json()["version"])
    return who.send(f"{place}/{name}", told)


def test_a_form_becomes_a_draft_that_says_back_in_words_whom_it_is_for(giver: Clerk) -> None:
    place = made(giver)
    told = giver.text(place)
    assert "已存为草稿" in told
    assert "只有你们机构看得到" in told
    for words in (
        "年龄达到60岁",
        "东区",
        "2026-04-01 至 2026-12-31",
        "3 个名额",
        "床太低，起身要人扶",
    ):
        assert words in told, words
    page = giver.get(f"{place}.json").json()
    assert page["state"] == "草稿"
    assert [each["name"] for each in page["acts"]] == ["submission", "closing"]


def test_a_phone_number_in_an_offering_is_told_to_be_masked(giver: Clerk) -> None:
    draft = made(giver, note="领取请打 13812341234")
    told = giver.get(draft).text
    assert "已遮去" in told
    assert "13812341234" not in told
    plain = made(giver)
    assert "已遮去" not in giver.get(plain).text


def test_the_switch_of_languages_keeps_what_was_typed_and_no_draft(giver: Clerk) -> None:
    assert 'formaction="/offerings/new?lang=en"' in giver.get("/offerings/new").text
    before = giver.get("/api/v1/offerings").json()
    answer = giver.send("/offerings/new?lang=en", {**FORM, "name": "未完", "do": "again"})
    assert answer.status_code == 200
    assert 'value="未完"' in answer.text
    assert 'lang="en"' in answer.text
    assert giver.get("/api/v1/offerings").json() == before


def test_a_form_that_comes_twice_makes_one_draft(giver: Clerk) -> None:
    page = giver.get("/offerings/new").text
    form = {**FORM, "once": re.findall(r'name="once" value="(\w+)"', page)[0]}
    places = {giver.send("/offerings/new", form).headers["location"] for _ in range(2)}
    assert len(places) == 1


WRONG = [
    ({"name": ""}, "name", "必须填写"),
    ({"name": "床" * 61}, "name", "最多 60 个字"),
    ({"kind": "X"}, "kind", "请选一种"),
    ({"domain": "nothing"}, "domain", "没有这个取值"),
    ({"age_from": "六十"}, "age_from", "整数"),
    ({"age_from": "70", "age_to": "18"}, "age_from", "下限高于上限"),
    ({"age_from": "", "illness": []}, "who", "至少选一项"),
    ({"ends": "2026-02-30"}, "ends", "不是存在的日期"),
    ({"ends": "2026-03-01"}, "ends", "结束日期早于开始日期"),
    ({"starts": "2026-01-01", "ends": "2026-04-30"}, "ends", "已经过了"),
    ({"quantity": "三张"}, "quantity", "整数"),
    ({"quantity": ""}, "quantity", "必须填写"),
    ({"quantity": "", "budget": "100", "cap": "10"}, "budget", "只有资金"),
    ({"worth": "很贵"}, "worth", "请写金额"),
    ({"towns": ["东曲"]}, "towns", "没有这个镇街"),
    ({"phrases": "\n".join(f"说法{n}" for n in range(11))}, "phrases", "最多 10 行"),
]


@pytest.mark.parametrize(("change", "at", "words"), WRONG)
def test_what_is_wrong_is_told_at_its_input_and_above_and_nothing_typed_is_lost(
    giver: Clerk, change: dict[str, Any], at: str, words: str
) -> None:
    form = {**FORM, **change}
    answer = giver.send("/offerings/new", form)
    assert answer.status_code == 422
    summary = answer.text.split('id="error"')[1].split("</div>")[0]
    assert f'href="#{at}"' in summary
    assert words in words_of(summary)
    assert f'id="{at}-error"' in answer.text
    assert f'id="{at}"' in answer.text
    for typed in (form["name"], form["provider"], form["note"], form["quantity"], form["ends"]):
        assert f'value="{typed}"' in answer.text or f">{typed}</textarea>" in answer.text
    for line in form["phrases"].split("\n"):
        assert line in answer.text
    assert f'value="{EAST}" checked' in answer.text or "东曲" in form["towns"]


def test_everything_that_is_missing_is_told_at_once(giver: Clerk) -> None:
    answer = giver.send("/offerings/new", {"do": "save"})
    summary = answer.text.split('id="error"')[1].split("</div>")[0]
    found = set(re.findall(r'href="#(\w+)"', summary))
    assert found == {"kind", "name", "provider", "domain", "quantity", "starts", "ends", "who"}


def test_a_last_day_that_cannot_be_is_told_with_everything_else_that_is_wrong(
    giver: Clerk,
) -> None:
    for days in ({"ends": "2026-03-01"}, {"starts": "", "ends": "2026-04-30"}):
        answer = giver.send("/offerings/new", {**FORM, **days, "name": ""})
        summary = answer.text.split('id="error"')[1].split("</div>")[0]
        assert {"name", "ends"} <= set(re.findall(r'href="#(\w+)"', summary)), days


def test_items_are_searched_for_and_ticked_with_all_that_was_typed_kept(giver: Clerk) -> None:
    answer = giver.send("/offerings/new", {**FORM, "do": "find", "find": "陪诊"})
    assert answer.status_code == 200
    assert 'value="S157" checked' in answer.text
    assert re.search(r'value="S027"(?! checked)', answer.text)
    assert "含送货" in answer.text
    nothing = giver.send("/offerings/new", {**FORM, "do": "enter", "find": "xyzzy"})
    assert "没有找到" in words_of(nothing.text)
    part = giver.browser.client.post(
        "/offerings/new",
        data={**FORM, "do": "find", "find": "陪诊"},
        headers={**HTML, "hx-request": "true", "x-csrf-token": giver.browser.csrf},
    ).text
    assert part.strip().startswith('<div id="related"')
    assert "<html" not in part


def test_the_choices_are_said_in_words_before_anything_is_kept(giver: Clerk) -> None:
    before = len(giver.get("/offerings.json").json()["groups"])
    answer = giver.send("/offerings/new", {**FORM, "do": "say"})
    assert answer.status_code == 200
    assert "年龄达到60岁" in words_of(answer.text)
    assert len(giver.get("/offerings.json").json()["groups"]) == before


def test_a_clerk_returns_it_with_a_reason_the_charity_mends_it_and_it_is_approved(
    service: Service, giver: Clerk, judge: Clerk
) -> None:
    place = made(giver, name="轮椅")
    assert judge.get(place).status_code == 404
    assert done(giver, place, "submission").status_code == 303
    first = judge.get("/offerings.json").json()["groups"][0]
    assert (first["state"], first["is_waiting"]) == ("submitted", True)
    assert "轮椅" in [row["name"] for row in first["rows"]]
    bare = done(judge, place, "return", reason=" ")
    assert bare.status_code == 422
    assert 'id="reason-error"' in bare.text
    assert done(judge, place, "return", reason="请写明送货到哪里").status_code == 303
    told = giver.text(place)
    assert "退回的理由 请写明送货到哪里" in told
    form = giver.get(f"{place}/edit").text
    version = re.findall(r'name="version" value="(\d+)"', form)[0]
    assert 'value="轮椅"' in form
    assert 'value="critical" checked' in form
    changed = {**FORM, "name": "轮椅", "note": "送到镇街", "version": version}
    assert giver.send(f"{place}/edit", changed).status_code == 303
    done(giver, place, "submission")
    assert done(judge, place, "approval").status_code == 303
    page = giver.get(f"{place}.json").json()
    assert page["note"] == "送到镇街"
    assert [each["text"] for each in page["history"]] == [
        *("写了草稿", "提交审核", "退回", "提交审核", "审核通过，开放")
    ]
    names = [each["by"] for each in page["history"]]
    assert names == ["giver", "giver", "审核人员或系统", "giver", "审核人员或系统"]
    assert "judge" in judge.text(place)
    acts = [name for name, _ in audit_of(service, place.rpartition("/")[2])]
    assert acts[0] == "offering.add"
    assert acts[-1] == "offering.approve"


def test_a_draft_that_a_colleague_has_changed_is_told_and_not_overwritten(giver: Clerk) -> None:
    place = made(giver)
    assert giver.send(f"{place}/edit", {**FORM, "version": "1", "quantity": "5"}).status_code == 303
    late = giver.send(f"{place}/edit", {**FORM, "version": "1", "quantity": "6"})
    assert late.status_code == 409
    assert "现在是第 2 版" in words_of(late.text)
    assert 'value="6"' in late.text
    assert "5 个名额" in giver.text(place)
    assert giver.send(f"{place}/edit", {**FORM, "version": "2", "quantity": "6"}).status_code == 303
    assert "6 个名额" in giver.text(place)


def test_a_condition_that_came_over_the_api_is_kept_by_the_form_unless_it_chooses(
    service: Service, giver: Clerk
) -> None:
    told = posted(service, who=None, condition="employment = unemployed")
    place = f"/offerings/{told['id']}"
    form = {**FORM, "age_from": "", "illness": [], "version": str(told["version"])}
    assert "按接口写的" in giver.text(f"{place}/edit")
    assert giver.send(f"{place}/edit", form).status_code == 303
    assert charity(service).get(f"/api/v1{place}").json()["condition"] == "employment = unemployed"
    again = {**form, "age_to": "17", "version": str(told["version"] + 1)}
    assert giver.send(f"{place}/edit", again).status_code == 303
    assert charity(service).get(f"/api/v1{place}").json()["condition"] == "age <= 17"


def test_a_fund_is_told_by_its_budget_and_cap(giver: Clerk) -> None:
    place = made(giver, kind="F", quantity="", budget="３，０００", cap="600")
    assert "总额 3,000 元，每次最多 600 元，共 5 次" in giver.text(place)


def test_how_many_it_would_reach_is_told_from_five_up_before_it_is_handed_in(
    service: Service, giver: Clerk
) -> None:
    facts = {"residence_town": "西区街道", "household_size": 2, "relief_status": "tekun"}
    homes = [taken_in(service, WEST, facts=facts)["id"] for _ in range(4)]
    choice = {"age_from": "", "illness": [], "relief_status": ["tekun"], "towns": [WEST]}
    place = made(giver, per="household", **choice)
    assert "现在能帮到的家庭：不到 5 户" in giver.text(f"{place}?reach=1")
    homes.append(taken_in(service, WEST, facts=facts)["id"])
    page = giver.get(f"{place}?reach=1").text
    assert "现在能帮到的家庭：大约 5 户" in words_of(page)
    assert not [each for each in homes if each in page]
    part = giver.get(f"{place}?reach=1", **{"hx-request": "true"}).text
    assert part.strip().startswith('<div id="reached"')


def test_places_are_counted_told_without_names_and_delivered(
    service: Service, giver: Clerk, mei: Clerk
) -> None:
    offering = active(service, quantity=2, name="助行器")
    place = f"/offerings/{offering['id']}"
    worker = service.as_(Role.WORKER, EAST)
    home = taken_in(service, EAST)["id"]
    held = hold(worker, offering["id"], home).json()
    row = next(
        row
        for group in giver.get("/offerings.json").json()["groups"]
        for row in group["rows"]
        if row["address"] == place
    )
    assert (row["left"], row["places"], row["held"], row["delivered"]) == (1, 2, 1, 0)
    shown = giver.get(place).text
    assert "东区" in words_of(shown)
    assert home not in shown
    assert home not in giver.get(f"{place}.csv").text
    assert f"/households/{home}" in mei.get(place).text
    path = f"{place}/reservations/{held['id']}/delivery"
    early = giver.send(path, {"version": "1"})  # no worker has confirmed it
    assert early.status_code == 409
    assert "还没有确认" in words_of(early.text)
    assert worker.post(f"/api/v1/reservations/{held['id']}/confirmation").is_success
    assert giver.send(path, {"version": "2"}).status_code == 303
    told = giver.get(f"{place}.json").json()
    assert [(r["number"], r["state"], r["deliver"]) for r in told["reserved"]] == [
        (held["number"], "已交付", "")
    ]
    again = giver.send(path, {"version": "1"})
    assert again.status_code == 409
    assert "没有做成" in words_of(again.text)


def test_what_is_used_up_lapsed_or_over_is_told_plainly(
    matcher: Matcher, settings: Settings, tmp_path: Path
) -> None:
    with serving(new_database(tmp_path), matcher, settings) as service:
        offering = active(service, quantity=1)
        place = f"/offerings/{offering['id']}"

        def told(name: str) -> str:
            who = clerk(service, name, Role.CHARITY, organisation=ORGANISATION)
            return who.text(place) + who.text("/offerings")

        hold(service.as_(Role.WORKER, EAST), offering["id"], taken_in(service, EAST)["id"])
        now = told("now")
        assert now.count("名额已用完") == 2
        assert (
            now.count("正在参与匹配") == 1
        )  # of the group of those that are open, not of this one
        service.clock.forward(days=8)
        later = told("later")
        assert "到期未确认，名额已退回" in later
        assert "名额已用完" not in later
        service.clock.forward(days=300)
        assert told("last").count("已过最后一天") == 2


def test_what_is_past_its_last_day_stands_apart_and_is_neither_matched_nor_reserved(
    matcher: Matcher, settings: Settings, tmp_path: Path
) -> None:
    with serving(new_database(tmp_path), matcher, settings) as service:
        past, runs = (active(service, ends=day) for day in ("2026-05-10", "2026-12-31"))
        worker, told = service.as_(Role.WORKER, EAST), {**SICK, "receiving": []}
        plans = f"/api/v1/households/{taken_in(service, EAST, **told)['id']}/plans"

        def offered() -> set[str]:
            made = worker.post(plans, json={"top": 5})
            assert made.status_code == 201, made.text
            return {each["code"] for each in made.json()["offers"]}

        assert {past["code"], runs["code"]} <= offered()
        service.clock.forward(days=20)
        assert past["code"] not in offered()
        late = hold(worker, past["id"], taken_in(service, EAST)["id"])
        assert late.status_code == 409
        for role, more in ((Role.CHARITY, {"organisation": ORGANISATION}), (Role.WORKER, {})):
            who = clerk(service, f"last-{role}", role, **more)
            groups = who.get("/offerings.json").json()["groups"]
            rows = {each["state"]: [row["code"] for row in each["rows"]] for each in groups}
            assert (rows["active"], rows["over"]) == ([runs["code"]], [past["code"]])
            assert next(g["title"] for g in groups if g["state"] == "over") == "已到期"
            assert who.get(f"/offerings/{past['id']}.json").json()["state"] == "已到期"
            assert "正在参与匹配" not in who.text(f"/offerings/{past['id']}")


def test_a_reservation_of_another_offering_is_absent_under_this_one(
    service: Service, giver: Clerk
) -> None:
    one, other = active(service), active(service)
    held = hold(service.as_(Role.WORKER, EAST), one["id"], taken_in(service, EAST)["id"]).json()
    path = f"/offerings/{other['id']}/reservations/{held['id']}/delivery"
    assert giver.send(path, {}).status_code == 404


def test_a_charity_is_led_to_its_offerings_and_finds_the_way_there(giver: Clerk) -> None:
    answer = giver.get("/")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/offerings")
    page = giver.get("/offerings").text
    nav = page.split("<nav")[1].split("</nav>")[0]
    assert '<a href="/offerings?lang=zh" aria-current="page">供给</a>' in nav
    assert 'href="/offerings/new?lang=zh"' in page


def test_workers_see_what_is_open_in_their_towns_and_judge_nothing(
    service: Service, mei: Clerk
) -> None:
    here, there = active(service), active(service, towns=[WEST])
    draft = posted(service)
    told = [
        row["address"]
        for group in mei.get("/offerings.json").json()["groups"]
        for row in group["rows"]
    ]
    assert f"/offerings/{here['id']}" in told
    assert not {f"/offerings/{each['id']}" for each in (there, draft)} & set(told)
    page = mei.get(f"/offerings/{here['id']}.json").json()
    assert (page["acts"], page["can_return"], page["edit"]) == ([], False, "")


def test_the_bureau_judges_what_a_town_alone_may_not(service: Service, judge: Clerk) -> None:
    someone(service, Role.BUREAU, "ju", factor=True)
    found = browser(service)
    assert found.sign_in("ju", code=code(service)).status_code in (200, 201)
    bureau = Clerk(found)
    offering = posted(service, towns=[EAST, WEST])
    act(charity(service), offering["id"], "submission")
    place = f"/offerings/{offering['id']}"
    told = judge.get(f"{place}.json").json()
    assert (told["acts"], told["can_return"]) == ([], False)
    assert "要由市里审核" in judge.text(place)
    assert done(judge, place, "approval").status_code == 403
    assert done(bureau, place, "approval").status_code == 303
    assert "开放中" in bureau.text(place)


HOSTILE = [
    "=1+1",
    "<script>alert(1)</script>",
    "{{7*7}}",
    "{0}{name}",
    "'; DROP TABLE x;--",
    "a\x00b",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_stay_words_on_every_page(giver: Clerk, judge: Clerk, text: str) -> None:
    place = made(giver, name=text, provider=text, phrases=text, note=text)
    done(giver, place, "submission")
    done(judge, place, "return", reason=text)
    for path in (place, "/offerings", f"{place}/edit"):
        page = giver.get(path).text
        assert "<script>alert" not in page
        assert text.replace("\x00", "") in words_of(page) or path.endswith("/edit")
    cells = giver.get("/offerings.csv").content.decode("utf-8-sig")
    assert '"=1+1"' not in cells


def test_a_list_of_one_state_is_read_page_by_page_without_one_twice(
    service: Service, giver: Clerk
) -> None:
    ids = [posted(service)["id"] for _ in range(45)]
    path, seen = "/offerings?state=draft", []
    while path and len(seen) < 500:
        told = giver.get(path.replace("/offerings", "/offerings.json", 1)).json()["groups"][0]
        seen += [row["address"] for row in told["rows"]]
        path = told["following"]
    assert {f"/offerings/{id}" for id in ids} <= set(seen)
    assert len(seen) == len(set(seen))
    rows = giver.get("/offerings.csv?state=draft").content.decode("utf-8-sig").splitlines()
    assert len(rows) == len(seen) + 1
    assert len(giver.get("/offerings").content) <= 60_000
