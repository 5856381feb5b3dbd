"""The slow measurements: what each part is worth, other models, and the learning curve.

All of it is learnt and measured on the training households, one author left out at a time.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any

import numpy as np

from api.settings import Settings
from matcher.files import TRAINED_ON, digest_of, load_training, read_text
from matcher.loading import make_encoder
from matcher.measures import Outcome, alert_figures, bootstrap_of
from matcher.needs import Household
from matcher.pipeline.alarm_training import left_out
from matcher.pipeline.crossing import Bench, Given, ablated, bench_of, compared, given_rows
from matcher.pipeline.curve import Labelled, curve
from matcher.pipeline.library import build_library, precedents
from matcher.pipeline.matcher import Matcher
from matcher.pipeline.training import Golds, folds_of
from matcher.reading.alarms import EXAMPLES, read_examples

SEED = 20261123
DRAWS = 2
"""How often models are compared, each time with other signs unheard and other facts withheld."""

_ROUNDS = 1_000


def measured(
    matcher: Matcher,
    settings: Settings,
    given: tuple[Sequence[Household], Golds],
    wanted: Collection[str],
) -> dict[str, Any]:
    """Return the tables that are wanted (alerts, ablation, …), and what they rest on.

    `given` are other labelled households: the ablation says what each part is worth there.
    """
    catalogue = matcher.catalogue
    households, gold = load_training(settings.catalog, catalogue)
    found: dict[str, Any] = {
        "mode": matcher.library.mode,
        "households": len(households),
        "sha256": digest_of(settings.catalog, TRAINED_ON),
    }
    if {"ablation", "models"} & set(wanted):
        bench = bench_on(matcher, households, gold, SEED)
        if "ablation" in wanted:
            found["ablation"] = _ablation(matcher, bench, given)
        if "models" in wanted:
            found["models"] = _models(matcher, bench, households, gold)
    if "alerts" in wanted:
        found["alerts"] = _alerts(matcher, settings, households, gold)
    if "curve" in wanted:
        found["curve"] = asdict(curve(_labelled(matcher, settings, households, gold), _lots()))
    return found


def bench_on(
    matcher: Matcher, households: Sequence[Household], gold: Golds, seed: int = SEED
) -> Bench:
    """Return the training households' rows, each author measured by the others.

    `seed` draws which signs are taken as unheard, and which facts are withheld.
    """
    folds = folds_of(matcher, households, gold, np.random.default_rng(seed))
    return bench_of(matcher, folds, gold)


def _models(
    matcher: Matcher, bench: Bench, households: Sequence[Household], gold: Golds
) -> dict[str, Any]:
    """Return every model's figures on the bench, and its NDCG@10 in each draw, that one first."""
    draws = [compared(bench, SEED)]
    for seed in range(SEED + 1, SEED + DRAWS):
        draws.append(compared(bench_on(matcher, households, gold, seed), seed))
    return {
        name: asdict(row) | {"draws": [draw[name].figures["ndcg10"] for draw in draws]}
        for name, row in draws[0].items()
    }


def _ablation(
    matcher: Matcher, bench: Bench, given: tuple[Sequence[Household], Golds]
) -> dict[str, Any]:
    weights = matcher.ranker.modes[matcher.library.mode]
    others = Given(given_rows(matcher, *given), given[1], weights)
    return {name: asdict(row) for name, row in ablated(bench, others, SEED).items()}


def _alerts(
    matcher: Matcher, settings: Settings, households: Sequence[Household], gold: Golds
) -> dict[str, Any]:
    """Return recall and precision of alerts by need and kind, each author by the others.

    Nothing where fewer than two authors tell of danger: there is nobody to learn from.
    """
    if len({gold[each.id].author for each in households if gold[each.id].alerts}) < 2:
        return {}
    examples = read_examples(read_text(settings.catalog / EXAMPLES))
    groups = left_out(matcher, households, gold, examples).outcomes()
    return {
        name: {"households": len(outcomes), **alert_figures(outcomes, gold)}
        | {
            "interval95": {
                each: bootstrap_of(outcomes, partial(_alert, each, gold), _ROUNDS, SEED)
                for each in ("recall", "precision")
            }
        }
        for name, outcomes in groups.items()
    }


def _alert(name: str, gold: Golds, outcomes: Sequence[Outcome]) -> float:
    return alert_figures(outcomes, gold)[name]


def _labelled(
    matcher: Matcher, settings: Settings, households: Sequence[Household], gold: Golds
) -> Labelled:
    is_hybrid = matcher.library.mode == "hybrid"
    encoder = make_encoder(settings.catalog, settings.ear) if is_hybrid else None

    def library_of(some: Sequence[Household], labels: Golds) -> Any:
        return build_library(matcher.catalogue, precedents(some, labels), encoder)

    return Labelled(matcher, households, gold, library_of)


def _lots() -> np.random.Generator:
    return np.random.default_rng(SEED)
