"""Journeys through the page in a real browser, with and without JavaScript."""

import json

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.api.households import FAMILY, IN_DANGER, text_of
from tests.journeys.conftest import sign_in

NARROW = 360
SMALLEST_TARGET = 44
WIDE_THINGS = """() => [...document.querySelectorAll('body *')]
    .filter(e => e.getBoundingClientRect().right > window.innerWidth + 1
        && getComputedStyle(e).position !== 'absolute')
    .map(e => e.outerHTML.slice(0, 80))"""
SMALL_THINGS = """smallest => [...document.querySelectorAll(
        'main button, main select, main input:not([type=hidden]), main summary, ' +
        'nav a, nav button, .demos a, .overview a')]
    .filter(e => e.getClientRects().length && e.getBoundingClientRect().height < smallest - 0.5)
    .map(e => e.outerHTML.slice(0, 80))"""
SMALL_TYPE = """() => [...document.querySelectorAll('body *')]
    .filter(e => e.childNodes.length && parseFloat(getComputedStyle(e).fontSize) < 16)
    .map(e => e.outerHTML.slice(0, 80))"""


def test_choosing_a_demo_household_shows_its_plan(page: Page) -> None:
    page.goto("/try")
    page.get_by_role("link", name="A001").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("家庭 A001 的服务方案")
    expect(page.locator("#items li.item")).to_have_count(20)
    expect(page.locator("#teams li")).not_to_have_count(0)
    page.locator("#overview a").last.click()
    expect(page.locator("#item-20")).to_be_in_viewport()


def test_entering_a_household_by_the_form_shows_its_plan(page: Page) -> None:
    page.goto("/try")
    page.get_by_label("说了什么").first.fill("老人一个人住，腿脚不便，想有人陪去医院")
    page.get_by_label("说的是谁").first.select_option("成员1")
    page.get_by_label("居住镇街").select_option("小榄")
    page.get_by_label("家庭人口").fill("1")
    page.get_by_label("救助身份").select_option("低保")
    page.get_by_label("与户主关系").first.select_option("户主")
    page.get_by_label("出生日期").first.fill("1946-07-01")
    page.get_by_role("button", name="生成服务方案").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("这户家庭的服务方案")
    expect(page.locator("#items q").first).to_have_text("老人一个人住，腿脚不便，想有人陪去医院")
    expect(page.locator("#known")).to_contain_text("居住镇街：小榄")
    assert page.url.endswith("/plan?lang=zh")


def test_a_mistake_in_the_form_is_told_and_nothing_typed_is_lost(page: Page) -> None:
    page.goto("/try")
    page.get_by_label("说了什么").first.fill("想有人陪")
    page.get_by_label("家庭人口").fill("三口")
    page.get_by_role("button", name="生成服务方案").first.click()
    expect(page.locator("#error")).to_contain_text("家庭人口：应为整数")
    page.locator("#error a").click()
    expect(page.get_by_label("家庭人口")).to_be_in_viewport()
    expect(page.get_by_label("说了什么").first).to_have_value("想有人陪")
    expect(page.get_by_label("家庭人口")).to_have_value("三口")
    page.get_by_role("button", name="English").click()
    expect(page.locator("#error")).to_contain_text("must be a whole number")
    expect(page.get_by_label("household size")).to_have_value("三口")
    page.get_by_label("household size").fill("3")
    page.get_by_role("button", name="Make the plan").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Service plan of this household")


def test_pasting_a_household_shows_its_plan_with_the_danger_first(page: Page) -> None:
    page.goto("/try")
    page.get_by_label("一户家庭的 JSON").fill(text_of(IN_DANGER))
    page.get_by_role("button", name="生成服务方案").last.click()
    expect(page.locator("main h2").first).to_have_text("预警：请马上告诉人，不要等")
    expect(page.locator("#alerts")).to_contain_text("12356")


def test_answering_a_question_changes_the_plan(page: Page) -> None:
    page.goto("/plan?demo=A001")
    asked = page.locator("#questions li")
    before = asked.count()
    first = asked.first.locator("label").inner_text()
    place = asked.first.locator("select, input")
    if place.evaluate("e => e.tagName") == "SELECT":
        place.select_option(index=1)
    else:
        place.fill("1950-01-01" if place.get_attribute("type") == "date" else "500")
    asked.first.get_by_role("button", name="更新方案").click()
    expect(page.locator("#changes")).to_contain_text("按新的回答")
    assert before > 0
    expect(page.locator("#questions label", has_text=first)).to_have_count(0)
    told = json.loads(page.locator("textarea[name=household]").input_value())
    assert told != FAMILY
    assert {**told, "facts": 0, "members": 0} == {**FAMILY, "facts": 0, "members": 0}
    assert page.url.endswith("/plan?lang=zh")


def test_the_language_switch_keeps_the_plan_of_a_demo_household(page: Page) -> None:
    page.goto("/plan?demo=A001")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Service plan of household A001")
    page.get_by_role("link", name="中文").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("家庭 A001 的服务方案")


def test_the_language_switch_keeps_an_entered_household(page: Page) -> None:
    page.goto("/try")
    page.get_by_label("一户家庭的 JSON").fill(text_of(FAMILY))
    page.get_by_role("button", name="生成服务方案").last.click()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Service plan of household A001")
    expect(page.locator("textarea[name=household]")).to_have_value(text_of(FAMILY))


def test_a_keyboard_alone_reaches_the_plan(page: Page) -> None:
    page.goto("/try")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.get_by_label("说了什么").first.focus()
    page.keyboard.type("想有人陪去医院")
    page.get_by_label("家庭人口").focus()
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("这户家庭的服务方案")


@pytest.mark.parametrize("width", [NARROW, 1280])
@pytest.mark.parametrize(
    "path", ["/try", "/plan?demo=A001", "/plan?demo=A002", "/docs", "/nowhere"]
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_fits_its_width_with_type_and_targets_to_hand(
    browser: Browser, address: str, width: int, path: str, lang: str
) -> None:
    page = browser.new_page(base_url=address, viewport={"width": width, "height": 800})
    sign_in(page)
    page.goto(f"{path}{'&' if '?' in path else '?'}lang={lang}")
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(WIDE_THINGS) == []
    assert page.evaluate(SMALL_THINGS, SMALLEST_TARGET) == []
    assert page.evaluate(SMALL_TYPE) == []
    page.close()


def test_a_printed_plan_leaves_out_what_paper_cannot_do(browser: Browser, address: str) -> None:
    page = browser.new_page(base_url=address)
    sign_in(page)
    page.goto("/plan?demo=A001")
    page.emulate_media(media="print")
    expect(page.locator("#questions li").first).to_be_visible()
    for gone in ("nav", "#family", ".answer"):
        expect(page.locator(gone).first).to_be_hidden()
    expect(page.locator("#items dd").first).to_be_visible()
    page.close()
