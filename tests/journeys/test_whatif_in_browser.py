"""A trial in a real browser: from the header to the bars, on a narrow screen, on paper."""

from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import sign_in
from tests.journeys.test_page_in_browser import NARROW, SMALL_THINGS, SMALLEST_TARGET, WIDE_THINGS

WIDTHS = """() => [...document.querySelectorAll('.bars svg rect')]
    .map(e => e.getBoundingClientRect().width)"""
GAPS = """() => [...document.querySelectorAll('.bars svg')].map(svg => {
    const words = document.createRange();
    words.selectNodeContents(svg.nextSibling);
    const bar = svg.getBoundingClientRect(), text = words.getBoundingClientRect();
    return Math.max(text.left - bar.right, bar.left - text.right);
})"""
_NEAR = 12
TRIAL = "/whatif?people=labelled&elderly_age=65&dibao_line=1400"


def test_a_figure_is_changed_and_the_outcome_shown(page: Page) -> None:
    page.goto("/try")
    page.get_by_role("link", name="政策试算").click()
    page.get_by_label("最低生活保障标准", exact=True).fill("1400")
    page.get_by_role("button", name="试算").first.click()
    expect(page.locator("#outcome strong").first).to_contain_text("从1,290改为1,400元/月：350户里")
    expect(page.get_by_label("最低生活保障标准", exact=True)).to_have_value("1400")
    assert "dibao_line=1400" in page.url
    page.get_by_role("link", name="English").click()
    expect(page.locator("#outcome strong").first).to_contain_text("of 350 households")
    page.get_by_role("link", name="Change other values").click()
    expect(page.get_by_label("On which households")).to_be_in_viewport()


def test_a_mistake_leads_to_its_input_with_what_was_typed(page: Page) -> None:
    page.goto("/whatif?people=demo")
    page.get_by_label("最低生活保障标准", exact=True).fill("很高")
    page.get_by_role("button", name="试算").first.click()
    expect(page.locator("#error")).to_contain_text("不是数字")
    page.locator("#error a").click()
    expect(page.get_by_label("最低生活保障标准", exact=True)).to_be_in_viewport()
    expect(page.get_by_label("最低生活保障标准", exact=True)).to_have_value("很高")
    expect(page.get_by_label("用哪些家庭试算")).to_have_value("demo")


def test_bars_are_drawn_to_either_side_and_their_numbers_stand_beside_them(page: Page) -> None:
    page.goto("/whatif?people=labelled&dibao_line=1000")
    left, right = (
        page.locator(f".bars li:first-child svg{part}").bounding_box()
        for part in (".lose", ".gain")
    )
    assert left is not None
    assert right is not None
    assert 0 <= right["x"] - (left["x"] + left["width"]) <= 2
    assert right["width"] > left["width"] > 0
    assert max(page.evaluate(GAPS)) <= _NEAR
    expect(page.locator(".bars li").first).to_contain_text("−2")
    expect(page.locator(".bars li").first).to_contain_text("+7")


def test_on_a_narrow_screen_nothing_hangs_over_and_all_can_be_pressed(
    browser: Browser, address: str
) -> None:
    for path in ("/whatif", TRIAL, f"{TRIAL}&lang=en"):
        page = browser.new_page(base_url=address, viewport={"width": NARROW, "height": 740})
        sign_in(page)
        page.goto(path)
        assert page.evaluate(WIDE_THINGS) == []
        assert page.evaluate(SMALL_THINGS, SMALLEST_TARGET) == []
        page.close()


def test_on_paper_the_outcome_stands_alone_with_its_bars(browser: Browser, address: str) -> None:
    page = browser.new_page(base_url=address)
    sign_in(page)
    page.goto(TRIAL)
    page.emulate_media(media="print")
    expect(page.locator("#trial")).not_to_be_visible()
    expect(page.locator("#outcome table").first).to_be_visible()
    assert max(page.evaluate(WIDTHS)) > 50
    page.close()
