"""The pages of a kept plan: read, asked about, corrected, confirmed, compared, printed."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest

from api.access.callers import Role
from api.pages.kept_plan import Wanted, related_items
from api.settings import Settings
from api.usecases.offers_now import OfferNow
from matcher.loading import load_matcher
from matcher.pipeline.matcher import Matcher
from tests.identity.people import audit
from tests.printing.reading import text_of
from tests.service.clerks import Clerk, clerk, words_of
from tests.service.families import taken_in
from tests.service.lists import home
from tests.service.office import EAST, TODAY, WEST, Service, new_database, serving
from tests.service.supply import active
from tests.service.test_plans import FAMILY, kept, plans
from tests.service.test_receipts import tell
from tests.support import CATALOGS


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return load_matcher(CATALOGS, TODAY, "lexical")


@pytest.fixture(scope="module")
def service(matcher: Matcher, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("plan-pages")
    told = Settings(catalog=CATALOGS, encoder="lexical", catalogs_home=folder / "catalogs")
    with serving(new_database(folder), matcher, told) as found:
        yield found


@pytest.fixture(scope="module")
def mei(service: Service) -> Clerk:
    return clerk(service, "mei")


@pytest.fixture
def planned(service: Service, mei: Clerk) -> str:
    """The address of the first plan of a new family."""
    household = kept(service)
    made = mei.send(f"/households/{household}/plans", {})
    assert made.status_code == 303
    return f"/households/{household}/plans/1"


def data(mei: Clerk, address: str) -> dict[str, Any]:
    found: dict[str, Any] = mei.get(f"{address}.json").json()
    return found


def codes(page: dict[str, Any]) -> list[str]:
    rows = [*page["others"], *(item for group in page["groups"] for item in group["items"])]
    return [row["code"] for row in sorted(rows, key=lambda row: row["rank"])]


def changed(mei: Clerk, address: str, do: str, reason: str = "家里要求", **more: str) -> Any:
    code = do.partition(":")[2]
    return mei.send(f"{address}/corrections", {"do": do, f"reason.{code}": reason, **more})


def test_a_kept_plan_tells_its_items_by_need_with_the_words_of_the_ledger_marked(
    service: Service, mei: Clerk, planned: str
) -> None:
    page = mei.get(planned).text
    stored = service.as_(Role.WORKER, EAST).get(f"/api/v1{planned}").json()
    told = words_of(page)
    for item in stored["items"]:
        assert item["name"] in told
        assert " ".join(item["apply"].split()) in told
    assert "<mark>陪去医院看病</mark>" in page
    assert FAMILY["needs"][0]["text"] in re.sub(r"<[^>]+>", "", page)
    assert not re.findall(r"\b[GS]\d{3}\b", words_of(re.sub(r"<footer.*", "", page, flags=re.S)))
    assert len(page.encode()) <= 60_000


def test_a_need_that_tells_of_danger_comes_first_whatever_else_presses(
    service: Service, mei: Clerk
) -> None:
    needs = [
        {"id": "n1", "text": "想找一份工作", "urgency": "high"},
        {"id": "n2", "text": "孩子冬天没有厚衣服"},
        {"id": "n3", "member": "m1", "text": "老公打我，不敢回家"},
    ]
    id = taken_in(service, EAST, **{**FAMILY, "needs": needs})["id"]
    service.as_(Role.WORKER, EAST).post(f"/api/v1/households/{id}/plans", json={})
    groups = mei.get(f"/households/{id}/plans/latest.json").json()["groups"]
    said = ["".join(piece["words"] for piece in group["said"]) for group in groups]
    assert said[0] == "老公打我，不敢回家"
    assert len(said) > 1


def test_an_offering_that_says_nothing_of_a_need_stands_with_the_item_it_is_for(
    service: Service, mei: Clerk
) -> None:
    household = kept(service)
    worker = service.as_(Role.WORKER, EAST)
    plan = worker.post(f"/api/v1/households/{household}/plans", json={}).json()
    item = next(row for row in plan["items"] if row["needs"])
    name = "秋季登山鞋"
    posted = {"name": name, "items": [item["code"]], "phrases": [], "who": {"age_from": 60}}
    active(service, **posted)
    again = worker.post(f"/api/v1/households/{household}/plans", json={}).json()
    mine = next(row for row in again["offers"] if row["name"] == name)
    assert mine["needs"] == []
    page = data(mei, f"/households/{household}/plans/latest")
    groups = [
        (codes({"others": [], "groups": [group]}), [row["name"] for row in group["offers"]])
        for group in page["groups"]
    ]
    assert [item["code"] in held for held, named in groups if name in named] == [True]


def test_the_head_of_a_plan_names_the_town_in_the_reader_s_language(
    service: Service, mei: Clerk, planned: str
) -> None:
    towns = service.office.matcher.catalogue.towns.values()
    town = next(each for each in towns if each.code == EAST)
    heads = [
        mei.get(f"{planned}.json?lang={lang}").json()["who"].partition(" · ")[0]
        for lang in ("zh", "en")
    ]
    assert heads == [town.name, town.english]


def test_what_an_offering_is_given_by_is_no_item_it_is_related_to(matcher: Matcher) -> None:
    now = OfferNow(3, is_open=True, has_room=True, items=("S157", "S095"))
    wanted = Wanted({}, datetime(2026, 5, 1, tzinfo=UTC), offers={"W9": now})
    offer = {"code": "W9", "item": "S157"}
    assert related_items(offer, wanted, matcher.catalogue) == ("S095",)
    bicycle = {"code": "W001", "item": "S157"}
    assert related_items(bicycle, wanted, matcher.catalogue) == ()


def test_papers_are_merged_over_the_whole_plan(mei: Clerk, planned: str) -> None:
    papers = [row["name"] for row in data(mei, planned)["papers"]]
    assert papers[0] == "身份证"
    assert len(papers) == len(set(papers))


def test_all_that_an_item_rests_on_is_told_on_demand_with_and_without_script(
    mei: Clerk, planned: str
) -> None:
    code = codes(data(mei, planned))[0]
    assert 'class="tree"' not in mei.get(planned).text
    whole, part = (
        mei.get(f"{planned}?item={code}", **more).text for more in ({}, {"hx-request": "true"})
    )
    assert 'class="tree"' in whole
    assert "<html" in whole
    assert 'class="tree"' in part
    assert "<html" not in part
    assert part.strip() in whole
    for section in ("understood", "near", "forecast", "known"):
        answer = mei.get(f"{planned}?part={section}", **{"hx-request": "true"})
        assert answer.status_code == 200
        assert "<html" not in answer.text


@pytest.mark.parametrize("do", ["top", "up", "down", "remove", "note"])
def test_a_correction_is_a_new_version_with_its_reason_and_author(
    mei: Clerk, planned: str, do: str
) -> None:
    before = codes(data(mei, planned))
    code = before[2]
    sent = f"{do}:" if do == "note" else f"{do}:{code}"
    answer = changed(mei, planned, sent, "先急后缓")
    assert answer.status_code == 303
    newer = planned.replace("/plans/1", "/plans/2")
    assert answer.headers["location"].startswith(newer)
    wanted = {
        "top": [code, *before[:2], *before[3:]],
        "up": [before[0], code, before[1], *before[3:]],
        "down": [*before[:2], before[3], code, *before[4:]],
        "remove": [each for each in before if each != code],
        "note": before,
    }
    assert codes(data(mei, newer)) == wanted[do]
    told = mei.text(newer)
    assert "先急后缓" in told
    assert "第2版，mei" in told
    assert codes(data(mei, planned)) == before
    assert "不是最新一版" in mei.text(planned)


def test_a_change_without_a_reason_is_refused_at_its_place(mei: Clerk, planned: str) -> None:
    code = codes(data(mei, planned))[0]
    answer = changed(mei, planned, f"remove:{code}", " ")
    assert answer.status_code == 422
    assert f'href="#reason.{code}"' in answer.text
    assert "请先写改动的理由" in words_of(answer.text)
    long = changed(mei, planned, f"remove:{code}", "长" * 501)
    assert long.status_code == 422


def test_who_comes_second_sees_the_newest_version_and_keeps_what_was_typed(
    mei: Clerk, planned: str
) -> None:
    first, second = codes(data(mei, planned))[:2]
    assert changed(mei, planned, f"remove:{first}").status_code == 303
    late = changed(mei, planned, f"remove:{second}", "第二个人的理由")
    assert late.status_code == 409
    assert 'value="第二个人的理由"' in late.text
    assert "第2版" in words_of(late.text)


def test_an_item_is_found_by_initials_asked_about_and_added_though_the_facts_rule_it_out(
    mei: Clerk, planned: str
) -> None:
    found = mei.get(f"{planned}?find=dbbyjt").text
    assert "看判定" in found
    assert 'value="add:G002"' in found
    why = mei.get(f"{planned}?ask=G002").text
    assert 'id="grounds"' in why
    refused = changed(mei, planned, "add:G002")
    if refused.status_code == 409:
        assert "核对过了，仍要加入" in refused.text
        assert 'id="grounds"' in refused.text
        assert changed(mei, planned, "add:G002", despite="yes").status_code == 303
    assert "G002" in codes(data(mei, planned.replace("/plans/1", "/plans/2")))


def test_versions_and_their_differences_are_told_and_had_as_csv(mei: Clerk, planned: str) -> None:
    code = codes(data(mei, planned))[3]
    changed(mei, planned, f"top:{code}", "先办这一项")
    versions = planned.removesuffix("/1")
    told = mei.text(versions)
    assert "先办这一项" in told
    assert "第1版" in told
    assert mei.get(f"{versions}.csv").content.startswith("\ufeff".encode())
    difference = mei.text(f"{versions}/2/difference?against=1")
    assert "第4位 → 第1位" in difference


def test_english_keeps_the_plan_and_tells_it_in_english(mei: Clerk, planned: str) -> None:
    told = mei.text(f"{planned}?lang=en")
    assert "Service plan" in told
    shown = data(mei, f"{planned}")
    english = mei.get(f"{planned}.json?lang=en").json()
    assert codes(english) == codes(shown)
    names = [item["name"] for item in english["others"]]
    assert all(name.isascii() for name in names)


def test_the_switch_of_languages_leads_from_a_refused_change_to_the_plan(
    mei: Clerk, planned: str
) -> None:
    refused = changed(mei, planned, "note:", "").text
    (there,) = re.findall(r'href="([^"]+)" hreflang="en"|href="([^"]+lang=en)"', refused)[:1]
    found = mei.get(unescape("".join(there)))
    assert found.status_code == 200
    assert "Service plan" in words_of(found.text)


def test_a_plan_of_which_nothing_is_ticked_is_not_confirmed(mei: Clerk, planned: str) -> None:
    answer = mei.send(f"{planned}/confirmation", {"note": "下周再看"})
    assert answer.status_code == 422
    assert "一项也没有勾选" in words_of(answer.text)
    assert ">下周再看</textarea>" in answer.text
    assert mei.get(f"{planned.partition('/plans')[0]}/happiness-list.json").json()["entries"] == []


def test_beside_violence_nothing_is_ticked_that_speaks_of_leaving_and_no_list_names_it(
    service: Service, mei: Clerk
) -> None:
    said = [{"id": "n1", "text": "老公又打我，孩子很害怕；想找份工"}]
    head = {"id": "m1", "relation": "head", "sex": "f", "age": 34, "employment": "unemployed"}
    child = {"id": "m2", "relation": "child", "age": 8, "education_stage": "primary"}
    family = {**FAMILY, "members": [head, child], "needs": said}
    place = home(service, family)
    address = f"/households/{place.id}/plans/1"
    shown = [row["code"] for part in ("items", "offers") for row in place.plan()[part]]
    ticked = re.findall(r'name="(?:items|offers)" value="(\w+)" checked', mei.get(address).text)
    leaving = {"S131", "S143", "S134", "G070", "G074"}
    assert leaving & set(shown)
    assert not leaving & set(ticked)
    told = place.confirmed()
    assert leaving & set(shown) <= set(told["left_out"])
    assert not leaving & {row["code"] for row in told["entries"]}


def test_of_a_family_whose_one_need_is_danger_nothing_else_is_ticked_in_its_place(
    service: Service, mei: Clerk
) -> None:
    said = [{"id": "n1", "text": "老公喝醉酒就打我，身上都是瘀青"}]
    head = {"id": "m1", "relation": "head", "sex": "f", "age": 34}
    place = home(service, {**FAMILY, "members": [head], "needs": said})
    text = mei.get(f"/households/{place.id}/plans/1").text
    assert re.findall(r'name="items" value="(\w+)"', text)
    assert re.findall(r'name="items" value="(\w+)" checked', text) == []


def test_a_plan_is_confirmed_and_the_familys_list_is_shown_and_printed(
    service: Service, mei: Clerk, planned: str
) -> None:
    shown = data(mei, planned)
    wanted = codes(shown)[:3]
    team = shown["teams"][0]["code"]
    answer = mei.send(f"{planned}/confirmation", {"items": wanted, "team": team, "note": "请跟进"})
    assert answer.status_code == 303, words_of(answer.text)[:400]
    address = answer.headers["location"].partition("?")[0]
    page = mei.text(address)
    assert "第1版" in page
    pdf = mei.get(f"{address}.pdf")
    assert pdf.headers["content-type"] == "application/pdf"
    entries = mei.get(f"{address}.json").json()["entries"]
    read = text_of(pdf.content)
    assert entries
    for entry in entries:
        assert re.sub(r"\s", "", entry["what"]) in read
    assert audit(service, "list.print")


def test_the_pdf_says_what_the_page_says_and_is_on_record(
    service: Service, mei: Clerk, planned: str
) -> None:
    answer = mei.get(f"{planned}.pdf")
    assert answer.status_code == 200
    read, shown = text_of(answer.content), data(mei, planned)
    for item in [*shown["others"], *(i for g in shown["groups"] for i in g["items"])]:
        assert re.sub(r"\s", "", item["name"]) in read
        assert re.sub(r"\s", "", item["apply"]) in read
    for mark in ("家庭签字", "单位盖章", "mei2026-05-0110:00打印"):
        assert mark in read
    assert answer.content == mei.get(f"{planned}.pdf").content
    assert audit(service, "plan.print")


def test_a_place_is_reserved_confirmed_and_given_back_from_the_plan(
    service: Service, mei: Clerk, planned: str
) -> None:
    shown = data(mei, planned)
    offers = [*shown["offers"], *(o for g in shown["groups"] for o in g["offers"])]
    assert offers
    answer = mei.send(f"{planned}/reservations", {"code": offers[0]["code"]})
    assert answer.status_code in (303, 404, 409), words_of(answer.text)[:400]


@pytest.mark.parametrize(
    ("method", "rest"),
    [
        ("GET", ""), ("GET", ".json"), ("GET", ".csv"), ("GET", ".pdf"),
        ("GET", "/difference?against=1"), ("POST", "/corrections"), ("POST", "/confirmation"),
        ("POST", "/reservations"),
    ],
)  # fmt: skip
def test_a_plan_of_another_town_is_absent_and_asking_for_it_is_on_record(
    service: Service, planned: str, method: str, rest: str
) -> None:
    before = len(audit(service, "access.foreign"))
    stranger = service.as_(Role.WORKER, WEST)
    told = "do=note%3A&reason.=x&code=F001"
    kind = {"content-type": "application/x-www-form-urlencoded", "accept": "text/html"}
    answer = stranger.request(method, planned + rest, headers=kind, content=told)
    assert answer.status_code == 404
    assert len(audit(service, "access.foreign")) > before


def test_the_bureau_reads_plans_and_is_shown_no_way_to_change_them(
    service: Service, planned: str
) -> None:
    bureau = service.as_(Role.BUREAU)
    page = bureau.get(planned, headers={"accept": "text/html"}).text
    assert 'id="correct"' not in page
    assert 'id="confirm"' not in page
    told = {"content-type": "application/x-www-form-urlencoded"}
    assert (
        bureau.post(f"{planned}/corrections", headers=told, content="do=note:").status_code == 403
    )


def test_what_a_family_wrote_is_text_on_the_page_and_in_the_pdf(
    service: Service, mei: Clerk
) -> None:
    nasty = '<script>alert(1)</script>{{7*7}}#read("/etc/passwd")想有人陪去医院'
    household = kept(service, {**FAMILY, "needs": [{"id": "n1", "text": nasty}]})
    mei.send(f"/households/{household}/plans", {})
    page = mei.get(f"/households/{household}/plans/1?part=understood").text
    assert "<script>alert" not in page
    assert "<script>alert(1)</script>" in unescape(re.sub(r"</?mark>", "", page))
    read = text_of(mei.get(f"/households/{household}/plans/1.pdf").content)
    assert re.sub(r"\s", "", nasty) in read
    assert plans(household)  # the API keeps the same words


def test_a_plan_from_which_something_was_refused_can_be_read_in_both_languages(
    service: Service, mei: Clerk
) -> None:
    place = home(service)
    made = place.confirmed()
    assert tell(place, made, "refused", reason="名额已满").status_code == 201
    page = f"/households/{place.id}/plans/latest"
    assert "没有获批，已拿掉" in mei.text(page)
    assert "not granted, taken out" in mei.text(f"{page}?lang=en")
