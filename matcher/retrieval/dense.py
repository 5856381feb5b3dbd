"""The dense channel: the only home of faiss."""

import faiss
import numpy as np
import numpy.typing as npt

from matcher.retrieval.encoders import Vectors

Scores = npt.NDArray[np.float64]


class DenseIndex:
    """Exact inner products with every row: some thousand texts need no approximation.

    One text is held against them at a time on one thread, so that no result depends on its
    batch; all scores are wanted in the order of the rows, so nothing is sorted.
    """

    def __init__(self, rows: Vectors) -> None:
        faiss.omp_set_num_threads(1)
        self._rows = np.ascontiguousarray(rows, np.float32)

    def scores(self, row: Vectors) -> Scores:
        """Return the cosine of a unit row with each text, in [-1, 1]; zeros for a zero row."""
        size, dimension = self._rows.shape
        asked, scores = np.ascontiguousarray(row, np.float32), np.empty(size, np.float32)
        if asked.shape != (dimension,):
            raise ValueError(f"a row of {dimension} is wanted, not {asked.shape}")
        to, one, each = map(faiss.swig_ptr, (scores, asked, self._rows))
        faiss.fvec_inner_products_ny(to, one, each, dimension, size)  # type: ignore[attr-defined]
        return scores.astype(np.float64)
