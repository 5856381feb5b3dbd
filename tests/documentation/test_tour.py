"""The tour: all that it names can be found on the pages, and its pictures are there and small."""

import re

import pytest

from api.access.callers import Role
from api.access.operations import OPERATIONS
from api.usecases.setting_up import demo_accounts
from api.words import WORDS
from examples.push_client import SAYS, SURE
from matcher.offerings import Catalogue
from matcher.wording import Lang
from tests.support import ROOT

TOURS: list[tuple[str, Lang]] = [("tour.md", "en"), ("tour.zh.md", "zh")]
MOST_BYTES = 120_000


def text(name: str) -> str:
    return (ROOT / "docs" / name).read_text("utf-8")


def named(name: str) -> list[str]:
    """Return what the tour tells to press, tick or choose."""
    return re.findall(r"\*\*(.+?)\*\*", text(name))


def on_the_pages(catalogue: Catalogue, lang: Lang) -> set[str]:
    """Return what stands on buttons, links and choices, in a language."""
    facts = catalogue.vocabulary.facts.values()
    told = {word.say(lang) for word in WORDS.values()}
    told |= {label.say(lang) for fact in facts for label in (fact.values or {}).values()}
    told |= {label.say(lang) for label in catalogue.words["domain"].values()}
    told |= {item.name.say(lang) for item in catalogue.items.values()}
    told |= {t.name if lang == "zh" else t.english for t in catalogue.towns.values()}
    return told | {*SAYS.values(), SURE}


@pytest.mark.parametrize(("name", "lang"), TOURS)
def test_every_button_of_the_tour_stands_on_a_page(
    name: str, lang: Lang, catalogue: Catalogue
) -> None:
    found = named(name)
    assert len(found) > 20
    assert [each for each in found if each not in on_the_pages(catalogue, lang)] == []


@pytest.mark.parametrize(("name", "lang"), TOURS)
def test_every_address_of_the_tour_is_a_page(name: str, lang: Lang) -> None:
    pages = {path for method, path in OPERATIONS if method == "GET"}
    found = re.findall(r"`(/[^`]*)`", text(name))
    assert len(found) > 8
    assert [path for path in found if path not in pages] == []


@pytest.mark.parametrize(("name", "lang"), TOURS)
def test_every_account_of_the_tour_is_one_of_the_demo(name: str, lang: Lang) -> None:
    made = {one.name for one in demo_accounts([("Shiqi", "Z01"), ("Dongqu", "Z02")])}
    assert set(re.findall(r"`(demo-[\w-]+)`", text(name))) <= made
    assert {f"demo-{role.value}" for role in (Role.CHARITY, Role.BUREAU)} <= made


def test_both_tours_have_the_same_pictures_in_order_and_each_is_small() -> None:
    english, chinese = (re.findall(r"pictures/(tour_\w+\.png)", text(n)) for n, _ in TOURS)
    assert english == chinese
    folder = ROOT / "docs" / "pictures"
    assert set(english) == {path.name for path in folder.glob("tour_*.png")}
    assert all((folder / name).stat().st_size <= MOST_BYTES for name in english)


def test_both_tours_press_as_often_and_have_the_same_sections() -> None:
    english, chinese = (text(name) for name, _ in TOURS)
    for mark in (r"^## ", r"^- ", r"^\| ", r"^make "):
        counts = [len(re.findall(mark, each, flags=re.MULTILINE)) for each in (english, chinese)]
        assert counts[0] == counts[1], mark
