"""BM25 over character uni- and bigrams: no dictionary, nothing to drift."""

from collections.abc import Sequence

import bm25s
import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float64]


def grams(text: str) -> list[str]:
    """Return a text's characters and character pairs, blanks left out."""
    letters = "".join(text.split()).lower()
    return [*letters, *(letters[i : i + 2] for i in range(len(letters) - 1))]


class LexicalIndex:
    """Scores every document for a text; BM25 in Lucene's form, k1 = 1.2, b = 0.5.

    b is below the usual .75 because a document's length here is the number of phrasings that
    its author thought of, not its wordiness.
    """

    def __init__(self, documents: Sequence[str]) -> None:
        tokens = [grams(text) for text in documents]
        vocabulary: dict[str, int] = {}
        ids = [[vocabulary.setdefault(gram, len(vocabulary)) for gram in row] for row in tokens]
        self._vocabulary = vocabulary
        self._size = len(documents)
        self._index = bm25s.BM25(method="lucene", k1=1.2, b=0.5)
        if vocabulary:
            self._index.index((ids, vocabulary), show_progress=False)

    def scores(self, text: str) -> Scores:
        """Return one score a document, 0 where nothing is shared; each gram counts once."""
        known = sorted({self._vocabulary[g] for g in grams(text) if g in self._vocabulary})
        if not known:
            return np.zeros(self._size)
        return np.asarray(self._index.get_scores_from_ids(known), dtype=np.float64)
