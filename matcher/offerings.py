"""What can be given: list items, charity offerings, visiting teams, towns, and their catalogue."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from matcher.facts import Value, Vocabulary
from matcher.listening import (
    NO_LISTENING,
    NO_SPELLING,
    Danger,
    Kin,
    Listening,
    Sign,
    Spelling,
    Voiced,
)
from matcher.rules.derive import Derived
from matcher.rules.figures import Figure
from matcher.rules.tree import Condition, Term
from matcher.wording import NO_TEXT, Bilingual


@dataclass(frozen=True, slots=True)
class Pays:
    """What one beneficiary is paid, worked out by the rule: CNY `per` month, year or once.

    `least` and `most` are the same term where the rule fixes the sum; one of them is None where
    it only says at least or at most. `about` says that the rule gives an average or a rounded
    sum. `line` is the figure up to which a gap is paid, where the item pays one.
    """

    per: str
    least: Term | None = None
    most: Term | None = None
    about: bool = False
    line: Term | None = None


@dataclass(frozen=True, slots=True)
class Amount:
    """What an item is worth as the list says it; `value` in `unit`, None where not known.

    `pays` works out what a beneficiary gets, where the rule lets it be worked out.
    """

    value: float | None = None
    unit: Bilingual = NO_TEXT
    note: str = ""
    as_of: str = ""
    pays: Pays | None = None


@dataclass(frozen=True, slots=True)
class Provision:
    """What an item and an offering have in common: who gives what to whom, and on which condition.

    `per_member` says that the condition speaks of one member, the beneficiary, rather than of
    the household. `phrases` are everyday voices of the need it meets.
    """

    code: str
    name: Bilingual
    layer: str
    domain: str
    provider: str
    per_member: bool
    eligibility: str
    condition: Condition
    form: str
    amount: Amount
    phrases: tuple[str, ...]
    source: str
    confidence: str

    @property
    def counterpart(self) -> str:
        """Return the code whose texts and whose place among the wishes of families it shares."""
        return self.code

    def __hash__(self) -> int:  # that of all it holds would take longer than any use of it
        return hash(self.code)


@dataclass(frozen=True, slots=True)
class Item(Provision):
    """An entry of one of the city's two lists, G (government relief) or S (social service)."""

    also: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()  # categories it is meant for; empty: everyone in difficulty
    limited: bool = False
    apply: Bilingual = NO_TEXT
    documents: tuple[Bilingual, ...] = ()
    days: int | None = None
    excludes: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()  # everyday names by which people ask for it
    list: str = ""  # government, social, or the name of another city's list
    like: str = ""  # the home city's item that another city's item is the counterpart of
    residual: tuple[Bilingual, ...] = ()  # conditions that no rule can settle, for a person to see
    __hash__ = Provision.__hash__

    @property
    def counterpart(self) -> str:
        """Return the home city's item it corresponds to, or for such an item itself."""
        return self.like or self.code


Rivals = Mapping[str, tuple[str, ...]]
"""By code what cannot be had beside it."""


def rivals_of(items: Mapping[str, Item]) -> Rivals:
    """Return by code what cannot be had beside an item: what it excludes, and its counterparts.

    An item and its counterpart in another city are one help by two cities' rules: nobody has it
    from both, and what it excludes here it excludes there too.
    """
    alike: dict[str, list[str]] = {}
    for code, item in items.items():
        alike.setdefault(item.counterpart, []).append(code)
    return {
        code: tuple(dict.fromkeys(c for c in _rivals(item, items, alike) if c != code))
        for code, item in items.items()
    }


def _rivals(item: Item, items: Mapping[str, Item], alike: Mapping[str, list[str]]) -> Iterator[str]:
    yield from item.excludes
    yield from alike[item.counterpart]
    at_home = items.get(item.counterpart, item)
    for code in at_home.excludes:
        yield from (other for other in alike.get(code, ()) if items[other].list != item.list)


@dataclass(frozen=True, slots=True)
class Offering(Provision):
    """A micro-wish W, a micro-fund F or a 博爱100 project B: charity supply that runs out.

    `remaining` counts things or places (W, B) or CNY (F, its balance); `towns` is empty when it
    serves the whole city; it is open from `starts` to `ends`, both days included.
    """

    platform: str = ""
    item: str = ""
    related: tuple[str, ...] = ()
    towns: tuple[str, ...] = ()
    starts: date = date.min
    ends: date = date.max
    remaining: float = 0.0
    __hash__ = Provision.__hash__

    def serves(self, town: str | None, day: date) -> bool:
        """Say whether it is open on `day`, has something left, and reaches `town`.

        A household whose town is not known is reached by city-wide offerings only.
        """
        reached = not self.towns or town in self.towns
        return self.starts <= day <= self.ends and self.remaining > 0 and reached


@dataclass(frozen=True, slots=True)
class Supply:
    """What charities offer at one moment: beside the catalogue's own, and what is left of each.

    `token` changes whenever anything of it does. `left` has by code what remains, counted as
    `Offering.remaining` is; a code that it lacks keeps its own.
    """

    token: str
    posted: tuple[Offering, ...] = ()
    left: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SharedCondition:
    """A named condition that several items use as `meets(name)`."""

    name: str
    label: Bilingual
    text: str
    condition: Condition


