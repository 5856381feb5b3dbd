"""Bring the channels' scores onto one scale, and text scores onto codes."""

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float64]
Owners = npt.NDArray[np.intp]


def standard(scores: Scores) -> Scores:
    """Return (s - mean) / deviation over the list; zeros where all are alike."""
    spread = float(scores.std())
    if spread < 1e-9:
        return np.zeros_like(scores)
    result: Scores = (scores - scores.mean()) / spread
    return result


def best_of(scores: Scores, owners: Owners, codes: int) -> Scores:
    """Return each code's best score over its texts; `owners[i]` is the code of text i."""
    best = np.full(codes, -np.inf)
    np.maximum.at(best, owners, scores)
    return best
