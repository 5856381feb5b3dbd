"""The work list and the families in pages: what a desk sees, and what nobody else does."""

import re
from html import unescape
from typing import Any

import pytest

from api.access.callers import Role
from tests.identity.people import HTML, Browser, audit, browser, someone
from tests.service.office import EAST, WEST, Service

DANGER = "他说活着没意思，想死"
FORM = {
    "residence_town": "东区",
    "household_size": "2",
    "m1.name": "黎小梅",
    "m1.relation": "head",
    "m1.birth_date": "1946-07-01",
    "n1.text": "想有人陪去医院",
    "n1.member": "m1",
    "another": "1",  # many tests take in a family of this name
}


def signed_in(service: Service, role: Role, name: str, *towns: str) -> Browser:
    someone(service, role, name, towns=tuple(towns), factor=False)
    mine = browser(service)
    mine.sign_in(name)
    return mine


@pytest.fixture(scope="module")
def mei(service: Service) -> Browser:
    return signed_in(service, Role.WORKER, "mei", EAST)


@pytest.fixture(scope="module")
def zhou(service: Service) -> Browser:
    return signed_in(service, Role.WORKER, "zhou", WEST)


def send(mine: Browser, path: str, form: dict[str, str]) -> Any:
    return mine.post(path, data={"csrf": mine.csrf, **form}, headers=HTML)


def taken_in(mine: Browser, **more: str) -> str:
    page = mine.get("/households/new", headers=HTML).text
    once = re.findall(r'name="once" value="(\w+)"', page)[0]
    answer = send(mine, "/households", {**FORM, "once": once, **more})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].split("?")[0]


def searched(mine: Browser, typed: str) -> Any:
    """Return the page of the families that were searched for."""
    told = send(mine, "/households/search", {"q": typed})
    assert told.status_code == 303, told.text
    return mine.get(told.headers["location"], headers=HTML)


def planned(mine: Browser, place: str) -> None:
    assert mine.post(f"/api/v1{place}/plans", json={}).status_code == 201


def test_a_family_is_taken_in_by_one_form_and_is_found_by_name_initials_and_nothing_in_an_address(
    mei: Browser,
) -> None:
    place = taken_in(mei)
    for typed in ("黎小梅", "lxm"):
        answer = searched(mei, typed)
        assert place in answer.text, typed
        assert "黎*梅一家" in answer.text
        assert "黎小梅一家" not in answer.text
    assert "东区" in mei.get("/households", headers=HTML).text


@pytest.mark.parametrize("typed", ["0760 2228 1234", "0760-22281234", "(0760)22281234"])
def test_a_family_is_found_by_its_landline_however_it_is_written(mei: Browser, typed: str) -> None:
    place = taken_in(mei, **{"m1.name": "容试", "m1.phone": "0760 2228 1234"})
    assert place in searched(mei, typed).text


def test_a_search_can_be_come_back_to_and_no_address_tells_what_was_typed(
    mei: Browser, zhou: Browser
) -> None:
    place = taken_in(mei, **{"m1.name": "关试"})
    there = send(mei, "/households/search", {"q": "关试"}).headers["location"]
    assert re.fullmatch(r"/households/search\?of=[0-9a-f]{32}&lang=zh", there)
    for _ in range(2):
        assert place in mei.get(there, headers=HTML).text
    assert f"{there.partition('&')[0]}&amp;lang=en" in mei.get(there, headers=HTML).text
    for who, name in ((zhou, there), (mei, "/households/search?of=gone")):
        answer = who.get(name, headers=HTML)
        assert (place in answer.text, "查找的内容只留半小时" in answer.text) == (False, True)


def test_a_form_that_comes_twice_takes_one_family_in(mei: Browser) -> None:
    page = mei.get("/households/new", headers=HTML).text
    form = {**FORM, "once": re.findall(r'name="once" value="(\w+)"', page)[0]}
    places = {send(mei, "/households", form).headers["location"] for _ in range(2)}
    assert len(places) == 1


