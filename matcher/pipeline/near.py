"""What a family is one step away from: the near misses worth telling beside its plan."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from matcher.eligibility.askable import makes_sense
from matcher.eligibility.assess import held_codes, is_held
from matcher.eligibility.events import has_departed
from matcher.eligibility.near_miss import NearMisses
from matcher.eligibility.rulebook import Rule, Rulebook
from matcher.offerings import Catalogue
from matcher.pipeline.candidates import Judgement
from matcher.understanding.naming import ASKED
from matcher.values import NearMiss
from matcher.views import View

MOST_NEAR = 5
_LOOKED_INTO = 24
"""Candidates worked out in full, the most wanted ones: one new status may open a hundred."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How much a family would want a code: whether it answers a need, and how well."""

    answers: bool
    points: float  # log-odds: of the need it suits best, and of how usual it is

    @property
    def order(self) -> tuple[bool, float]:
        """Return what puts the most wanted first when sorted."""
        return not self.answers, -self.points


def near_items(
    seen: View,
    book: Rulebook,
    planned: Collection[str],
    judgement: Judgement,
    catalogue: Catalogue,
) -> tuple[NearMiss, ...]:
    """Return the items just missed that a family would want most, at most MOST_NEAR.

    Only by remedies on whose way nothing is open; neither items that stand in the plan
    (`planned`) for anybody, nor what is held or excluded by what is held, nor what hangs on a
    fact that nobody would be asked, nor anything for the dead. Each code once. Fewest
    remedies first; then what becomes eligible before what only opens, then the most wanted;
    ties fall to catalogue and ledger.
    """
    misses = NearMisses(seen, book, sure=True)
    if not misses.remedies:
        return ()
    closed = _closed(seen, book, frozenset(planned), catalogue)
    hopeful = [(rule, member) for rule, member in closed if misses.may_turn(rule, member)]
    wanted = _wanted({rule.code for rule, _ in hopeful}, judgement)
    hopeful.sort(key=lambda each: wanted[each[0].code].order)
    looked_into = hopeful[:_LOOKED_INTO]
    voiced = judgement.outlook.voiced

    def can_be_checked(miss: NearMiss) -> bool:
        return all(makes_sense(m.fact, m.member or None, seen, book, voiced) for m in miss.missing)

    found = [
        miss
        for rule, member in looked_into
        for miss in [each for each in misses.of(rule, member) if can_be_checked(each)][:1]
    ]
    found.sort(key=lambda miss: (len(miss.remedies), not miss.sure, wanted[miss.code].order))
    first: dict[str, NearMiss] = {}
    for miss in found:
        first.setdefault(miss.code, miss)
    return tuple(first.values())[:MOST_NEAR]


def _closed(
    seen: View, book: Rulebook, planned: frozenset[str], catalogue: Catalogue
) -> Iterator[tuple[Rule, str | None]]:
    held = held_codes(seen.household, book, seen.on)
    holds = {each.code for each in held}
    for rule in book.items.values():
        if rule.code in planned or not holds.isdisjoint(catalogue.items[rule.code].excludes):
            continue
        for scope in seen.scopes(rule.per_member):
            dead = has_departed(seen.household.member(scope.member), book.vocabulary)
            if not dead and not is_held(rule, scope.member, held):
                yield rule, scope.member


def _wanted(codes: Collection[str], judgement: Judgement) -> dict[str, Wanted]:
    weights, needs = judgement.weights, judgement.heard.needs
    points = [need.points(weights.points) for need in needs]
    named = [need.parts["named"] for need in needs]
    found = {}
    for code in sorted(codes):
        place = judgement.library.place[code]
        best = max((float(each[place]) for each in points), default=0.0)
        answers = best >= weights.serves or any(each[place] >= ASKED for each in named)
        usual = judgement.ranker.prior.usual_of(code)
        found[code] = Wanted(bool(needs) and answers, best + usual)
    return found
