"""Evaluate a condition for one household: a truth, and the tree of reasons behind it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import isnan, nan
from operator import eq, ge, gt, le, lt, ne
from typing import Any, NamedTuple

from matcher.facts import Value
from matcher.rules.dates import since
from matcher.rules.figures import Table
from matcher.rules.tree import (
    LEAVES,
    Among,
    And,
    AnyMember,
    Arithmetic,
    Atom,
    Compare,
    Condition,
    CountMembers,
    FactRef,
    FigureRef,
    Fold,
    Leaf,
    Named,
    Not,
    Number,
    Or,
    Relation,
    Since,
    Tally,
    Term,
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
SAME = 1e-6
"""Two terms are equal where they differ by less: money is in cents, sums of it in floats."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose facts a condition speaks of, and on which day.

    `facts` are those of the beneficiary (or of the household); `members` pairs each listed
    member's id with the facts seen from that member. An absent name is unknown.
    """

    facts: Facts
    members: Sequence[tuple[str, Facts]] = ()
    member: str | None = None
    day: date | None = None

    def of(self, member: str, facts: Facts) -> "Scope":
        """Return the scope inside any() or count(), where one listed member is looked at."""
        return Scope(facts, self.members, member, self.day)


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


def _relation(node: Relation, scope: Scope) -> Truth:
    left, right = value_of(node.left, scope), value_of(node.right, scope)
    if left is None or right is None:
        return Truth.UNKNOWN
    return Truth.TRUE if relates(left, node.op, right) else Truth.FALSE


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
    return some(evaluate(node.part, scope.of(*member)) for member in scope.members)


def _count(node: CountMembers, scope: Scope) -> Truth:
    truths = [evaluate(node.part, scope.of(*member)) for member in scope.members]
    return compare_count(truths, node.op, node.number)


def _named(node: Named, scope: Scope) -> Truth:
    return Truth.UNKNOWN if node.part is None else evaluate(node.part, scope)


_EVALUATE: Mapping[type, Callable[[Any, Scope], Truth]] = {
    Compare: _atom,
    Among: _atom,
    Relation: _relation,
    And: _and,
    Or: _or,
    Not: _not,
    AnyMember: _any,
    CountMembers: _count,
    Named: _named,
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


def judge_leaf(leaf: Leaf, scope: Scope) -> Truth:
    """Return the truth of one comparison, of a fact or of terms."""
    return _relation(leaf, scope) if isinstance(leaf, Relation) else judge_atom(leaf, scope.facts)


def compare_count(truths: Sequence[Truth], op: str, number: int) -> Truth:
    """Compare a count that lies between the sure ones and the sure and unknown ones."""
    sure = sum(found is Truth.TRUE for found in truths)
    most = sum(found is not Truth.FALSE for found in truths)
    answers = {bool(OPERATORS[op](count, number)) for count in range(sure, most + 1)}
    if len(answers) > 1:
        return Truth.UNKNOWN
    return Truth.TRUE if answers == {True} else Truth.FALSE


def relates(left: float, op: str, right: float) -> bool:
    """Say whether two numbers stand so, a millionth apart being equal.

    Nothing (the least or largest of no member, as NaN) stands in no relation but `!=`.
    """
    gap = left - right
    return bool(OPERATORS[op](0.0 if abs(gap) < SAME else gap, 0.0))


def value_of(term: Term, scope: Scope) -> float | None:
    """Return the number a bound term stands for in `scope`, None where it is unknown.

    The least or largest of no member is nothing, NaN; what is reckoned with it is nothing too.
    """
    return _VALUE[type(term)](term, scope)


def _literal(term: Number, scope: Scope) -> float | None:
    return float(term.value)


def _fact(term: FactRef, scope: Scope) -> float | None:
    known = scope.facts.get(term.fact)
    return float(known) if isinstance(known, int | float) else None


def _figure(term: FigureRef, scope: Scope) -> float | None:
    if not isinstance(term.bound, Table):
        return None if term.bound is None else float(term.bound)
    keys = tuple(scope.facts.get(name) for name in term.by)
    known = tuple(key for key in keys if key is not None)
    return term.bound.at(known) if len(known) == len(keys) else None


def _arithmetic(term: Arithmetic, scope: Scope) -> float | None:
    left, right = value_of(term.left, scope), value_of(term.right, scope)
    if left is None or right is None:
        return None
    match term.op:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case _:
            return left / right if right else None


def _since(term: Since, scope: Scope) -> float | None:
    known = scope.facts.get(term.fact)
    if scope.day is None or not isinstance(known, date):
        return None
    return float(since(known, scope.day, term.unit))


def _tally(term: Tally, scope: Scope) -> float | None:
    truths = [evaluate(term.part, scope.of(*member)) for member in scope.members]
    return None if Truth.UNKNOWN in truths else float(truths.count(Truth.TRUE))


def _fold(term: Fold, scope: Scope) -> float | None:
    found = 0.0 if term.kind == "sum" else nan
    for member in scope.members:
        inside = scope.of(*member)
        counts = Truth.TRUE if term.where is None else evaluate(term.where, inside)
        if counts is Truth.FALSE:
            continue
        value = None if counts is Truth.UNKNOWN else value_of(term.term, inside)
        if value is None:
            return None
        found = _folded(term.kind, found, value)
    return found


def _folded(kind: str, so_far: float, value: float) -> float:
    if kind == "sum":
        return so_far + value
    if isnan(so_far) or isnan(value):
        return value if isnan(so_far) else so_far
    return min(so_far, value) if kind == "min" else max(so_far, value)


_VALUE: Mapping[type, Callable[[Any, Scope], float | None]] = {
    Number: _literal,
    FactRef: _fact,
    FigureRef: _figure,
    Arithmetic: _arithmetic,
    Since: _since,
    Tally: _tally,
    Fold: _fold,
}


def explain(node: Condition, scope: Scope) -> Judged:
    """Return the judged tree of a bound condition; its truth equals `evaluate`."""
    if isinstance(node, LEAVES):
        return Judged(node, judge_leaf(node, scope), scope.member)
    if isinstance(node, And | Or):
        judged = tuple([explain(part, scope) for part in node.parts])
        join = every if isinstance(node, And) else some
        return Judged(node, join([part.truth for part in judged]), scope.member, judged)
    if isinstance(node, Not):
        inner = explain(node.part, scope)
        return Judged(node, negate(inner.truth), scope.member, (inner,))
    if isinstance(node, Named):
        parts = () if node.part is None else (explain(node.part, scope),)
        return Judged(node, parts[0].truth if parts else Truth.UNKNOWN, scope.member, parts)
    return _explain_members(node, scope)


def _explain_members(node: AnyMember | CountMembers, scope: Scope) -> Judged:
    judged = tuple(explain(node.part, scope.of(*member)) for member in scope.members)
    return Judged(node, over_members(node, judged), scope.member, judged)


def over_members(node: AnyMember | CountMembers, judged: Sequence[Judged]) -> Truth:
    """Return the truth of any() or count() from its part judged for each listed member."""
    truths = [found.truth for found in judged]
    if isinstance(node, AnyMember):
        return some(truths)
    return compare_count(truths, node.op, node.number)


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
        case And() | Or() | Named():
            for part in judged.parts:
                yield from deciding_atoms(part, wanted)
        case Not():
            yield from (
                Judged(judged.node, wanted, found.member, (found,))
                for found in deciding_atoms(judged.parts[0], negate(wanted))
            )
        case _:
            yield judged
