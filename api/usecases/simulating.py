"""Play interviews: how many questions settle what the plans of labelled households put first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from matcher.facts import Value
from matcher.needs import Household
from matcher.pipeline.drawing import Urns, drawn_truths, unknown_facts
from matcher.pipeline.interviews import (
    MOST,
    Interview,
    Order,
    answerable,
    interview,
    interview_figures,
    start_of,
)
from matcher.pipeline.matcher import Matcher
from matcher.pipeline.training import day_of
from matcher.values import Missing

SEED = 20261122
_FIRST_VISIT = ("relation", "sex", "birth_date", "residence_town")  # what is known at the door


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is known when the first question is asked, and how the rest is drawn.

    `bare` hides all but what is known at the door; what the ledger says is the truth then, too.
    `even` draws each answer equally often, against what the questions suppose.
    """

    name: str
    bare: bool = False
    even: bool = False


SCENARIOS = (Scenario("recorded"), Scenario("bare", bare=True), Scenario("even", even=True))


def simulate_questions(
    matcher: Matcher, households: Sequence[Household], seed: int = SEED
) -> dict[str, Any]:
    """Return the figures of each order of asking, by scenario.

    All orders meet the same households, plans and truths. `households` counts those with some
    verdict to settle among the first items of the plan.
    """
    return {
        "seed": seed,
        "mode": matcher.library.mode,
        "households": len(households),
        "most_questions": MOST,
        "scenarios": {
            scenario.name: _played(matcher, households, scenario, seed) for scenario in SCENARIOS
        },
    }


def _played(
    matcher: Matcher, households: Sequence[Household], scenario: Scenario, seed: int
) -> dict[str, Any]:
    found: dict[Order, list[Interview]] = {order: [] for order in Order}
    book = matcher.rules(max(map(day_of, households)))
    rates = {} if scenario.even else matcher.ranker.prior.rates
    urns = Urns(book, rates, recorded_values(households))
    for household in households:
        for order, one in _interviews(matcher, household, scenario, urns, seed).items():
            found[order].append(one)
    return {
        "households": len(found[Order.BEST]),
        "open_at_first": sum(one.opened for one in found[Order.BEST]),
        "orders": {str(order): interview_figures(played) for order, played in found.items()},
    }


def _interviews(
    matcher: Matcher, household: Household, scenario: Scenario, urns: Urns, seed: int
) -> dict[Order, Interview]:
    known = at_the_door(household) if scenario.bare else household
    start = start_of(matcher, known, day_of(household))
    wanted = unknown_facts(known, matcher.catalogue.vocabulary.facts.values())
    draw = Random(f"{seed}/{scenario.name}/{household.id}").random
    drawn = drawn_truths(start.seen(known), wanted, start.outlook, urns, draw)
    truths = {**drawn, **_recorded(household, wanted)}
    start = answerable(start, truths)
    if not start.open_first(start.inquiry.verdicts):
        return {}
    return {
        order: interview(start, order, truths, Random(f"{seed}/{order}/{household.id}").random)
        for order in Order
    }


def at_the_door(household: Household) -> Household:
    """Return a household of which no more is known than on a first visit, and its needs."""
    members = tuple(replace(m, facts=_kept(m.facts)) for m in household.members)
    return replace(household, facts=_kept(household.facts), members=members, receiving=())


def _kept(facts: Mapping[str, Value]) -> dict[str, Value]:
    return {name: value for name, value in facts.items() if name in _FIRST_VISIT}


def _recorded(household: Household, wanted: Iterable[Missing]) -> dict[Missing, Value]:
    facts = {"": household.facts} | {member.id: member.facts for member in household.members}
    return {m: facts[m.member][m.fact] for m in wanted if m.fact in facts[m.member]}


def recorded_values(households: Iterable[Household]) -> dict[str, list[Value]]:
    """Return the values that ledgers give each fact, in their order."""
    found: dict[str, list[Value]] = {}
    for household in households:
        for facts in (household.facts, *(member.facts for member in household.members)):
            for name, value in facts.items():
                found.setdefault(name, []).append(value)
    return found
