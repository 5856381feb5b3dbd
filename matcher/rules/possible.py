"""What an unknown fact may still be: all that the vocabulary allows, less what a rule leaves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, inf
from typing import Any

from matcher.facts import ORDERED, Fact, FactType, Value
from matcher.rules.evaluate import OPERATORS, Scope, evaluate
from matcher.rules.tree import Among, And, Atom, Compare, Condition, Named, Or
from matcher.rules.truth import Truth


@dataclass(frozen=True, slots=True)
class Range:
    """The numbers from `low` to `high`, both included, or the whole numbers among them.

    An end of which nothing is known is infinite.
    """

    low: float = -inf
    high: float = inf
    whole: bool = False


Options = Range | tuple[Value, ...]
Possible = Mapping[str, Options]
"""What each unknown fact may still be; one that is not named may be anything."""

ANYTHING = Range()
_CLOSED_UNITS = (None, "grade")


def options_of(fact: Fact) -> Options:
    """Return all that a fact may be.

    The upper limit of a number with a unit only keeps out slips of the pen, and so does a lower
    one that mirrors it: both are left open, so that no range ends at a technical limit.
    """
    if fact.values is not None:
        return tuple(fact.values)
    if fact.type is FactType.BOOL:
        return (True, False)
    if fact.type not in ORDERED:
        return ANYTHING
    low = -inf if fact.low is None else fact.low
    high = inf if fact.high is None else fact.high
    open_below, open_above = low == -high, fact.unit not in _CLOSED_UNITS
    whole = fact.type is FactType.INTEGER
    return Range(-inf if open_below else low, inf if open_above else high, whole)


def narrowed(node: Condition, possible: Possible, scope: Scope) -> Possible:
    """Return what the unknown facts may be wherever a bound condition is true.

    Used are comparisons with a value that stand under AND alone, or under OR in every branch
    that is not known to be false; everything else narrows nothing.
    """
    match node:
        case And(parts):
            for part in parts:
                possible = narrowed(part, possible, scope)
            return possible
        case Or(parts):
            left = [part for part in parts if evaluate(part, scope) is not Truth.FALSE]
            branches = [narrowed(part, possible, scope) for part in left]
            return {n: _union([b[n] for b in branches]) for n in possible} if left else possible
        case Named(_, part) if part is not None:
            return narrowed(part, possible, scope)
        case Compare(fact) | Among(fact) if fact in possible and fact not in scope.facts:
            return {**possible, fact: _kept(node, possible[fact])}
        case _:
            return possible


def _union(options: Sequence[Options]) -> Options:
    ranges = [each for each in options if isinstance(each, Range)]
    if ranges:
        whole = all(each.whole for each in ranges)
        return Range(min(r.low for r in ranges), max(r.high for r in ranges), whole)
    values = (value for each in options if isinstance(each, tuple) for value in each)
    return tuple(dict.fromkeys(values))


def _kept(atom: Atom, options: Options) -> Options:
    """Return the options for which a comparison holds, all of them where it holds for none."""
    if isinstance(options, Range):
        kept = _within(atom, options)
        return kept if kept.low <= kept.high else options
    return tuple(value for value in options if _holds(atom, value)) or options


def _holds(atom: Atom, value: Any) -> bool:
    if isinstance(atom, Among):
        return value in atom.values
    return atom.value is None or bool(OPERATORS[atom.op](value, atom.value))


def _within(atom: Atom, options: Range) -> Range:
    """Return the part of a range in which a comparison with numbers can hold."""
    values = atom.values if isinstance(atom, Among) else (atom.value,)
    numbers = [value for value in values if isinstance(value, int | float)]
    if not numbers:
        return options
    op = "=" if isinstance(atom, Among) else atom.op
    low = min(numbers) if op in ("=", ">", ">=") else -inf
    high = max(numbers) if op in ("=", "<", "<=") else inf
    if options.whole and low > -inf:
        low = floor(low) + 1 if op == ">" else ceil(low)
    if options.whole and high < inf:
        high = ceil(high) - 1 if op == "<" else floor(high)
    return Range(max(options.low, low), min(options.high, high), options.whole)
