"""What the page's script sends and is not taken is said: no button does nothing for ever."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.identity.people import PASSWORD
from tests.journeys.conftest import DESK, sign_in


@pytest.fixture
def asked(browser: Browser, address: str) -> Iterator[Page]:
    """The questions of a family in a browser with script."""
    context = browser.new_context(base_url=address)
    page = context.new_page()
    sign_in(page, DESK)
    rows = page.request.get("/households.json").json()["rows"]
    page.goto(f"/households/{next(row['id'] for row in rows if row['questions'])}/questions")
    yield page
    context.close()


def answer(page: Page) -> Locator:
    """Answer the first question that has choices; return its form."""
    form = page.locator("#questions form").filter(has=page.locator(".answer select")).first
    form.locator(".answer select").select_option(index=1)
    form.get_by_role("button", name="记下回答").click()
    return form


def answered_with(status: int, kind: str = "", detail: str = "") -> object:
    def told(route: Route) -> None:
        if route.request.method == "POST":
            body = json.dumps({"detail": detail}) if detail else "<p>away</p>"
            route.fulfill(status=status, content_type=kind or "text/html", body=body)
        else:
            route.continue_()

    return told


@pytest.mark.parametrize(
    ("status", "kind", "detail"),
    [
        (403, "application/problem+json", "请从本系统的页面重新提交"),
        (409, "application/problem+json", "档案已关闭"),
        (422, "application/problem+json", "内容不对"),
        (500, "text/plain", ""),
        (503, "application/problem+json", "系统正忙"),
    ],
)
def test_an_answer_that_is_not_taken_is_said_beside_its_question_and_stays(
    asked: Page, status: int, kind: str, detail: str
) -> None:
    asked.route("**/questions*", answered_with(status, kind, detail))
    form = answer(asked)
    told = asked.get_by_role("alert")
    expect(told).to_contain_text(f"没有存下：{detail or '系统没有办成'}")
    expect(told).to_contain_text("刷新页面")
    expect(told).to_be_focused()
    expect(form.locator(".answer select")).not_to_have_value("")


def test_an_answer_given_offline_is_said_and_taken_once_the_service_is_back(asked: Page) -> None:
    asked.route("**/questions*", lambda route: route.abort())
    form = answer(asked)
    expect(asked.get_by_role("alert")).to_contain_text("没有存下：连不上服务")
    asked.unroute("**/questions*")
    question = form.locator("label").first.inner_text()
    form.get_by_role("button", name="记下回答").click()
    expect(asked.locator("#questions label", has_text=question)).to_have_count(0)
    expect(asked.get_by_role("alert")).to_have_count(0)


def test_an_answer_to_a_family_that_was_changed_meanwhile_is_told_both_versions(
    asked: Page,
) -> None:
    asked.evaluate("document.querySelectorAll('input[name=version]').forEach(e => e.value = '0')")
    answer(asked)
    expect(asked.get_by_role("alert")).to_contain_text("刚才有人改过这户")


def test_an_answer_after_the_session_ended_leads_to_the_sign_in_and_back(asked: Page) -> None:
    place = re.sub(r"\?.*", "", asked.url)
    asked.context.clear_cookies()
    answer(asked)
    expect(asked.get_by_role("heading", level=1)).to_have_text("登录")
    sign_in_here(asked)
    expect(asked.locator("#questions")).to_be_visible()
    assert asked.url.startswith(place)


def sign_in_here(page: Page) -> None:
    page.get_by_label("账号").fill(DESK)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()


def test_after_an_answer_the_next_question_has_the_keyboard(asked: Page) -> None:
    answer(asked)
    expect(asked.locator("#asking :is(select, input):focus")).to_have_count(1)


def test_what_was_ticked_stays_so_while_something_else_is_done_on_the_page(asked: Page) -> None:
    family = asked.url.split("/questions")[0]
    asked.goto(f"{family}/plans/latest")
    ticks = asked.locator('input[name="items"]')
    first, last = ticks.first, ticks.last
    was = first.is_checked(), last.is_checked()
    first.set_checked(not was[0])
    last.set_checked(not was[1])
    asked.locator("#confirm-note").fill("问过婆婆")
    asked.locator("#confirm-note").blur()
    asked.get_by_role("link", name="English").click()
    assert (ticks.first.is_checked(), ticks.last.is_checked()) == (not was[0], not was[1])
    expect(asked.locator("#confirm-note")).to_have_value("问过婆婆")


def test_a_form_that_is_not_sent_is_not_left_without_being_asked(asked: Page) -> None:
    heard: list[str] = []
    asked.on("dialog", lambda dialog: (heard.append(dialog.type), dialog.dismiss()))
    asked.goto("/households/new")
    asked.locator('[name="n1.text"]').press_sequentially("想有人陪")
    asked.get_by_role("link", name="家庭", exact=True).click(no_wait_after=True)
    expect(asked.locator('[name="n1.text"]')).to_have_value("想有人陪")
    assert heard == ["beforeunload"]
