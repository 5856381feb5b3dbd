"""Hold a text against everything that can be given, and against how like needs were met."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from matcher.retrieval.dense import DenseIndex
from matcher.retrieval.encoders import Encoder, EncoderUnavailableError, Vectors
from matcher.retrieval.fusion import Scores, best_of, first_of, standard
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


@dataclass(frozen=True, slots=True)
class Hearing:
    """What one text brings up: a score a code in each channel.

    `words` (BM25) and `meaning` (dense) are z-scores within the items and within the
    offerings; `precedent` is the mean gain among the likest labelled needs, in [0, 2]; `taught`
    what readers gave for needs of its sense, about in [0, 1], all 0 without an encoder.
    `lines` holds the score of every catalogue text, for `Library.voice`.
    """

    words: Scores
    meaning: Scores
    precedent: Scores
    taught: Scores
    lines: Scores
    mode: str
    vector: Vectors | None = None  # of the text itself, where there is an encoder


class Library:
    """The searchable texts of a catalogue, and the labelled needs beside them."""

    def __init__(
        self,
        texts: Mapping[str, Sequence[str]],
        families: Sequence[int],
        precedents: Sequence[Precedent],
        encoder: Encoder | None,
    ) -> None:
        """Index `texts` by code; `families` are the lengths of the runs of codes scored together.

        All texts must be normalised. Without an encoder, or where it turns out not to be
        usable, every hearing is lexical.
        """
        self.codes = tuple(texts)
        self.place = {code: index for index, code in enumerate(self.codes)}
        self.lines = [line for lines in texts.values() for line in lines]
        self._starts = [0, *accumulate(len(lines) for lines in texts.values())]
        ends = np.cumsum(families)
        self._families = [slice(end - size, end) for end, size in zip(ends, families, strict=True)]
        self._codes_by_words = LexicalIndex([" ".join(lines) for lines in texts.values()])
        self._precedents = tuple(precedents)
        self._gains = self._gain_matrix()
        self._encoder = encoder
        self._needs: Vectors = np.zeros((0, 0), np.float32)  # the precedents' vectors
        self._taught: dict[str, Taught] = {}  # by what is left out
        self._lines_by_meaning, self._precedents_by_meaning = self._dense_indexes()

    @property
    def mode(self) -> str:
        """Return `hybrid`, or `lexical` where no encoder serves."""
        return "hybrid" if self._encoder is not None else "lexical"

    def hear(self, texts: Sequence[str], without: str = "") -> tuple[Hearing, ...]:
        """Return what each normalised text brings up.

        Precedents whose source starts with `without` are left out (for cross-validation).
        """
        if not texts:
            return ()
        rows = self._encode(texts)
        allowed = self._allowed(without)
        words = self._standard(np.array([self._codes_by_words.scores(text) for text in texts]))
        if rows is None or self._lines_by_meaning is None or self._precedents_by_meaning is None:
            return tuple(map(partial(self._by_words, allowed), texts, words))
        lines = np.array([self._lines_by_meaning.scores(row) for row in rows])
        meaning = self._standard(best_of(lines, self._starts[:-1]))
        taught = self._taught_without(without).scores(rows)
        return tuple(
            Hearing(said, meant, self._precedent(text, row, allowed), gave, near, "hybrid", row)
            for text, row, near, said, meant, gave in zip(
                texts, rows, lines, words, meaning, taught, strict=True
            )
        )

    def voice(self, place: int, lines: Scores) -> str:
        """Return the catalogue text of the code at `place` that is nearest; of equals the first."""
        start, end = self._starts[place], self._starts[place + 1]
        return self.lines[start + int(lines[start:end].argmax())]

    @cached_property
    def _lines_by_words(self) -> LexicalIndex:
        return LexicalIndex(self.lines)

    @cached_property
    def _precedents_by_words(self) -> LexicalIndex:
        return LexicalIndex([precedent.text for precedent in self._precedents])

    def _by_words(self, allowed: Allowed, text: str, words: Scores) -> Hearing:
        near, nothing = self._precedents_by_words.scores(text), np.zeros(len(self.codes))
        precedent = self._weigh(near, near, allowed)
        lines = self._lines_by_words.scores(text)
        return Hearing(words, nothing, precedent, nothing, lines, "lexical")

    def _taught_without(self, without: str) -> Taught:
        if without not in self._taught:
            allowed = self._allowed(without)
            worth = self._gains[allowed] / _MUST
            self._taught[without] = fit_taught(self._needs[allowed], worth)
        return self._taught[without]

    def _precedent(self, text: str, row: Vectors, allowed: Allowed) -> Scores:
        """Return the mean gain among the needs that mean the like of a text."""
        if not row.any() or self._precedents_by_meaning is None:
            near = self._precedents_by_words.scores(text)  # not encoded: the words speak alone
            return self._weigh(near, near, allowed)
        near = self._precedents_by_meaning.scores(row)
        return self._weigh(near, np.exp((near - near.max(initial=-1.0)) / _SHARPNESS), allowed)

    def _weigh(self, near: Scores, weights: Scores, allowed: Allowed) -> Scores:
        """Return the mean gain of the nearest precedents, weighted; ties fall to the earlier."""
        masked = np.where(allowed, near, -np.inf)
        order = first_of(masked, _NEIGHBOURS)
        order = order[allowed[order]]
        chosen = weights[order]
        total = float(chosen.sum())
        if total <= 0:
            return np.zeros(len(self.codes))
        mean: Scores = chosen @ self._gains[order] / total
        return mean

    def _standard(self, scores: Scores) -> Scores:
        return np.concatenate([standard(scores[:, family]) for family in self._families], axis=-1)

    def _gain_matrix(self) -> Scores:
        gains = np.zeros((len(self._precedents), len(self.codes)))
        for row, precedent in enumerate(self._precedents):
            for code, gain in precedent.gains.items():
                if code in self.place:
                    gains[row, self.place[code]] = gain
        return gains

    def _allowed(self, without: str) -> Allowed:
        if not without:
            return np.ones(len(self._precedents), dtype=np.bool_)
        keep = [not p.source.startswith(without) for p in self._precedents]
        return np.array(keep, dtype=np.bool_)

    def _dense_indexes(self) -> tuple[DenseIndex | None, DenseIndex | None]:
        lines = self._encode(self.lines, "passage")
        needs = self._encode([p.text for p in self._precedents])
        if lines is None or needs is None:
            return None, None
        self._needs = needs
        return DenseIndex(lines), DenseIndex(needs)

    def _encode(self, texts: Sequence[str], kind: str = "query") -> Vectors | None:
        if self._encoder is None:
            return None
        try:
            return self._encoder.encode(texts, "query" if kind == "query" else "passage")
        except EncoderUnavailableError:
            self._encoder = None
            return None