@dataclass(frozen=True, slots=True, eq=False)
class City:
    """A city whose rules may decide: the home city, or one where a household is registered.

    `takes` says who takes the papers of a household that lives elsewhere, `forwards` where they
    go and who decides; `items` are the basic items of a city that is not home.
    """

    code: str
    name: Bilingual
    aliases: tuple[str, ...]
    home: bool
    takes: Bilingual
    forwards: Bilingual
    source: str
    items: Mapping[str, Item]
    registered_as: str = ""  # the value of hukou_city that this city refines


@dataclass(frozen=True, slots=True)
class Town:
    """A town or sub-district; `aliases` includes its short and full names."""

    code: str
    name: str
    english: str
    aliases: tuple[str, ...]
    neighbours: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Team:
    """A visiting care team; `services` are S codes, `weekly_visits` its capacity."""

    code: str
    kind: str
    town: str
    size: int
    weekly_visits: int
    domains: tuple[str, ...]
    services: tuple[str, ...]
    languages: tuple[str, ...]
    weekdays: tuple[str, ...]
    evenings: bool


@dataclass(frozen=True, slots=True)
class Category:
    """One of the seven categories C1-C7, as a rule of a member or of the household."""

    code: str
    name: Bilingual
    per_member: bool
    rule: str
    condition: Condition


@dataclass(frozen=True, slots=True, eq=False)
class Indication:
    """What calls for an item, whatever its rule lets in: signs, and facts by themselves.

    `must` surely calls for it, `good` makes it worth adding. It orders a plan, no more.
    """

    must: tuple[str, ...] = ()
    good: tuple[str, ...] = ()
    facts_must: Condition | None = None
    facts_good: Condition | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """How a family comes by another value of a fact: from which values, to which, by doing what.

    `when` must be known to hold of the person (of the household for its own facts), `unless`
    must not; None where there is no such limit. `through` is the item by which the value is
    obtained, and which must not be ruled out for them; empty where it is no item.
    """

    fact: str
    sources: tuple[Value, ...]
    to: Value
    advice: Bilingual
    when: Condition | None = None
    unless: Condition | None = None
    through: str = ""


@dataclass(frozen=True, slots=True)
class Asking:
    """Of whom a fact is asked: conditions of the person, or of the household for its own facts.

    `where` must not be known to be false. `ground` must be known to hold, unless a text voices
    the fact; without one a fact that is `grounded` is asked for its words alone.
    """

    where: Condition | None = None
    ground: Condition | None = None
    grounded: bool = False


class Degree(StrEnum):
    """How sure it is that something recorded is wrong: it cannot all be so, or seldom is."""

    CONTRADICTION = "contradiction"
    DOUBT = "doubt"


@dataclass(frozen=True, slots=True, eq=False)
class Clash:
    """How facts contradict one another, or the words of a ledger: to be verified by a person.

    It counts where `condition` is known to hold and `explained_by` is not. With `words` a text
    has to say them too, of the member (or, `by_teller`, laid to them); with `receives` one of
    these codes has to be held. The label takes facts, figures and terms of them in braces.
    """

    name: str
    degree: Degree
    per_member: bool
    label: Bilingual
    condition: Condition
    asks: tuple[str, ...]
    asks_others: tuple[str, ...] = ()  # of the other members whose facts clash
    note: Bilingual = NO_TEXT
    explained_by: Condition | None = None
    words: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    by_teller: bool = False
    receives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """All data of a city, checked and frozen; mappings keep the order of their files."""

    name: Bilingual
    version: str
    reconstruction: bool
    vocabulary: Vocabulary
    derived: tuple[Derived, ...]
    figures: Mapping[str, Figure]
    shared: Mapping[str, SharedCondition]
    categories: Mapping[str, Category]
    items: Mapping[str, Item]
    cities: Mapping[str, City]
    offerings: Mapping[str, Offering]
    towns: Mapping[str, Town]
    teams: Mapping[str, Team]
    dangers: tuple[Danger, ...]
    kin: tuple[Kin, ...]
    not_kin: tuple[str, ...]
    voiced: tuple[Voiced, ...]
    words: Mapping[str, Mapping[str, Bilingual]]
    town_names: Mapping[str, str]  # every alias -> the short name
    clashes: tuple[Clash, ...] = ()
    not_now: tuple[str, ...] = ()  # clauses with these words say nothing of how it is now
    signs: tuple[Sign, ...] = ()
    indications: Mapping[str, Indication] = field(default_factory=dict)  # by an item's code
    listening: Listening = NO_LISTENING
    beyond: tuple[str, ...] = ()  # wordings of matters that nothing here can help with
    ways: tuple[Way, ...] = ()  # in the order of the vocabulary
    asking: Mapping[str, Asking] = field(default_factory=dict)  # by fact, where it has limits
    spelling: Spelling = NO_SPELLING

    def figure_without_value(self, day: date) -> str | None:
        """Return the name of a figure that has no value on `day`, None where all have one."""
        return next((f.name for f in self.figures.values() if f.on(day) is None), None)

    def provision(self, code: str) -> Provision:
        """Return the item or offering of that code, of whichever city."""
        return self.item(code) if code not in self.offerings else self.offerings[code]

    def item(self, code: str) -> Item:
        """Return the item of that code, of whichever city; KeyError where there is none."""
        if code in self.items:
            return self.items[code]
        return next(city.items[code] for city in self.cities.values() if code in city.items)

    @property
    def home(self) -> City | None:
        """Return the city whose lists these are, None where the catalogue names none."""
        return next((city for city in self.cities.values() if city.home), None)

    @property
    def city_items(self) -> dict[str, Item]:
        """Return the items of the other cities, in the order of their lists."""
        return {c: item for city in self.cities.values() for c, item in city.items.items()}
