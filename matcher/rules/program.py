"""All rules of a catalogue judged at once for one household, each distinct condition one time.

Rules share most of their comparisons, so a tree for each would be judged many times over. Equal
nodes are one node here; a household's facts pass over them in an order in which parts come
before wholes, and the judged node of each rule is at hand with all that stands below it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from operator import itemgetter
from typing import Any, NamedTuple

from matcher.facts import Value
from matcher.rules.evaluate import OPERATORS, Judged, Scope, judge_leaf, over_members
from matcher.rules.nodes import Nodes
from matcher.rules.tree import (
    Among,
    And,
    AnyMember,
    Compare,
    Condition,
    CountMembers,
    Named,
    Not,
    Or,
    Relation,
)
from matcher.rules.truth import Truth, negate

Row = list[Any]
"""The judged nodes of one scope, by the number of the node; None where it is not needed."""

Work = Callable[[Row, Scope, Sequence[Row]], Judged]
"""Judges one node from its row, its scope, and the rows of the members."""

_Comparison = tuple[int, Condition, str, Callable[[Any, Any], Any], Any]
"""The place of a node, the node, its fact, how that is compared, and with what."""

_Joint = tuple[int, Condition, Any, Truth, Truth, Work | None]
"""The place of a node, the node, how its parts are picked from the row, the truth of a part that
settles it, its truth where none does; or, for what is neither and nor or, how it is judged."""

_TRUE, _UNKNOWN, _FALSE = Truth.TRUE, Truth.UNKNOWN, Truth.FALSE
_judged = partial(tuple.__new__, Judged)


def _among(known: Value, values: frozenset[Value]) -> bool:
    return known in values


class Program:
    """The rules `conditions`, by any key, each for a member or (False) for the household."""

    def __init__(self, conditions: Mapping[str, tuple[Condition, bool]]) -> None:
        nodes = Nodes()
        roots = {key: (nodes.add(node), of) for key, (node, of) in conditions.items()}
        self._rules = {key: place for key, (place, _) in roots.items()}
        self._size = len(nodes.nodes)
        of_members = nodes.below(place for place, of in roots.values() if of)
        of_members |= nodes.inside_members()
        of_household = nodes.below(place for place, of in roots.values() if not of)
        crossing = nodes.crossing()
        self._first = _Steps.of(nodes, of_members - crossing)
        self._second = _Steps.of(nodes, of_members & crossing)
        self._household = _Steps.of(nodes, of_household)

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the keys of the rules."""
        return tuple(self._rules)

    def run(self, household: Scope, members: Sequence[Scope]) -> "Findings":
        """Return every rule judged, for the household and for each of its members.

        What rests on other members' rows is judged when all rows have what they need.
        """
        rows: list[Row] = [[None] * self._size for _ in members]
        for steps in (self._first, self._second):
            for row, scope in zip(rows, members, strict=True):
                steps.fill(row, scope, rows)
        own: Row = [None] * self._size
        self._household.fill(own, household, rows)
        return Findings(self._rules, own, {s.member: r for s, r in zip(members, rows, strict=True)})


class Findings(NamedTuple):
    """What a program found: the judged rules of a household and of each member."""

    rules: Mapping[str, int]
    household: Row
    members: Mapping[str | None, Row]

    def of(self, key: str, member: str | None) -> Judged:
        """Return the judged tree of a rule for a member, or for the household (None)."""
        row = self.household if member is None else self.members[member]
        found: Judged = row[self.rules[key]]
        return found


@dataclass(frozen=True, slots=True)
class _Steps:
    """How the nodes of one scope are judged: comparisons of one fact first, then the others.

    The two loops of `fill` are where a household's assessment spends its time, so they call
    nothing they need not.
    """

    comparisons: tuple[_Comparison, ...]
    others: tuple[_Joint, ...]

    @classmethod
    def of(cls, nodes: Nodes, places: Iterable[int]) -> "_Steps":
        """Return the steps for the given nodes, parts before wholes."""
        comparisons: list[_Comparison] = []
        others: list[_Joint] = []
        for place in sorted(places):
            node, parts = nodes.nodes[place], nodes.parts[place]
            match node:
                case Compare(fact, op, value):
                    comparisons.append((place, node, fact, OPERATORS[op], value))
                case Among(fact, values):
                    comparisons.append((place, node, fact, _among, frozenset(values)))
                case And():
                    others.append((place, node, itemgetter(*parts), _FALSE, _TRUE, None))
                case Or():
                    others.append((place, node, itemgetter(*parts), _TRUE, _FALSE, None))
                case _:
                    others.append((place, node, None, _FALSE, _FALSE, _work(node, parts)))
        return cls(tuple(comparisons), tuple(others))

    def fill(self, row: Row, scope: Scope, rows: Sequence[Row]) -> None:
        """Judge the nodes into `row`."""
        get, member = scope.facts.get, scope.member
        for place, node, fact, holds, value in self.comparisons:
            known = get(fact)
            truth = _UNKNOWN if known is None else _TRUE if holds(known, value) else _FALSE
            row[place] = _judged((node, truth, member, ()))
        for place, node, pick, settling, other, work in self.others:
            if work is not None:
                row[place] = work(row, scope, rows)
                continue
            parts, truth = pick(row), other
            for part in parts:
                found = part[1]
                if found is settling:
                    truth = found
                    break
                if found is _UNKNOWN:
                    truth = found
            row[place] = _judged((node, truth, member, parts))


def _work(node: Condition, parts: Sequence[int]) -> Work:
    match node:
        case Not():
            return _passing(node, parts, negate)
        case AnyMember() | CountMembers():
            return _of_members(node, parts[0])
        case Named() if parts:
            return _passing(node, parts, lambda truth: truth)
        case Relation():
            return lambda row, scope, rows: Judged(node, judge_leaf(node, scope), scope.member)
        case _:
            return lambda row, scope, rows: Judged(node, _UNKNOWN, scope.member)


def _passing(node: Condition, places: Sequence[int], change: Callable[[Truth], Truth]) -> Work:
    def work(row: Row, scope: Scope, rows: Sequence[Row]) -> Judged:
        part: Judged = row[places[0]]
        return Judged(node, change(part.truth), scope.member, (part,))

    return work


def _of_members(node: AnyMember | CountMembers, place: int) -> Work:
    def work(row: Row, scope: Scope, rows: Sequence[Row]) -> Judged:
        parts = tuple([each[place] for each in rows])
        return Judged(node, over_members(node, parts), scope.member, parts)

    return work
