"""What may be answered to a question: values set apart where a comparison can tell them apart."""

import math
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache, reduce
from itertools import pairwise
from operator import or_
from typing import NamedTuple

from matcher.facts import Fact, FactType, Value
from matcher.rules.tree import Among, Atom, Compare
from matcher.values import Span

OTHER = ""
"""Stands for a text that no rule names: no catalogue names an empty one."""

OLDEST = {"years": 130, "months": 1_560, "days": 47_482}  # how far back a date is looked for
_ROUNDS = 10
_SUREST = 0.999  # no rate is taken for surer than this
_TINY = 1e-12


class Sample(NamedTuple):
    """A value that stands for all those of its span."""

    value: Value
    span: Span


class Cut(NamedTuple):
    """Where numbers part: just before `at`, or (`after`) just behind it."""

    at: float
    after: bool = False


def options(fact: Fact, named: Iterable[Value] = ()) -> tuple[Sample, ...]:
    """Return the answers to a fact that is no number and no date, each for itself.

    Of towns, cities and texts these are the `named` ones, and one that stands for any other.
    """
    if fact.type is FactType.BOOL:
        return tuple(Sample(value, Span(fact.name, value, value)) for value in (True, False))
    if fact.type is FactType.CHOICE:
        return tuple(Sample(v, Span(fact.name, v, v)) for v in fact.values or {})
    found = [Sample(v, Span(fact.name, v, v)) for v in sorted(set(map(str, named)))]
    return (*found, Sample(OTHER, Span(fact.name)))


def values_in(atom: Atom) -> tuple[Value, ...]:
    """Return the values that a bound comparison names."""
    if isinstance(atom, Among):
        return atom.values
    return () if atom.value is None else (atom.value,)


def cuts_of(atom: Atom) -> Iterator[Cut]:
    """Yield where a comparison parts numbers."""
    sides: tuple[bool, ...] = (False, True)
    if isinstance(atom, Compare) and atom.op not in ("=", "!="):
        sides = (atom.op in ("<=", ">"),)
    for number in values_in(atom):
        if isinstance(number, int | float):
            yield from (Cut(number, after) for after in sides)


class Bounds(NamedTuple):
    """Which numbers a fact may have: its name, its bounds, whether they are whole."""

    fact: str
    low: float
    high: float
    whole: bool


def bounds_of(fact: Fact) -> Bounds:
    """Return which numbers a fact may have."""
    low = -math.inf if fact.low is None else fact.low
    high = math.inf if fact.high is None else fact.high
    return Bounds(fact.name, low, high, fact.type is FactType.INTEGER)


def numbers(within: Bounds, cuts: Iterable[Cut]) -> tuple[Sample, ...]:
    """Return the answers to a number: one for each stretch between cuts, inside its bounds."""
    start, end = Cut(within.low), Cut(within.high, after=True)
    apart = {_whole(cut) if within.whole else cut for cut in cuts}
    edges = (start, *sorted(cut for cut in apart if start < cut < end), end)
    spans = [_span(within.fact, *pair) for pair in pairwise(edges)]
    return tuple(Sample(_middle(span, within.whole, span is spans[-1]), span) for span in spans)


def _whole(cut: Cut) -> Cut:
    """Return the same cut of whole numbers, before the first one behind it."""
    return Cut(math.floor(cut.at) + 1 if cut.after else math.ceil(cut.at))


def _span(fact: str, start: Cut, end: Cut) -> Span:
    low = None if math.isinf(start.at) else start.at
    high = None if math.isinf(end.at) else end.at
    return Span(fact, low, high, start.after, not end.after)


def _middle(span: Span, whole: bool, last: bool) -> int | float:
    """Return a number of the span: its middle; near the lower end of the last, which is wide."""
    low, high = _number(span.low), _number(span.high)
    if low is None:
        return 0 if high is None else math.floor(high) - 1
    half = math.inf if high is None else (high - low) / 2
    found = low + (min(half, max(1.0, low / 8)) if last else half)
    return math.floor(found) if whole else found


def _number(value: Value | None) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def turning_points(tells: Callable[[float], Hashable], grid: Sequence[float]) -> tuple[Cut, ...]:
    """Return, to a whole number, where `tells` changes between neighbours of a rising grid.

    Between two neighbours one change is found, by halving: some twenty looks for each.
    """
    told = [tells(at) for at in grid]
    steps = zip(pairwise(grid), pairwise(told), strict=True)
    return tuple(
        _first_change(tells, math.floor(low), math.ceil(high), was)
        for (low, high), (was, now) in steps
        if was != now
    )


def _first_change(tells: Callable[[float], Hashable], low: int, high: int, before: Hashable) -> Cut:
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if tells(middle) == before else (low, middle)
    return Cut(high)


def grid_of(within: Bounds) -> tuple[float, ...]:
    """Return numbers of a range, wider apart as they grow."""
    steps = [*range(11), *(step * 10**power for power in range(1, 9) for step in (1, 3))]
    found = {*steps, *(-step for step in steps), within.low, within.high}
    return tuple(sorted(n for n in found if within.low <= n <= within.high and math.isfinite(n)))


def joined(answers: Iterable[Sample]) -> tuple[Span, ...]:
    """Return the spans of answers, those of numbers that touch made one."""
    found: list[Span] = []
    for _, span in answers:
        if found and _touch(found[-1], span):
            found[-1] = replace(found[-1], high=span.high, below=span.below)
        elif found and _touch(span, found[-1]):  # days, counted back, come the latest first
            found[-1] = replace(found[-1], low=span.low, above=span.above)
        else:
            found.append(span)
    return tuple(found)


def _touch(first: Span, second: Span) -> bool:
    met = first.high is not None and first.high == second.low
    return met and first.below is not second.above and first.fact == second.fact


@lru_cache(maxsize=8_192)
def spread(weights: tuple[float, ...], held: tuple[tuple[int, float], ...]) -> tuple[float, ...]:
    """Return the chance of each answer, so that each comparison holds as often as its rate.

    `weights` are the chances, in proportion, where no rate is known; `held` pairs the answers
    for which a comparison holds, a bit each, with its rate: the share of all people of whom it
    is recorded that it does. So the shares are fitted with one more for nothing recorded
    (iterative proportional fitting, Deming and Stephan 1940). That one goes to the answers for
    which no comparison holds, since what is notable is what gets recorded; where there is none
    such, to all in proportion.
    """
    total = sum(weights)
    shares = [*(weight / total for weight in weights), 1.0]
    known = [(bits, min(max(rate, 1 - _SUREST), _SUREST)) for bits, rate in held if bits]
    for _ in range(_ROUNDS if known else 0):
        for bits, rate in known:
            shares = _fitted(shares, bits, rate)
    *shares, unrecorded = shares
    named = reduce(or_, (bits for bits, _ in known), 0)
    silent = [0.0 if named >> place & 1 else weight for place, weight in enumerate(weights)]
    if known and any(silent):
        share = unrecorded / sum(silent)
        shares = [one + share * weight for one, weight in zip(shares, silent, strict=True)]
    whole = sum(shares)
    return tuple(one / whole for one in shares)


def _fitted(shares: Sequence[float], bits: int, rate: float) -> list[float]:
    inside = sum(share for place, share in enumerate(shares) if bits >> place & 1)
    outside = sum(shares) - inside
    grown, shrunk = rate / max(inside, _TINY), (1 - rate) / max(outside, _TINY)
    return [one * (grown if bits >> place & 1 else shrunk) for place, one in enumerate(shares)]
