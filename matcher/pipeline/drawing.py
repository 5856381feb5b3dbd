"""Draw what a ledger leaves unknown, by how often each comparison holds at that time of life."""

from bisect import bisect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate
from typing import NamedTuple

from matcher.eligibility.answers import spread
from matcher.eligibility.plausible import HOUSEHOLD, VOICED, Outlook
from matcher.eligibility.rulebook import Rulebook
from matcher.eligibility.supposing import Supposing
from matcher.facts import Fact, FactType, Level, Value
from matcher.needs import Household
from matcher.rules.derive import with_derived
from matcher.rules.evaluate import Judged, judge_atom
from matcher.rules.text import render
from matcher.rules.tree import Atom, Since, atoms
from matcher.rules.truth import Truth
from matcher.values import Missing
from matcher.views import View

Draw = Callable[[], float]
"""Gives the next number in [0, 1) of a sequence that a seed decides."""

Truths = Mapping[Missing, Value]


class Urn(NamedTuple):
    """Values to draw from, and up to where each reaches in [0, 1]."""

    values: tuple[Value, ...]
    upto: tuple[float, ...]

    def at(self, drawn: float) -> Value:
        """Return the value at a number drawn from [0, 1)."""
        return self.values[min(bisect(self.upto, drawn), len(self.values) - 1)]


@dataclass(frozen=True)
class Urns:
    """An urn for each fact and time of life.

    `recorded` holds the values that ledgers give a fact: those of a number that no comparison
    names by itself are drawn from them. Without `rates` all answers are equally likely.
    """

    book: Rulebook
    rates: Mapping[str, Mapping[str, float]]
    recorded: Mapping[str, Sequence[Value]]
    filled: dict[tuple[str, str, date | None], Urn] = field(default_factory=dict)

    def urn(self, fact: Fact, stage: str, seen: View) -> Urn:
        """Return the urn of a fact for people at a time of life (or the household)."""
        key = (fact.name, stage, seen.on if fact.type is FactType.DATE else None)
        if key not in self.filled:
            self.filled[key] = self._urn(fact, stage, seen)
        return self.filled[key]

    def _urn(self, fact: Fact, stage: str, seen: View) -> Urn:
        about = self._about(fact)
        if not about and self.recorded.get(fact.name):
            return _even(tuple(self.recorded[fact.name]))
        leaves = [Judged(atom, Truth.UNKNOWN) for atom in about.values()]
        supposing = Supposing(seen, self.book)
        values = tuple(p.value for p in supposing.answers(Missing(fact.name), leaves))
        known = [with_derived({fact.name: v}, self.book.derived, seen.on) for v in values]
        rates = self.rates.get(stage, {})
        held = {
            (_bits(judge_atom(atom, facts) for facts in known), rates[text])
            for text, atom in about.items()
            if text in rates
        }
        chances = spread((1.0,) * len(values), tuple(sorted(held)))
        return Urn(values, tuple(accumulate(chances)))

    def _about(self, fact: Fact) -> dict[str, Atom]:
        """Return by text the comparisons of a fact, or of the count of years since it."""
        counted = {
            each.fact
            for each in self.book.derived
            if isinstance(each.term, Since) and each.term.fact == fact.name
        }
        return {
            render(atom): atom
            for rule in (*self.book.items.values(), *self.book.offerings.values())
            for atom, _ in atoms(rule.condition)
            if atom.fact == fact.name or atom.fact in counted
        }


def _even(values: tuple[Value, ...]) -> Urn:
    return Urn(values, tuple(accumulate(1 / len(values) for _ in values)))


def _bits(truths: Iterable[Truth]) -> int:
    return sum(1 << place for place, truth in enumerate(truths) if truth is Truth.TRUE)


def unknown_facts(household: Household, facts: Iterable[Fact]) -> tuple[Missing, ...]:
    """Return the input facts that a household's form would ask for and nobody has recorded.

    In the order of the form: those of the household, then of one member after another. What
    both may have is asked of the household.
    """
    asked = [fact for fact in facts if not fact.derived_from]
    ours = [
        Missing(fact.name)
        for fact in asked
        if fact.of_household() and fact.name not in household.facts
    ]
    theirs = [
        Missing(fact.name, member.id)
        for member in household.members
        for fact in asked
        if fact.level is Level.MEMBER and fact.name not in member.facts
    ]
    return (*ours, *theirs)


def drawn_truths(
    seen: View, wanted: Iterable[Missing], outlook: Outlook, urns: Urns, draw: Draw
) -> dict[Missing, Value]:
    """Return a value for each unknown fact, each drawn by itself.

    What a text voices is so as often as such facts turn out to be. That the facts of a person
    agree with one another is not looked after.
    """
    found = {}
    for missing in wanted:
        fact = urns.book.vocabulary.facts[missing.fact]
        stage = outlook.stages.get(missing.member, "person") if missing.member else HOUSEHOLD
        voiced, number = outlook.voiced.get(missing), draw()
        if voiced is None:
            found[missing] = urns.urn(fact, stage, seen).at(number)
        elif number < VOICED:
            found[missing] = voiced
        else:
            found[missing] = urns.urn(fact, stage, seen).at((number - VOICED) / (1 - VOICED))
    return found
