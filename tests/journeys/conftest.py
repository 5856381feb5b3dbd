"""The application on a free port, and a browser of the machine to look at it."""

import os
import socket
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from api.app import create_app
from api.settings import Settings
from matcher.loading import load_matcher
from tests.api.households import DEMOS
from tests.support import CATALOGS

CHROMIUM = Path("/usr/bin/chromium")
TODAY = date(2026, 5, 1)
_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    matcher = load_matcher(CATALOGS, TODAY, "lexical")
    app = create_app(matcher, Settings(catalog=CATALOGS), lambda: TODAY, DEMOS)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=10)
    assert not thread.is_alive()


@pytest.fixture(scope="session")
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
def page(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
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
