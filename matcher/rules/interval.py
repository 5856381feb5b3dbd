"""How far a number may still go where facts are unknown: interval arithmetic over its term.

Moore, R. E. (1966), Interval Analysis, chapter 2. Each unknown fact stands for all it may be,
on its own, so a range can be wider than need be and never too narrow.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import inf, isnan

from matcher.facts import Value
from matcher.rules.evaluate import Scope, evaluate, value_of
from matcher.rules.figures import Table
from matcher.rules.possible import ANYTHING, Options, Possible, Range
from matcher.rules.tree import Arithmetic, FactRef, FigureRef, Fold, Tally, Term
from matcher.rules.truth import Truth


@dataclass(frozen=True, slots=True)
class Unknowns:
    """What unknown facts may be: of whom a term speaks, and of each member inside a fold."""

    own: Possible
    of_members: Possible


def range_of(term: Term, scope: Scope, unknowns: Unknowns) -> Range | None:
    """Return where the number of a bound term lies, however the unknown facts turn out.

    For every filling-in by `unknowns` that gives the term a number, the number lies in the
    range. None where it is the least or largest of no member, which is nothing.
    """
    match term:
        case FactRef(name):
            return _numbers(_options(name, scope, unknowns.own))
        case FigureRef(_, by, Table() as table):
            return _figure(table, [_options(name, scope, unknowns.own) for name in by])
        case Arithmetic(op, left, right):
            one, other = range_of(left, scope, unknowns), range_of(right, scope, unknowns)
            return None if one is None or other is None else _ARITHMETIC[op](one, other)
        case Fold():
            return _fold(term, scope, unknowns)
        case Tally(part):
            found = [evaluate(part, scope.of(*member)) for member in scope.members]
            sure, out = found.count(Truth.TRUE), found.count(Truth.FALSE)
            return Range(sure, len(found) - out, whole=True)
        case _:
            return _point(value_of(term, scope))


def _point(value: float | None) -> Range | None:
    if value is None:
        return ANYTHING
    return None if isnan(value) else Range(value, value)


def _options(name: str, scope: Scope, possible: Possible) -> Options:
    known = scope.facts.get(name)
    return possible.get(name, ANYTHING) if known is None else (known,)


def _numbers(options: Options) -> Range:
    if isinstance(options, Range):
        return options
    return _hull(value for value in options if isinstance(value, int | float))


def _hull(values: Iterable[float]) -> Range:
    found = [float(value) for value in values]
    return Range(min(found), max(found)) if found else ANYTHING


def _plus(one: Range, other: Range) -> Range:
    return Range(one.low + other.low, one.high + other.high)


def _minus(one: Range, other: Range) -> Range:
    return Range(one.low - other.high, one.high - other.low)


def _times(one: Range, other: Range) -> Range:
    ends = product((one.low, one.high), (other.low, other.high))
    return _hull(a * b if a and b else 0.0 for a, b in ends)  # nothing times an open end is nothing


def _over(one: Range, other: Range) -> Range:
    if other.low <= 0 <= other.high:
        return ANYTHING
    ends = [a / b for a in (one.low, one.high) for b in (other.low, other.high)]
    return _hull(0.0 if isnan(end) else end for end in ends)


_ARITHMETIC: Mapping[str, Callable[[Range, Range], Range]] = {
    "+": _plus,
    "-": _minus,
    "*": _times,
    "/": _over,
}


def _figure(table: Table, keys: Sequence[Options]) -> Range:
    """Return between what the values of a figure lie for all keys that are possible."""
    choices = [list(_keys(table, place, options)) for place, options in enumerate(keys)]
    found = [table.at(key) for key in product(*choices)]
    within, last, step = _hull(v for v in found if v is not None), keys[-1], table.each_further
    if step and isinstance(last, Range) and last.high == inf:
        return replace(within, high=inf) if step > 0 else replace(within, low=-inf)
    return within


def _keys(table: Table, place: int, options: Options) -> Iterator[Value]:
    """Yield keys that call up every value a table has for the options.

    Of numbers these are the two ends, the rows between them, and a key on each side of a row.
    """
    if isinstance(options, tuple):
        yield from options
        return
    rows = [keys[place] for keys in table.rows]
    numbers = [row for row in rows if isinstance(row, int | float)]
    if not numbers:
        yield from (*rows, "")  # any word: those of the rows, and one that has none
        return
    gap = 1 if options.whole else 0.5
    low = min(numbers) - 1 if options.low == -inf else options.low
    high = max(low, max(numbers) + 1) if options.high == inf else options.high
    beside = [row + step for row in numbers for step in (-gap, 0, gap)]
    yield from (low, high, *(key for key in beside if low < key < high))


def _fold(term: Fold, scope: Scope, unknowns: Unknowns) -> Range | None:
    """Return the range of a sum, least or largest over members of whom some may not count."""
    inside = Unknowns(unknowns.of_members, unknowns.of_members)
    found: list[tuple[bool, Range]] = []
    for member in scope.members:
        seen = scope.of(*member)
        counts = Truth.TRUE if term.where is None else evaluate(term.where, seen)
        each = None if counts is Truth.FALSE else range_of(term.term, seen, inside)
        if each is not None:
            found.append((counts is Truth.TRUE, each))
    return _sum(found) if term.kind == "sum" else _extreme(term.kind, found)


def _sum(found: Sequence[tuple[bool, Range]]) -> Range:
    total = Range(0.0, 0.0)
    for sure, each in found:
        total = _plus(total, each if sure else Range(min(0.0, each.low), max(0.0, each.high)))
    return total


def _extreme(kind: str, found: Sequence[tuple[bool, Range]]) -> Range | None:
    """Return the range of the least or largest; where nobody is sure, any one may be alone."""
    lows, highs = [r.low for _, r in found], [r.high for _, r in found]
    if not found:
        return None
    sure = [r for is_sure, r in found if is_sure]
    if kind == "min":
        return Range(min(lows), min(r.high for r in sure) if sure else max(highs))
    return Range(max(r.low for r in sure) if sure else min(lows), max(highs))
