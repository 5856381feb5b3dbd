"""Offline figures: how near rankings, alerts and uncovered needs come to what readers chose.

NDCG: Järvelin and Kekäläinen (2002), with gain 2^rel - 1 and discount log2(rank + 1).
"""

import math
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from random import Random
from statistics import fmean

from matcher.reading.labelled import Gold

MUST = 2


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was given to one household: codes best first, uncovered needs, alerts raised."""

    household: str
    codes: tuple[str, ...]
    uncovered: tuple[str, ...] = ()
    alerts: tuple[tuple[str, str], ...] = ()


def ndcg(codes: Sequence[str], relevant: Mapping[str, int], at: int = 10) -> float:
    """Return the normalised discounted gain of the first `at` codes, in [0, 1]."""
    gains = [2 ** relevant.get(code, 0) - 1 for code in codes[:at]]
    ideal = sorted((2**gain - 1 for gain in relevant.values()), reverse=True)[:at]
    best = _discounted(ideal)
    return _discounted(gains) / best if best else 0.0


def _discounted(gains: Iterable[float]) -> float:
    return math.fsum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))


def must_recall(codes: Sequence[str], relevant: Mapping[str, int], at: int) -> float | None:
    """Return the share of the musts among the first `at`, None where there is no must."""
    musts = [code for code, gain in relevant.items() if gain == MUST]
    return fmean(code in codes[:at] for code in musts) if musts else None


def first_must(codes: Sequence[str], relevant: Mapping[str, int]) -> float | None:
    """Return 1 / rank of the first must, 0 where none is found, None where there is no must."""
    if MUST not in relevant.values():
        return None
    ranks = (rank for rank, code in enumerate(codes, 1) if relevant.get(code) == MUST)
    return 1 / next(ranks, math.inf)


def coverage(codes: Sequence[str], gold: Gold, at: int = 20) -> float | None:
    """Return the share of needs that something serves with a code that serves them in the top."""
    served = [set(codes) for codes in gold.needs.values() if codes]
    return fmean(bool(found & set(codes[:at])) for found in served) if served else None


def ranking_figures(outcomes: Sequence[Outcome], gold: Mapping[str, Gold]) -> dict[str, float]:
    """Return the ranking's figures, macro-averaged over the households that have labels."""
    pairs = [(o.codes, gold[o.household]) for o in outcomes if o.household in gold]
    columns: dict[str, list[float | None]] = {
        "ndcg10": [ndcg(codes, g.relevant) for codes, g in pairs],
        "must_recall10": [must_recall(codes, g.relevant, 10) for codes, g in pairs],
        "must_recall20": [must_recall(codes, g.relevant, 20) for codes, g in pairs],
        "mrr_must": [first_must(codes, g.relevant) for codes, g in pairs],
        "precision10": [fmean([c in g.relevant for c in codes[:10]] or [0]) for codes, g in pairs],
        "first_is_must": [
            float(bool(codes) and g.relevant.get(codes[0]) == MUST) for codes, g in pairs
        ],
        "coverage20": [coverage(codes, g) for codes, g in pairs],
    }
    return {name: _mean(values) for name, values in columns.items()}


def set_figures(found: Set[tuple[str, ...]], true: Set[tuple[str, ...]]) -> dict[str, float]:
    """Return recall and precision of a set; 1.0 where there was nothing to find or to say."""
    hits = len(found & true)
    return {
        "recall": round(hits / len(true), 4) if true else 1.0,
        "precision": round(hits / len(found), 4) if found else 1.0,
    }


def figures(outcomes: Sequence[Outcome], gold: Mapping[str, Gold]) -> dict[str, object]:
    """Return all figures of the system on labelled households."""
    known = [outcome for outcome in outcomes if outcome.household in gold]
    alerts = {(o.household, *alert) for o in known for alert in o.alerts}
    true_alerts = {(o.household, *alert) for o in known for alert in gold[o.household].alerts}
    unmet = {(o.household, need) for o in known for need in o.uncovered}
    true_unmet = {(o.household, need) for o in known for need in gold[o.household].unmet}
    return {
        "households": len(known),
        **ranking_figures(outcomes, gold),
        "alerts": set_figures(alerts, true_alerts),
        "uncovered": set_figures(unmet, true_unmet),
    }


def popularity(gold: Mapping[str, Gold], without: str) -> list[str]:
    """Return codes by how much readers chose them in the other households, ties by code."""
    chosen: dict[str, float] = {}
    for labels in gold.values():
        if labels.id != without:
            for code, gain in labels.relevant.items():
                chosen[code] = chosen.get(code, 0.0) + gain
    return sorted(chosen, key=lambda code: (-chosen[code], code))


def shuffled(codes: Sequence[str], seed: int) -> tuple[str, ...]:
    """Return the codes in a random order that the seed decides."""
    order = sorted(codes)
    Random(seed).shuffle(order)
    return tuple(order)


def bootstrap(
    outcomes: Sequence[Outcome], gold: Mapping[str, Gold], name: str, rounds: int, seed: int
) -> tuple[float, float]:
    """Return the 95 % percentile interval of a figure over resampled households."""
    random = Random(seed)
    values = sorted(
        ranking_figures(random.choices(outcomes, k=len(outcomes)), gold)[name]
        for _ in range(rounds)
    )
    return values[int(0.025 * rounds)], values[int(0.975 * rounds)]


def _mean(values: Iterable[float | None]) -> float:
    known = [value for value in values if value is not None]
    return round(fmean(known), 4) if known else 0.0
