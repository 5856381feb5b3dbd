"""Every page at 360 and 1,280 px: in its width, to hand, small enough, no fault for axe."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from api.settings import Settings
from matcher.pipeline.matcher import Matcher
from tests.identity.people import someone
from tests.journeys.conftest import DESK, listening, sign_in
from tests.journeys.looking import Looked
from tests.service.office import new_database, serving
from tests.support import CATALOGS

LONG = 120_000  # a plan on trial: the reasons of every item, and the names of all of them
PAGES = (
    ("/", 60_000),
    ("/try", 60_000),
    ("/plan?demo=A001", LONG),
    ("/plan?demo=A002", LONG),
    ("/whatif", 80_000),
    ("/docs", 200_000),
    ("/account", 60_000),
    ("/nowhere", 60_000),
)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("path", "most"), PAGES)
def test_a_page_fits_both_widths_and_has_no_fault_that_axe_knows(
    browser: Browser, address: str, path: str, most: int, lang: str
) -> None:
    context = browser.new_context(base_url=address)
    page = context.new_page()
    sign_in(page)
    Looked(page).at(f"{path}{'&' if '?' in path else '?'}lang={lang}", most=most)
    context.close()


OF_THE_DESK = ("", "?state=all", "/new", "ONE", "ONE/questions", "DANGER", "DANGER/questions")
EDITORS = (
    *("fact:household_size:", "other:", "member:", "need:", "consent", "home", "ending"),
    "reveal:",
)


@pytest.fixture(scope="module")
def families(browser: Browser, address: str) -> dict[str, str]:
    """Return the paths of a family and of one in danger."""
    context = browser.new_context(base_url=address)
    page = context.new_page()
    sign_in(page, DESK)
    rows = page.request.get("/households.json").json()["rows"]
    context.close()
    danger = next(row["id"] for row in rows if row["alerts"])
    one = next(row["id"] for row in rows if not row["alerts"] and row["plan"])
    return {"ONE": f"/{one}", "DANGER": f"/{danger}"}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", OF_THE_DESK)
def test_a_page_of_families_fits_both_widths_and_has_no_fault(
    browser: Browser, address: str, families: dict[str, str], path: str, lang: str
) -> None:
    for name, id in families.items():
        path = path.replace(name, id)
    context = browser.new_context(base_url=address)
    page = context.new_page()
    sign_in(page, DESK)
    mark = "&" if "?" in path else "?"
    Looked(page).at(f"/households{path}{mark}lang={lang}")
    if not path:
        Looked(page).at(f"/?lang={lang}")
    context.close()


def test_every_form_of_a_family_fits_both_widths_and_has_no_fault(
    browser: Browser, address: str, families: dict[str, str]
) -> None:
    context = browser.new_context(base_url=address)
    page = context.new_page()
    sign_in(page, DESK)
    for edit in EDITORS:
        Looked(page).at(f"/households{families['ONE']}?edit={edit}")
    context.close()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_sign_in_fits_both_widths_and_has_no_fault(
    browser: Browser, address: str, lang: str
) -> None:
    context = browser.new_context(base_url=address)
    Looked(context.new_page()).at(f"/sign-in?lang={lang}")
    context.close()


def test_the_demonstration_says_that_it_is_one_and_has_no_fault(
    browser: Browser, matcher: Matcher, tmp_path: Path
) -> None:
    settings = Settings(catalog=CATALOGS, demo=True)
    with (
        serving(new_database(tmp_path), matcher, settings) as service,
        listening(service.app) as address,
    ):
        someone(service)
        context = browser.new_context(base_url=address)
        page = context.new_page()
        Looked(page).at("/sign-in")
        sign_in(page)
        expect(page.locator("header")).to_contain_text("人物均为虚构")
        Looked(page).at("/try")
        context.close()
