"""The regression of matcher/ranking/fit.py, for rows that count more or less than once.

A row adds `count * log(1 + e^s) - chosen * s` to the loss, s being its score. With count 1 and
chosen 0 or 1 that is the ordinary logistic loss; with chosen = 1 / propensity it is, in the
mean over who looked where, the loss of a worker who looks at everything. It stays convex.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matcher.ranking.fit import OF_MUST, Row
from matcher.ranking.score import Weights

Array = npt.NDArray[np.float64]
Threshold = Callable[[Sequence[Row], Mapping[str, float]], float]

MUST = 2
_STEPS, _ENOUGH, _FAR = 100, 1e-9, 30.0


@dataclass(frozen=True, slots=True)
class Weighed:
    """A row with how often it counts and how often of that it was chosen."""

    row: Row
    count: float
    chosen: float


def weighed(row: Row, per_choice: float = 1.0, factor: float = 1.0) -> Weighed:
    """Return a row that counts `factor` times, and its choice `per_choice` times that.

    A must counts as often as it does in the fit on labels.
    """
    must = (OF_MUST - 1.0) * per_choice if row.gain == MUST else 0.0
    chosen = (per_choice if row.gain > 0 else 0.0) + must
    return Weighed(row, factor * (1.0 + must), factor * chosen)


def refit(
    rows: Sequence[Weighed],
    names: Collection[str],
    fixed: Mapping[str, float],
    threshold: Threshold,
) -> Weights:
    """Return weights for the parts `names`, those of `fixed` kept as they are.

    With every row counting once this is the fit on labels. `threshold` finds from how many
    points a need is served; it looks at the rows that say so, which are the labelled ones.
    """
    free = sorted(set(names) - set(fixed))
    table = table_of([one.row for one in rows], free)
    used = table.std(axis=0) > 1e-9
    centre, scale = table[:, used].mean(axis=0), table[:, used].std(axis=0)
    counts = np.array([one.count for one in rows])
    chosen = np.array([one.chosen for one in rows])
    found = solve((table[:, used] - centre) / scale, counts, chosen)
    slopes = found[1:] / scale
    bias = float(found[0] - slopes @ centre)
    kept = [name for name, keep in zip(free, used, strict=True) if keep]
    points = {name: round(float(slope), 4) for name, slope in zip(kept, slopes, strict=True)}
    serves = threshold([one.row for one in rows if one.row.needs], points)
    return Weights(points | dict(fixed), round(bias, 4), serves)


def table_of(rows: Sequence[Row], names: Sequence[str]) -> Array:
    """Return the values of the parts `names`, a line a row."""
    return np.array([[row.values.get(name, 0.0) for name in names] for row in rows], dtype=float)


def solve(table: Array, counts: Array, chosen: Array, start: Array | None = None) -> Array:
    """Return intercept and slopes of least loss, slopes held small as in the fit on labels.

    Newton's method, each step halved until the loss falls; the intercept is free but for a
    touch that keeps it finite where everything or nothing was chosen.
    """
    wide = np.column_stack([np.ones(len(table)), table])
    ridge = np.ones(wide.shape[1])
    ridge[0] = 1e-6
    found = np.zeros(wide.shape[1]) if start is None else start
    for _ in range(_STEPS):
        share = sigmoid(wide @ found)
        slope = wide.T @ (counts * share - chosen) + ridge * found
        bent = (wide * (counts * share * (1 - share))[:, None]).T @ wide + np.diag(ridge)
        step = np.linalg.solve(bent, slope)
        found, moved = _walked(wide, counts, chosen, ridge, found, step)
        if moved < _ENOUGH:
            break
    return found


def _walked(
    wide: Array, counts: Array, chosen: Array, ridge: Array, found: Array, step: Array
) -> tuple[Array, float]:
    """Return where a step leads that lowers the loss, and how far; nowhere if none does."""
    here = _loss(wide, counts, chosen, ridge, found)
    for _ in range(_STEPS):
        there = found - step
        if _loss(wide, counts, chosen, ridge, there) <= here:
            return there, float(np.abs(step).max())
        step = step / 2
    return found, 0.0


def _loss(wide: Array, counts: Array, chosen: Array, ridge: Array, found: Array) -> float:
    scores = wide @ found
    ordinary = counts @ np.logaddexp(0.0, scores) - chosen @ scores
    return float(ordinary + (ridge * found * found).sum() / 2)


def sigmoid(scores: Array) -> Array:
    """Return log-odds as shares in [0, 1]."""
    shares: Array = 1 / (1 + np.exp(-np.clip(scores, -_FAR, _FAR)))
    return shares
