"""The application on a free port, and a browser of the machine to look at it."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, sync_playwright

from api.access.callers import Role
from api.cli.serving import demo_texts
from api.settings import Settings
from api.usecases.demonstrating import keep_demo
from api.usecases.matching import Asking, read
from matcher.loading import load_matcher
from matcher.pipeline.matcher import Matcher
from tests.api.households import DEMOS
from tests.identity.people import PASSWORD, someone
from tests.service.office import Service, new_database, serving
from tests.support import CATALOGS

CHROMIUM = Path("/usr/bin/chromium")
TODAY = date(2026, 5, 1)
DESK = "lan"
"""The name of somebody who sees all towns' families."""
_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="package")
def matcher() -> Matcher:
    return load_matcher(CATALOGS, TODAY, "lexical")


@pytest.fixture(scope="package")
def address(tmp_path_factory: pytest.TempPathFactory, matcher: Matcher) -> Iterator[str]:
    url = new_database(tmp_path_factory.mktemp("journeys"))
    settings = Settings(catalog=CATALOGS)
    with serving(url, matcher, settings, DEMOS) as service:
        someone(service)
        furnish(service, matcher)
        with listening(service.app) as told:
            yield told


@contextmanager
def listening(app: FastAPI) -> Iterator[str]:
    """Serve an application on a free port of this machine; yield its address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=10)
    assert not thread.is_alive()


def furnish(service: Service, matcher: Matcher) -> None:
    """Keep the demo's families with their plans, and accounts that see their towns."""
    asking = Asking(TODAY)
    entries = read(demo_texts(Settings(catalog=CATALOGS)), matcher, asking)
    made = list(keep_demo(service.office, service.app.state.making, entries, asking))
    assert not [answer.fault for answer in made if answer.fault]
    towns = tuple(town.code for town in matcher.catalogue.towns.values())
    someone(service, Role.TOWN, DESK, towns=towns)
    someone(service, Role.CHARITY, "charity", organisation="同心公益")
    someone(service, Role.BUREAU, "bureau", factor=True)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        told = f"NO BROWSER: {CHROMIUM} is missing, so NO JOURNEY OF THE PAGE WAS TESTED"
        if os.environ.get("CI"):
            pytest.fail(told)
        pytest.skip(told)
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=_OPTIONS)
        yield found
        found.close()


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def stranger(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page at 1280 px, once with JavaScript and once without; no request leaves the server."""
    context = browser.new_context(
        base_url=address,
        java_script_enabled=request.param,
        viewport={"width": 1280, "height": 900},
    )
    found, asked = context.new_page(), []
    found.on("request", lambda sent: asked.append(sent.url))
    yield found
    context.close()
    assert asked
    assert [url for url in asked if not url.startswith(address)] == []


def sign_in(page: Page, name: str = "mei", code: str = "") -> None:
    """Sign in through the page."""
    page.goto("/sign-in")
    page.get_by_label("账号").fill(name)
    page.get_by_label("密码").fill(PASSWORD)
    if code:
        page.get_by_label("验证码").fill(code)
    page.get_by_role("button", name="登录").click()


@pytest.fixture
def page(stranger: Page) -> Page:
    """A page of a worker who has signed in."""
    sign_in(stranger)
    return stranger
