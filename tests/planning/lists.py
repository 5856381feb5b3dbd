"""Happiness lists of labelled households, made of every item and offering at once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any

from matcher.eligibility.assess import assess
from matcher.eligibility.rulebook import Rulebook, rulebook
from matcher.facts import Value
from matcher.files import load_everyday, load_training
from matcher.needs import Household, Member
from matcher.planning.discretion import gives_no_clue, plain_household
from matcher.planning.happiness import Confirmed, Family, HappinessList, happiness_list
from matcher.reading.everyday import Everyday
from matcher.telling.persons import called
from matcher.values import Status, Verdict
from matcher.views import view
from matcher.wording import Bilingual
from tests.support import CATALOGS, TODAY, city

ON = TODAY


@cache
def everyday() -> Everyday:
    return load_everyday(CATALOGS)


@cache
def book() -> Rulebook:
    return rulebook(city(), ON)


@cache
def training() -> tuple[Household, ...]:
    return load_training(CATALOGS, city())[0]


def row(code: str, member: str | None = None, **more: Any) -> dict[str, Any]:
    """Return a row of a plan's data, as far as a list looks at it."""
    told = {"code": code, "member": member, "needs": [], "status": "unknown", "until": "2026-12-31"}
    return {**told, **more}


def verdicts(household: Household, code: str) -> Sequence[Verdict]:
    """Return the verdicts of a code for each beneficiary."""
    rules = book()
    rule = rules.rule(code) or rules.offerings[code]
    return assess(view(household, ON, city().derived), [rule], rules)


def statuses(household: Household, code: str) -> Mapping[str | None, Status]:
    """Return the status of a code by beneficiary."""
    return {found.member: found.status for found in verdicts(household, code)}


def told(
    household: Household,
    items: Sequence[Mapping[str, Any]],
    offers: Sequence[Mapping[str, Any]] = (),
    team: Mapping[str, Any] | None = None,
    quiet: frozenset[str] = frozenset(),
    reserved: Mapping[str, date | None] = MappingProxyType({}),
) -> HappinessList:
    """Return the list that a household would be given of these rows."""
    plain = plain_household(household, everyday().sensitive)

    def no_clue(code: str, member: str | None) -> bool:
        return gives_no_clue(verdicts(household, code), verdicts(plain, code), member)

    def name(member: str | None) -> Bilingual:
        words = city().vocabulary
        return Bilingual(*(called(household, member, words, lang) for lang in ("zh", "en")))

    family = Family(view(household, ON, city().derived), name, no_clue)
    confirmed = Confirmed(ON, items, offers, team, quiet, reserved)
    return happiness_list(confirmed, family, city(), everyday())


def every_row(household: Household, place: int = 0) -> list[dict[str, Any]]:
    """Return a row of every item and offering, for one member after the other; none is judged."""
    members = [member.id for member in household.members] or [None]
    items = [*city().items.values(), *city().offerings.values()]
    return [
        row(each.code, members[(n + place) % len(members)] if each.per_member else None)
        for n, each in enumerate(items)
    ]


def all_rows(household: Household) -> list[dict[str, Any]]:
    """Return a row of every item of the city's two lists, for whom it comes nearest to fit."""
    return [_nearest(household, item.code) for item in city().items.values()]


def all_offers(household: Household) -> list[dict[str, Any]]:
    """Return a row of every offering."""
    return [_nearest(household, code) for code in city().offerings]


def _nearest(household: Household, code: str) -> dict[str, Any]:
    order = (Status.ELIGIBLE, Status.UNKNOWN, Status.HELD, Status.INELIGIBLE)
    found = statuses(household, code)
    member = min(found, key=lambda each: order.index(found[each]), default=None)
    return row(code, member, status=str(found.get(member, Status.UNKNOWN)))


def without(household: Household) -> Household:
    """Return the household without anything that must not be guessed."""
    return plain_household(household, everyday().sensitive)


def one(born: str = "1950-01-01", **facts: Value) -> Household:
    """Return a household of one person with these facts of theirs."""
    member = Member("m1", {"relation": "head", "birth_date": date.fromisoformat(born), **facts})
    return replace(Household("H", {"hukou_city": "zhongshan"}), members=(member,))
