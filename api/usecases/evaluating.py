"""Figures on labelled households, with the baselines beside them; training of the ranking."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import numpy as np
from opencc import OpenCC

from api.settings import Settings
from matcher.files import (
    TRAINED_ON,
    digest_of,
    load_catalogue,
    load_labelled,
    load_sayings,
    save_ranker,
)
from matcher.loading import make_encoder
from matcher.measures import Outcome, bootstrap, figures, ranking_figures
from matcher.needs import Household
from matcher.pipeline.baselines import baselines
from matcher.pipeline.library import build_library, precedents
from matcher.pipeline.matcher import Matcher
from matcher.pipeline.training import (
    Fold,
    Golds,
    cross_validated,
    day_of,
    folds_of,
    known_of,
    survey,
    weights_of,
)
from matcher.ranking.features import Prior
from matcher.ranking.score import Ranker
from matcher.ranking.sounding import DEAF, Sounding, fit_sounding
from matcher.retrieval.encoders import Encoder
from matcher.understanding.normalise import normalise
from matcher.values import Status

SEED = 20261121
_OPEN = {Status.ELIGIBLE, Status.UNKNOWN}
_SHOWN = ("ndcg10", "must_recall10", "must_recall20", "first_is_must")


def outcomes(matcher: Matcher, households: Iterable[Household], without: str = "") -> list[Outcome]:
    """Return what the matcher gives each household, on its own date."""
    found = []
    for household in households:
        plan = matcher.plan(household, day_of(household), without)
        alerts = {(a.need, a.kind) for a in plan.alerts if a.need is not None}
        codes = tuple(step.ranked.code for step in plan.steps)
        found.append(Outcome(household.id, codes, plan.uncovered, tuple(sorted(alerts))))
    return found


def evaluate(matcher: Matcher, households: Sequence[Household], gold: Golds) -> dict[str, Any]:
    """Return all figures of the system, its intervals, its baselines, and its steadiness."""
    found = outcomes(matcher, households)
    compared = baselines(matcher, households, gold, SEED)
    return {
        **figures(found, gold),
        "verdicts": verdict_figures(matcher, households, gold),
        "mode": matcher.library.mode,
        "interval95": {name: bootstrap(found, gold, name, 1000, SEED) for name in _SHOWN},
        "baselines": {name: ranking_figures(rows, gold) for name, rows in compared.items()},
        "altered": {
            name: ranking_figures(outcomes(matcher, changed), gold)
            for name, changed in altered(households, SEED).items()
        },
    }


def verdict_figures(
    matcher: Matcher, households: Sequence[Household], gold: Golds
) -> dict[str, float]:
    """Return how many verdicts there are of each kind, and how many labels the rules allow.

    A code that a reader chose must not be ruled out for everybody: `relevant_allowed` is the
    share of such labels, 1 where rules and readers agree.
    """
    counts: Counter[str] = Counter()
    allowed: list[bool] = []
    for household, known in survey(matcher, households).items():
        counts.update(str(status) for found in known.states.values() for status in found)
        may = {code for code, found in known.states.items() if found & _OPEN}
        allowed += [code in may for code in gold[household].relevant] if household in gold else []
    share = round(sum(allowed) / len(allowed), 4) if allowed else 1.0
    return {"relevant_allowed": share, **{name: counts[name] for name in sorted(counts)}}


def altered(households: Sequence[Household], seed: int) -> dict[str, list[Household]]:
    """Return the households in Traditional characters, mistyped by 5 %, and reordered."""
    traditional = OpenCC("s2t")
    random = Random(seed)
    letters = sorted({char for h in households for need in h.needs for char in need.text})

    def mistyped(text: str) -> str:
        return "".join(random.choice(letters) if random.random() < 0.05 else c for c in text)

    return {
        "traditional": [_with_texts(h, traditional.convert) for h in households],
        "mistyped": [_with_texts(h, mistyped) for h in households],
        "reordered": [replace(h, needs=tuple(reversed(h.needs))) for h in households],
    }


def _with_texts(household: Household, change: Any) -> Household:
    needs = tuple(replace(need, text=change(need.text)) for need in household.needs)
    return replace(household, needs=needs)


def train_ranker(settings: Settings, today: date) -> dict[str, Any]:
    """Fit both modes' weights on the training households, save them, and return their figures."""
    folder = settings.catalog
    catalogue = load_catalogue(folder, today)
    households, gold = load_labelled(folder, "train", catalogue)
    modes, told, sounding, empty, name = {}, {}, DEAF, Prior({}, {}, {}), ""
    for mode in ("hybrid", "lexical"):
        encoder = make_encoder(folder, settings.ear) if mode == "hybrid" else None
        name = encoder.name if encoder and settings.encoder != "auto" else name
        library = build_library(catalogue, precedents(households, gold), encoder)
        sounding = sounding_of(load_sayings(folder), encoder) if encoder else sounding
        matcher = Matcher(catalogue, library, Ranker({}, empty, sounding=sounding))
        folds = folds_of(matcher, households, gold, np.random.default_rng(SEED))
        modes[mode] = weights_of(folds)
        told[mode] = _cross_validated_figures(matcher, folds, gold)
    known = known_of(matcher, survey(matcher, households), gold)
    about = {
        "trained_on": "catalogs/labelled/train_*",
        "sha256": digest_of(folder, TRAINED_ON),
        "leave_one_author_out": told,
    }
    save_ranker(folder, Ranker(modes, known.prior, known.alike, sounding, name), about)
    return about


def _cross_validated_figures(
    matcher: Matcher, folds: Sequence[Fold], gold: Golds
) -> dict[str, float]:
    found = [
        outcome
        for fold, trained in cross_validated(matcher, folds)
        for outcome in outcomes(trained, fold.households, f"{fold.author}/")
    ]
    ranking = ranking_figures(found, gold)
    return {name: ranking[name] for name in _SHOWN}


def sounding_of(sayings: Mapping[str, Sequence[str]], encoder: Encoder) -> Sounding:
    """Return how like each sign a text sounds, learnt from its sayings."""
    return fit_sounding(
        {
            sign: list(encoder.encode([normalise(text) for text in texts], "query"))
            for sign, texts in sayings.items()
        }
    )
