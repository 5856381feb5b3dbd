"""BM25 over character uni- and bigrams: no dictionary, nothing to drift.

Robertson and Zaragoza (2009) in Lucene's form (Kamphuis et al. 2020), each share of a score worked
out when the texts are indexed (Lù 2024, whose bm25s gives the same scores and is held to in tests).
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float64]

_K1, _B = 1.2, 0.5
"""b is below the usual .75 because a document's length here is the number of phrasings that its
author thought of, not its wordiness."""


def grams(text: str) -> list[str]:
    """Return a text's characters and character pairs, blanks left out."""
    letters = "".join(text.split()).lower()
    return [*letters, *(letters[i : i + 2] for i in range(len(letters) - 1))]


@dataclass(frozen=True, slots=True)
class Rarity:
    """What is counted over documents: how many there are and hold each gram, how long they are."""

    size: int
    holding: Mapping[str, int]  # in the order in which the grams were found
    long: float  # the mean length

    def of(self, gram: str) -> float:
        """Return how much a gram tells: the more, the fewer documents hold it."""
        holding = self.holding.get(gram, 0)
        return math.log(1 + (self.size - holding + 0.5) / (holding + 0.5))


class LexicalIndex:
    """Scores every document for a text by BM25."""

    def __init__(self, documents: Sequence[str], rarity: Rarity | None = None) -> None:
        """Index documents; how much a gram tells is counted over themselves, or given."""
        found: dict[str, list[tuple[int, int]]] = {}
        counts = [Counter(grams(text)) for text in documents]
        for place, counted in enumerate(counts):
            for gram, number in counted.items():
                found.setdefault(gram, []).append((place, number))
        if rarity is not None:  # those counted first, so that shares are summed in their order
            first = {gram: found[gram] for gram in rarity.holding if gram in found}
            found = first | found
        self._size = len(counts)
        self._number = {gram: number for number, gram in enumerate(found)}
        holding = [len(pairs) for pairs in found.values()]
        self._ends = [0, *accumulate(holding)]
        pairs = np.array([pair for each in found.values() for pair in each], np.intp).reshape(-1, 2)
        self._documents = pairs[:, 0]
        lengths = np.array([counted.total() for counted in counts])
        self.rarity = rarity or Rarity(
            self._size, dict(zip(found, holding, strict=True)), _mean(lengths)
        )
        rare = np.repeat(np.array([*map(self.rarity.of, found)], np.float32), holding)
        self._shares = (rare * _often(pairs, lengths / self.rarity.long)).astype(np.float32)

    def scores(self, text: str) -> Scores:
        """Return one score a document, 0 where nothing is shared; each gram counts once."""
        number, ends = self._number, self._ends
        known = sorted({number[gram] for gram in grams(text) if gram in number})
        scores = np.zeros(self._size, np.float32)
        if known:
            spans = [slice(ends[each], ends[each + 1]) for each in known]
            documents = np.concatenate([self._documents[span] for span in spans])
            np.add.at(scores, documents, np.concatenate([self._shares[span] for span in spans]))
        return scores.astype(np.float64)


def _mean(lengths: npt.NDArray[np.intp]) -> float:
    return float(lengths.mean()) if lengths.any() else 1.0


def _often(pairs: npt.NDArray[np.intp], long: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return for each document and how often it holds a gram what that counts, in [0, 1).

    `long` says how long each is, 1 for one of middle length.
    """
    if not len(pairs):
        return np.zeros(0)
    documents, often = pairs.T
    counts: npt.NDArray[np.float64] = often / (_K1 * ((1 - _B) + _B * long[documents]) + often)
    return counts
