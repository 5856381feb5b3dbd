"""Draw invented households on which a condition turns, for a person to judge.

A sketch says nothing of the verdict: what ought to come out is for somebody who knows the policy.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from matcher.eligibility.assess import missing_of_leaf
from matcher.eligibility.palette import Palette
from matcher.facts import Level, Value, Vocabulary
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
    conditions_in,
    parts_of,
)
from matcher.rules.truth import Truth
from matcher.views import View, view

_MOST_TRIED = 3_000
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

        return self._find(goal, self.condition)

    def beside(self, number: int, change: Callable[[Threshold], Condition]) -> Sketch | None:
        """Return a household that tells the condition from itself with one threshold changed."""
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

    def _find(self, goal: Goal, *conditions: Condition) -> Sketch | None:
        least = 1 if self.per_member else 0
        palette = Palette.of(conditions, self.vocabulary, self.towns, self.day)
        for members in range(least, max(least, *map(_members_needed, conditions)) + 1):
            self._tried = 0
            found = self._search(Sketch({}, ({},) * members), goal, conditions, palette)
            if found is not None:
                return found
        return None

    def _search(
        self, sketch: Sketch, goal: Goal, conditions: Iterable[Condition], palette: Palette
    ) -> Sketch | None:
        self._tried += 1
        seen = self._view(sketch)
        scope = self._scope(seen)
        reached = goal(scope)
        if reached is not None or self._tried > _MOST_TRIED:
            return sketch if reached else None
        for leaf in _open(conditions, scope):
            name, member = self._spot(leaf, seen)
            for value in palette.values(name, member, leaf.node, seen.scope(leaf.member)):
                more = sketch.with_fact(name, member, value)
                found = self._search(more, goal, conditions, palette)
                if found is not None:
                    return found
            return None
        return None

    def _view(self, sketch: Sketch) -> View:
        return view(sketch.household(), self.day, self.derived)

    def _scope(self, seen: View) -> Scope:
        return seen.scope("m1" if self.per_member else None)

    def _spot(self, leaf: Judged, seen: View) -> tuple[str, str]:
        """Return an unknown fact of a comparison, and the member of whom to write it down."""
        if isinstance(leaf.node, Relation):
            missing = next(missing_of_leaf(leaf, seen, self.vocabulary))
            return missing.fact, missing.member
        name: str = leaf.node.fact  # type: ignore[union-attr]
        of_member = self.vocabulary.facts[name].level is Level.MEMBER
        return name, (leaf.member or "") if of_member else ""


def _open(conditions: Iterable[Condition], scope: Scope) -> Iterator[Judged]:
    for condition in conditions:
        for leaf in open_atoms(explain(condition, scope)):
            if leaf.node is not _OPEN:
                yield leaf


def _without(facts: Mapping[str, Value], name: str) -> dict[str, Value]:
    return {key: value for key, value in facts.items() if key != name}


def _members_needed(node: Condition) -> int:
    """Return how many members a household needs so that any truth of the condition can come."""
    own = 0
    if isinstance(node, AnyMember):
        own = 1
    elif isinstance(node, CountMembers):
        own = node.number + 1
    elif isinstance(node, Relation):
        own = 2 if any(True for _ in conditions_in(node)) else 1
    return max(own, *map(_members_needed, parts_of(node)), 0)
