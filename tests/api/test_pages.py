"""The pages: each template gets exactly its dataclass, and says what a reader needs."""

import re
from collections.abc import Iterator
from dataclasses import fields
from html import unescape
from typing import Any

import pytest
from fastapi.testclient import TestClient
from jinja2 import meta, nodes

from api.pages.context import TEMPLATES
from api.pages.render import FOLDER, templates
from matcher.pipeline.matcher import Matcher
from tests.api.households import DEMOS, FAMILY, IN_DANGER, changed, text_of
from tests.api.reader import paste, text_in

LONGEST_PAGE = 60_000  # on a poor connection, and when it is kept or printed
LONGEST_SENT = 30_000  # what crosses a poor connection: pages are sent compressed


def used_by(name: str) -> Iterator[str]:
    """Yield the variables that a template and those it extends take from its context."""
    loader = templates.loader
    assert loader is not None
    tree = templates.parse(loader.get_source(templates, name)[0])
    imported = {name for found in tree.find_all(nodes.FromImport) for name in found.names}
    yield from meta.find_undeclared_variables(tree) - imported
    for extended in tree.find_all(nodes.Extends):
        assert isinstance(extended.template, nodes.Const)
        yield from used_by(extended.template.value)


def codes_told(page: str) -> list[str]:
    shown = re.sub(r"<(script|style|textarea)\b.*?</\1>", "", page, flags=re.DOTALL)
    return re.findall(r"\b[GSWFB]\d{3}\b", text_in(shown))


@pytest.mark.parametrize("page", TEMPLATES)
def test_each_template_uses_exactly_the_fields_of_its_dataclass(page: type[Any]) -> None:
    assert set(used_by(TEMPLATES[page])) == {field.name for field in fields(page)}


def test_every_template_that_is_a_page_has_a_dataclass() -> None:
    pages = {
        path.name
        for path in (FOLDER / "templates").glob("*.html")
        if "{% extends" in path.read_text(encoding="utf-8")
    }
    assert pages == set(TEMPLATES.values())


def test_the_first_page_says_what_the_catalogue_is_and_who_decides(client: TestClient) -> None:
    told = text_in(client.get("/try").text.split("<footer>")[0])
    assert "不是官方清单" in told
    assert "由人决定" in told
    english = text_in(client.get("/try?lang=en").text.split("<footer>")[0])
    assert "reconstruction" in english
    assert "a person decides" in english


def test_the_first_page_describes_each_demo_household(client: TestClient) -> None:
    page = client.get("/try").text
    told = text_in(page)
    for raw in DEMOS:
        assert f'href="/plan?demo={raw["id"]}&amp;lang=zh"' in page
    assert "A001 西区 · 2人 阿婆腿脚不便，想有人陪去医院看病拿药" in told
    assert "A003 镇街未知 · 未列成员 没有记下需求" in told


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_demo_plan_shows_what_its_json_says(
    client: TestClient, matcher: Matcher, lang: str
) -> None:
    plan = client.post(f"/api/v1/match?lang={lang}", content=text_of(FAMILY).encode()).json()
    first = client.get(f"/plan?demo=A001&lang={lang}").text
    told = text_in(first)
    for rank in re.findall(r'name="whole" value="(\d+)"', first):  # folded: told when opened
        form = {"household": text_of(FAMILY), "whole": rank}
        told += text_in(client.post(f"/plan?lang={lang}", data=form).text)
    names = [matcher.catalogue.provision(code).name for code in plan["held"]]
    wanted = [item["name"] for item in plan["items"]]
    wanted += [item["apply"] for item in plan["items"]]
    wanted += [offer["name"] for offer in plan["offers"]]
    wanted += [team["code"] for team in plan["teams"]]
    wanted += [question["text"] for question in plan["questions"]]
    wanted += [line for item in plan["items"] for line in item["residual"]]
    wanted += [change["name"] for change in plan["forecast"]]
    wanted += [name.say(lang) for name in names]  # type: ignore[arg-type]
    assert not [text for text in wanted if " ".join(text.split()) not in told]


