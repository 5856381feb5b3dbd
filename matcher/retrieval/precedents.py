"""How needs like one were met: the labelled needs, near by words or by meaning, and as taught."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from matcher.retrieval.dense import DenseIndex
from matcher.retrieval.encoders import Vectors
from matcher.retrieval.fusion import Scores, first_of
from matcher.retrieval.lexical import LexicalIndex
from matcher.retrieval.taught import Taught, fit_taught

Allowed = npt.NDArray[np.bool_]
"""Which of the precedents may speak."""

_NEIGHBOURS = 20
_MUST = 2.0  # the gain of a must
_SHARPNESS = 0.02  # of the neighbours' weights, in cosine; e5's cosines lie close together


@dataclass(frozen=True, slots=True)
class Precedent:
    """A labelled need: its normalised text, and the gain (1 good, 2 must) of each code."""

    text: str
    gains: Mapping[str, float]
    source: str = ""


class Precedents:
    """Labelled needs that say how codes served them; without `rows` they are near by words."""

    def __init__(
        self, precedents: Sequence[Precedent], codes: Sequence[str], rows: Vectors | None
    ) -> None:
        self._precedents = tuple(precedents)
        self._rows = np.zeros((0, 0), np.float32) if rows is None else rows
        self._by_meaning = None if rows is None else DenseIndex(rows)
        self._size = len(codes)
        self._gains = self._gain_matrix({code: index for index, code in enumerate(codes)})
        self._taught: dict[str, Taught] = {}  # by what is left out

    def allowed(self, without: str) -> Allowed:
        """Return which may speak: all whose source does not start with `without`."""
        if not without:
            return np.ones(len(self._precedents), dtype=np.bool_)
        keep = [not p.source.startswith(without) for p in self._precedents]
        return np.array(keep, dtype=np.bool_)

    def taught(self, rows: Vectors, without: str) -> Scores:
        """Return what readers gave for needs of the sense of each row; see `Taught`."""
        if without not in self._taught:
            allowed = self.allowed(without)
            worth = self._gains[allowed] / _MUST
            self._taught[without] = fit_taught(self._rows[allowed], worth)
        return self._taught[without].scores(rows)

    def by_words(self, text: str, allowed: Allowed) -> Scores:
        """Return the mean gain among the needs that say the like of a text."""
        near = self._by_words.scores(text)
        return self._weigh(near, near, allowed)

    def by_meaning(self, text: str, row: Vectors, allowed: Allowed) -> Scores:
        """Return the mean gain among the needs that mean the like of a text."""
        if not row.any() or self._by_meaning is None:
            return self.by_words(text, allowed)  # not encoded: the words speak alone
        near = self._by_meaning.scores(row)
        return self._weigh(near, np.exp((near - near.max(initial=-1.0)) / _SHARPNESS), allowed)

    @cached_property
    def _by_words(self) -> LexicalIndex:
        return LexicalIndex([precedent.text for precedent in self._precedents])

    def _weigh(self, near: Scores, weights: Scores, allowed: Allowed) -> Scores:
        """Return the mean gain of the nearest precedents, weighted; ties fall to the earlier."""
        masked = np.where(allowed, near, -np.inf)
        order = first_of(masked, _NEIGHBOURS)
        order = order[allowed[order]]
        chosen = weights[order]
        total = float(chosen.sum())
        if total <= 0:
            return np.zeros(self._size)
        mean: Scores = chosen @ self._gains[order] / total
        return mean

    def _gain_matrix(self, place: Mapping[str, int]) -> Scores:
        gains = np.zeros((len(self._precedents), len(place)))
        for row, precedent in enumerate(self._precedents):
            for code, gain in precedent.gains.items():
                if code in place:
                    gains[row, place[code]] = gain
        return gains
