"""BM25 over character uni- and bigrams: no dictionary, nothing to drift.

Robertson and Zaragoza (2009) in Lucene's form (Kamphuis et al. 2020), each share of a score worked
out when the texts are indexed (Lù 2024, whose bm25s gives the same scores and is held to in tests).
"""

import math
from collections import Counter
from collections.abc import Sequence
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


class LexicalIndex:
    """Scores every document for a text by BM25."""

    def __init__(self, documents: Sequence[str]) -> None:
        found: dict[str, list[tuple[int, int]]] = {}
        counts = [Counter(grams(text)) for text in documents]
        for place, counted in enumerate(counts):
            for gram, number in counted.items():
                found.setdefault(gram, []).append((place, number))
        self._size = len(counts)
        self._number = {gram: number for number, gram in enumerate(found)}
        holding = [len(pairs) for pairs in found.values()]
        self._ends = [0, *accumulate(holding)]
        pairs = np.array([pair for each in found.values() for pair in each], np.intp).reshape(-1, 2)
        self._documents = pairs[:, 0]
        rarity = [math.log(1 + (self._size - each + 0.5) / (each + 0.5)) for each in holding]
        lengths = np.array([counted.total() for counted in counts])
        rare = np.repeat(np.array(rarity, np.float32), holding)
        self._shares = (rare * _often(pairs, lengths)).astype(np.float32)

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


def _often(pairs: npt.NDArray[np.intp], lengths: npt.NDArray[np.intp]) -> npt.NDArray[np.float64]:
    """Return for each document and how often it holds a gram what that counts, in [0, 1)."""
    if not len(pairs):
        return np.zeros(0)
    documents, often = pairs.T
    long = lengths / lengths.mean()
    counts: npt.NDArray[np.float64] = often / (_K1 * ((1 - _B) + _B * long[documents]) + often)
    return counts
