"""Values worth giving to a fact in an invented household: those on which a condition turns."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import ceil, floor, isfinite, isnan

from matcher.facts import ORDERED, Fact, FactType, Value, Vocabulary
from matcher.rules.evaluate import Scope, value_of
from matcher.rules.thresholds import STEP
from matcher.rules.tree import (
    Among,
    Compare,
    Condition,
    Fold,
    Relation,
    Tally,
    Term,
    atoms,
    leaves,
    mentions,
    terms_of,
)

_ROUND = (0, 1, 10, 100, 1_000, 3_000, 10_000)
_FARTHEST = 10_000_000
_DAYS_BACK = 47_500
"""As long ago as a date is tried: 130 years."""

Gap = Callable[[Value], float | None]
"""How far a comparison is from its boundary with a value of the fact, None where not known."""


def gap_of(leaf: Condition, scope: Scope) -> float | None:
    """Return by how much the left side of an ordering comparison is larger than the right."""
    sides: tuple[object, object] = (None, None)
    if isinstance(leaf, Relation):
        sides = value_of(leaf.left, scope), value_of(leaf.right, scope)
    elif isinstance(leaf, Compare):
        sides = scope.facts.get(leaf.fact), leaf.value
    left, right = sides
    if not isinstance(left, int | float) or not isinstance(right, int | float):
        return None
    return None if isnan(left - right) else left - right


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

    def complete(self, conditions: Iterable[Condition]) -> bool:
        """Say whether some conditions can tell no household from one made of these values.

        They can where every comparison is of one fact with a value, and none of the facts is
        worked out from another.
        """
        facts, trees = self.vocabulary.facts, tuple(conditions)
        if any(isinstance(leaf, Relation) for tree in trees for leaf, _ in leaves(tree)):
            return False
        named = {mention.fact for tree in trees for mention in mentions(tree)}
        return not any(named & set(facts[name].derived_from) for name in named)

    def values(self, name: str, leaf: Condition, gaps: Sequence[Gap]) -> Iterator[Value]:
        """Yield the values to try for an unknown fact of a comparison, each once.

        `gaps` are of the comparisons that reckon with the fact.
        """
        fact = self.vocabulary.facts[name]
        seen: set[tuple[type, Value]] = set()
        for value in self._values(fact, leaf, gaps):
            if _allowed(fact, value) and (type(value), value) not in seen:
                seen.add((type(value), value))
                yield value

    def _values(self, fact: Fact, leaf: Condition, gaps: Sequence[Gap]) -> Iterator[Value]:
        own = leaf.values if isinstance(leaf, Among) else ()
        if isinstance(leaf, Compare) and leaf.value is not None:
            own = (leaf.value,)
        named = (*own, *self.named.get(fact.name, ()))
        if fact.type in ORDERED:
            for gap in gaps:
                yield from _boundaries(fact, gap)
            yield from _beside(fact, named)
            yield from _ROUND
        elif fact.type is FactType.BOOL:
            yield from (True, False)
        elif fact.type is FactType.DATE:
            yield from _dates(self.day, gaps)
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


def _allowed(fact: Fact, value: Value) -> bool:
    if isinstance(value, bool | str | date):
        return True
    low = -float("inf") if fact.low is None else fact.low
    high = float("inf") if fact.high is None else fact.high
    return low <= value <= high


def _beside(fact: Fact, named: Iterable[Value]) -> Iterator[Value]:
    """Yield each number that is named, and its neighbours a step away; whole where it is whole.

    Of a fact that may be broken, also what lies between two that are named so near.
    """
    numbers = [n for n in named if isinstance(n, int | float) and not isinstance(n, bool)]
    for value in numbers:
        for number in (value, value - STEP, value + STEP):
            whole = fact.type is FactType.INTEGER or float(number).is_integer()
            yield round(number) if whole else number
    if fact.type is FactType.NUMBER:
        for one, other in pairwise(sorted(set(numbers))):
            if other - one <= STEP:
                yield (one + other) / 2


def _boundaries(fact: Fact, gap: Gap) -> Iterator[float]:
    """Yield the numbers of a fact around which a relation of terms turns, all else known.

    The relation is first taken as linear in the fact; where it is flat at the start, the place
    where it turns is looked for.
    """
    gaps = gap(0), gap(1)
    if gaps[0] is None or gaps[1] is None:
        return
    middle = gaps[0] / (gaps[0] - gaps[1]) if gaps[0] != gaps[1] else float("nan")
    if isfinite(middle):
        yield from (floor(middle), ceil(middle), floor(middle) - STEP, ceil(middle) + STEP)
        if fact.type is FactType.NUMBER:
            yield from (floor(middle * 100) / 100, ceil(middle * 100) / 100)
    start = round(fact.low or 0)
    end = round(_FARTHEST if fact.high is None else fact.high)
    for turn in _turns(start, end, gap):
        yield from (turn, turn + STEP, turn - STEP)


def _dates(day: date, gaps: Iterable[Gap]) -> Iterator[date]:
    """Yield the days on which a time since them is just as long as the rule asks, or not quite."""
    last = day.toordinal()
    for gap in gaps:
        for turn in _turns(max(1, last - _DAYS_BACK), last, _by_ordinal(gap)):
            for ordinal in (turn, turn + 1):
                yield date.fromordinal(ordinal)
    yield day - timedelta(days=365)


def _by_ordinal(gap: Gap) -> Callable[[int], float | None]:
    return lambda ordinal: gap(date.fromordinal(ordinal))


def _turns(low: int, high: int, gap: Callable[[int], float | None]) -> Iterator[int]:
    """Yield the last whole numbers before a gap comes to zero, and before it leaves it."""
    ends = gap(low), gap(high)
    if ends[0] is None or ends[1] is None:
        return
    for is_over in (_is_over_or_even, _is_over):
        if is_over(ends[0]) is not is_over(ends[1]):
            yield _last_before(low, high, gap, is_over)


def _last_before(
    low: int,
    high: int,
    gap: Callable[[int], float | None],
    is_over: Callable[[float | None], bool],
) -> int:
    """Return the last number on the side of `low`, by halving; `high` lies on the other side."""
    side = is_over(gap(low))
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if is_over(gap(middle)) is side else (low, middle)
    return low


def _is_over(gap: float | None) -> bool:
    return gap is not None and gap > 0


def _is_over_or_even(gap: float | None) -> bool:
    return gap is not None and gap >= 0


def over_members(leaf: Relation) -> bool:
    """Say whether a relation reckons over the members: by sum(), min(), max() or count()."""

    def walk(term: Term) -> bool:
        return isinstance(term, Fold | Tally) or any(map(walk, terms_of(term)))

    return walk(leaf.left) or walk(leaf.right)
