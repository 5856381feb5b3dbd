"""All rules of a catalogue judged at once for one household, each distinct condition one time.

Rules share most of their comparisons, so a tree for each would be judged many times over. Equal
nodes are one node here; a household's facts pass over them in an order in which parts come
before wholes, and the judged node of each rule is at hand with all that stands below it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache, partial
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

_Comparison = tuple[int, Condition, Callable[[Any, Any], Any], Any]
"""The place of a node, the node, how its fact is compared, and with what."""

_Joint = tuple[int, Condition, Any, Truth, Truth, Work | None]
"""The place of a node, the node, how its parts are picked from the row, the truth of a part that
settles it, its truth where none does; or, for what is neither and nor or, how it is judged."""

_MOST_NAMES = 64  # of members for whom a cleared row is kept: they are called m1, m2 …
_MOST_CHOICES = 1024  # of sets of known facts for which it is kept what rests on them
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
        self._first = _Steps(nodes, of_members - crossing)
        self._second = _Steps(nodes, of_members & crossing)
        self._household = _Steps(nodes, of_household)
        self._cleared = lru_cache(maxsize=_MOST_NAMES)(self._clear)

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the keys of the rules."""
        return tuple(self._rules)

    def run(self, household: Scope, members: Sequence[Scope]) -> "Findings":
        """Return every rule judged, for the household and for each of its members.

        What rests on other members' rows is judged when all rows have what they need.
        """
        rows: list[Row] = [self._cleared(scope.member, True).copy() for scope in members]
        for steps in (self._first, self._second):
            for row, scope in zip(rows, members, strict=True):
                steps.fill(row, scope, rows)
        own = self._cleared(household.member, False).copy()
        self._household.fill(own, household, rows)
        return Findings(self._rules, own, {s.member: r for s, r in zip(members, rows, strict=True)})

    def _clear(self, member: str | None, of_members: bool) -> Row:
        """Return the row of somebody of whom nothing is known."""
        row: Row = [None] * self._size
        for steps in (self._first, self._second) if of_members else (self._household,):
            steps.clear(row, member)
        return row


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

    def best(self, key: str, of_members: bool) -> Truth:
        """Return the truth of a rule for the household, or for the member for whom it is best."""
        place = self.rules[key]
        if not of_members:
            return self.household[place].truth  # type: ignore[no-any-return]
        return max((row[place].truth for row in self.members.values()), default=_FALSE)


class _Steps:
    """How the nodes of one scope are judged: comparisons of one fact first, then the others.

    A row starts as that of somebody of whom nothing is known, the same for every household: only
    what rests on a known fact is judged anew. The two loops of `fill` are where a household's
    assessment spends its time, so they call nothing they need not.
    """

    def __init__(self, nodes: Nodes, places: Iterable[int]) -> None:
        """Note the steps for the given nodes, parts before wholes, and what rests on which fact.

        A set of the others is a number: its bit n says whether the n-th belongs to it.
        """
        self.comparisons: dict[str, list[_Comparison]] = {}
        self.others: list[_Joint] = []
        self.touched: dict[str, int] = {}
        self.always = 0  # rests on more than the known facts of the scope
        facts_below: dict[int, frozenset[str]] = {}
        for place in sorted(places):
            node, parts = nodes.nodes[place], nodes.parts[place]
            if isinstance(node, Compare | Among):
                self.comparisons.setdefault(node.fact, []).append(_comparison(place, node))
                facts_below[place] = frozenset([node.fact])
                continue
            bit = 1 << len(self.others)
            self.others.append(_joint(place, node, parts))
            if isinstance(node, Relation) or any(part not in facts_below for part in parts):
                self.always |= bit
                continue
            facts_below[place] = frozenset[str]().union(*(facts_below[part] for part in parts))
            for fact in facts_below[place]:
                self.touched[fact] = self.touched.get(fact, 0) | bit
        self._chosen = lru_cache(maxsize=_MOST_CHOICES)(self._choose)

    def _choose(self, bits: int) -> tuple[_Joint, ...]:
        return tuple(joint for at, joint in enumerate(self.others) if bits >> at & 1)

    def clear(self, row: Row, member: str | None) -> None:
        """Judge the nodes into `row` for a member (None: the household) with no known fact."""
        for comparisons in self.comparisons.values():
            for place, node, _, _ in comparisons:
                row[place] = _judged((node, _UNKNOWN, member, ()))
        _join(self.others, row, Scope({}, (), member), ())

    def fill(self, row: Row, scope: Scope, rows: Sequence[Row]) -> None:
        """Judge into a cleared `row` the nodes that rest on what is known."""
        facts, member, bits = scope.facts, scope.member, self.always
        for fact in self.comparisons.keys() & facts.keys():
            known = facts[fact]
            if known is None:
                continue
            bits |= self.touched.get(fact, 0)
            for place, node, holds, value in self.comparisons[fact]:
                truth = _TRUE if holds(known, value) else _FALSE
                row[place] = _judged((node, truth, member, ()))
        _join(self._chosen(bits), row, scope, rows)


def _comparison(place: int, node: Compare | Among) -> _Comparison:
    if isinstance(node, Compare):
        return place, node, OPERATORS[node.op], node.value
    return place, node, _among, frozenset(node.values)


def _joint(place: int, node: Condition, parts: Sequence[int]) -> _Joint:
    match node:
        case And():
            return place, node, itemgetter(*parts), _FALSE, _TRUE, None
        case Or():
            return place, node, itemgetter(*parts), _TRUE, _FALSE, None
        case _:
            return place, node, None, _FALSE, _FALSE, _work(place, node, parts)


def _join(others: Iterable[_Joint], row: Row, scope: Scope, rows: Sequence[Row]) -> None:
    """Judge into `row` the nodes that have parts, from these."""
    member = scope.member
    for place, node, pick, settling, other, work in others:
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


def _work(place: int, node: Condition, parts: Sequence[int]) -> Work:
    match node:
        case Not():
            return _passing(node, parts, negate)
        case AnyMember() | CountMembers():
            return _of_members(node, place, parts[0])
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


def _of_members(node: AnyMember | CountMembers, place: int, part: int) -> Work:
    """Return how any() or count() is judged: once, since it says the same of every member."""

    def work(row: Row, scope: Scope, rows: Sequence[Row]) -> Judged:
        first = rows[0][place] if rows and rows[0] is not row else None
        if first is not None:
            return _judged((node, first[1], scope.member, first[3]))
        parts = tuple([each[part] for each in rows])
        return Judged(node, over_members(node, parts), scope.member, parts)

    return work
