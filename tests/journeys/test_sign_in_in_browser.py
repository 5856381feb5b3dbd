"""The door in a real browser, with and without JavaScript."""

from playwright.sync_api import Page, expect

from tests.journeys.conftest import sign_in


def test_who_asks_for_a_page_signs_in_sees_it_and_signs_out(stranger: Page) -> None:
    stranger.goto("/whatif")
    expect(stranger.get_by_role("heading", level=1)).to_have_text("登录")
    stranger.get_by_label("账号").fill("mei")
    stranger.get_by_label("密码").fill("not-the-password")
    stranger.get_by_role("button", name="登录").click()
    expect(stranger.locator("#error")).to_be_visible()
    expect(stranger.get_by_label("账号")).to_have_value("mei")
    sign_in(stranger)
    expect(stranger.get_by_role("link", name="mei")).to_be_visible()
    stranger.get_by_role("button", name="退出").click()
    expect(stranger.get_by_role("heading", level=1)).to_have_text("登录")
    stranger.goto("/")
    expect(stranger.get_by_role("heading", level=1)).to_have_text("登录")
