"""Figures on labelled households, with the baselines beside them; training of the ranking."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from random import Random
from typing import Any

import numpy as np
from opencc import OpenCC

from api.settings import Settings
from matcher.eligibility.assess import categories_of
from matcher.exposure import (
    by_group,
    exposure,
    quarters,
    recall_of,
    spread,
    steadiness,
)
from matcher.files import (
    TRAINED_ON,
    digest_of,
    load_catalogue,
    load_sayings,
    load_training,
    save_ranker,
)
from matcher.loading import make_encoder
from matcher.measures import (
    Outcome,
    alert_figures,
    bootstrap,
    bootstrap_of,
    difference,
    f1,
    figures,
    ranking_figures,
    uncovered_figures,
)
from matcher.needs import Household
from matcher.normalise import normalise
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
from matcher.values import Status

SEED = 20261121
NEWSPAPER_CASES = frozenset(f"V{number:03}" for number in range(1, 7))
"""The development households that are told of in newspaper articles."""

_OPEN = {Status.ELIGIBLE, Status.UNKNOWN}
_ROUNDS = 1_000
_ASIDE = "，今天天气不错。"
"""A clause that asks for nothing: what an altered text ends with."""
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


def evaluate(
    matcher: Matcher, households: Sequence[Household], gold: Golds, labels: Golds
) -> dict[str, Any]:
    """Return all figures of the system, its intervals, its baselines, steadiness and fairness.

    `labels` are those that the precedents are from: they say which items are rarely chosen.
    """
    found = outcomes(matcher, households)
    compared = baselines(matcher, households, gold, SEED)
    changed = {name: outcomes(matcher, some) for name, some in altered(households, SEED).items()}
    told: dict[str, Any] = figures(found, gold)
    return {
        **told,
        "verdicts": verdict_figures(matcher, households, gold),
        "mode": matcher.library.mode,
        "with_goals": with_goals(told),
        "interval95": intervals(found, gold),
        **without_cases(found, gold),
        "baselines": {name: ranking_figures(rows, gold) for name, rows in compared.items()},
        "altered": {name: ranking_figures(rows, gold) for name, rows in changed.items()},
        "stability": stability(found, changed, gold),
        "exposure": {
            name: fairness(matcher, households, rows, gold, labels)
            for name, rows in (("xingfu", found), ("popularity", compared["popularity"]))
        },
    }


def without_cases(found: Sequence[Outcome], gold: Golds) -> dict[str, Any]:
    """Return the figures that have a goal without the newspaper cases, where both kinds stand.

    The cases are what the product is accepted by: some rules of the plan came of them, so the
    others say more of households to come.
    """
    rest = [outcome for outcome in found if outcome.household not in NEWSPAPER_CASES]
    if not rest or len(rest) == len(found):
        return {}
    told: dict[str, Any] = figures(rest, gold)
    return {
        "without_newspaper_cases": {
            "households": told["households"],
            "with_goals": with_goals(told),
            "interval95": intervals(rest, gold),
        }
    }


def with_goals(told: Mapping[str, Any]) -> dict[str, float]:
    """Return the figures that have a goal, those of alerts and uncovered needs by one name."""
    return {name: told[name] for name in _SHOWN} | {
        "alerts_recall": told["alerts"]["recall"],
        "alerts_precision": told["alerts"]["precision"],
        "uncovered_f1": f1(told["uncovered"]),
    }


def intervals(found: Sequence[Outcome], gold: Golds) -> dict[str, tuple[float, float]]:
    """Return the 95 % bootstrap interval of every figure that has a goal."""
    sets: dict[str, Callable[[Sequence[Outcome]], float]] = {
        "alerts_recall": lambda some: alert_figures(some, gold)["recall"],
        "alerts_precision": lambda some: alert_figures(some, gold)["precision"],
        "uncovered_f1": lambda some: f1(uncovered_figures(some, gold)),
    }
    return {name: bootstrap(found, gold, name, _ROUNDS, SEED) for name in _SHOWN} | {
        name: bootstrap_of(found, figure, _ROUNDS, SEED) for name, figure in sets.items()
    }


def stability(
    plain: Sequence[Outcome], changed: Mapping[str, Sequence[Outcome]], gold: Golds
) -> dict[str, dict[str, Any]]:
    """Return how like the plans of altered texts are to the plain ones, and what they lose."""
    return {
        name: {
            **asdict(steadiness(plain, rows)),
            "ndcg10_lost": asdict(difference(plain, rows, gold, "ndcg10", SEED)),
        }
        for name, rows in changed.items()
    }


def fairness(
    matcher: Matcher,
    households: Sequence[Household],
    found: Sequence[Outcome],
    gold: Golds,
    labels: Golds,
) -> dict[str, Any]:
    """Return what is shown in first tens, and how well rare items and each group are served.

    An item's categories are its audience; one for everybody has none and is left out there.
    """
    items = matcher.catalogue.items
    chosen = Counter(code for each in labels.values() for code in each.relevant)
    rare, popular = quarters(gold, chosen, items)
    towns, categories = {}, {}
    for household in households:
        seen = matcher.view(household, day_of(household))
        categories[household.id] = categories_of(seen, matcher.rules(seen.on)) or ("none",)
        towns[household.id] = (str(household.facts.get("residence_town", "unknown")),)
    return {
        **spread(found, items),
        "by_domain": exposure(found, {code: (item.domain,) for code, item in items.items()}),
        "by_category": exposure(found, {code: item.audience for code, item in items.items()}),
        "rare": recall_of(found, gold, rare),
        "popular": recall_of(found, gold, popular),
        "households": {
            "category": by_group(found, gold, categories),
            "town": by_group(found, gold, towns),
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
    """Return the households in Traditional characters, 5 % mistyped, reordered, with an aside."""
    traditional = OpenCC("s2t")
    random = Random(seed)
    letters = sorted({char for h in households for need in h.needs for char in need.text})

    def mistyped(text: str) -> str:
        return "".join(random.choice(letters) if random.random() < 0.05 else c for c in text)

    return {
        "traditional": [_with_texts(h, traditional.convert) for h in households],
        "mistyped": [_with_texts(h, mistyped) for h in households],
        "reordered": [replace(h, needs=tuple(reversed(h.needs))) for h in households],
        "aside": [_with_texts(h, lambda text: text + _ASIDE if text else text) for h in households],
    }


def _with_texts(household: Household, change: Any) -> Household:
    needs = tuple(replace(need, text=change(need.text)) for need in household.needs)
    return replace(household, needs=needs)


def train_ranker(settings: Settings, today: date) -> dict[str, Any]:
    """Fit both modes' weights on the training households, save them, and return their figures."""
    folder = settings.catalog
    catalogue = load_catalogue(folder, today)
    households, gold = load_training(folder, catalogue)
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
        "trained_on": [f"catalogs/{name}" for name in TRAINED_ON],
        "sha256": digest_of(folder, TRAINED_ON),
        "leave_one_author_out": told,
    }
    save_ranker(folder, Ranker(modes, known.prior, known.alike, sounding, encoder=name), about)
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
