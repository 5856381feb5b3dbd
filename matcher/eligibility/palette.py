"""Values worth giving to a fact in an invented household: those on which a condition turns."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, floor, isfinite

from matcher.facts import Fact, FactType, Value, Vocabulary
from matcher.rules.evaluate import Scope, value_of
from matcher.rules.thresholds import STEP
from matcher.rules.tree import (
    Among,
    Compare,
    Condition,
    Relation,
    Since,
    Term,
    atoms,
    terms_of,
)

_ROUND = (0, 1, 10, 100, 1_000, 3_000, 10_000)
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Palette:
    """The values that some conditions name, by fact; the bounds and words of the vocabulary."""

    named: Mapping[str, tuple[Value, ...]]
    vocabulary: Vocabulary
    towns: Sequence[str]
    day: date

    @classmethod
    def of(
        cls,
        conditions: Iterable[Condition],
        vocabulary: Vocabulary,
        towns: Sequence[str],
        day: date,
    ) -> "Palette":
        """Return the palette of some bound conditions on a day."""
        named: dict[str, dict[Value, None]] = {}
        for condition in conditions:
            for atom, _ in atoms(condition):
                told = atom.values if isinstance(atom, Among) else (atom.value,)
                values = dict.fromkeys(value for value in told if value is not None)
                named.setdefault(atom.fact, {}).update(values)
        return cls({name: tuple(v) for name, v in named.items()}, vocabulary, towns, day)

    def values(self, name: str, member: str, leaf: Condition, scope: Scope) -> Iterator[Value]:
        """Yield the values to try for an unknown fact of a comparison, each once.

        `member` is whose fact it is, "" the household's; `scope` is that of the comparison.
        """
        fact = self.vocabulary.facts[name]
        seen: list[tuple[type, Value]] = []
        for value in self._values(fact, member, leaf, scope):
            if self._allowed(fact, value) and (type(value), value) not in seen:
                seen.append((type(value), value))
                yield value

    def _values(self, fact: Fact, member: str, leaf: Condition, scope: Scope) -> Iterator[Value]:
        own = leaf.values if isinstance(leaf, Among) else ()
        if isinstance(leaf, Compare) and leaf.value is not None:
            own = (leaf.value,)
        named = (*own, *self.named.get(fact.name, ()))
        if fact.type in (FactType.INTEGER, FactType.NUMBER):
            yield from _boundaries(fact.name, member, leaf, scope)
            yield from _beside(fact, named)
            yield from _ROUND
        elif fact.type is FactType.BOOL:
            yield from (True, False)
        elif fact.type is FactType.DATE:
            yield from _dates(leaf, scope, self.day)
        else:
            yield from named
            yield from self._others(fact)

    def _others(self, fact: Fact) -> Iterator[Value]:
        """Yield the values that stand in no condition: for what none of them is true."""
        if fact.type is FactType.TOWN:
            yield from self.towns
        yield from fact.values or ()
        if fact.values is None and fact.type is not FactType.TOWN:
            yield "其他"

    def _allowed(self, fact: Fact, value: Value) -> bool:
        if isinstance(value, bool | str | date):
            return True
        low = -float("inf") if fact.low is None else fact.low
        high = float("inf") if fact.high is None else fact.high
        return low <= value <= high


def _beside(fact: Fact, named: Iterable[Value]) -> Iterator[Value]:
    """Yield each number that is named, and its neighbours a step away; whole where it is whole."""
    for value in named:
        if isinstance(value, int | float) and not isinstance(value, bool):
            for number in (value, value - STEP, value + STEP):
                whole = fact.type is FactType.INTEGER or float(number).is_integer()
                yield round(number) if whole else number


def _boundaries(name: str, member: str, leaf: Condition, scope: Scope) -> Iterator[int]:
    """Yield the whole numbers around which a relation of terms turns in one fact.

    Taken as linear in it, with everything else known; otherwise there is none.
    """
    if not isinstance(leaf, Relation):
        return
    gaps = [_gap(leaf, scope, (name, member), at) for at in (0.0, 1.0)]
    if gaps[0] is None or gaps[1] is None or gaps[0] == gaps[1]:
        return
    middle = gaps[0] / (gaps[0] - gaps[1])
    if isfinite(middle):
        yield from (floor(middle), ceil(middle), floor(middle) - STEP, ceil(middle) + STEP)


def _gap(leaf: Relation, scope: Scope, spot: tuple[str, str], value: float) -> float | None:
    name, member = spot
    own = {name: value} if member in ("", scope.member) else {}
    members = [
        (id_, {**facts, name: value} if member in ("", id_) else facts)
        for id_, facts in scope.members
    ]
    there = Scope({**scope.facts, **own}, members, scope.member, scope.day)
    left, right = value_of(leaf.left, there), value_of(leaf.right, there)
    return None if left is None or right is None else left - right


def _dates(leaf: Condition, scope: Scope, day: date) -> Iterator[date]:
    """Yield the days on which a time since them is just as long as the rule asks, or not quite."""
    for part in leaf_terms(leaf):
        if isinstance(part, Since):
            for other in leaf_terms(leaf):
                number = None if isinstance(other, Since) else value_of(other, scope)
                if number is not None:
                    start = _earlier(day, round(number), part.unit)
                    yield from (start, start + timedelta(days=1), start - timedelta(days=1))
    yield day - timedelta(days=365)


def leaf_terms(leaf: Condition) -> Iterator[Term]:
    """Yield the terms of a relation, parts before wholes; none for another comparison."""

    def walk(term: Term) -> Iterator[Term]:
        for part in terms_of(term):
            yield from walk(part)
        yield term

    if isinstance(leaf, Relation):
        yield from walk(leaf.left)
        yield from walk(leaf.right)


def _earlier(day: date, count: int, unit: str) -> date:
    """Return the day `count` days, months or years before, at most the last of its month."""
    if unit == "days":
        return day - timedelta(days=count)
    months = day.year * _MONTHS + day.month - 1 - count * (_MONTHS if unit == "years" else 1)
    first = date(months // _MONTHS, months % _MONTHS + 1, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))
