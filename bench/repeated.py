"""Households matched a second time: their texts have vectors, so only hearing and ranking cost."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from bench.measure import Spent, middle, spend
from bench.report import Figure
from bench.setting import CATALOGS, day_of
from matcher.eligibility.assess import assess_open
from matcher.eligibility.rivals import every_item
from matcher.files import load_labelled
from matcher.needs import Household
from matcher.pipeline.candidates import rank
from matcher.pipeline.hearing import hear
from matcher.pipeline.matcher import Matcher
from matcher.pipeline.placing import voiced_places
from matcher.pipeline.standing import judgement_of
from matcher.values import Ranked

NUM, _SEED, _REPEATS = 10_000, 20261123, 5


def understand_and_rank(matcher: Matcher, household: Household) -> tuple[Ranked, ...]:
    """Return a household's list items, best first: heard, judged and scored, but no plan yet."""
    book, seen = matcher.rules(day_of(household)), matcher.view(household, day_of(household))
    heard = hear(seen, matcher.catalogue, matcher.library, "", matcher.ranker.sounding)
    judgement = judgement_of(seen, book, heard, matcher.library, matcher.ranker)
    rules = book.items_for(seen, voiced_places(heard.hints))
    return rank(assess_open(seen, rules, book), every_item(matcher.catalogue), judgement)


def recombined(
    households: Sequence[Household], num: int, rng: np.random.Generator
) -> Iterator[Household]:
    """Yield households with the facts of one and the needs of another; no real person is in them.

    A need of somebody whom the other household does not list is one of the household.
    """
    for number, (one, other) in enumerate(rng.integers(len(households), size=(num, 2)).tolist()):
        known = {member.id for member in households[one].members}
        needs = tuple(
            need if need.member in known else replace(need, member=None)
            for need in households[other].needs
        )
        yield replace(households[one], id=f"recombined {number}", needs=needs)


def figures(matcher: Matcher, households: Sequence[Household]) -> list[Figure]:
    """Return what hearing and ranking cost for one household, and for ten thousand once more."""
    for household in households:
        understand_and_rank(matcher, household)
    single = [_cost(matcher, household) for _ in range(_REPEATS) for household in households]
    trained = load_labelled(CATALOGS, "train", matcher.catalogue)[0]
    for household in trained:  # from now on every text has its vector
        understand_and_rank(matcher, household)
    many = list(recombined(trained, NUM, np.random.default_rng(_SEED)))
    spent = sum(_cost(matcher, household).cpu for household in many)
    needs = sum(len(household.needs) for household in many)
    return [
        Figure("understand and rank one, CPU, median", 1_000 * middle(_cpu(single)), "ms", 5),
        Figure("… 10,000 households once more, CPU", spent, "s", 30),
        Figure("… needs in them", needs, ""),
    ]


def _cost(matcher: Matcher, household: Household) -> Spent:
    return spend(lambda: understand_and_rank(matcher, household))


def _cpu(costs: Sequence[Spent]) -> list[float]:
    return [cost.cpu for cost in costs]
