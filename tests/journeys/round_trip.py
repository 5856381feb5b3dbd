"""The whole round trip in a browser, step by step, over a demo that runs as at somebody's home.

A charity posts a bicycle, a clerk approves it, a worker asks and confirms, the platform shows the
list and sends what became of it, and the family's page tells it. The journey walks these steps; the
tour's pictures are taken along them.
"""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from api.clock import today
from api.usecases.setting_up import DEMO_PASSWORD
from tests.cli.running import settings_of
from tests.service.process import free_port
from tests.support import ROOT

CHARITY, CLERK, WORKER = "demo-charity", "demo-town-shiqi", "demo-worker-shiqi"
FAMILY = "郑*兰一家"
"""D001 of the demo, as a page masks it: a grandmother and her grandson in 小榄."""
GIFT, LAMP, WISH = "上学用的单车", "护眼台灯", "微心愿圆梦"
WISH_IN_PLAIN_WORDS = "微心愿"
NEED = "想要辆单车"
PHONE = {"width": 390, "height": 844}
_RELOADS, _GLANCE = 80, 250
_PATIENCE = 15_000
Shot = Callable[[str, Page], None]


@dataclass(frozen=True)
class Platform:
    """The push client, running as a process of its own beside the service."""

    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def platform(home: Path, address: str) -> Iterator[Platform]:
    """Run the push client with the demo's key, as `make platform` does."""
    port = free_port()
    key = (home / "demo.push").read_text("ascii")
    words = ["--url", address, "--db", str(home / "push.db"), "--every", "0.2"]
    process = subprocess.Popen(
        [sys.executable, "examples/push_client.py", *words, "--serve", str(port)],
        cwd=ROOT,
        env=settings_of(XINGFU_PUSH_KEY=key),
        stderr=subprocess.PIPE,
    )
    try:
        assert process.stderr is not None
        told = process.stderr.readline()  # it says so as soon as its page can be opened
        assert b"the page" in told, told
        yield Platform(port)
    finally:
        process.terminate()
        process.communicate(timeout=10)


