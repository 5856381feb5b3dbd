"""Models that the shipped one is compared with, learnt from the same rows. Training only.

Pairwise: Joachims (2002), with the logistic loss; trees: Friedman (2001) as histograms, and
extremely randomised trees, Geurts et al. (2006).
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from matcher.ranking.features import PARTS
from matcher.ranking.fit import OF_MUST, Row, Table, fit, table_of
from matcher.ranking.score import Weights

Scorer = Callable[[Sequence[Row]], Table]
"""Gives each row a score: the higher, the earlier it stands in its household."""

Learner = Callable[[Sequence[Row]], Scorer]

OURS = "linear"
_OTHERS = 20  # rows drawn against each chosen one


def rivals(seed: int) -> dict[str, Learner]:
    """Return the models by name, the shipped one first; what they draw is decided by `seed`."""
    return {
        OURS: lambda rows: scorer_of(fit(rows)),
        "linear, pairwise": lambda rows: _pairwise(rows, np.random.default_rng(seed)),
        "boosted trees": lambda rows: _classified(
            rows,
            HistGradientBoostingClassifier(
                max_iter=200,
                learning_rate=0.06,
                max_leaf_nodes=15,
                min_samples_leaf=40,
                l2_regularization=1.0,
                early_stopping=False,
                random_state=seed,
            ),
        ),
        "extra trees": lambda rows: _classified(
            rows, ExtraTreesClassifier(n_estimators=120, min_samples_leaf=8, random_state=seed)
        ),
    }


def scorer_of(weights: Weights, without: Sequence[str] = ()) -> Scorer:
    """Return the scorer of fitted weights, some parts counting nothing."""
    kept = [0.0 if name in without else weights.points.get(name, 0.0) for name in PARTS]
    return lambda rows: np.asarray(np.round(weights.bias + table_of(rows) @ np.array(kept), 3))


def _classified(rows: Sequence[Row], model: object) -> Scorer:
    """Return the chance that a reader chose a row, a must counting as in the shipped fit."""
    gains = np.array([row.gain for row in rows])
    model.fit(table_of(rows), gains > 0, sample_weight=np.where(gains == 2, OF_MUST, 1.0))  # type: ignore[attr-defined]
    return lambda some: np.asarray(model.predict_proba(table_of(some))[:, 1])  # type: ignore[attr-defined]


def _pairwise(rows: Sequence[Row], rng: np.random.Generator) -> Scorer:
    """Return weights learnt from which of two rows of a ledger a reader wanted more.

    Each chosen row is held against some of the rows of the same ledger with a lower gain.
    """
    table, gains = table_of(rows), np.array([row.gain for row in rows])
    scaler = StandardScaler().fit(table)
    scaled = scaler.transform(table)
    better, worse = _pairs(_ledgers(rows), gains, rng)
    apart = scaled[better] - scaled[worse]
    signs = np.where(np.arange(len(apart)) % 2, 1.0, -1.0)  # both ways round, in turn
    weights = (gains[better] - gains[worse]).astype(float)
    model = LogisticRegression(C=1.0, fit_intercept=False, max_iter=5_000)
    model.fit(apart * signs[:, None], signs > 0, sample_weight=weights)
    slopes = model.coef_[0] / scaler.scale_
    return lambda some: np.asarray(np.round(table_of(some) @ slopes, 6))


def _ledgers(rows: Sequence[Row]) -> Mapping[tuple[str, bool], list[int]]:
    found: dict[tuple[str, bool], list[int]] = {}
    for place, row in enumerate(rows):
        found.setdefault((row.household, row.is_thin), []).append(place)
    return found


def _pairs(
    ledgers: Mapping[tuple[str, bool], Sequence[int]],
    gains: npt.NDArray[np.int64],
    rng: np.random.Generator,
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    better: list[int] = []
    worse: list[int] = []
    for places in map(np.array, ledgers.values()):
        for place in places[gains[places] > 0]:
            lower = places[gains[places] < gains[place]]
            drawn = rng.permutation(lower)[:_OTHERS]
            better += [int(place)] * len(drawn)
            worse += drawn.tolist()
    return np.array(better, dtype=np.int64), np.array(worse, dtype=np.int64)
