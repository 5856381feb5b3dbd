"""What a condition rests on: facts it cannot hold without, and members it looks at."""

from collections.abc import Iterator
from typing import NamedTuple

from matcher.rules.tree import (
    Among,
    And,
    AnyMember,
    Compare,
    Condition,
    CountMembers,
    Fold,
    Named,
    Not,
    Or,
    Relation,
    Tally,
    Term,
    facts_of,
    mentions,
    parts_of,
    terms_of,
)


class Look(NamedTuple):
    """A look at other members: which of their facts, and at whom (None: at everyone)."""

    facts: frozenset[str]
    where: Condition | None


def must_be_known(node: Condition) -> frozenset[str]:
    """Return facts without which the condition is never known to hold.

    Facts of other members, inside any(), count() and folds, are not among them.
    """
    match node:
        case Compare(fact) | Among(fact):
            return frozenset({fact})
        case Relation(left, _, right):
            named = (*facts_of(left), *facts_of(right))
            return frozenset(fact for fact, of_members in named if not of_members)
        case And(parts):
            return frozenset().union(*map(must_be_known, parts))
        case Or(parts):
            return frozenset.intersection(*map(must_be_known, parts))
        case Named(_, part) if part is not None:
            return must_be_known(part)
        case Not(Compare() | Among() | Relation() as leaf):
            return must_be_known(leaf)
        case _:
            return frozenset()


def looks_in(node: Condition) -> Iterator[Look]:
    """Yield every look at other members, in the order of the condition's text."""
    if isinstance(node, AnyMember | CountMembers):
        yield Look(_facts(node.part), node.part)
    for part in parts_of(node):
        yield from looks_in(part)
    if isinstance(node, Relation):
        yield from (*_looks(node.left), *_looks(node.right))


def _looks(term: Term) -> Iterator[Look]:
    match term:
        case Tally(part):
            yield Look(_facts(part), part)
        case Fold(_, inner, where):
            named = frozenset(fact for fact, _ in facts_of(inner))
            yield Look(named if where is None else named | _facts(where), where)
        case _:
            for inside in terms_of(term):
                yield from _looks(inside)


def _facts(node: Condition) -> frozenset[str]:
    return frozenset(mention.fact for mention in mentions(node))
