"""What administrators find on their own page: their work has commands, and no other pages."""

import shlex
from html import unescape

import pytest
from typer.main import get_command

from api.access.callers import ADMINISTRATORS, Role
from api.cli.main import app
from api.pages.duties import duties_of
from api.words import words
from tests.identity.people import HTML, Browser, browser, code, someone


def administrator(service, role: Role) -> Browser:
    """Return the browser of an administrator who has signed in with both factors."""
    someone(service, role, role.value, factor=True)
    mine = browser(service)
    mine.sign_in(role.value, code=code(service))
    return mine


def shown(mine: Browser, lang: str = "zh") -> str:
    """Return the text of one's own page."""
    return unescape(mine.get("/account", params={"lang": lang}, headers=HTML).text)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_first_security_administrator_is_told_how_a_town_office_gets_an_account(
    service, lang: str
) -> None:
    keeper = administrator(service, Role.SECURITY)
    page = shown(keeper, lang)
    first = words(lang)["duties_first"]
    assert first in page
    name = words(lang)["blank_name"]
    assert f"xingfu account add {name} --role town --town 石岐" in page
    someone(service, Role.TOWN, "zhou.min")
    assert first not in shown(keeper, lang)


@pytest.mark.parametrize(
    ("role", "command"),
    [
        (Role.SECURITY, "--role charity --organisation"),
        (Role.SYSTEM, "xingfu doctor"),
        (Role.AUDIT, "xingfu audit verify"),
    ],
)
def test_each_administrator_sees_the_commands_of_their_work_and_a_worker_none(
    service, role: Role, command: str
) -> None:
    assert command in shown(administrator(service, role))
    someone(service)
    worker = browser(service)
    worker.sign_in()
    assert "<code>xingfu" not in shown(worker)


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
def test_every_command_an_administrator_is_shown_is_one_of_the_program(role: Role) -> None:
    for duty in duties_of(role, words("en"), "小榄"):
        called = shlex.split(duty.command)[1:]
        found = get_command(app)
        while hasattr(found, "commands"):
            found = found.commands[called.pop(0)]
        found.make_context("xingfu", called)
