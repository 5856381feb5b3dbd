"""What somebody typed is not lost where their session ended before they sent it."""

import re
from html import unescape
from typing import Any

import pytest

from api.access.callers import Role
from tests.identity.people import HTML, PASSWORD, Browser, browser, someone, token_in
from tests.service.office import EAST, Service
from tests.service.test_family_pages import FORM

NEED = "想有人陪去医院\n每周三次"


@pytest.fixture(scope="module", autouse=True)
def people(service: Service) -> None:
    for name in ("mei", "zhou"):
        someone(service, Role.WORKER, name, towns=(EAST,), factor=False)


def at_the_form(service: Service) -> tuple[Browser, dict[str, str]]:
    """Return a browser in which mei has filled in the form of a new family, not yet sent."""
    mine = browser(service)
    entered(mine, "mei")
    page = mine.get("/households/new", headers=HTML).text
    once = re.findall(r'name="once" value="(\w+)"', page)[0]
    return mine, {**FORM, "n1.text": NEED, "once": once, "csrf": token_in(page)}


def entered(mine: Browser, name: str) -> Any:
    form = {"name": name, "password": PASSWORD, "next": "/"}
    return mine.post("/sign-in", data=form, headers=HTML)


def over(mine: Browser) -> None:
    page = mine.get("/households", headers=HTML).text
    assert mine.post("/sign-out", data={"csrf": token_in(page)}, headers=HTML).status_code == 303


def sent(mine: Browser, form: dict[str, str], path: str = "/households") -> Any:
    return mine.post(path, data=form, headers={**HTML, "sec-fetch-site": "same-origin"})


def hidden_in(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    return {name: unescape(value) for name, value in found}


def test_a_form_that_is_sent_when_the_session_is_over_waits_behind_the_sign_in(
    service: Service,
) -> None:
    mine, form = at_the_form(service)
    service.clock.forward(hours=13)
    led = sent(mine, form)
    assert (led.status_code, led.headers["location"]) == (303, "/sign-in?lang=zh")
    asked = mine.get("/sign-in", headers=HTML).text
    assert "刚才填的内容没有丢" in asked
    assert "黎小梅" not in asked
    assert entered(mine, "mei").headers["location"] == "/unsent?lang=zh"
    page = mine.get("/unsent", headers=HTML).text
    again = hidden_in(page.split('id="send"')[1].split("</form>")[0])
    assert {**again, "csrf": ""} == {**form, "csrf": ""}
    stored = sent(mine, again)
    assert stored.status_code == 303
    assert "黎*梅" in mine.get(stored.headers["location"], headers=HTML).text
    assert "没有留着的内容" in mine.get("/unsent", headers=HTML).text


def test_a_form_of_the_session_before_waits_for_one_more_press(service: Service) -> None:
    mine, form = at_the_form(service)
    over(mine)
    entered(mine, "mei")
    led = sent(mine, form)
    assert (led.status_code, led.headers["location"]) == (303, "/unsent?lang=zh")
    assert "黎小梅" in mine.get("/unsent", headers=HTML).text


def test_nobody_else_is_shown_what_was_filled_in(service: Service) -> None:
    mine, form = at_the_form(service)
    over(mine)
    sent(mine, form)
    assert entered(mine, "zhou").headers["location"] == "/?lang=zh"
    assert "没有留着的内容" in mine.get("/unsent", headers=HTML).text
    other = browser(service)
    assert entered(other, "mei").headers["location"] == "/?lang=zh"


def test_what_is_left_is_forgotten(service: Service) -> None:
    mine, form = at_the_form(service)
    over(mine)
    sent(mine, form)
    entered(mine, "mei")
    page = mine.get("/unsent", headers=HTML).text
    left = mine.post("/unsent", data={"csrf": token_in(page)}, headers=HTML)
    assert left.headers["location"] == "/?lang=zh"
    assert "没有留着的内容" in mine.get("/unsent", headers=HTML).text


@pytest.mark.parametrize("how", ["stranger", "elsewhere", "passwords", "long", "no form"])
def test_nothing_is_kept_of_strangers_of_other_sites_of_passwords_and_of_what_is_long(
    service: Service, how: str
) -> None:
    mine, form = at_the_form(service)
    over(mine)
    headers = {**HTML, "sec-fetch-site": "cross-site" if how == "elsewhere" else "same-origin"}
    path = "/account/password" if how == "passwords" else "/households"
    if how == "long":
        form["n1.text"] = "长" * 20_000
    if how == "stranger":
        mine = browser(service)
    body = {"json": form} if how == "no form" else {"data": form}
    answer = mine.post(path, headers=headers, **body)
    assert answer.status_code == 401
    assert "没有丢" not in mine.get("/sign-in", headers=HTML).text


def test_what_waits_is_gone_after_half_an_hour() -> None:
    from api.memory import Memory

    at = [0.0]
    kept: Memory[bytes] = Memory(1_000, lambda: at[0], 1800)
    kept.keep(b"browser", b"form", 4)
    at[0] = 1_799.0
    assert kept.get(b"browser") == b"form"
    at[0] = 1_801.0
    assert kept.get(b"browser") is None