@dataclass(frozen=True)
class Round:
    """The steps, each by whoever takes it; `shot` is told whenever something is worth a picture."""

    browser: Browser
    address: str
    shot: Shot = lambda _name, _page: None

    def signed_in(self, name: str) -> Page:
        """Sign in as somebody of the demo and stand on their first page."""
        context = self.browser.new_context(
            base_url=self.address, viewport={"width": 1280, "height": 900}, locale="zh-CN"
        )
        context.set_default_timeout(_PATIENCE)
        page = context.new_page()
        page.goto("/")
        page.get_by_label("账号").fill(name)
        page.get_by_label("密码").fill(DEMO_PASSWORD)
        page.get_by_role("button", name="登录").click()
        return page

    def charity_posts(self, page: Page) -> None:
        page.get_by_role("link", name="发布供给").click()
        page.get_by_label("微心愿：一件件物品").check()
        page.get_by_label("名称", exact=True).fill(GIFT)
        page.get_by_label("用在哪方面").select_option(label="出行")
        page.get_by_label("按人：符合的每个人一份").check()
        page.get_by_label("低保", exact=True).check()
        page.get_by_label("小学", exact=True).check()
        page.get_by_label("小榄", exact=True).check()
        page.get_by_label("最后一天").fill(f"{today() + timedelta(days=90)}")
        page.get_by_label("名额 份").fill("3")
        page.get_by_label("家里人会怎么说（每行一句）").fill("想要辆单车\n上学路太远")
        page.locator("#offering").scroll_into_view_if_needed()
        page.get_by_role("heading", level=1).scroll_into_view_if_needed()
        self.shot("post", page)
        page.get_by_role("button", name="存为草稿").last.click()
        expect(page.locator("#told")).to_contain_text("已存为草稿")
        page.get_by_role("button", name="提交审核").click()
        expect(page.locator("#told")).to_contain_text("已提交")

    def clerk_approves(self, page: Page) -> None:
        page.get_by_role("link", name="供给", exact=True).click()
        page.get_by_role("link", name=GIFT).click()
        self.shot("approve", page)
        page.get_by_role("button", name="通过").click()
        expect(page.locator("#told")).to_contain_text("已通过")

    def worker_asks(self, page: Page) -> None:
        """Answer the question that the tour names; what it quotes of the page stands there."""
        first, asked_for, *results = told_by_the_tour(3)
        self.shot("work", page)
        page.locator("#to_confirm").get_by_role("link", name=FAMILY).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(FAMILY)
        page.get_by_role("link", name="问一问").click()
        expect(page.locator("#questions li").first).to_contain_text(first)
        asked = page.locator("#questions li", has_text=asked_for).first
        asked.locator(".answer select").select_option(label="白内障")
        asked.get_by_role("button", name="记下回答").click()
        for result in results:
            expect(page.locator("#changes")).to_contain_text(result)
        self.shot("question", page)
        page.get_by_role("button", name="按现在情况保存新方案").click()
        expect(page.locator("#told")).to_contain_text("方案")

    def worker_confirms(self, page: Page) -> None:
        """Reserve the bicycle; of what serves the need keep the wish alone; choose, confirm."""
        gift = offer(page, GIFT)
        gift.get_by_role("button", name="预留一份").click()
        expect(page.locator("#told")).to_have_text("已预留一份。")
        gift.scroll_into_view_if_needed()
        self.shot("reserve", page)
        offer(page, LAMP).get_by_label("写进清单").uncheck()
        need = page.locator("#items .need", has=page.locator("h3", has_text=NEED))
        for each in need.locator("li.item").all():
            is_wished = WISH in each.locator("h4").inner_text()
            each.get_by_label("写进清单").set_checked(is_wished)
        need.scroll_into_view_if_needed()
        self.shot("plan", page)
        page.locator("#confirm").scroll_into_view_if_needed()
        self.shot("confirm", page)
        page.get_by_role("button", name="确认", exact=True).click()
        expect(page.locator("#told")).to_contain_text("幸福清单第1版")
        expect(page.locator("#stands")).to_have_text("已推送到平台")
        self.shot("list", page)

    def family_reads(self, platform: Platform) -> None:
        """Open the list on a telephone and say that the bicycle came, and with it the wish."""
        context = self.browser.new_context(base_url=platform.address, viewport=PHONE)
        page = context.new_page()
        page.goto("/")
        newest = page.get_by_role("link").first
        seen = page.get_by_role("heading", name=GIFT)
        reload_until(page, page.locator("li"), 2)
        newest.click()
        expect(seen).to_be_visible()
        self.shot("phone", page)
        for name in (GIFT, WISH_IN_PLAIN_WORDS):
            entry = page.locator("article", has=page.get_by_role("heading", name=name, exact=True))
            entry.locator("summary", has_text="已经办好了").click()
            entry.get_by_role("button", name="是的，已经办好了").click()
            entry = page.locator("article", has=page.get_by_role("heading", name=name, exact=True))
            expect(entry.get_by_role("status")).to_contain_text("已经办好了")
        context.close()

    def worker_sees(self, page: Page) -> None:
        """See on the family's page that the need is closed, and where the list stands."""
        page.locator(".ways").get_by_role("link", name=re.compile("返回|家庭")).first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text(FAMILY)
        need = page.locator(".need-row", has_text=NEED)
        reload_until(page, need.locator(".badge", has_text="已解决"), 1)
        expect(page.locator("#list-stands")).to_contain_text("已办好 2")
        self.shot("served", page)


def told_by_the_tour(step: int) -> list[str]:
    """Return what the tour quotes of the pages in a step, in its order."""
    text = (ROOT / "docs" / "tour.zh.md").read_text("utf-8")
    section = text.split(f"\n## {step}. ")[1].split("\n## ")[0]
    return re.findall(r"「(.+?)」", section)


def offer(page: Page, name: str) -> Locator:
    """Return the card of an offering in a plan."""
    return page.locator("li[id^=offer-]", has=page.get_by_role("heading", name=name, exact=True))


def reload_until(page: Page, found: Locator, count: int) -> None:
    """Load a page again until so many are there: another process has to come by first."""
    for _ in range(_RELOADS):
        try:
            expect(found).to_have_count(count, timeout=_GLANCE)
        except AssertionError:
            page.reload()
        else:
            return
    expect(found).to_have_count(count, timeout=_GLANCE)
