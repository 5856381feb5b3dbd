"""Offline figures: how near rankings, alerts and uncovered needs come to what readers chose.

NDCG: Järvelin and Kekäläinen (2002), with gain 2^rel - 1 and discount log2(rank + 1).
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
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


def ranking_columns(
    outcomes: Sequence[Outcome], gold: Mapping[str, Gold]
) -> dict[str, list[float | None]]:
    """Return each figure of the ranking for each household that has labels, in their order."""
    pairs = [(o.codes, gold[o.household]) for o in outcomes if o.household in gold]
    return {
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


def ranking_figures(outcomes: Sequence[Outcome], gold: Mapping[str, Gold]) -> dict[str, float]:
    """Return the ranking's figures, macro-averaged over the households that have labels."""
    return {name: _mean(values) for name, values in ranking_columns(outcomes, gold).items()}


def set_figures(found: Set[tuple[str, ...]], true: Set[tuple[str, ...]]) -> dict[str, float]:
    """Return recall and precision of a set; 1.0 where there was nothing to find or to say."""
    hits = len(found & true)
    return {
        "recall": round(hits / len(true), 4) if true else 1.0,
        "precision": round(hits / len(found), 4) if found else 1.0,
    }


def figures(outcomes: Sequence[Outcome], gold: Mapping[str, Gold]) -> dict[str, object]:
    """Return all figures of the system on labelled households."""
    return {
        "households": len([outcome for outcome in outcomes if outcome.household in gold]),
        **ranking_figures(outcomes, gold),
        "alerts": alert_figures(outcomes, gold),
        "uncovered": uncovered_figures(outcomes, gold),
    }


def alert_figures(outcomes: Sequence[Outcome], gold: Mapping[str, Gold]) -> dict[str, float]:
    """Return recall and precision of the alerts, each by its need and kind.

    A household that stands several times counts as often.
    """
    known = [(n, o) for n, o in enumerate(outcomes) if o.household in gold]
    found = {(str(n), *alert) for n, o in known for alert in o.alerts}
    true = {(str(n), *alert) for n, o in known for alert in gold[o.household].alerts}
    return set_figures(found, true)


def uncovered_figures(outcomes: Sequence[Outcome], gold: Mapping[str, Gold]) -> dict[str, float]:
    """Return recall and precision of the needs that are said to be uncovered."""
    known = [(n, o) for n, o in enumerate(outcomes) if o.household in gold]
    found = {(str(n), need) for n, o in known for need in o.uncovered}
    return set_figures(
        found, {(str(n), need) for n, o in known for need in gold[o.household].unmet}
    )


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
    column, random = ranking_columns(outcomes, gold)[name], Random(seed)
    values = sorted(_mean(random.choices(column, k=len(column))) for _ in range(rounds))
    return values[int(0.025 * rounds)], values[int(0.975 * rounds)]


def bootstrap_of(
    outcomes: Sequence[Outcome],
    figure: Callable[[Sequence[Outcome]], float],
    rounds: int,
    seed: int,
) -> tuple[float, float]:
    """Return the 95 % percentile interval of any figure of outcomes, households resampled."""
    random = Random(seed)
    values = sorted(figure(random.choices(outcomes, k=len(outcomes))) for _ in range(rounds))
    return values[int(0.025 * rounds)], values[int(0.975 * rounds)]


@dataclass(frozen=True, slots=True)
class Difference:
    """How much a figure is higher in one set of outcomes than in another, and its interval."""

    mean: float
    low: float
    high: float


def difference(
    ours: Sequence[Outcome],
    theirs: Sequence[Outcome],
    gold: Mapping[str, Gold],
    name: str,
    seed: int,
    rounds: int = 2_000,
) -> Difference:
    """Return ours less theirs, each household with itself, and its 95 % bootstrap interval.

    Households that stand in one of the two only, or for which there is no such figure, are
    left out; of none at all the difference is 0.
    """
    other = {outcome.household: outcome for outcome in theirs}
    both = [outcome for outcome in ours if outcome.household in other and outcome.household in gold]
    columns = (
        ranking_columns(some, gold)[name] for some in (both, [other[o.household] for o in both])
    )
    gains = [a - b for a, b in zip(*columns, strict=True) if a is not None and b is not None]
    if not gains:
        return Difference(0.0, 0.0, 0.0)
    random = Random(seed)
    means = sorted(fmean(random.choices(gains, k=len(gains))) for _ in range(rounds))
    low, high = means[int(0.025 * rounds)], means[int(0.975 * rounds)]
    return Difference(round(fmean(gains), 4), round(low, 4), round(high, 4))


def f1(shares: Mapping[str, float]) -> float:
    """Return the harmonic mean of recall and precision; 0 where both are."""
    recall, precision = shares["recall"], shares["precision"]
    return round(2 * recall * precision / (recall + precision), 4) if recall + precision else 0.0


def _mean(values: Iterable[float | None]) -> float:
    known = [value for value in values if value is not None]
    return round(fmean(known), 4) if known else 0.0
