"""The vocabulary: every fact that may be known of a household or a member."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from matcher.wording import Bilingual, Lang

Value = bool | int | float | str | date
"""A fact's value; a fact that is not known is absent, never a value."""


class Level(StrEnum):
    """Whom a fact describes."""

    HOUSEHOLD = "household"
    MEMBER = "member"
    BOTH = "both"  # a member's own value where given, else the household's


class FactType(StrEnum):
    """What kind of value a fact has."""

    CHOICE = "choice"
    BOOL = "bool"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"
    TEXT = "text"
    TOWN = "town"
    CITY = "city"


ORDERED = (FactType.INTEGER, FactType.NUMBER)


@dataclass(frozen=True, slots=True)
class Fact:
    """One word of the vocabulary, with all that pages and checks need to know of it.

    `unit` is one of CNY, CNY/month, years, months, m2, people, grade, or None; `low` and
    `high` are the inclusive bounds of a number; `derived_from` names the input facts of a
    derived fact and is empty for an input fact.
    """

    name: str
    level: Level
    type: FactType
    label: Bilingual
    question: Bilingual
    supplied_by: tuple[str, ...]
    sensitivity: str
    unit: str | None = None
    low: float | None = None
    high: float | None = None
    values: Mapping[str, Bilingual] | None = None
    derived_from: tuple[str, ...] = ()
    ask_from: int | None = None  # the ages, in years, between which asking makes sense
    ask_to: int | None = None
    changes: str = "slowly"  # how soon an answer goes stale: never, slowly, often
    obtained: Bilingual | None = None  # how a better value is come by, where one can be

    def of_member(self) -> bool:
        """Say whether a member may carry this fact."""
        return self.level is not Level.HOUSEHOLD

    def of_household(self) -> bool:
        """Say whether a household may carry this fact."""
        return self.level is not Level.MEMBER

    def word(self, value: Value, lang: Lang) -> str:
        """Return `value` as a reader of `lang` says it."""
        if isinstance(value, bool):
            return _YES_NO[value].say(lang)
        if self.values and str(value) in self.values:
            return self.values[str(value)].say(lang)
        return f"{value:g}" if isinstance(value, float) else str(value)


_YES_NO = {True: Bilingual("是", "yes"), False: Bilingual("否", "no")}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All facts by name; who supplies them; what a relief status says is held already."""

    facts: Mapping[str, Fact]
    suppliers: Mapping[str, Bilingual]
    holdings: Mapping[str, Mapping[str, str]]

    def inputs_of(self, name: str, known: Mapping[str, Value]) -> tuple[str, ...]:
        """Return the input facts to ask for when fact `name` is unknown.

        For a derived fact these are the parts that are themselves unknown in `known`.
        """
        parts = self.facts[name].derived_from
        return tuple(part for part in parts if part not in known) if parts else (name,)