def test_what_is_wrong_is_told_at_its_input_and_nothing_typed_is_lost(mei: Browser) -> None:
    wrong = {**FORM, "m1.id_number": "442000194607010011", "household_size": "三口"}
    answer = send(mei, "/households", wrong)
    assert answer.status_code == 422
    assert 'id="error"' in answer.text
    assert 'value="三口"' in answer.text
    assert 'value="442000194607010011"' in answer.text
    assert "想有人陪去医院" in answer.text
    found = re.findall(r'href="#([\w.]+)"', answer.text.split('id="error"')[1].split("</div>")[0])
    assert found
    for name in found:
        assert f'id="{name}-error"' in answer.text


def test_all_that_is_wrong_with_a_form_is_told_at_once(mei: Browser) -> None:
    wrong = {**FORM, "m1.id_number": "442000194607010011", "household_size": "三口"}
    wrong |= {"residence_town": "", "m1.birth_date": "1800-01-01", "m2.phone": "12"}
    answer = send(mei, "/households", wrong)
    assert answer.status_code == 422
    told = answer.text.split('id="error"')[1].split("</div>")[0]
    assert set(re.findall(r'href="#([\w.]+)"', told)) == {
        *("m1.id_number", "household_size", "residence_town", "m1.birth_date", "m2.phone"),
    }


def test_the_switch_of_languages_keeps_what_was_typed_and_takes_nobody_in(mei: Browser) -> None:
    page = mei.get("/households/new", headers=HTML).text
    assert 'formaction="/households?lang=en"' in page
    before = mei.get("/api/v1/households").json()
    typed = {**FORM, "m1.name": "未完", "switch": "again"}
    answer = send(mei, "/households?lang=en", typed)
    assert answer.status_code == 200
    assert 'value="未完"' in answer.text
    assert "想有人陪去医院" in answer.text
    assert "New family" in answer.text
    assert mei.get("/api/v1/households").json() == before


def test_danger_comes_first_at_the_desk_until_somebody_has_noticed(mei: Browser) -> None:
    place = taken_in(mei, **{"n1.text": DANGER, "m1.name": "陈试"})
    planned(mei, place)
    page = mei.get("/", headers=HTML).text
    assert place in page.split('id="danger"')[1].split("</section>")[0]
    assert page.index('id="danger"') < page.index('id="to_confirm"') < page.index('id="to_ask"')
    assert place in mei.get("/households?sign=unread", headers=HTML).text


def test_the_numbers_of_a_town_are_those_of_its_families(mei: Browser) -> None:
    rows = {row["code"]: row["numbers"] for row in mei.get("/index.json").json()["towns"]}
    listed = mei.get("/households.json").json()["rows"]
    assert set(rows) == {EAST}
    assert rows[EAST][0] == len(listed)
    assert rows[EAST][1] == sum(row["plan"] is not None for row in listed)


def test_a_town_sees_neither_families_nor_numbers_of_another(mei: Browser, zhou: Browser) -> None:
    place = taken_in(mei, **{"m1.name": "林试"})
    for path in ("/", "/households", "/households?state=all", "/households.csv", "/index.csv"):
        answer = zhou.get(path, headers=HTML)
        assert answer.status_code == 200
        assert place not in answer.text
        assert "东区" not in answer.text.split("<main")[-1], path
    assert "林" not in searched(zhou, "ls").text.split("<main")[1]


def test_a_filter_for_a_foreign_town_is_absent_and_on_record(
    service: Service, zhou: Browser
) -> None:
    before = len(audit(service, "access.foreign"))
    assert zhou.get(f"/households?town={EAST}", headers=HTML).status_code == 404
    assert len(audit(service, "access.foreign")) == before + 1


@pytest.mark.parametrize("role", [Role.CHARITY, Role.PUSH])
@pytest.mark.parametrize("path", ["/households", "/households.json", "/households/new"])
def test_who_has_nothing_to_do_with_families_is_refused_and_put_on_record(
    service: Service, role: Role, path: str
) -> None:
    name = f"{role}-{path}".replace("/", "-").replace(".", "-")
    mine = signed_in(service, role, name)
    before = len(audit(service, "access.refused"))
    assert mine.get(path, headers=HTML).status_code == 403
    assert len(audit(service, "access.refused")) == before + 1
    assert mine.get("/", headers=HTML).status_code == 303


def test_a_form_without_its_token_changes_nothing(mei: Browser) -> None:
    bare = Browser(mei.client)
    assert bare.post("/households", data=FORM, headers=HTML).status_code == 403


