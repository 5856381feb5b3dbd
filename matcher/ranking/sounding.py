"""How like each sign a text sounds: a ridge regression on the vectors of invented sayings.

Words alone miss what is told in words nobody thought of; a saying of the same sense lies near.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
_SOLID = 10.0  # the penalty: best for sayings left out


@dataclass(frozen=True, eq=False)
class Sounding:
    """The regression: `centre` is taken from a vector before it is brought to length 1."""

    signs: tuple[str, ...]
    centre: Floats  # (dimensions,)
    means: Floats  # (signs,)
    weights: Floats  # (dimensions, signs)

    def scores(
        self, vectors: Sequence[npt.ArrayLike], meant: Sequence[Mapping[str, str]] = ()
    ) -> dict[str, float]:
        """Return for each sign how like it the likest of the texts sounds, in [0, 1].

        Vectors of zeros, of texts that could not be encoded, are left out; {} without any.
        `meant` gives for each text the signs that are others in it: how like the one it sounds
        counts for the other.
        """
        table = self.table(vectors, meant)
        if not len(table):
            return {}
        found = table.max(axis=0)
        return dict(zip(self.signs, np.round(found.clip(0, 1), 4).tolist(), strict=True))

    def table(
        self, vectors: Sequence[npt.ArrayLike], meant: Sequence[Mapping[str, str]] = ()
    ) -> Floats:
        """Return how like each sign (column) each text (row) sounds; nothing for vectors of 0."""
        rows = [row for row, vector in enumerate(vectors) if np.any(vector)]
        table = np.array([vectors[row] for row in rows], dtype=np.float64)
        if not len(table) or not self.signs:
            return np.zeros((0, len(self.signs)))
        found: Floats = self.means + _centred(table, self.centre) @ self.weights
        for line, row in zip(found, rows, strict=True):
            self._move(line, meant[row] if meant else {})
        return found

    def _move(self, line: Floats, meant: Mapping[str, str]) -> None:
        """Count for each sign that is another in a text the other's likeness too."""
        pairs = [(name, other) for name, other in meant.items() if {name, other} <= {*self.places}]
        own = {name: line[self.places[name]] for name, _ in pairs}
        for name, _ in pairs:
            line[self.places[name]] = 0.0
        for name, other in pairs:
            line[self.places[other]] = max(line[self.places[other]], own[name])

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Return the column of each sign."""
        return {name: place for place, name in enumerate(self.signs)}


DEAF = Sounding((), np.zeros(0), np.zeros(0), np.zeros((0, 0)))


def _centred(table: Floats, centre: Floats) -> Floats:
    moved = table - centre
    long: Floats = np.linalg.norm(moved, axis=1, keepdims=True)
    return moved / np.where(long > 0, long, 1.0)


def fit_sounding(sayings: Mapping[str, Sequence[npt.ArrayLike]]) -> Sounding:
    """Return the regression of "is a saying of this sign" on the vectors of all sayings."""
    signs = tuple(sayings)
    table = np.array([v for vectors in sayings.values() for v in vectors], dtype=np.float64)
    own = np.repeat(np.arange(len(signs)), [len(vectors) for vectors in sayings.values()])
    wanted = (own[:, None] == np.arange(len(signs))).astype(np.float64)
    centre: Floats = np.round(table.mean(axis=0), 4)
    near, means = _centred(table, centre), np.round(wanted.mean(axis=0), 4)
    size = near.shape[1]
    solid = near.T @ near + _SOLID * np.eye(size)
    weights: Floats = np.linalg.solve(solid, near.T @ (wanted - means)).round(4)
    return Sounding(signs, centre, means, weights)
