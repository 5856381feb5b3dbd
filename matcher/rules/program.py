"""All rules of a catalogue judged at once for one household, each distinct condition one time.

Rules share most of their comparisons, so a tree for each would be judged many times over. Equal
nodes are one node here; a household's facts pass over them in an order in which parts come
before wholes, and the judged node of each rule is at hand with all that stands below it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from matcher.rules.evaluate import (
    OPERATORS,
    Judged,
    Scope,
    judge_leaf,
    over_members,
)
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
    parts_of,
)
from matcher.rules.truth import Truth, negate

Row = list[Judged | None]
"""The judged nodes of one scope, by the number of the node; None where it is not needed."""

Work = Callable[[Row, Scope, Sequence["Row"]], Judged]
"""Judges one node from its row, its scope, and the rows of the members."""

_TRUE, _UNKNOWN, _FALSE = Truth.TRUE, Truth.UNKNOWN, Truth.FALSE
_NEGATED = {truth: negate(truth) for truth in Truth}
_judged = partial(tuple.__new__, Judged)


class _Step(NamedTuple):
    """How one node is judged, and where its result stands in the row."""

    place: int
    work: Work


class Program:
    """The rules `conditions`, by any key, each for a member or (False) for the household."""

    def __init__(self, conditions: Mapping[str, tuple[Condition, bool]]) -> None:
        self._places: dict[Condition, int] = {}
        self._nodes: list[Condition] = []
        roots = {key: (self._add(node), of) for key, (node, of) in conditions.items()}
        self._rules = {key: place for key, (place, _) in roots.items()}
        of_members = self._below(place for place, of in roots.values() if of)
        of_members |= self._inside_members()
        of_household = self._below(place for place, of in roots.values() if not of)
        crossing = self._crossing()
        steps = [_Step(place, self._work(node)) for place, node in enumerate(self._nodes)]
        self._first = [s for s in steps if s.place in of_members and s.place not in crossing]
        self._second = [s for s in steps if s.place in of_members and s.place in crossing]
        self._household = [s for s in steps if s.place in of_household]

    def run(self, household: Scope, members: Sequence[Scope]) -> "Findings":
        """Return every rule judged, for the household and for each of its members."""
        size = len(self._nodes)
        rows: list[Row] = [[None] * size for _ in members]
        for row, scope in zip(rows, members, strict=True):
            for place, work in self._first:
                row[place] = work(row, scope, rows)
        for row, scope in zip(rows, members, strict=True):
            for place, work in self._second:
                row[place] = work(row, scope, rows)
        own: Row = [None] * size
        for place, work in self._household:
            own[place] = work(own, household, rows)
        return Findings(self._rules, own, {s.member: r for s, r in zip(members, rows, strict=True)})

    def _add(self, node: Condition) -> int:
        known = self._places.get(node)
        if known is not None:
            return known
        for part in parts_of(node):
            self._add(part)
        self._places[node] = len(self._nodes)
        self._nodes.append(node)
        return self._places[node]

    def _parts(self, node: Condition) -> list[int]:
        return [self._places[part] for part in parts_of(node)]

    def _below(self, places: Iterable[int]) -> set[int]:
        """Return the nodes that are judged in the same scope as those given."""
        found: set[int] = set()
        waiting = list(places)
        while waiting:
            place = waiting.pop()
            if place not in found:
                found.add(place)
                node = self._nodes[place]
                if not isinstance(node, AnyMember | CountMembers):
                    waiting += self._parts(node)
        return found

    def _inside_members(self) -> set[int]:
        """Return the nodes inside any() and count(): they are judged of each member."""
        over = [node for node in self._nodes if isinstance(node, AnyMember | CountMembers)]
        return self._below(self._places[node.part] for node in over)

    def _crossing(self) -> set[int]:
        """Return the nodes that rest on other members' rows."""
        found: set[int] = set()
        for place, node in enumerate(self._nodes):
            over = isinstance(node, AnyMember | CountMembers)
            if over or any(part in found for part in self._parts(node)):
                found.add(place)
        return found

    def _work(self, node: Condition) -> Work:
        parts = self._parts(node)
        match node:
            case Compare():
                return _comparing(node)
            case Among():
                return _among(node)
            case And() | Or():
                return _joining(node, parts)
            case Not():
                return _negating(node, parts[0])
            case AnyMember() | CountMembers():
                return _of_members(node, parts[0])
            case Relation():
                return _relating(node)
            case Named():
                return _passing(node, parts)


class Findings(NamedTuple):
    """What a program found: the judged rules of a household and of each member."""

    rules: Mapping[str, int]
    household: Row
    members: Mapping[str | None, Row]

    def of(self, key: str, member: str | None) -> Judged:
        """Return the judged tree of a rule for a member, or for the household (None)."""
        row = self.household if member is None else self.members[member]
        found = row[self.rules[key]]
        assert found is not None
        return found


def _comparing(node: Compare) -> Work:
    name, holds, value = node.fact, OPERATORS[node.op], node.value

    def work(row: Row, scope: Scope, rows: Sequence[Row]) -> Judged:
        known = scope.facts.get(name)
        if known is None:
            return _judged((node, _UNKNOWN, scope.member, ()))
        return _judged((node, _TRUE if holds(known, value) else _FALSE, scope.member, ()))

    return work


def _among(node: Among) -> Work:
    name, values = node.fact, frozenset(node.values)

    def work(row: Row, scope: Scope, rows: Sequence[Row]) -> Judged:
        known = scope.facts.get(name)
        if known is None:
            return _judged((node, _UNKNOWN, scope.member, ()))
        return _judged((node, _TRUE if known in values else _FALSE, scope.member, ()))

    return work


def _joining(node: And | Or, places: Sequence[int]) -> Work:
    settling, other = (_FALSE, _TRUE) if isinstance(node, And) else (_TRUE, _FALSE)

    def work(row: Row, scope: Scope, rows: Sequence[Row]) -> Judged:
        parts: Any = tuple([row[place] for place in places])
        truth = other
        for part in parts:
            found = part[1]
            if found is settling:
                truth = found
                break
            if found is _UNKNOWN:
                truth = found
        return _judged((node, truth, scope.member, parts))

    return work


def _negating(node: Not, place: int) -> Work:
    def work(row: Row, scope: Scope, rows: Sequence[Row]) -> Judged:
        part: Any = row[place]
        return _judged((node, _NEGATED[part[1]], scope.member, (part,)))

    return work


def _relating(node: Relation) -> Work:
    def work(row: Row, scope: Scope, rows: Sequence[Row]) -> Judged:
        return Judged(node, judge_leaf(node, scope), scope.member)

    return work


def _passing(node: Named, places: Sequence[int]) -> Work:
    def work(row: Row, scope: Scope, rows: Sequence[Row]) -> Judged:
        parts: Any = tuple([row[place] for place in places])
        return Judged(node, parts[0][1] if parts else _UNKNOWN, scope.member, parts)

    return work


def _of_members(node: AnyMember | CountMembers, place: int) -> Work:
    def work(row: Row, scope: Scope, rows: Sequence[Row]) -> Judged:
        parts: Any = tuple([each[place] for each in rows])
        return Judged(node, over_members(node, parts), scope.member, parts)

    return work
