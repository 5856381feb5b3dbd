"""What readers gave for needs of a sense: a ridge regression of their choices on needs' vectors.

Hoerl and Kennard (1970). The nearest needs tell what was done in cases just like this one; the
regression tells what each turn of sense calls for, whatever stands around it.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matcher.retrieval.fusion import Scores

_SOLID = 1.0  # the penalty: best on training authors left out, and flat around it
_EXACT = 4  # digits kept, so that what differs by the machine's arithmetic is rounded away


@dataclass(frozen=True, eq=False)
class Taught:
    """The regression: `centre` is taken from a vector, `length` is how long the rest is on mean."""

    centre: Scores  # (dimensions,)
    length: float
    means: Scores  # (codes,)
    weights: Scores  # (dimensions, codes)

    def scores(self, vectors: npt.ArrayLike) -> Scores:
        """Return a row a text: about 1 where readers surely gave a code, 0 where never.

        All 0 for a vector of zeros, of a text that could not be encoded.
        """
        table = np.asarray(vectors, dtype=np.float64)
        found = self.means + (table - self.centre) / self.length @ self.weights
        known: Scores = np.where(table.any(axis=1, keepdims=True), found, 0.0)
        return known.round(_EXACT)


def fit_taught(vectors: npt.ArrayLike, worth: Scores) -> Taught:
    """Return the regression of what codes were worth, (needs, codes), on the needs' vectors."""
    table = np.asarray(vectors, dtype=np.float64)
    known = table.any(axis=1)
    table, worth = table[known], worth[known]
    if not len(table):
        size = np.shape(vectors)[-1]
        return Taught(
            np.zeros(size), 1.0, np.zeros(worth.shape[1]), np.zeros((size, worth.shape[1]))
        )
    centre, means = table.mean(axis=0), worth.mean(axis=0)
    length = float(np.linalg.norm(table - centre, axis=1).mean()) or 1.0
    near = (table - centre) / length
    solid = near.T @ near + _SOLID * np.eye(near.shape[1])
    weights = np.linalg.solve(solid, near.T @ (worth - means))
    return Taught(centre, length, means.round(_EXACT), weights.round(_EXACT))
