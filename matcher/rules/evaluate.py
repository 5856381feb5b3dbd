"""Evaluate a condition for one household: a truth, and the tree of reasons behind it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import eq, ge, gt, le, lt, ne
from typing import Any, NamedTuple

from matcher.facts import Value
from matcher.rules.tree import (
    Among,
    And,
    AnyMember,
    Atom,
    Compare,
    Condition,
    CountMembers,
    Not,
    Or,
)
from matcher.rules.truth import Truth, every, negate, some

Facts = Mapping[str, Value]
OPERATORS: Mapping[str, Callable[[Any, Any], Any]] = {
    "=": eq,
    "!=": ne,
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
}


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose facts a condition speaks of.

    `facts` are those of the beneficiary (or of the household); `members` pairs each listed
    member's id with the facts seen from that member. An absent name is unknown.
    """

    facts: Facts
    members: Sequence[tuple[str, Facts]] = ()
    member: str | None = None


class Judged(NamedTuple):
    """A node of the condition with its truth, whom it spoke of, and its judged parts.

    A named tuple, since a plan makes some thousands of them.
    """

    node: Condition
    truth: Truth
    member: str | None = None
    parts: tuple["Judged", ...] = ()


def evaluate(node: Condition, scope: Scope) -> Truth:
    """Return the strong Kleene truth of a bound condition in `scope`."""
    return _EVALUATE[type(node)](node, scope)


def _atom(node: Atom, scope: Scope) -> Truth:
    return judge_atom(node, scope.facts)


def _and(node: And, scope: Scope) -> Truth:
    found = Truth.TRUE
    for part in node.parts:
        truth = _EVALUATE[type(part)](part, scope)
        if truth is Truth.FALSE:
            return truth
        if truth is Truth.UNKNOWN:
            found = truth
    return found


def _or(node: Or, scope: Scope) -> Truth:
    found = Truth.FALSE
    for part in node.parts:
        truth = _EVALUATE[type(part)](part, scope)
        if truth is Truth.TRUE:
            return truth
        if truth is Truth.UNKNOWN:
            found = truth
    return found


def _not(node: Not, scope: Scope) -> Truth:
    return negate(evaluate(node.part, scope))


def _any(node: AnyMember, scope: Scope) -> Truth:
    return some(evaluate(node.part, Scope(facts)) for _, facts in scope.members)


def _count(node: CountMembers, scope: Scope) -> Truth:
    truths = [evaluate(node.part, Scope(facts)) for _, facts in scope.members]
    return compare_count(truths, node.op, node.number)


_EVALUATE: Mapping[type, Callable[[Any, Scope], Truth]] = {
    Compare: _atom,
    Among: _atom,
    And: _and,
    Or: _or,
    Not: _not,
    AnyMember: _any,
    CountMembers: _count,
}
"""By type of node: a look-up is some times as fast as matching the node's shape."""


def judge_atom(atom: Atom, facts: Facts) -> Truth:
    """Return the truth of one comparison; unknown where its fact is."""
    known = facts.get(atom.fact)
    if known is None:
        return Truth.UNKNOWN
    if isinstance(atom, Among):
        return Truth.TRUE if known in atom.values else Truth.FALSE
    return Truth.TRUE if OPERATORS[atom.op](known, atom.value) else Truth.FALSE


def compare_count(truths: Sequence[Truth], op: str, number: int) -> Truth:
    """Compare a count that lies between the sure ones and the sure and unknown ones."""
    sure = sum(found is Truth.TRUE for found in truths)
    most = sum(found is not Truth.FALSE for found in truths)
    answers = {bool(OPERATORS[op](count, number)) for count in range(sure, most + 1)}
    if len(answers) > 1:
        return Truth.UNKNOWN
    return Truth.TRUE if answers == {True} else Truth.FALSE


def explain(node: Condition, scope: Scope) -> Judged:
    """Return the judged tree of a bound condition; its truth equals `evaluate`."""
    if isinstance(node, Compare | Among):
        return Judged(node, judge_atom(node, scope.facts), scope.member)
    if isinstance(node, And | Or):
        judged = tuple([explain(part, scope) for part in node.parts])
        join = every if isinstance(node, And) else some
        return Judged(node, join([part.truth for part in judged]), scope.member, judged)
    if isinstance(node, Not):
        inner = explain(node.part, scope)
        return Judged(node, negate(inner.truth), scope.member, (inner,))
    return _explain_members(node, node.part, scope)


def _explain_members(node: AnyMember | CountMembers, part: Condition, scope: Scope) -> Judged:
    judged = tuple(explain(part, Scope(facts, member=name)) for name, facts in scope.members)
    truths = [found.truth for found in judged]
    if isinstance(node, AnyMember):
        return Judged(node, some(truths), scope.member, judged)
    return Judged(node, compare_count(truths, node.op, node.number), scope.member, judged)


def open_atoms(judged: Judged) -> Iterator[Judged]:
    """Yield the unknown comparisons that can still change the verdict.

    Below a node that is settled nothing can: so only unknown nodes are followed.
    """
    if judged.truth is not Truth.UNKNOWN:
        return
    if not judged.parts:
        yield judged
    for part in judged.parts:
        yield from open_atoms(part)


def deciding_atoms(judged: Judged, wanted: Truth) -> Iterator[Judged]:
    """Yield the comparisons that make the tree true (or false), following NOT around.

    any() and count() are yielded whole: their members' comparisons say little alone.
    """
    if judged.truth is not wanted:
        return
    match judged.node:
        case And() | Or():
            for part in judged.parts:
                yield from deciding_atoms(part, wanted)
        case Not():
            yield from (
                Judged(judged.node, wanted, found.member, (found,))
                for found in deciding_atoms(judged.parts[0], negate(wanted))
            )
        case _:
            yield judged
