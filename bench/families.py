"""Families drawn by chance from a catalogue's vocabulary, near the thresholds of its rules."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from random import Random

from matcher.eligibility.rulebook import Rule, Rulebook
from matcher.facts import Fact, FactType, Value
from matcher.needs import Household, Member
from matcher.offerings import Catalogue
from matcher.rules.tree import Among, Condition, atoms

_UNKNOWN = (0.0, 0.1, 0.3, 0.6, 0.9)
"""How much of a family may not be known: one of these, drawn for each family."""

_SIZES = (0, 1, 1, 2, 2, 2, 3, 3, 4, 5, 7)
_MOST = 5_000.0
_OWN = 0.3  # how often a member tells of its own what the household may tell for all
_TOLD = 0.75  # how often a fact that is told otherwise is told at all
Draw = Callable[[Random], Value]


class Families:
    """Draws families; the same seed gives the same ones. No real person is in them."""

    def __init__(self, catalogue: Catalogue, book: Rulebook, day: date) -> None:
        near = _thresholds(rule.condition for rule in every_rule(book))
        places = {
            FactType.TOWN: tuple(sorted(catalogue.towns)),
            FactType.CITY: tuple(sorted(catalogue.cities)),
        }
        every = catalogue.vocabulary.facts.values()
        self._draw = {f.name: _drawer(f, near.get(f.name, ()), places, day) for f in every}
        self._of_household = {f.name for f in every if f.of_household()}
        facts = [f for f in every if not f.derived_from]
        self._ours = [(f.name, self._draw[f.name]) for f in facts if f.of_household()]
        self._theirs = [(f.name, self._draw[f.name]) for f in facts if not f.of_household()]
        both = [f.name for f in facts if f.of_household() and f.of_member()]
        self._shared = [(name, self._draw[name]) for name in both]

    def drawn(self, num: int, seed: int) -> Iterator[Household]:
        """Yield `num` families of 0 to 7 members that know some, most or all of their facts."""
        random = Random(seed)
        for number in range(num):
            unknown = random.choice(_UNKNOWN)
            members = tuple(
                Member(f"m{n}", self._member(random, unknown))
                for n in range(1, random.choice(_SIZES) + 1)
            )
            yield Household(f"F{number}", _some(self._ours, random, unknown), members)

    def _member(self, random: Random, unknown: float) -> dict[str, Value]:
        own = _some(self._theirs, random, unknown)
        return own | _some(self._shared, random, 1 - _OWN * (1 - unknown))

    def told_more(self, household: Household, random: Random) -> Household:
        """Return the family after some of its unknown facts have been told."""
        share = random.choice((0.2, 0.5, 1.0))
        own = _some(self._ours, random, 1 - share) | dict(household.facts)
        members = tuple(
            Member(m.id, _some(self._theirs, random, 1 - share) | dict(m.facts))
            for m in household.members
        )
        return Household(household.id, own, members)

    def varied(self, household: Household, names: Sequence[str], random: Random) -> Household:
        """Return the family with one to three of the facts `names` told otherwise, or not told."""
        own, members = dict(household.facts), [dict(m.facts) for m in household.members]
        for name in random.choices(names, k=random.choice((1, 1, 2, 3))):
            ours = [own] if name in self._of_household else []
            told = random.choice([*ours, *members] or [own])
            told.pop(name, None)
            if random.random() < _TOLD:
                told[name] = self._draw[name](random)
        listed = zip(household.members, members, strict=True)
        return Household(household.id, own, tuple(Member(m.id, facts) for m, facts in listed))


def every_rule(book: Rulebook) -> Iterator[Rule]:
    """Yield the rules of all items, those of other cities, offerings and categories."""
    yield from book.items.values()
    for rules in book.cities.values():
        yield from rules.values()
    yield from book.offerings.values()
    yield from book.categories.values()


def _some(drawers: Iterable[tuple[str, Draw]], random: Random, unknown: float) -> dict[str, Value]:
    chance = random.random
    return {name: draw(random) for name, draw in drawers if chance() >= unknown}


def _thresholds(conditions: Iterable[Condition]) -> dict[str, tuple[float, ...]]:
    """Return the numbers that rules compare each fact with."""
    found: dict[str, set[float]] = {}
    for condition in conditions:
        for atom, _ in atoms(condition):
            values = atom.values if isinstance(atom, Among) else (atom.value,)
            numbers = {v for v in values if isinstance(v, int | float) and not isinstance(v, bool)}
            found.setdefault(atom.fact, set()).update(numbers)
    return {name: tuple(sorted(values)) for name, values in found.items()}


def _drawer(
    fact: Fact, near: tuple[float, ...], places: dict[FactType, tuple[str, ...]], day: date
) -> Draw:
    if fact.type is FactType.BOOL:
        return lambda random: random.random() < 0.5
    if fact.type is FactType.DATE:
        return lambda random: day - timedelta(days=random.randrange(36_000))
    if fact.type in (FactType.INTEGER, FactType.NUMBER):
        return _number(fact, near)
    words = tuple(fact.values or ()) or places.get(fact.type) or ("a", "b", "c")
    return lambda random: random.choice(words)


def _number(fact: Fact, near: tuple[float, ...]) -> Draw:
    whole = fact.type is FactType.INTEGER
    low = 0.0 if fact.low is None else fact.low
    high = _MOST if fact.high is None else fact.high

    def draw(random: Random) -> Value:
        if near and random.random() < 0.6:
            value = random.choice(near) + random.choice((-1, 0, 0, 1) if whole else (-0.01, 0, 1))
        else:
            value = random.uniform(low, min(high, _MOST))
        value = min(max(value, low), high)
        return round(value) if whole else round(value, 2)

    return draw
