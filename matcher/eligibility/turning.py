"""Where a rule may turn as time passes: its thresholds, and the dates it counts from."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from matcher.rules.figures import Table
from matcher.rules.tree import (
    Among,
    Compare,
    Condition,
    FactRef,
    FigureRef,
    Leaf,
    Number,
    Relation,
    Since,
    Term,
    conditions_in,
    facts_of,
    leaves,
    terms_of,
)


@dataclass(frozen=True, slots=True)
class Turns:
    """Where a bound rule may turn while the facts it names move on.

    `at` pairs a number (a fact, or `months_since(fact)`) with the whole values on reaching which
    a comparison may change; `reckoned` names the facts that stand in sums, where any step may;
    `since` are the stretches of time it measures.
    """

    at: frozenset[tuple[str, int]]
    reckoned: frozenset[str]
    since: frozenset[Since]


def turns_of(tree: Condition) -> Turns:
    """Return where a bound condition may turn."""
    at: set[tuple[str, int]] = set()
    reckoned: set[str] = set()
    since: set[Since] = set()
    for leaf in _all_leaves(tree):
        found = _plain(leaf)
        if found is not None:
            key, values = found
            at |= {(key, whole) for value in values for whole in _steps(value)}
        elif isinstance(leaf, Relation):
            reckoned |= {fact for term in (leaf.left, leaf.right) for fact, _ in facts_of(term)}
        if isinstance(leaf, Relation):
            since |= set(sinces_in(leaf.left)) | set(sinces_in(leaf.right))
    return Turns(frozenset(at), frozenset(reckoned), frozenset(since))


def key_of(term: Since) -> str:
    """Return the name of a stretch of time, as a rule writes it."""
    return f"{term.unit}_since({term.fact})"


def sinces_in(term: Term) -> Iterator[Since]:
    """Yield the stretches of time that a term measures, those inside conditions left out."""
    if isinstance(term, Since):
        yield term
    for part in terms_of(term):
        yield from sinces_in(part)


def _all_leaves(tree: Condition) -> Iterator[Leaf]:
    """Yield every comparison, those inside the terms of others included."""
    for leaf, _ in leaves(tree):
        yield leaf
        if isinstance(leaf, Relation):
            for part in conditions_in(leaf):
                yield from _all_leaves(part)


def _plain(leaf: Leaf) -> tuple[str, tuple[Any, ...]] | None:
    """Return a number and what it is compared with; None where more than that is reckoned."""
    match leaf:
        case Compare(fact, _, value):
            return fact, (value,)
        case Among(fact, values):
            return fact, values
        case Relation(left, _, right):
            name, value = _name(left), _value(right)
            if name is None:
                name, value = _name(right), _value(left)
            return None if name is None or value is None else (name, (value,))


def _name(term: Term) -> str | None:
    if isinstance(term, Since):
        return key_of(term)
    return term.fact if isinstance(term, FactRef) else None


def _value(term: Term) -> float | None:
    if isinstance(term, FigureRef):
        return None if isinstance(term.bound, Table) else term.bound
    return term.value if isinstance(term, Number) else None


def _steps(value: Any) -> Iterable[int]:
    """Return the whole numbers at which a comparison with `value` may change.

    One more than needed on either side: terms are equal to a millionth.
    """
    if not isinstance(value, int | float) or not math.isfinite(value):
        return ()
    return {math.floor(value), math.floor(value) + 1, math.ceil(value) + 1}
