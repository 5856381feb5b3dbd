"""Draw invented households on which a condition turns, for a person to judge.

A sketch says nothing of the verdict: what ought to come out is for somebody who knows the policy.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from matcher.eligibility.assess import missing_of_leaf, unknown_facts
from matcher.eligibility.palette import Gap, Palette, gap_of, over_members
from matcher.facts import FactType, Level, Value, Vocabulary
from matcher.needs import Household, Member
from matcher.rules.derive import Derived
from matcher.rules.evaluate import Judged, Scope, evaluate, explain, open_atoms
from matcher.rules.thresholds import Threshold, moved
from matcher.rules.tree import (
    AnyMember,
    Condition,
    CountMembers,
    Named,
    Relation,
    mentions,
    parts_of,
)
from matcher.rules.truth import Truth
from matcher.views import View, view

_MOST_TRIED = 10_000
_MOST_MEMBERS = 4
_OPEN = Named("?")
"""A condition that is never known."""

Goal = Callable[[Scope], bool | None]
"""Says whether a scope is what is wanted: True it is, False it can no longer be, None not yet."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """Facts of an invented household and of its members m1, m2, …; no verdict."""

    facts: Mapping[str, Value]
    members: tuple[Mapping[str, Value], ...] = ()

    def household(self) -> Household:
        """Return the household it draws."""
        rows = enumerate(self.members, start=1)
        return Household("sketch", self.facts, tuple(Member(f"m{n}", row) for n, row in rows))

    def with_fact(self, name: str, member: str, value: Value) -> "Sketch":
        """Return it with one fact more, of a member or (for "") of the household."""
        if not member:
            return Sketch({**self.facts, name: value}, self.members)
        rows = [
            {**row, name: value} if f"m{n}" == member else row
            for n, row in enumerate(self.members, start=1)
        ]
        return Sketch(self.facts, tuple(rows))

    def with_one_less(self) -> Iterator["Sketch"]:
        """Yield it without each of its facts, the last one given first."""
        for place in reversed(range(len(self.members))):
            for name in reversed(tuple(self.members[place])):
                rows = list(self.members)
                rows[place] = _without(rows[place], name)
                yield Sketch(self.facts, tuple(rows))
        for name in reversed(tuple(self.facts)):
            yield Sketch(_without(self.facts, name), self.members)


class Drawn(NamedTuple):
    """What was found: a household or None; `never` says that there surely is none."""

    sketch: Sketch | None
    never: bool = False


@dataclass
class Sketcher:
    """Finds households for one bound condition on one day; deterministic, and gives up late.

    It tries values that the condition itself speaks of, one fact at a time, and drops a try as
    soon as the condition is settled the wrong way. None says that it found no household, not
    that there is none.
    """

    condition: Condition
    per_member: bool
    vocabulary: Vocabulary
    derived: tuple[Derived, ...]
    towns: Sequence[str]
    day: date
    _tried: int = field(default=0, init=False)

    def settled(self, wanted: Truth) -> Sketch | None:
        """Return a household for which the condition is known to be true (or false)."""

        def goal(scope: Scope) -> bool | None:
            found = evaluate(self.condition, scope)
            return None if found is Truth.UNKNOWN else found is wanted

        return self._find(goal, self.condition).sketch

    def beside(self, number: int, change: Callable[[Threshold], Condition]) -> Drawn:
        """Return a household that tells the condition from itself with one threshold changed.

        That there is none is sure where every value on which anything turns has been tried.
        """
        other = moved(self.condition, number, change)
        without = moved(self.condition, number, lambda _: _OPEN)

        def goal(scope: Scope) -> bool | None:
            truths = evaluate(self.condition, scope), evaluate(other, scope)
            if Truth.UNKNOWN not in truths:
                return truths[0] is not truths[1]
            return None if evaluate(without, scope) is Truth.UNKNOWN else False

        return self._find(goal, self.condition, other)

    def unknown(self) -> Sketch | None:
        """Return a household of which one fact more would settle the condition."""
        for wanted in (Truth.TRUE, Truth.FALSE):
            whole = self.settled(wanted)
            for part in () if whole is None else whole.with_one_less():
                if evaluate(self.condition, self._scope(self._view(part))) is Truth.UNKNOWN:
                    return part
        return None

    def _find(self, goal: Goal, *conditions: Condition) -> Drawn:
        least = 1 if self.per_member else 0
        most = least + max(map(_members_needed, conditions))
        palette = Palette.of(conditions, self.vocabulary, self.towns, self.day)
        whole = palette.complete(conditions) and most <= _MOST_MEMBERS
        for members in range(least, min(most, _MOST_MEMBERS) + 1):
            self._tried = 0
            found = self._search(Sketch({}, ({},) * members), goal, conditions, palette)
            if found is not None:
                return Drawn(found)
            whole = whole and self._tried <= _MOST_TRIED
        return Drawn(None, never=whole)

    def _search(
        self, sketch: Sketch, goal: Goal, conditions: Sequence[Condition], palette: Palette
    ) -> Sketch | None:
        self._tried += 1
        seen = self._view(sketch)
        scope = self._scope(seen)
        reached = goal(scope)
        if reached is not None or self._tried > _MOST_TRIED:
            return sketch if reached else None
        leaves = tuple(_open(conditions, scope))
        spot = self._spot(leaves[0], seen, conditions) if leaves else None
        if spot is None:
            return None
        name, member = spot
        gaps = [self._gap(sketch, spot, leaf) for leaf in leaves if self._reads(leaf.node, name)]
        for value in palette.values(name, leaves[0].node, gaps):
            more = sketch.with_fact(name, member, value)
            found = self._search(more, goal, conditions, palette)
            if found is not None:
                return found
        return None

    def _gap(self, sketch: Sketch, spot: tuple[str, str], leaf: Judged) -> Gap:
        """Return how far a comparison is from its boundary with each value of a fact more."""

        def gap(value: Value) -> float | None:
            there = self._view(sketch.with_fact(*spot, value))
            return gap_of(leaf.node, there.scope(leaf.member))

        return gap

    def _reads(self, node: Condition, name: str) -> bool:
        """Say whether a comparison reckons with a fact, be it through a derived one."""
        facts = self.vocabulary.facts
        if not isinstance(node, Relation):
            return any(name in facts[each.fact].derived_from for each in mentions(node))
        return any(name in (m.fact, *facts[m.fact].derived_from) for m in mentions(node))

    def _view(self, sketch: Sketch) -> View:
        return view(sketch.household(), self.day, self.derived)

    def _scope(self, seen: View) -> Scope:
        return seen.scope("m1" if self.per_member else None)

    def _spot(
        self, leaf: Judged, seen: View, conditions: Iterable[Condition]
    ) -> tuple[str, str] | None:
        """Return an unknown fact of a comparison, and the member of whom to write it down.

        A derived fact is written down itself, unless a rule also reads what it comes from: the
        two must not contradict one another. What may be broken comes last: it can be made to fit.
        """
        facts = self.vocabulary.facts
        unknown = tuple(unknown_facts(leaf.node, seen.scope(leaf.member)))
        if not unknown:
            return None
        name, member = min(unknown, key=lambda each: facts[each[0]].type is FactType.NUMBER)
        parts = facts[name].derived_from
        if any(mention.fact in parts for each in conditions for mention in mentions(each)):
            missing = next(missing_of_leaf(leaf, seen, self.vocabulary))
            return missing.fact, missing.member
        of_member = facts[name].level is Level.MEMBER
        return name, (member or "") if of_member else ""


def _open(conditions: Iterable[Condition], scope: Scope) -> Iterator[Judged]:
    for condition in conditions:
        for leaf in open_atoms(explain(condition, scope)):
            if leaf.node is not _OPEN:
                yield leaf


def _without(facts: Mapping[str, Value], name: str) -> dict[str, Value]:
    return {key: value for key, value in facts.items() if key != name}


def _members_needed(node: Condition) -> int:
    """Return how many members a household needs so that any truth of the condition can come.

    One shows an any(), one more than its number a count: each may need members of its own.
    """
    own = 0
    if isinstance(node, AnyMember):
        own = 1
    elif isinstance(node, CountMembers):
        own = max(0, node.number) + 1
    elif isinstance(node, Relation):
        own = 2 if over_members(node) else 0
    return own + sum(map(_members_needed, parts_of(node)))
