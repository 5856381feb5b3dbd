"""Steadiness and fairness of rankings: what a small change moves, and who and what is shown.

Spearman (1904) for orders, the Gini coefficient for how unevenly places are given away.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from statistics import fmean

from matcher.measures import MUST, Outcome, ndcg
from matcher.reading.labelled import Gold

SHOWN = 10  # the places that a family reads
_COMPARED = 20


@dataclass(frozen=True, slots=True)
class Steadiness:
    """How like two rankings of the same households are: 1 where nothing moved.

    `spearman` looks at the codes among the first twenty of either, by their places in both;
    `overlap10` is the share of the first ten that stays there, `same_first` of first items.
    """

    spearman: float
    overlap10: float
    same_first: float


def steadiness(plain: Sequence[Outcome], altered: Sequence[Outcome]) -> Steadiness:
    """Return the means over the households that stand in both, 1 where there is none."""
    other = {outcome.household: outcome.codes for outcome in altered}
    pairs = [(o.codes, other[o.household]) for o in plain if o.household in other]
    return Steadiness(
        spearman=_mean(spearman(a, b) for a, b in pairs),
        overlap10=_mean(overlap(a, b) for a, b in pairs),
        same_first=_mean(float(a[:1] == b[:1]) for a, b in pairs),
    )


def spearman(ours: Sequence[str], theirs: Sequence[str], at: int = _COMPARED) -> float:
    """Return the rank correlation of the codes in the first `at` of either, in [-1, 1].

    They are ranked by their places in each whole list; one that a list lacks comes last there.
    """
    codes = sorted({*ours[:at], *theirs[:at]})
    if len(codes) < 2:
        return 1.0
    first, second = _ranks(codes, ours), _ranks(codes, theirs)
    mean = (len(codes) - 1) / 2
    shared = sum((a - mean) * (b - mean) for a, b in zip(first, second, strict=True))
    return shared / sum((a - mean) ** 2 for a in range(len(codes)))


def _ranks(codes: Sequence[str], order: Sequence[str]) -> list[int]:
    places = {code: place for place, code in enumerate(order)}
    ranked = sorted(codes, key=lambda code: (places.get(code, len(places)), code))
    rank = {code: number for number, code in enumerate(ranked)}
    return [rank[code] for code in codes]


def overlap(ours: Sequence[str], theirs: Sequence[str], at: int = SHOWN) -> float:
    """Return the share of the longer one's first `at` that both have; 1 where both are empty."""
    longer = max(len(ours[:at]), len(theirs[:at]))
    return len(set(ours[:at]) & set(theirs[:at])) / longer if longer else 1.0


def gini(counts: Collection[float]) -> float:
    """Return how unevenly counts lie: 0 all alike, near 1 all in one place, 0 for nothing."""
    ordered, total = sorted(counts), sum(counts)
    if not total:
        return 0.0
    weighted = sum(place * count for place, count in enumerate(ordered, start=1))
    return 2 * weighted / (len(ordered) * total) - (len(ordered) + 1) / len(ordered)


def exposure(
    outcomes: Iterable[Outcome], groups: Mapping[str, Collection[str]]
) -> dict[str, float]:
    """Return the share of places in first tens that each group gets, the groups sorted.

    `groups` names those of each code; a code of several gives each an equal part.
    """
    places: dict[str, float] = {}
    for outcome in outcomes:
        for code in outcome.codes[:SHOWN]:
            named = groups.get(code, ())
            for group in named:
                places[group] = places.get(group, 0.0) + 1 / len(named)
    total = sum(places.values())
    return {group: round(places[group] / total, 4) for group in sorted(places)}


def spread(outcomes: Iterable[Outcome], codes: Collection[str]) -> dict[str, float]:
    """Return the share of `codes` that ever stand in a first ten, and the Gini of their places."""
    seen = Counter(code for outcome in outcomes for code in outcome.codes[:SHOWN])
    counts = [seen[code] for code in codes]
    ever = sum(count > 0 for count in counts) / len(counts) if counts else 0.0
    return {"ever_shown": round(ever, 4), "gini": round(gini(counts), 4)}


def quarters(
    gold: Mapping[str, Gold], chosen: Mapping[str, float], codes: Collection[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """Return the rare and the popular items: those of the least and of the most chosen musts.

    The musts of `gold` are put in the order of how often readers chose their item (`chosen`);
    the items of the first quarter are rare, those of the last popular. An item on the border
    belongs to neither, so that no item is both.
    """
    musts = Counter(
        code for g in gold.values() for code, gain in g.relevant.items() if gain == MUST
    )
    ordered = sorted((c for c in musts if c in codes), key=lambda c: (chosen.get(c, 0.0), c))
    quarter = sum(musts[code] for code in ordered) / 4
    return frozenset(_within(ordered, musts, quarter)), frozenset(
        _within(ordered[::-1], musts, quarter)
    )


def _within(ordered: Sequence[str], counts: Mapping[str, int], most: float) -> Iterable[str]:
    reached = 0
    for code in ordered:
        reached += counts[code]
        if reached > most:
            return
        yield code


def recall_of(
    outcomes: Iterable[Outcome], gold: Mapping[str, Gold], codes: Set[str]
) -> dict[str, float]:
    """Return the share of the musts among `codes` that stand in first tens, and how many are."""
    found = [
        code in outcome.codes[:SHOWN]
        for outcome in outcomes
        if outcome.household in gold
        for code, gain in gold[outcome.household].relevant.items()
        if gain == MUST and code in codes
    ]
    return {"recall10": _mean(map(float, found), 0.0), "musts": len(found)}


def by_group(
    outcomes: Sequence[Outcome], gold: Mapping[str, Gold], groups: Mapping[str, Collection[str]]
) -> dict[str, dict[str, float]]:
    """Return by group of households its size, its figures and how many items it is shown.

    `groups` names those of each household; one of several counts in each.
    """
    table: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        for group in groups.get(outcome.household, ()) if outcome.household in gold else ():
            table.setdefault(group, []).append(outcome)
    every = frozenset(code for g in gold.values() for code in g.relevant)
    return {
        group: {
            "households": len(table[group]),
            "ndcg10": _mean(ndcg(o.codes, gold[o.household].relevant) for o in table[group]),
            **recall_of(table[group], gold, every),
            "items_shown": len({code for o in table[group] for code in o.codes[:SHOWN]}),
        }
        for group in sorted(table)
    }


def _mean(values: Iterable[float], nothing: float = 1.0) -> float:
    known = list(values)
    return round(fmean(known), 4) if known else nothing
