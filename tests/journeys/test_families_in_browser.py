"""Who keeps ledgers, in a real browser: intake by keyboard, questions to a plan, phone, English."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import DESK, sign_in


@pytest.fixture
def desk(stranger: Page) -> Page:
    """A page of somebody who keeps all towns' ledgers, with and without script."""
    sign_in(stranger, DESK)
    return stranger


def typed(page: Page, label: str, text: str) -> None:
    """Reach an input by the Tab key alone and type into it."""
    wanted = page.get_by_label(label, exact=True).first
    for _ in range(120):
        page.keyboard.press("Tab")
        if wanted.evaluate("e => e === document.activeElement"):
            if wanted.evaluate("e => e.tagName") != "SELECT":
                page.keyboard.type(text)
                return
            while wanted.evaluate("e => e.selectedOptions[0].text") != text:
                page.keyboard.press("ArrowDown")
            return
    raise AssertionError(f"the Tab key does not reach {label}")


def test_a_family_is_taken_in_by_keyboard_alone(desk: Page, request: pytest.FixtureRequest) -> None:
    desk.goto("/households/new")
    typed(desk, "居住镇街", "小榄")
    typed(desk, "住址", "竹苑路1号")
    typed(desk, "家庭人口 人", "2")
    typed(desk, "姓名", "程无试" if "without" in request.node.name else "程有试")
    typed(desk, "说了什么", "老人一个人住，腿脚不便，想有人陪去医院")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Tab")
    desk.get_by_role("button", name="保存这户家庭").focus()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_have_text("程*试一家")
    expect(desk.locator("#told")).to_have_text("已建档。")
    expect(desk.locator("#needs q")).to_have_text("老人一个人住，腿脚不便，想有人陪去医院")
    assert "试" not in desk.url
    desk.reload()
    expect(desk.locator("#told")).to_have_count(0)


def test_enter_sends_no_half_filled_form_and_goes_on_to_the_next_input(
    desk: Page, request: pytest.FixtureRequest
) -> None:
    desk.goto("/households/new")
    name = desk.get_by_label("姓名").first
    name.fill("程试试")
    name.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_have_text("新建家庭")
    expect(name).to_have_value("程试试")
    if "with script" in request.node.name:
        expect(desk.get_by_label("证件号码").first).to_be_focused()


def test_the_switch_of_languages_takes_along_what_was_typed(
    desk: Page, request: pytest.FixtureRequest
) -> None:
    desk.goto("/households/new")
    desk.get_by_label("姓名").first.fill("程试试")
    desk.get_by_role("link", name="English").click()
    if "without script" in request.node.name:  # the link leads to the button
        desk.get_by_role("button", name="English").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("New family")
    expect(desk.get_by_label("Name").first).to_have_value("程试试")


def test_a_mistake_keeps_what_was_typed_and_leads_to_the_input(desk: Page) -> None:
    desk.goto("/households/new")
    desk.get_by_label("家庭人口").fill("三口")
    desk.get_by_label("姓名").first.fill("程试")
    desk.get_by_role("button", name="保存这户家庭").click()
    expect(desk.locator("#error")).to_contain_text("家庭人口")
    expect(desk.get_by_label("姓名").first).to_have_value("程试")
    desk.locator("#error a").first.click()
    expect(desk.locator("[aria-invalid]").first).to_be_visible()


def test_a_family_is_found_by_initials_and_its_questions_change_the_plan(desk: Page) -> None:
    desk.goto("/")
    desk.get_by_label("找一户家庭").fill("lgh")
    desk.keyboard.press("Enter")
    expect(desk.locator(".families li")).to_have_count(1)
    assert "lgh" not in desk.url
    desk.locator(".families a").first.click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("卢*华一家")
    desk.go_back()
    desk.locator(".families a").first.click()
    desk.get_by_role("link", name="问一问").click()
    asked = desk.locator("#questions li").filter(has=desk.locator(".answer select")).first
    question = asked.locator("label").first.inner_text()
    asked.locator(".answer select").select_option(index=1)
    asked.get_by_role("button", name="记下回答").click()
    expect(desk.locator("#questions label", has_text=question)).to_have_count(0)
    expect(desk.locator("#changes")).to_be_visible()
    version = re.findall(r"第 (\d+) 版", desk.locator("#changes").inner_text())[0]
    desk.get_by_role("button", name="保存新方案").click()
    expect(desk.locator("#told")).to_contain_text(f"第{int(version) + 1}版")


def test_danger_is_read_noticed_and_then_waits_no_more(browser: Browser, address: str) -> None:
    page = browser.new_page(base_url=address, viewport={"width": 360, "height": 800})
    sign_in(page, DESK)
    waiting = page.locator("#danger .families li")
    before = waiting.count()
    assert before > 0
    waiting.first.get_by_role("link").click()
    expect(page.locator("#danger h3").first).to_be_visible()
    expect(page.locator("#danger q").first).not_to_be_empty()
    page.get_by_role("button", name="我已看过并已处理").click()
    expect(page.locator("#danger")).to_have_count(0)
    page.goto("/")
    expect(page.locator("#danger .families li")).to_have_count(before - 1)
    page.close()


def test_the_same_page_in_english_keeps_its_place(desk: Page) -> None:
    desk.goto("/households?sign=questions")
    desk.get_by_role("link", name="English").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Families")
    assert "sign=questions" in desk.url
    expect(desk.get_by_label("Waiting for")).to_have_value("questions")


def test_a_charity_begins_where_its_own_work_is(stranger: Page) -> None:
    sign_in(stranger, "charity")
    expect(stranger.get_by_role("link", name="家庭", exact=True)).to_have_count(0)
    assert not stranger.url.endswith("/households")


def test_the_slash_leads_to_the_search_but_not_out_of_what_is_typed(
    browser: Browser, address: str
) -> None:
    page = browser.new_page(base_url=address)
    sign_in(page, DESK)
    page.goto("/households")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("l/h")
    expect(page.locator("#q")).to_have_value("l/h")
    page.close()


BROKEN_DATES = """() => {
    const found = [], walk = document.createTreeWalker(document.querySelector("main"), 4);
    for (let node = walk.nextNode(); node; node = walk.nextNode())
        for (const day of node.data.matchAll(/\\d{4}-\\d\\d-\\d\\d/g)) {
            const range = document.createRange();
            range.setStart(node, day.index);
            range.setEnd(node, day.index + day[0].length);
            const lines = new Set([...range.getClientRects()].map(r => Math.round(r.top)));
            if (lines.size > 1) found.push(node.data);
        }
    return found;
}"""


def test_on_a_phone_no_date_and_no_button_breaks_in_the_middle(
    browser: Browser, address: str
) -> None:
    page = browser.new_page(base_url=address, viewport={"width": 360, "height": 800})
    sign_in(page, DESK)
    id = page.request.get("/households.json").json()["rows"][-1]["id"]
    for path in ("/", "/households", f"/households/{id}"):
        page.goto(path)
        assert page.evaluate(BROKEN_DATES) == [], path
    page.goto("/households")
    find = page.get_by_role("button", name="查找").bounding_box()
    assert find is not None
    assert find["height"] < 60
    page.close()
