"""Fit the weights of the score on labelled households. The only home of scikit-learn here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from matcher.ranking.features import NEED_PARTS, PARTS
from matcher.ranking.score import Weights

BY_HAND = {"effort": -0.05}
"""Set, not fitted: labels show no dislike of papers, but of two equals the lighter comes first."""

TOWARDS = {
    **dict.fromkeys(("eligible", "plausible", "named", "concerns", "audience", "urgent"), 1),
    **dict.fromkeys(("taught", "precedent", "usual", "rare", "amount"), 1),
    "missing": -1,
}
"""Which way a part may speak: that a family is entitled to an item is no reason against it.

Left free these few came out turned round, making up for others that say nearly the same; a
worker who reads "eligible: -0.56" rightly trusts no reason any more. It costs .001 to .002 of
NDCG@10 on authors left out. `likes` makes up for `like_must` and stays free: it costs .007.
"""

OF_MUST = 4.0
"""How often a must counts in the fit: of 2 and 4 the better on further authors left out."""


Table = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Row:
    """A candidate of a labelled household: its parts and its gain (0, 1, 2).

    `needs` holds for each need its need parts and whether the reader said that it serves it.
    """

    household: str
    code: str
    values: Mapping[str, float]
    gain: int
    needs: tuple[tuple[Mapping[str, float], bool], ...] = ()
    is_thin: bool = False  # of a ledger from which facts were withheld

    @cached_property
    def vector(self) -> Table:
        """Return the parts in the order of `PARTS`; one that it lacks is 0."""
        return np.array([self.values.get(name, 0.0) for name in PARTS])

    @cached_property
    def need_vectors(self) -> Table:
        """Return the need parts for each need, in the order of `NEED_PARTS`."""
        found = [[values.get(name, 0.0) for name in NEED_PARTS] for values, _ in self.needs]
        return np.array(found).reshape(-1, len(NEED_PARTS))


def table_of(rows: Sequence[Row]) -> Table:
    """Return the parts of each row, in the order of `PARTS`."""
    return np.array([row.vector for row in rows]).reshape(-1, len(PARTS))


def fit(rows: Sequence[Row], without: Sequence[str] = ()) -> Weights:
    """Return the fit of all parts, with the threshold from which a need counts as served.

    The threshold `serves` is the one with the best F1 on the readers' own assignment of codes
    to needs. Parts `without` get no weight.
    """
    weights = fit_of(rows, [name for name in PARTS if name not in without])
    return replace(weights, serves=best_threshold(rows, weights.points))


def fit_of(rows: Sequence[Row], parts: Sequence[str]) -> Weights:
    """Return the weights of a logistic regression of "a reader chose it" on some parts.

    A must counts four times. Parts are standardised for the fit and the weights turned back;
    a part that never varies gets none, nor does one that turns against `TOWARDS`: the fit
    is made again without it. No need is served by these weights alone.
    """
    names = [name for name in parts if name not in BY_HAND]
    table, gains = table_of(rows), np.array([row.gain for row in rows])
    while True:
        points, bias = _regression(table[:, [PARTS.index(name) for name in names]], gains, names)
        turned = [name for name, point in points.items() if point * TOWARDS.get(name, 0) < 0]
        if not turned:
            return Weights(points | BY_HAND, bias, 0.0)
        names = [name for name in names if name not in turned]


def _regression(
    table: Table, gains: npt.NDArray[np.int64], names: Sequence[str]
) -> tuple[dict[str, float], float]:
    """Return the points of each part that varies, and the bias."""
    used = table.std(axis=0) > 1e-9
    scaler = StandardScaler().fit(table[:, used])
    counted = np.where(gains == 2, OF_MUST, 1.0)
    model = LogisticRegression(C=1.0, max_iter=5_000, tol=1e-8)
    model.fit(scaler.transform(table[:, used]), gains > 0, sample_weight=counted)
    slopes = model.coef_[0] / scaler.scale_
    bias = float(model.intercept_[0] - slopes @ scaler.mean_)
    kept = [name for name, keep in zip(names, used, strict=True) if keep]
    points = {name: round(float(slope), 4) for name, slope in zip(kept, slopes, strict=True)}
    return points, round(bias, 4)


def best_threshold(rows: Sequence[Row], points: Mapping[str, float]) -> float:
    """Return the points from which a need counts as served, by best F1; .0 for no labels."""
    truths = np.array([served for row in rows for _, served in row.needs])
    if not truths.any():
        return 0.0
    spoken = np.array([points.get(name, 0.0) for name in NEED_PARTS])
    scores = np.concatenate([row.need_vectors for row in rows]) @ spoken
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(truths[order])
    found = np.arange(1, len(order) + 1)
    f1 = 2 * hits / (found + truths.sum())
    return round(float(scores[order][int(f1.argmax())]), 3)