def test_items_stand_under_the_need_they_serve_and_the_rest_apart(client: TestClient) -> None:
    plan = client.post("/api/v1/match", content=text_of(FAMILY).encode()).json()
    page = client.get("/plan?demo=A001").text
    asked, apart = page.split("没有提到、但按情况可能享受的")
    for item in plan["items"]:
        place = asked if item["needs"] else apart
        assert f'id="item-{item["rank"]}"' in place
    for group in asked.split('<div class="need">')[1:]:
        text = re.search(r"<q[^>]*>(.*?)</q>", group)
        assert text is not None
        need = next(n["id"] for n in FAMILY["needs"] if n["text"] == unescape(text[1]))
        ranks = {int(rank) for rank in re.findall(r'id="item-(\d+)"', group)}
        wanted = {i["rank"] for i in plan["items"] if i["needs"] and i["needs"][0] == need}
        assert ranks == wanted


def test_danger_is_told_before_anything_else_of_the_plan(client: TestClient) -> None:
    page = client.get("/plan?demo=A002").text
    assert "12356" in page
    assert page.index('id="alerts"') < page.index('id="overview"') < page.index('id="items"')


def test_no_page_shows_a_bare_code_of_an_item_or_offering(
    client: TestClient, dev_lines: list[str]
) -> None:
    for line in dev_lines[:8]:
        assert not codes_told(paste(client, line).text)


def test_a_need_that_nothing_answers_is_told_as_such(client: TestClient) -> None:
    raw = changed(needs=[{"id": "n1", "text": "想学开飞机去火星"}])
    plan = client.post("/api/v1/match", content=text_of(raw).encode()).json()
    page = paste(client, raw).text
    assert ("没能回应的需求" in page) == bool(plan["uncovered_needs"])


def test_a_plan_without_a_model_of_meaning_says_so(client: TestClient) -> None:
    assert "只按用词检索" in client.get("/plan?demo=A001").text


def test_a_page_is_chinese_whatever_the_browser_prefers(client: TestClient) -> None:
    assert '<html lang="zh-Hans"' in client.get("/try", headers={"accept-language": "en"}).text


def test_what_a_family_wrote_is_shown_as_text_and_never_run(client: TestClient) -> None:
    nasty = "<script>alert(1)</script>\"'><img src=x>"
    raw = changed(id=nasty, needs=[{"id": "n1", "text": nasty + "想有人陪去医院"}])
    for page in (paste(client, raw).text, paste(client, text_of(raw) + "}").text):
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "<script>alert(1)</script>" in unescape(page)


def test_no_page_asks_anything_of_another_server(client: TestClient) -> None:
    for path in ("/try", "/plan?demo=A001", "/nothing", "/docs"):
        answer = client.get(path, headers={"accept": "text/html"})
        assert not re.findall(r"(?:src|href|action)=\"(?:https?:)?//", answer.text)
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-store"


def test_a_page_stays_light_for_a_poor_connection(client: TestClient, dev_lines: list[str]) -> None:
    for line in dev_lines[:12]:
        for lang in ("zh", "en"):
            page = paste(client, line, lang)
            assert len(page.content) < LONGEST_PAGE
            assert page.num_bytes_downloaded < LONGEST_SENT
    assert len(client.get("/try").content) < LONGEST_PAGE


def test_a_demo_household_that_is_not_there_is_an_error_page(client: TestClient) -> None:
    answer = client.get("/plan?demo=A00X", headers={"accept": "text/html"})
    assert answer.status_code == 404
    assert "回到首页" in answer.text
    assert client.get("/plan?demo=a0O1").json()["errors"][0]["near"] == "A001"


def test_the_style_and_icon_are_served_from_the_package(client: TestClient) -> None:
    assert "text/css" in client.get("/static/site.css").headers["content-type"]
    assert client.get("/static/icon.svg").status_code == 200


def test_an_alert_names_its_kind_and_its_words(client: TestClient) -> None:
    plan = client.post("/api/v1/match", content=text_of(IN_DANGER).encode()).json()
    told = text_in(client.get("/plan?demo=A002").text)
    assert plan["alerts"]
    for alert in plan["alerts"]:
        assert alert["label"] in told
        assert alert["words"] in told
        assert " ".join(alert["route"].split()) in told


def test_what_only_sounds_like_danger_asks_to_be_read_first_and_what_is_said_is_loud(
    client: TestClient,
) -> None:
    plan = client.post("/api/v1/match", content=text_of(IN_DANGER).encode()).json()
    page = client.get("/plan?demo=A002").text
    ways = {alert["by"] for alert in plan["alerts"]}
    assert ('id="alerts-maybe"' in page) is ("likeness" in ways)
    assert ('id="alerts-sure"' in page) is bool(ways - {"likeness"})
    for alert in plan["alerts"]:
        assert ("核实" in alert["advice"]) is (alert["by"] == "likeness")