def test_pages_of_a_long_list_follow_one_another_without_a_family_twice(mei: Browser) -> None:
    for number in range(27):
        taken_in(mei, **{"m1.name": f"周{'甲乙丙丁'[number % 4]}"})
    seen: list[str] = []
    path = "/households"
    while path:
        told = mei.get(path.replace("/households", "/households.json", 1)).json()
        seen += [row["id"] for row in told["rows"]]
        path = told["following"]
    assert len(seen) == len(set(seen)) > 27
    rows = mei.get("/households.csv").content.decode("utf-8-sig").splitlines()
    assert len(rows) == len(seen) + 1


def version_of(page: str) -> str:
    return re.findall(r'name="version" value="(\d+)"', page)[0]


def edited(mine: Browser, place: str, edit: str, **form: str) -> Any:
    page = mine.get(f"{place}?edit={edit}", headers=HTML).text
    return send(mine, place, {"edit": edit, "version": version_of(page), **form})


def test_a_family_shows_what_is_known_and_marks_what_is_not_with_who_can_tell(
    mei: Browser,
) -> None:
    place = taken_in(mei, **{"m1.name": "方试"})
    told = mei.get(f"{place}.json").json()
    facts = {row["label"]: row for row in told["facts"]}
    assert facts["家庭人口"]["status"] == "known"
    assert "家庭本人 · 2026" in facts["家庭人口"]["source"] or "陈述" in facts["家庭人口"]["source"]
    assert facts["救助身份"]["value"] == "未核"
    assert "可以问" in facts["救助身份"]["source"] or facts["救助身份"]["source"]
    assert "方试" not in mei.get(place, headers=HTML).text


def test_the_switch_of_languages_keeps_the_form_that_is_open(mei: Browser) -> None:
    place = taken_in(mei, **{"m1.name": "方语"})
    opened = mei.get(f"{place}?edit=fact:relief_status:", headers=HTML).text
    (there,) = re.findall(rf'href="({place}[?][^"]*lang=en[^"]*)"', opened)[:1]
    assert 'id="edit"' in mei.get(unescape(there), headers=HTML).text
    refused = send(mei, f"{place}/reveal", {"edit": "reveal:zz", "field": "name"}).text
    assert f'href="{place}?lang=en"' in refused


def test_a_fact_is_filled_in_by_its_form_and_its_history_told(mei: Browser) -> None:
    place = taken_in(mei, **{"m1.name": "方二"})
    form = {"value": "dibao", "source": "civil_affairs", "as_of": "2026-04-01"}
    assert edited(mei, place, "fact:relief_status:", **form).status_code == 303
    told = mei.get(f"{place}.json").json()
    (row,) = [row for row in told["facts"] if row["label"] == "救助身份"]
    assert (row["value"], row["source"]) == ("低保", "民政部门 · 2026-04-01")
    assert told["past"][0]["what"] == "救助身份"


def test_who_comes_too_late_sees_both_versions_and_loses_nothing(mei: Browser) -> None:
    place = taken_in(mei, **{"m1.name": "方三"})
    page = mei.get(f"{place}?edit=fact:household_size:", headers=HTML).text
    assert edited(mei, place, "fact:household_size:", value="4").status_code == 303
    form = {"edit": "fact:household_size:", "version": version_of(page), "value": "7"}
    late = send(mei, place, form)
    assert late.status_code == 412
    stale = late.text.split('id="stale"')[1].split("</div></dl>")[0]
    assert "<b>7</b>" in stale
    assert "<b>4</b>" in stale
    assert 'value="7"' in late.text
    again = send(mei, place, {**form, "version": version_of(late.text)})
    assert again.status_code == 303


@pytest.mark.parametrize(
    ("edit", "form", "input"),
    [
        ("fact:household_size:", {"value": "三口"}, "value"),
        ("member:", {"name": "方四", "id_number": "442000194607010011"}, "id_number"),
        ("need:", {"text": " "}, "text"),
    ],
)
def test_a_refused_change_is_told_at_its_input(
    mei: Browser, edit: str, form: dict[str, str], input: str
) -> None:
    place = taken_in(mei, **{"m1.name": "方五"})
    answer = edited(mei, place, edit, **form)
    assert answer.status_code == 422
    assert f'id="{input}-error"' in answer.text
    assert f'href="#{input}"' in answer.text


