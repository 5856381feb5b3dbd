"""Supply in a browser: posted, returned, mended, approved, matched, reserved, delivered."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import DESK, sign_in
from tests.journeys.looking import Looked

WAYS = [(True, 1280), (False, 1280), (True, 360), (False, 360)]
GIVER = "charity"


@contextmanager
def at_work(
    browser: Browser, address: str, name: str, *, script: bool = True, width: int = 1280
) -> Iterator[Page]:
    """Give a page of somebody who has signed in, in a browser of their own."""
    context = browser.new_context(
        base_url=address,
        java_script_enabled=script,
        viewport={"width": width, "height": 900},
    )
    page = context.new_page()
    sign_in(page, name)
    yield page
    context.close()


def filled_in(page: Page, name: str) -> None:
    """Fill the form of an offering for all above 70 in 东区."""
    page.goto("/offerings")
    page.get_by_role("link", name="发布供给").click()
    page.get_by_label("微心愿：一件件物品").check()
    page.get_by_label("名称").fill(name)
    page.get_by_label("提供方（家庭会看到）").fill("示例慈善会")
    page.get_by_label("用在哪方面").select_option(label="陪诊助医")
    page.get_by_label("年龄从").fill("70")
    page.get_by_label("东区", exact=True).check()
    page.get_by_label("最后一天").fill("2026-12-31")
    page.locator("#quantity").fill("1")
    page.get_by_label("家里人会怎么说").fill("腿脚不便，想有人陪去医院")


def a_plan(page: Page) -> str:
    """Return the address of the plans of a family of 东区 that was just kept."""
    page.goto("/account")
    token = page.locator('input[name="csrf"]').first.get_attribute("value") or ""
    told = {
        "facts": {"residence_town": "东区街道", "relief_status": "dibao", "household_size": 1},
        "members": [{"id": "m1", "relation": "head", "sex": "f", "birth_date": "1948-03-12"}],
        "needs": [{"id": "n1", "member": "m1", "text": "腿脚不便，想有人陪去医院看病拿药"}],
    }
    made = page.request.post("/api/v1/households", data=told, headers={"x-csrf-token": token})
    assert made.status == 201, made.text()
    return f"/households/{made.json()['id']}/plans"


def post(giver: Page, address: str, name: str) -> str:
    """Post an offering, look at it, hand it in; return its address."""
    expect(giver).to_have_url(f"{address}/offerings?lang=zh")
    filled_in(giver, name)
    giver.get_by_role("searchbox", name="找项目").fill("陪诊")
    giver.get_by_role("button", name="查找").click()
    giver.get_by_label("陪诊就医").check()
    expect(giver.get_by_label("名称")).to_have_value(name)
    giver.get_by_role("button", name="存为草稿").click()
    expect(giver.locator("#told")).to_contain_text("已存为草稿")
    expect(giver.locator("#what")).to_contain_text("年龄达到70岁")
    giver.get_by_text("算一算能帮到多少户").click()
    expect(giver.locator("#reached")).to_contain_text("现在能帮到")
    here = giver.url.partition("?")[0]
    giver.get_by_role("button", name="提交审核").click()
    return here


def send_back(judge: Page, name: str, reason: str) -> None:
    """Return an offering that waits to be judged."""
    judge.goto("/offerings")
    judge.locator("#submitted").get_by_role("link", name=name).click()
    judge.get_by_label("退回的理由").fill(reason)
    judge.get_by_role("button", name="退回", exact=True).click()
    expect(judge.locator("#told")).to_contain_text("已退回")


def mend(giver: Page, name: str, reason: str) -> None:
    """Change what was returned, and hand it in again."""
    giver.goto("/offerings")
    giver.locator("#returned").get_by_role("link", name=name).click()
    expect(giver.locator("#returned")).to_contain_text(reason)
    giver.get_by_role("link", name="修改").click()
    giver.get_by_label("补充说明").fill("送到镇街")
    giver.get_by_role("button", name="存为草稿").click()
    giver.get_by_role("button", name="提交审核").click()


def reserve(mei: Page, plans: str, name: str) -> None:
    """Make the plan anew, and reserve from it what is in it now."""
    mei.goto(f"{plans}/latest")
    mei.get_by_role("button", name="按现在的台账重做方案").click()
    offer = mei.locator("li[id^=offer-]", has_text=name)
    offer.get_by_role("button", name="预留一份").click()
    expect(mei.locator("#told")).to_contain_text("已预留")


@pytest.mark.parametrize(("script", "width"), WAYS)
def test_an_offering_goes_from_its_charity_over_the_clerk_to_a_family_and_is_delivered(
    browser: Browser, address: str, script: bool, width: int
) -> None:
    name, reason = f"助行器{int(script)}{width}", "请写明送货到哪里"
    with ExitStack() as stack:
        giver, judge, mei = (
            stack.enter_context(at_work(browser, address, who, script=script, width=width))
            for who in (GIVER, DESK, "mei")
        )
        plans = a_plan(mei)
        mei.goto(plans)
        mei.get_by_role("button", name="做第一版方案").click()
        expect(mei.locator("main")).not_to_contain_text(name)
        here = post(giver, address, name)
        send_back(judge, name, reason)
        mend(giver, name, reason)
        judge.goto(here)
        judge.get_by_role("button", name="通过").click()
        expect(judge.locator("#told")).to_contain_text("现在就参与匹配")
        reserve(mei, plans, name)
        giver.goto(here)
        expect(giver.locator("main")).to_contain_text("名额已用完")
        expect(giver.locator("#reserved")).to_contain_text("预留1号")
        expect(giver.locator("#reserved")).to_contain_text("东区")
        button = giver.get_by_role("button", name="确认已交付：预留1号")
        expect(button).to_have_count(0)  # no worker has confirmed it yet
        offer = mei.locator("li[id^=offer-]", has_text=name)
        offer.get_by_role("button", name="确认要").click()
        giver.reload()
        button.click()
        expect(giver.locator("#told")).to_contain_text("交付")
        expect(giver.locator("#reserved tbody")).to_contain_text("已交付")


def test_the_choices_are_said_in_words_while_they_are_made(browser: Browser, address: str) -> None:
    with at_work(browser, address, GIVER) as page:
        page.goto("/offerings/new")
        expect(page.locator("#who-told")).to_contain_text("选好后")
        button = page.get_by_role("button", name="用文字说明给谁")
        stood = button.bounding_box()
        page.get_by_label("低保", exact=True).check()
        expect(page.locator("#who-told")).to_contain_text("救助身份为低保")
        page.get_by_label("年龄从").fill("60")
        page.get_by_label("年龄到").focus()
        expect(page.locator("#who-told")).to_contain_text("年龄达到60岁")
        expect(page.get_by_label("年龄从")).to_have_value("60")
        assert button.bounding_box() == stood  # what is pressed next has not moved away


def test_enter_in_any_input_keeps_the_draft_and_after_a_search_was_typed_it_searches(
    browser: Browser, address: str
) -> None:
    with at_work(browser, address, GIVER) as page:
        filled_in(page, "按回车的供给")
        page.locator("#find").fill("xyzzy")
        page.locator("#find").press("Enter")
        expect(page.locator("main")).to_contain_text("没有找到")
        page.locator("#quantity").press("Enter")
        expect(page.locator("#told")).to_contain_text("已存为草稿")


def test_the_pages_of_supply_fit_both_widths_and_have_no_fault_that_axe_knows(
    browser: Browser, address: str
) -> None:
    with at_work(browser, address, GIVER) as page, at_work(browser, address, DESK) as judge:
        looked = Looked(page)
        filled_in(page, "要看一看的供给")
        page.get_by_role("button", name="存为草稿").click()
        here = page.url.removeprefix(address).partition("?")[0]
        for lang in ("zh", "en"):
            for path in ("/offerings?", "/offerings/new?", f"{here}?reach=1&", f"{here}/edit?"):
                looked.at(f"{path}lang={lang}")
        page.goto(here)
        page.get_by_role("button", name="提交审核").click()
        for lang in ("zh", "en"):
            Looked(judge).at(f"/?lang={lang}")
            Looked(judge).at(f"/offerings?lang={lang}")
            Looked(judge).at(f"{here}?lang={lang}")
        judge.goto(here)
        judge.get_by_role("button", name="退回", exact=True).click()
        for width in (360, 1280):
            judge.set_viewport_size({"width": width, "height": 900})
            assert list(Looked(judge).here("return without a reason", width)) == []
        page.goto("/offerings/new")
        page.get_by_role("button", name="存为草稿").click()
        expect(page.locator("#error")).to_be_focused()
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert list(Looked(page).here("form with errors", width)) == []
