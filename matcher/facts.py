"""The vocabulary: every fact that may be known of a household or a member."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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
class Duration:
    """A stretch of time: so many whole days, months or years."""

    count: int
    unit: str


@dataclass(frozen=True, slots=True)
class Counting:
    """How a number rises by itself: one a `unit`, from `least` on.

    Only while each fact of `given` is known to have one of its values.
    """

    unit: str
    least: int
    given: Mapping[str, tuple[Value, ...]]


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of education: its years, at least and at most, and the stage that surely follows."""

    name: str
    least: int
    most: int
    then: str | None = None


@dataclass(frozen=True, slots=True)
class School:
    """The way through school: when a school year begins and ends, its stages, the facts of it.

    `begins` and `ends` are (month, day), both days of the school year. The facts `stage`,
    `year`, `final` (in the year of graduation) and `admitted` (to `admitted_to`, not yet there)
    tell where a pupil stands. `yearly` facts are certified anew each school year, those `of_stage`
    hold for one stage, and the values of `studying` are known of a pupil only while at school.
    """

    begins: tuple[int, int]
    ends: tuple[int, int]
    stage: str
    year: str
    final: str
    admitted: str
    admitted_to: str
    stages: Mapping[str, Stage]
    yearly: tuple[str, ...] = ()
    of_stage: tuple[str, ...] = ()
    studying: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fact:
    """One word of the vocabulary, with all that pages and checks need to know of it.

    `unit` is one that words.yaml puts in words, any other, or None; `low` and
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
    lasts: "Duration | None" = None  # a state that is over after so long, by its very name
    counts: "Counting | None" = None  # a number that rises by itself
    departed: bool = False  # where true, the person is dead: asked, advised and forecast nothing
    negative: Bilingual | None = None  # a bool that is known not to be so, as a statement
    general: bool = False  # asked by so many items that it explains none of them
    lower_is_graver: bool = False  # a grade whose lowest number is the most severe
    unranked: bool = False  # never weighed in an order of items: it counts through rules alone

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
        return f"{value:.15g}" if isinstance(value, float) else str(value)


_YES_NO = {True: Bilingual("是", "yes"), False: Bilingual("否", "no")}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All facts by name; who supplies them; what a relief status says is held already."""

    facts: Mapping[str, Fact]
    suppliers: Mapping[str, Bilingual]
    holdings: Mapping[str, Mapping[str, str]]
    school: School | None = None

    @property
    def departing(self) -> tuple[Fact, ...]:
        """Return the facts that say of a member that they are dead."""
        return tuple(fact for fact in self.facts.values() if fact.departed)

    def inputs_of(self, name: str, known: Mapping[str, Value]) -> tuple[str, ...]:
        """Return the input facts to ask for when fact `name` is unknown.

        For a derived fact these are the parts that are themselves unknown in `known`.
        """
        parts = self.facts[name].derived_from
        return tuple(part for part in parts if part not in known) if parts else (name,)
