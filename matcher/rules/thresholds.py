"""The thresholds of a condition: where they stand, and the same condition with one of them moved.

What a set of cases does not notice when a threshold moves, it does not pin down.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from matcher.facts import Fact, FactType
from matcher.rules.evaluate import Scope, value_of
from matcher.rules.figures import Table
from matcher.rules.grammar import ORDERING
from matcher.rules.tree import (
    And,
    AnyMember,
    Arithmetic,
    Compare,
    Condition,
    CountMembers,
    FactRef,
    FigureRef,
    Fold,
    Named,
    Not,
    Number,
    Or,
    Relation,
    Since,
    Tally,
    Term,
    facts_of,
    map_terms,
)

Threshold = Compare | CountMembers | Relation
"""An ordering comparison of a number, of a count of members, or of two terms."""

STEP = 1
"""The least step worth telling apart: one year, one person, one yuan.

Where a relation reckons with whole numbers alone it is what one of them makes (see `step_of`).
"""

OTHER = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
"""The operator that differs at the boundary alone."""


def thresholds(node: Condition) -> Iterator[Threshold]:
    """Yield the thresholds of a condition, those of the conditions it takes in included.

    They come in a fixed order: `moved` counts them by it.
    """
    found: list[Threshold] = []

    def note(each: Threshold) -> Condition:
        found.append(each)
        return each

    _map(node, note)
    return iter(found)


def moved(node: Condition, number: int, change: Callable[[Threshold], Condition]) -> Condition:
    """Return the condition with its threshold `number` (from 0) changed."""
    seen = -1

    def at(each: Threshold) -> Condition:
        nonlocal seen
        seen += 1
        return change(each) if seen == number else each

    return _map(node, at)


def swapped(threshold: Threshold) -> Threshold:
    """Return a threshold that differs where the two sides are equal, and nowhere else."""
    return replace(threshold, op=OTHER[threshold.op])


def nudged(threshold: Threshold, by: float) -> Threshold:
    """Return a bound threshold whose right side is larger by `by`."""
    match threshold:
        case CountMembers():
            return replace(threshold, number=threshold.number + int(by))
        case Relation():
            return replace(threshold, right=Arithmetic("+", threshold.right, Number(by)))
        case Compare(_, _, value) if isinstance(value, int | float):
            return replace(threshold, value=value + by)
    return threshold


def step_of(threshold: Threshold, facts: Mapping[str, Fact]) -> float:
    """Return by how much a bound threshold has to move for a case to notice, at least 1.

    `months * 30 > 100` moves by 30: no whole number of months lies nearer to a side of it.
    """
    if not isinstance(threshold, Relation):
        return STEP
    return max(STEP, _grain(Arithmetic("-", threshold.left, threshold.right), facts))


def _grain(term: Term, facts: Mapping[str, Fact]) -> float:
    """Return the least step of a term over whole numbers; 0 where it may take any value."""
    match term:
        case FactRef(name):
            return 1 if facts[name].type is FactType.INTEGER else 0
        case Since() | Tally():
            return 1
        case Fold(_, inner, _):
            return _grain(inner, facts)
        case Arithmetic("*" | "/" as op, left, right):
            factor = _constant(right)
            if factor is None and op == "*":
                left, factor = right, _constant(left)
            moves = 1 if factor is None else abs(factor if op == "*" else 1 / (factor or 1))
            grains = _grain(left, facts), _grain(right, facts)
            return moves * (_grain(left, facts) if factor is not None else min(grains))
        case Arithmetic(_, left, right):
            sides = [each for each in (left, right) if _constant(each) is None]
            return min((_grain(each, facts) for each in sides), default=0)
        case _:
            return 0


def _constant(term: Term) -> float | None:
    """Return the number of a term that names no fact, of a table the largest; else None."""
    match term:
        case Number(value):
            return value
        case FigureRef(_, _, Table() as table):
            return max(map(abs, table.rows.values()), default=1)
        case FigureRef(_, _, bound) if isinstance(bound, int | float):
            return bound
        case Arithmetic():
            return None if next(facts_of(term), None) else value_of(term, Scope({}))
        case _:
            return None


def is_threshold(node: Condition) -> bool:
    """Say whether a comparison has a boundary: it orders, and orders numbers."""
    if not isinstance(node, Compare | CountMembers | Relation) or node.op not in ORDERING:
        return False
    if isinstance(node, Compare):
        return node.figure is not None or isinstance(node.value, int | float)
    return True


def _map(node: Condition, change: Callable[[Threshold], Condition]) -> Condition:
    def inner(part: Condition) -> Condition:
        return _map(part, change)

    match node:
        case And(parts):
            return And(tuple(inner(part) for part in parts))
        case Or(parts):
            return Or(tuple(inner(part) for part in parts))
        case Not(part):
            return Not(inner(part))
        case AnyMember(part):
            return AnyMember(inner(part))
        case Named(name, part, column) if part is not None:
            return Named(name, inner(part), column)
        case CountMembers(part, op, number):
            node = CountMembers(inner(part), op, number)
        case Relation():
            node = map_terms(node, lambda term: term, inner)
    return change(node) if is_threshold(node) else node  # type: ignore[arg-type]