def test_members_needs_and_consent_are_changed_by_forms(mei: Browser) -> None:
    place = taken_in(mei, **{"m1.name": "方六"})
    assert edited(mei, place, "member:", name="方小", relation="child").status_code == 303
    told = mei.get(f"{place}.json").json()
    child = next(m["id"] for m in told["members"] if "子女" in m["title"])
    assert edited(mei, place, f"member:{child}", birth_date="2015-01-02").status_code == 303
    assert edited(mei, place, "need:", text="屋顶漏水", urgency="high").status_code == 303
    need = mei.get(f"{place}.json").json()["needs"][1]
    assert edited(mei, place, f"need:{need['id']}", state="withdrawn").status_code == 303
    assert edited(mei, place, "consent", **{"group.health": "true"}).status_code == 303
    assert edited(mei, place, f"leave:{child}", reason="moved_out").status_code == 303
    told = mei.get(f"{place}.json").json()
    assert len(told["members"]) == 1
    assert told["needs"][1]["status"] == "withdrawn"
    assert "已同意" in str(told["consent"])


def test_masked_numbers_in_typed_words_are_told_and_no_others(mei: Browser) -> None:
    place = taken_in(mei, **{"m1.name": "方七", "n1.text": "想找人陪诊，打 13812341234"})
    assert "已遮去" in mei.get(place, headers=HTML).text
    assert edited(mei, place, "need:", text="邻居电话 13900001111，请联系他").status_code == 303
    told = mei.get(place, headers=HTML).text
    assert "已保存" in told
    assert "已遮去" in told
    assert "13900001111" not in told
    assert edited(mei, place, "need:", text="屋顶漏水，修要 20000 元").status_code == 303
    assert "已遮去" not in mei.get(place, headers=HTML).text


def test_a_value_is_revealed_for_a_reason_and_on_record(service: Service, mei: Browser) -> None:
    place = taken_in(mei, **{"m1.name": "方七七"})
    member = mei.get(f"{place}.json").json()["members"][0]["id"]
    before = len(audit(service, "personal.unmask"))
    form = {"edit": f"reveal:{member}", "field": "name", "reason": "home_visit"}
    answer = send(mei, f"{place}/reveal", form)
    assert "方七七" in answer.text.split('id="revealed"')[1].split("</div>")[0]
    assert len(audit(service, "personal.unmask")) == before + 1
    without = send(mei, f"{place}/reveal", {**form, "reason": "other"})
    assert without.status_code == 422


def test_an_answered_question_is_a_fact_and_changes_the_plan_in_place(mei: Browser) -> None:
    place = taken_in(mei, **{"m1.name": "方八"})
    planned(mei, place)
    at = f"{place}/questions"
    told = mei.get(f"{at}.json").json()
    assert (told["plan"], told["is_new"], told["changes"]) == (1, False, [])
    asked = next(q for q in told["questions"] if q["field"]["choices"] and not q["withheld"])
    form = {
        **{"fact": asked["fact"], "member": asked["member"], "version": str(told["version"])},
        **{"do": "answer", "value": asked["field"]["choices"][0]["value"], "source": "village"},
    }
    part = mei.post(at, data={"csrf": mei.csrf, **form}, headers={**HTML, "hx-request": "true"})
    assert part.status_code == 200
    assert part.text.strip().startswith('<div id="asking"')
    after = mei.get(f"{at}.json").json()
    assert after["is_new"]
    assert after["changes"]
    assert asked["key"] not in [q["key"] for q in after["questions"]]
    kept = send(mei, f"{place}/plans", {})
    assert kept.status_code == 303
    assert mei.get(f"{at}.json").json()["plan"] == 2


PATHS = ("", ".json", "/questions", "/questions.json")
FORMS = ("", "/reveal", "/danger", "/questions", "/plans")


def test_a_family_of_another_town_is_absent_by_every_way_and_on_record(
    service: Service, mei: Browser, zhou: Browser
) -> None:
    place = taken_in(mei, **{"m1.name": "方十"})
    form = {"edit": "need:", "version": "1", "text": "x", "field": "phone"}
    form |= {"fact": "household_size", "value": "2", "reason": "home_visit"}
    for path in PATHS:
        before = len(audit(service, "access.foreign"))
        assert zhou.get(place + path, headers=HTML).status_code == 404, path
        assert len(audit(service, "access.foreign")) == before + 1, path
    for path in FORMS:
        before = len(audit(service, "access.foreign"))
        assert send(zhou, place + path, form).status_code == 404, path
        assert len(audit(service, "access.foreign")) == before + 1, path
    assert mei.get(f"{place}.json").json()["version"] == 1


