"""The plans that are furthest from what readers chose, to be read one by one.

Each training household is planned for by what was learnt without its author.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from api.settings import Settings
from api.usecases.evaluating import SEED
from matcher.files import load_training
from matcher.measures import MUST, ndcg
from matcher.needs import Household
from matcher.pipeline.matcher import Matcher
from matcher.pipeline.training import cross_validated, day_of, folds_of
from matcher.reading.labelled import Gold
from matcher.values import Plan, Step
from matcher.wording import Lang

_FIRST, _PARTS = 10, 4


def misjudged(matcher: Matcher, settings: Settings, most: int, lang: Lang) -> list[dict[str, Any]]:
    """Return the households with the lowest NDCG@10, the worst first, ties by id."""
    households, gold = load_training(settings.catalog, matcher.catalogue)
    folds = folds_of(matcher, households, gold, np.random.default_rng(SEED))
    found = [
        told(trained, household, gold[household.id], plan, lang)
        for fold, trained in cross_validated(matcher, folds)
        for household in fold.households
        for plan in [trained.plan(household, day_of(household), f"{fold.author}/")]
    ]
    return sorted(found, key=lambda each: (each["ndcg10"], each["household"]))[:most]


def told(
    matcher: Matcher, household: Household, gold: Gold, plan: Plan, lang: Lang
) -> dict[str, Any]:
    """Return what was said, what stood first, and which musts were missed and why."""
    steps = {step.ranked.code: step for step in plan.steps}
    first = list(steps)[:_FIRST]
    names = {code: item.name.say(lang) for code, item in matcher.catalogue.items.items()}
    return {
        "household": household.id,
        "author": gold.author,
        "ndcg10": round(ndcg(first, gold.relevant), 4),
        "needs": {need.id: need.text for need in household.needs},
        "first": [_shown(steps[code], names, gold.relevant) for code in first],
        "missed": [
            _missed(code, names, steps)
            for code in sorted(gold.relevant)
            if gold.relevant[code] == MUST and code not in first
        ],
    }


def _shown(step: Step, names: Mapping[str, str], relevant: Mapping[str, int]) -> dict[str, Any]:
    code = step.ranked.code
    return {
        "code": code,
        "name": names.get(code, code),
        "gain": relevant.get(code, 0),
        "points": step.ranked.points,
        "parts": _largest(step),
    }


def _missed(code: str, names: Mapping[str, str], steps: Mapping[str, Step]) -> dict[str, Any]:
    """Return a must that the first ten lack; one that is not in the plan at all has no rank."""
    step = steps.get(code)
    return {
        "code": code,
        "name": names.get(code, code),
        "rank": step.rank if step else None,
        "status": str(step.ranked.verdict.status) if step else "",
        "missing": [each.fact for each in step.ranked.verdict.missing] if step else [],
        "points": step.ranked.points if step else None,
        "parts": _largest(step) if step else [],
    }


def _largest(step: Step) -> list[list[Any]]:
    parts: Sequence[Any] = sorted(step.ranked.parts, key=lambda part: -abs(part.points))
    return [[part.name, round(part.points, 2)] for part in parts[:_PARTS]]
