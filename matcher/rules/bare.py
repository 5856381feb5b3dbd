"""Bare numbers of policy inside terms: what a comparison holds a sum, an age or a time against."""

from collections.abc import Iterator, Mapping

from matcher.facts import Fact
from matcher.rules.evaluate import Scope, value_of
from matcher.rules.figures import Figure
from matcher.rules.tree import (
    Arithmetic,
    FactRef,
    FigureRef,
    Fold,
    Number,
    Relation,
    Since,
    Term,
    facts_of,
    terms_of,
)

COUNTED = (None, "people", "grade")
"""Units in which a rule may count with bare numbers; any other has a named figure, or zero."""

_PLAIN = (*COUNTED, "share")


def bare_numbers(
    leaf: Relation, facts: Mapping[str, Fact], figures: Mapping[str, Figure]
) -> Iterator[float]:
    """Yield each bare number that stands as a side of a relation, or is added to one.

    Zero may, and any number where both sides only count (people, grades, shares). A factor or a
    divisor is not looked at: it scales what has a name.
    """
    measured = any(_measures(side, facts, figures) for side in (leaf.left, leaf.right))
    for side in (leaf.left, leaf.right):
        yield from _added(side, measured, facts, figures)


def _added(
    term: Term, measured: bool, facts: Mapping[str, Fact], figures: Mapping[str, Figure]
) -> Iterator[float]:
    if _is_constant(term):
        number = value_of(term, Scope({}))
        if measured and number:
            yield number
        return
    match term:
        case Arithmetic("+" | "-", left, right):
            yield from _added(left, measured, facts, figures)
            yield from _added(right, measured, facts, figures)
        case Arithmetic(_, left, right):
            for factor in (left, right):
                if not _is_constant(factor):
                    yield from _added(factor, _measures(factor, facts, figures), facts, figures)
        case Fold(_, inner, _):
            yield from _added(inner, measured, facts, figures)


def _is_constant(term: Term) -> bool:
    """Say whether a term is made of bare numbers alone."""
    parts = terms_of(term)
    if isinstance(term, Arithmetic):
        return all(map(_is_constant, parts))
    return isinstance(term, Number)


def _measures(term: Term, facts: Mapping[str, Fact], figures: Mapping[str, Figure]) -> bool:
    """Say whether a term is money, time, an age or an area, and not a mere count or share."""
    match term:
        case FactRef(name):
            return facts[name].unit not in COUNTED
        case FigureRef(name):
            return figures[name].unit not in _PLAIN
        case Since():
            return True
        case Fold(_, inner, _):
            return _measures(inner, facts, figures)
        case Arithmetic("/", left, right):
            return _measures(left, facts, figures) is not _measures(right, facts, figures)
        case Arithmetic(_, left, right):
            return _measures(left, facts, figures) or _measures(right, facts, figures)
        case _:
            return False


def measured_in(leaf: Relation) -> str:
    """Return the first fact that a relation names, for words about it."""
    named = (*facts_of(leaf.left), *facts_of(leaf.right))
    return named[0][0] if named else ""
