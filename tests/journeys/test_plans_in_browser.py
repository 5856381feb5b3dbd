"""Journeys over kept plans, the two lists and imports in a browser, with and without script."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.looking import Looked
from tests.service.ledger_files import ledger, row

FAMILY_FILE = ledger(row(1), row(2, 身份证号="442000194001011234"), row(3))


@pytest.fixture
def family(page: Page) -> str:
    """The address of a family of 东区 that the worker has just kept, by the API of the session."""
    page.goto("/account")
    token = page.locator('input[name="csrf"]').first.get_attribute("value") or ""
    told = {
        "facts": {"residence_town": "东区街道", "relief_status": "dibao", "household_size": 2},
        "members": [
            {"id": "m1", "relation": "head", "sex": "f", "birth_date": "1948-03-12"},
            {"id": "m2", "relation": "grandchild", "education_stage": "junior"},
        ],
        "needs": [{"id": "n1", "member": "m1", "text": "腿脚不便，想有人陪去医院看病拿药"}],
    }
    made = page.request.post("/api/v1/households", data=told, headers={"x-csrf-token": token})
    assert made.status == 201, made.text()
    return f"/households/{made.json()['id']}"


def test_a_plan_is_made_corrected_with_a_reason_asked_about_and_confirmed(
    page: Page, family: str
) -> None:
    page.goto(f"{family}/plans")
    page.get_by_role("button", name="做第一版方案").click()
    expect(page.locator("#told")).to_contain_text("新方案已保存")
    third = page.locator("#item-3")
    name = third.locator("h3, h4").inner_text().split(" ", 1)[1]
    third.get_by_text("改动这一项").click()
    third.get_by_label("改动的理由").fill("先急后缓")
    third.get_by_role("button", name="移到最前").click()
    expect(page.locator("#item-1")).to_contain_text(name)
    expect(page.locator("#hands")).to_contain_text("先急后缓")
    page.locator("#item-1").get_by_text("为什么：逐条看").click()
    expect(page.locator("#item-1 .tree")).not_to_have_count(0)
    page.locator('input[name="find"]').fill("G002")
    page.get_by_role("button", name="查找").click()
    page.get_by_role("link", name="看判定").first.click()
    expect(page.locator("#grounds")).to_be_visible()
    page.get_by_role("button", name="确认", exact=True).click()
    expect(page.locator("#told")).to_contain_text("幸福清单第1版")
    expect(page.locator("li.item")).not_to_have_count(0)


def test_an_import_shows_its_errors_is_taken_in_part_and_undone(page: Page) -> None:
    page.goto("/imports")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    file = {"name": "东区台账.xlsx", "mimeType": kind, "buffer": FAMILY_FILE}
    page.set_input_files("#file", files=[file])  # type: ignore[list-item]
    page.get_by_role("button", name="试读（不写入）").click()
    expect(page.locator("#faults tbody tr")).to_have_count(1)
    expect(page.locator("#faults")).to_contain_text("44****************")
    page.get_by_role("button", name="导入这2户").click()
    expect(page.locator("#told")).to_have_text("已导入2户。")
    page.get_by_role("link", name="去看这些家庭").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("家庭")
    page.go_back()
    page.get_by_role("button", name="整批撤回").click()
    expect(page.locator("#told")).to_contain_text("已撤回：2户全部删去")


@pytest.mark.parametrize("stranger", [True], indirect=True, ids=["with script"])  # axe is one
def test_the_pages_fit_both_widths_and_have_no_fault_that_axe_knows(
    page: Page, family: str
) -> None:
    page.goto(f"{family}/plans")
    page.get_by_role("button", name="做第一版方案").click()
    page.get_by_role("button", name="确认", exact=True).click()
    paths = ("plans", "plans/1", "plans/1?ask=G002&find=医疗", "plans/1?part=near&lang=en")
    looked = Looked(page)
    for path in (*paths, "happiness-list"):
        looked.at(f"{family}/{path}")
    for path in ("/items", "/items?q=xyzzy", "/items/G015", "/items/S027?lang=en", "/imports"):
        looked.at(path)
    page.goto("/imports")
    page.locator("#paste").evaluate("e => e.closest('details').open = true")
    page.locator("#paste").fill("姓名\t身份证号\n甲\t123")
    page.get_by_role("button", name="试读（不写入）").click()
    looked.at(page.url.split("?")[0])


def test_a_printed_plan_has_places_to_sign_and_who_printed_it(page: Page, family: str) -> None:
    page.goto(f"{family}/plans")
    page.get_by_role("button", name="做第一版方案").click()
    expect(page.locator(".seals")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator(".seals")).to_be_visible()
    expect(page.locator("p.printed")).to_contain_text("mei")
    expect(page.locator("#confirm")).to_be_hidden()
