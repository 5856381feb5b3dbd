"""The dense channel: the only home of faiss."""

import faiss
import numpy as np
import numpy.typing as npt

from matcher.retrieval.encoders import Vectors

Scores = npt.NDArray[np.float64]


class DenseIndex:
    """Exact inner products with every row: some thousand texts need no approximation.

    One text is searched at a time on one thread, so that no result depends on its batch.
    """

    def __init__(self, rows: Vectors) -> None:
        faiss.omp_set_num_threads(1)
        self._size = len(rows)
        self._index = faiss.IndexFlatIP(rows.shape[1])
        self._index.add(np.ascontiguousarray(rows, np.float32))

    def scores(self, row: Vectors) -> Scores:
        """Return the cosine of a unit row with each text, in [-1, 1]; zeros for a zero row."""
        if not self._size:
            return np.zeros(0)
        found, order = self._index.search(row.reshape(1, -1).astype(np.float32), self._size)
        scores = np.empty(self._size)
        scores[order[0]] = found[0]
        return scores
