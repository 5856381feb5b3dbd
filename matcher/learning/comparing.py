"""How two rankers compare: on what workers chose, freed of where it stood, and on labels."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from matcher.learning.examining import Examination
from matcher.learning.judging import Sighting
from matcher.learning.resampling import Sums
from matcher.measures import ndcg
from matcher.ranking.fit import Row
from matcher.ranking.score import Weights, total

AT = 10


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """Labelled rows by who labelled them: each author's are measured with that author left out."""

    name: str
    by_author: Mapping[str, tuple[Row, ...]]

    def rows(self, without: str | None = None) -> list[Row]:
        """Return the rows of all authors but one."""
        return [r for author, rows in self.by_author.items() if author != without for r in rows]


def ordered(rows: Iterable[Row], weights: Weights) -> list[Row]:
    """Return the rows of one plan best first, ties by code."""
    return sorted(rows, key=lambda row: (-total(row.values, weights), row.code))


def gains_by_household(
    sightings: Sequence[Sighting], examination: Examination, weights: Weights
) -> dict[str, Sums]:
    """Return for each household the discounted gain of its plans, and the best there could be.

    What was chosen counts for as many as its rank speaks for. A ratio of the sums is an NDCG
    whose denominator is the same for every ranker, so that differences have the right sign.
    """
    plans: dict[str, list[Sighting]] = {}
    for one in sightings:
        plans.setdefault(one.plan, []).append(one)
    found: dict[str, Sums] = {}
    for plan in sorted(plans):
        worth = {
            one.row.code: (2**one.row.gain - 1) * examination.per_choice(one.place)
            for one in plans[plan]
        }
        order = ordered((one.row for one in plans[plan]), weights)
        above = _discounted(worth[row.code] for row in order)
        below = _discounted(sorted(worth.values(), reverse=True))
        before = found.get(plans[plan][0].row.household, (0.0, 0.0))
        found[plans[plan][0].row.household] = (before[0] + above, before[1] + below)
    return found


def _discounted(gains: Iterable[float]) -> float:
    first = [gain for _, gain in zip(range(AT), gains, strict=False)]
    return math.fsum(gain / math.log2(rank + 1) for rank, gain in enumerate(first, start=1))


def differences(new: Mapping[str, Sums], old: Mapping[str, Sums]) -> dict[str, Sums]:
    """Return by household how much more the new ranker gathers, over the best there could be."""
    return {name: (above - old[name][0], below) for name, (above, below) in new.items()}


@dataclass(frozen=True, slots=True)
class OnLabels:
    """Figures on labelled households: NDCG@10, and how high what few need stands in the plan."""

    ndcg10: float
    rare_exposure: float
    by_author: Mapping[str, float]


Fitted = Callable[[Sequence[Row]], Weights]


def on_labels(labels: LabelledSet, fitted: Fitted, rare: frozenset[str]) -> OnLabels:
    """Return the figures of what `fitted` makes of the other authors' rows, author by author."""
    by_author, exposed, found = {}, [], []
    for author, rows in sorted(labels.by_author.items()):
        weights = fitted(labels.rows(author))
        own = []
        for household in _households(rows).values():
            order = ordered(household, weights)
            wanted = {row.code: row.gain for row in household if row.gain > 0}
            own.append(ndcg([row.code for row in order], wanted, AT))
            exposed += [
                1 / math.log2(rank + 1)
                for rank, row in enumerate(order, start=1)
                if row.gain > 0 and row.code in rare
            ]
        found += own
        by_author[author] = fmean(own) if own else 0.0
    return OnLabels(fmean(found) if found else 0.0, fmean(exposed) if exposed else 0.0, by_author)


def rare_codes(labels: LabelledSet, share: float) -> frozenset[str]:
    """Return the codes chosen in some households, but in fewer than this share of them."""
    households = _households(labels.rows())
    chosen: dict[str, int] = {}
    for rows in households.values():
        for row in rows:
            chosen[row.code] = chosen.get(row.code, 0) + (row.gain > 0)
    return frozenset(c for c, n in chosen.items() if 0 < n < share * len(households))


def _households(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.household, []).append(row)
    return found
