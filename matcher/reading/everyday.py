"""The words in which a happiness list tells of an item, and what such a list never tells."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from matcher.errors import CatalogueError
from matcher.facts import Value
from matcher.normalise import closed_up, normalise
from matcher.reading.entries import read_document
from matcher.reading.schemas import check_schema
from matcher.wording import Bilingual

FILE, SCHEMA = "everyday.yaml", "schemas/everyday.schema.json"
LENT = "lent"
"""The way of what is to be given back."""
_SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Sensitive:
    """What never stands in a list: domains, items by code, facts (all values: None), words.

    Items of `leaving` do not while danger of a kind among `unsafe` is told for sure.
    """

    domains: frozenset[str]
    items: frozenset[str]
    facts: Mapping[str, frozenset[Value] | None]
    words: tuple[re.Pattern[str], ...]
    unsafe: frozenset[str] = frozenset()
    leaving: frozenset[str] = frozenset()

    def says(self, text: str) -> bool:
        """Say whether a text holds a word that is never shown, however it is spelt."""
        return _is_in(self.words, text)

    def is_told(self, fact: str, value: Value) -> bool:
        """Say whether a fact of a family with this value is one that must not be guessed."""
        if fact not in self.facts or value in (False, "none"):
            return False
        values = self.facts[fact]
        return values is None or value in values


@dataclass(frozen=True, slots=True)
class Plain:
    """The plain name of an item, and a sentence more where the name does not say it.

    `get` is what a family gets of it, where its form says it badly, `where` where one goes, where
    the catalogue's own words for it are an office's.
    """

    name: Bilingual
    more: Bilingual | None = None
    get: Bilingual | None = None
    where: Bilingual | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """In which way something reaches a family: of these items, or where the name has a word."""

    says: Bilingual
    items: frozenset[str]
    words: tuple[str, ...]

    def holds(self, code: str, name: str) -> bool:
        """Say whether the item of a code and a Chinese name reaches a family in this way."""
        return code in self.items or any(word in name for word in self.words)


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to call, by what stands in the provider or in where to go."""

    within: str
    who: Bilingual
    phone: str | None


@dataclass(frozen=True, slots=True)
class Reason:
    """What a fact of the family is said as, where it has one of `values` or is `at_least`."""

    fact: str
    values: frozenset[Value]
    at_least: float | None
    says: Bilingual

    def holds(self, value: Value | None) -> bool:
        """Say whether the reason holds of a fact's value; it does not where that is unknown."""
        if self.at_least is None:
            return value is not None and value in self.values
        return isinstance(value, int | float) and value >= self.at_least


@dataclass(frozen=True, slots=True)
class Everyday:
    """All of it; `ways` in the order in which they count."""

    sensitive: Sensitive
    items: Mapping[str, Plain]
    ways: Mapping[str, Way]
    forms: Mapping[str, Bilingual]
    money: Mapping[str, Bilingual]
    apply: Mapping[str, Bilingual]
    contacts: tuple[Contact, ...]
    reasons: tuple[Reason, ...]
    needs: Mapping[str, Bilingual]
    frame: Mapping[str, Bilingual]
    kinds: Mapping[str, Bilingual]
    weekdays: Mapping[str, Bilingual]

    def way_of(self, code: str, name: str, form: str) -> str:
        """Return by its key in which way something reaches a family; "" where the form says it.

        Anything may be lent; nobody comes or goes along but for a service.
        """
        return next(
            (
                key
                for key, way in self.ways.items()
                if (key == LENT or form == _SERVICE) and way.holds(code, name)
            ),
            "",
        )

    def is_lent(self, code: str, name: str) -> bool:
        """Say whether something is lent to a family, not given."""
        return LENT in self.ways and self.ways[LENT].holds(code, name)


def read_everyday(text: str, schema: str) -> Everyday:
    """Return the everyday words of a file; CatalogueError where they are not as the schema has."""
    entry = read_document(text, FILE)
    faults = list(check_schema(entry, json.loads(schema)))
    if faults:
        raise CatalogueError(*faults)
    data = entry.data
    tables = {name: _table(data[name]) for name in ("forms", "money", "apply", "needs", "frame")}
    return Everyday(
        sensitive=_sensitive(data["sensitive"]),
        items={code: _plain(told) for code, told in data["items"].items()},
        ways={key: _way(told) for key, told in data.get("ways", {}).items()},
        contacts=tuple(Contact(e["in"], _two(e["who"]), e["phone"]) for e in data["contacts"]),
        reasons=tuple(_reason(each) for each in data["reasons"]),
        kinds={zh: Bilingual(zh, en) for zh, en in data["kinds"].items()},
        weekdays={zh: Bilingual(zh, en) for zh, en in data["weekdays"].items()},
        **tables,
    )


@lru_cache(maxsize=20_000)
def _is_in(words: tuple[re.Pattern[str], ...], text: str) -> bool:
    spelt = normalise(text)
    forms = dict.fromkeys((text, spelt, closed_up(spelt)))
    return any(word.search(form) for word in words for form in forms)


def _sensitive(told: Mapping[str, Any]) -> Sensitive:
    return Sensitive(
        domains=frozenset(told["domains"]),
        items=frozenset(told["items"]),
        facts={each["name"]: _values(each.get("values")) for each in told["facts"]},
        words=tuple(re.compile(word) for word in told["words"]),
        unsafe=frozenset(told.get("leaving", {}).get("kinds", ())),
        leaving=frozenset(told.get("leaving", {}).get("items", ())),
    )


def _values(told: Iterable[Value] | None) -> frozenset[Value] | None:
    return None if told is None else frozenset(told)


def _reason(told: Mapping[str, Any]) -> Reason:
    return Reason(told["fact"], frozenset(told.get("is", ())), told.get("at_least"), _two(told))


def _way(told: Mapping[str, Any]) -> Way:
    return Way(_two(told), frozenset(told["items"]), tuple(told["words"]))


def _plain(told: Mapping[str, Any]) -> Plain:
    more = {name: _two(told[name]) for name in ("more", "get", "where") if name in told}
    return Plain(_two(told), **more)


def _table(told: Mapping[str, Any]) -> dict[str, Bilingual]:
    return {name: _two(each) for name, each in told.items()}


def _two(told: Mapping[str, Any]) -> Bilingual:
    return Bilingual(told["zh"], told["en"])