def test_danger_that_was_noticed_waits_no_more(service: Service, mei: Browser) -> None:
    place = taken_in(mei, **{"n1.text": DANGER, "m1.name": "陈二"})
    planned(mei, place)
    assert 'id="danger"' in mei.get(place, headers=HTML).text
    assert send(mei, f"{place}/danger", {}).status_code == 303
    assert 'id="danger"' not in mei.get(place, headers=HTML).text
    assert place not in mei.get("/households?sign=unread", headers=HTML).text
    assert place in mei.get("/households?sign=danger", headers=HTML).text
    assert audit(service, "danger.notice")


def test_what_somebody_needed_who_left_is_named_until_it_is_handed_over(mei: Browser) -> None:
    place = taken_in(mei, **{"m1.name": "方八"})
    edited(mei, place, "member:", name="方九", relation="child")
    told = mei.get(f"{place}.json").json()
    head, child = (member["id"] for member in told["members"])
    edited(mei, place, f"leave:{head}", reason="moved_out")
    page = mei.get(place, headers=HTML).text
    assert "想有人陪去医院" in page.split('id="left-over"')[1].split("</div>")[0]
    need = f"need:{told['needs'][0]['id']}"
    assert f'<option value="{head}" selected' in mei.get(f"{place}?edit={need}", headers=HTML).text
    assert edited(mei, place, need, text="陪诊", member=head).status_code == 303
    assert 'id="left-over"' in mei.get(place, headers=HTML).text
    assert edited(mei, place, need, member=child).status_code == 303
    assert 'id="left-over"' not in mei.get(place, headers=HTML).text


def test_who_left_is_shown_and_brought_back_by_a_button(mei: Browser) -> None:
    place = taken_in(mei, **{"m1.name": "方十"})
    head = mei.get(f"{place}.json").json()["members"][0]["id"]
    edited(mei, place, f"leave:{head}", reason="mistake")
    told = mei.get(f"{place}.json").json()
    assert [each["id"] for each in told["departed"]] == [head]
    assert told["needs"][0]["whose"] == told["departed"][0]["title"]
    assert f"?edit=return:{head}" in mei.get(place, headers=HTML).text
    assert "恢复为家庭成员" in mei.get(f"{place}?edit=return:{head}", headers=HTML).text
    assert edited(mei, place, f"return:{head}").status_code == 303
    told = mei.get(f"{place}.json").json()
    assert (len(told["members"]), told["departed"]) == (1, [])


def test_who_may_be_on_record_already_is_looked_at_before_a_second_family_is_taken_in(
    service: Service, zhou: Browser
) -> None:
    mine = signed_in(service, Role.WORKER, "lan", EAST)
    twin = {"m1.name": "欧双双", "m1.birth_date": "1951-02-03"}
    first = taken_in(mine, **twin)
    page = mine.get("/households/new", headers=HTML).text
    form = {
        **{n: v for n, v in FORM.items() if n != "another"},
        **twin,
        "once": re.findall(r'name="once" value="(\w+)"', page)[0],
    }
    asked = send(mine, "/households", form)
    assert asked.status_code == 422
    assert f'href="{first}?lang=zh"' in asked.text
    assert "欧*双一家" in asked.text
    assert "想有人陪去医院" in asked.text
    assert send(mine, "/households", {**form, "another": "1"}).status_code == 303
    taken_in(zhou, **twin, residence_town="西区")  # of another town nothing is told
    other = {**form, "m1.birth_date": "1951-02-04", "once": "f" * 32}
    assert send(mine, "/households", other).status_code == 303


def test_a_form_saved_once_more_after_going_back_is_asked_about_first(mei: Browser) -> None:
    nobody_knows = {"m1.name": "欧无日", "m1.birth_date": ""}
    first = taken_in(mei, **nobody_knows)
    form = {**{n: v for n, v in FORM.items() if n != "another"}, **nobody_knows, "once": "e" * 32}
    asked = send(mei, "/households", form)
    assert asked.status_code == 422
    assert f'href="{first}?lang=zh"' in asked.text
