"""Whom an open verdict may fit: of whom its missing facts can be so at all, at that age.

A rule leaves a girl of six unknown for what expectant mothers get, as long as nobody has said
that she expects no child. It orders whom an item is laid to, and never touches a verdict.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from matcher.eligibility.askable import is_in_place, is_open_to
from matcher.eligibility.contradictions import Check, holds
from matcher.eligibility.rulebook import Rulebook
from matcher.facts import Fact, FactType, Value
from matcher.rules.evaluate import Facts, Judged, Scope, judge_atom
from matcher.rules.tree import LEAVES, And, AnyMember, Atom, Named, Not, Or, Relation, mentions
from matcher.rules.truth import Truth
from matcher.values import Status, Verdict
from matcher.views import View

AGE = "age"
_NOT_SO = (False, "none")  # values that say that there is nothing to tell


class Fitting:
    """Whom the open verdicts of one household may fit: what they share is looked up once."""

    def __init__(self, seen: View, book: Rulebook) -> None:
        self._seen, self._book = seen, book
        self._odd = odd_at_an_age(book.checks)
        self._known: dict[int, tuple[Judged, Truth]] = {}  # keeps each node, so that its id stays
        self._may: dict[tuple[str, str, str | None], bool] = {}

    def fits(self, verdict: Verdict) -> bool:
        """Say whether what is open of a verdict may be so of its beneficiary.

        What is asked of nobody of that age is taken not to be so, and neither is a value that
        would be odd at it, such as college at fourteen. What is for the household fits it.
        """
        if verdict.status is not Status.UNKNOWN or verdict.member is None:
            return True
        return self._truth(verdict.judged) is not Truth.FALSE

    def _truth(self, judged: Judged) -> Truth:
        if judged.truth is not Truth.UNKNOWN:
            return judged.truth
        found = self._known.get(id(judged))
        if found is None:
            found = self._known[id(judged)] = judged, self._open(judged)
        return found[1]

    def _open(self, judged: Judged) -> Truth:
        node, parts = judged.node, judged.parts
        if isinstance(node, And):
            return min(map(self._truth, parts))
        if isinstance(node, Or | AnyMember):
            return max(map(self._truth, parts))
        if isinstance(node, Not):
            return _OPPOSITE[self._truth(parts[0])]
        if isinstance(node, Named):
            return self._truth(parts[0])
        if not isinstance(node, LEAVES) or isinstance(node, Relation) or judged.member is None:
            return Truth.UNKNOWN
        return Truth.UNKNOWN if self._may_be(node, judged.member) else Truth.FALSE

    def _may_be(self, atom: Atom, member: str) -> bool:
        key = (atom.fact, repr(atom), member)
        if key not in self._may:
            self._may[key] = self._is_likely(atom, member)
        return self._may[key]

    def _is_likely(self, atom: Atom, member: str) -> bool:
        seen, book = self._seen, self._book
        fact = book.vocabulary.facts[atom.fact]
        if not fact.of_member():
            return True
        values = [v for v in _values_of(fact) if judge_atom(atom, {fact.name: v}) is Truth.TRUE]
        if any(value in _NOT_SO for value in values):
            return True
        if not is_open_to(fact.name, member, seen, book.vocabulary):
            return False
        if not is_in_place(fact.name, member, seen, book):
            return False
        known, checks = seen.known[member], self._odd.get(fact.name, ())
        if not values or not checks or AGE not in known:
            return True
        return not all(_is_odd(checks, fact.name, value, known) for value in values)


_OPPOSITE: Mapping[Truth, Truth] = {
    Truth.TRUE: Truth.FALSE,
    Truth.FALSE: Truth.TRUE,
    Truth.UNKNOWN: Truth.UNKNOWN,
}


def _values_of(fact: Fact) -> Sequence[Value]:
    if fact.type is FactType.BOOL:
        return (True, False)
    return tuple(fact.values or ())


def _is_odd(checks: Sequence[Check], name: str, value: Value, known: Facts) -> bool:
    scope = Scope({AGE: known[AGE], name: value})
    return any(holds(check, scope) for check in checks)


@lru_cache(maxsize=16)
def odd_at_an_age(checks: tuple[Check, ...]) -> Mapping[str, Sequence[Check]]:
    """Return by fact the clashes between it and an age, and nothing else."""
    found: dict[str, list[Check]] = {}
    for check in checks:
        for name in _beside_age(check):
            found.setdefault(name, []).append(check)
    return found


def _beside_age(check: Check) -> Iterator[str]:
    facts = {mention.fact for mention in mentions(check.condition)}
    of_people = check.clash.per_member and not check.clash.words and not check.clash.receives
    if of_people and AGE in facts and len(facts) == len((AGE, "another")):
        yield from facts - {AGE}
