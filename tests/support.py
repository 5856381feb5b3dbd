"""Small builders of households, conditions and catalogue texts that the tests share."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from matcher import views
from matcher.eligibility.assess import assess
from matcher.eligibility.rulebook import Rule, Rulebook, rule_of
from matcher.facts import Fact, FactType, Level, Value, Vocabulary
from matcher.files import load_catalogue
from matcher.needs import Held, Household, Member
from matcher.offerings import Catalogue
from matcher.reading.catalogue import FILES, SCHEMAS
from matcher.rules.evaluate import Scope
from matcher.rules.figures import DatedValue, Figure
from matcher.rules.grammar import parse
from matcher.rules.tree import Condition
from matcher.values import Verdict
from matcher.wording import NO_TEXT

ROOT = Path(__file__).resolve().parents[1]
CATALOGS = ROOT / "catalogs"
TODAY = date(2026, 5, 1)
NEVER_BEFORE = date(1900, 1, 1)


@cache
def city() -> Catalogue:
    """Return the catalogue of the city, for tests that cannot take the fixture `catalogue`."""
    return load_catalogue(CATALOGS, TODAY)


def person(member_id: str = "m1", **facts: Value) -> Member:
    """Return a member with the given facts; an iso text as `birth_date` becomes a date."""
    born = facts.get("birth_date")
    if isinstance(born, str):
        facts["birth_date"] = date.fromisoformat(born)
    return Member(member_id, facts)


def family(
    *members: Member,
    receiving: Iterable[Held] = (),
    household_id: str = "H1",
    as_of: date | None = None,
    **facts: Value,
) -> Household:
    """Return a household with the given members and household facts."""
    return Household(household_id, facts, members, (), tuple(receiving), as_of)


def scope(facts: Mapping[str, Value] | None = None, *members: Mapping[str, Value]) -> Scope:
    """Return the scope of a household with listed members m1, m2, …, seen as views see them."""
    own = facts or {}
    return Scope(own, [(f"m{n}", {**own, **m}) for n, m in enumerate(members, start=1)])


def view(household: Household, on: date) -> views.View:
    """Return a household as conditions see it, the facts derived as in the city's vocabulary."""
    return views.view(household, on, city().derived)


def condition(text: str) -> Condition:
    """Return the tree of a condition text."""
    return parse(text)


def fact(name: str, kind: FactType, level: Level = Level.HOUSEHOLD, **rest: Any) -> Fact:
    """Return a fact of the vocabulary; `values` may be given as a list of words."""
    if "values" in rest:
        rest["values"] = dict.fromkeys(rest["values"], NO_TEXT)
    return Fact(name, level, kind, NO_TEXT, NO_TEXT, (), "ordinary", **rest)


def vocabulary(*facts: Fact, holdings: Mapping[str, Mapping[str, str]] | None = None) -> Vocabulary:
    """Return a vocabulary of the given facts."""
    return Vocabulary({each.name: each for each in facts}, {}, holdings or {})


def figure(name: str, *lines: tuple[date, float], unit: str = "CNY") -> Figure:
    """Return a figure with a line for each (day, value)."""
    dated = tuple(DatedValue(day, value, "source", "high") for day, value in lines)
    return Figure(name, NO_TEXT, unit, dated)


def rule(code: str, text: str, per_member: bool = False) -> Rule:
    """Return the rule of a condition text that names no figure."""
    return rule_of(code, per_member, parse(text))


def book_of(words: Vocabulary, *rules: Rule, day: date = TODAY) -> Rulebook:
    """Return a rulebook with the given rules as its items."""
    items = {each.code: each for each in rules}
    return Rulebook(words, items, {}, {}, (), city().derived)


def verdict_of(
    household: Household, book: Rulebook, code: str, member: str | None = None, on: date = TODAY
) -> Verdict:
    """Return the one verdict of a code for a beneficiary."""
    found = assess(view(household, on), [book.items[code]], book)
    return next(verdict for verdict in found if verdict.member == member)


def catalogue_texts() -> dict[str, str]:
    """Return the text of every catalogue file by its name."""
    return {name: (CATALOGS / name).read_text(encoding="utf-8") for name in FILES}


def schema_texts() -> dict[str, str]:
    """Return the text of every schema by its short name."""
    folder = CATALOGS / "schemas"
    return {name: (folder / f"{name}.schema.json").read_text(encoding="utf-8") for name in SCHEMAS}


def labelled_rows(name: str = "train") -> list[dict[str, Any]]:
    """Return the labelled households as their files write them."""
    text = (CATALOGS / "labelled" / f"{name}_households.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines() if line.strip()]
