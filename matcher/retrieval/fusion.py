"""Bring the channels' scores onto one scale, and text scores onto codes."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float64]


def standard(scores: Scores) -> Scores:
    """Return (s - mean) / deviation over each list (the last axis); zeros where all are alike."""
    centred = scores - scores.mean(axis=-1, keepdims=True)
    spread = np.sqrt((centred * centred).mean(axis=-1, keepdims=True))
    alike = spread < 1e-9
    result: Scores = np.where(alike, 0.0, centred / np.where(alike, 1.0, spread))
    return result


def best_of(scores: Scores, firsts: Sequence[int]) -> Scores:
    """Return each code's best score over its texts, which begin at `firsts`; none is without."""
    best: Scores = np.maximum.reduceat(scores, firsts, axis=-1)
    return best


def padded(scores: Scores, size: int) -> Scores:
    """Return the scores with zeros behind, so that a list (the last axis) has `size` of them."""
    more = size - scores.shape[-1]
    if not more:
        return scores
    found: Scores = np.concatenate([scores, np.zeros((*scores.shape[:-1], more))], axis=-1)
    return found


def first_of(scores: Scores, most: int) -> npt.NDArray[np.intp]:
    """Return the places of the highest scores, the highest first; ties fall to the earlier.

    Only those are sorted that are no lower than the last of them.
    """
    if most >= len(scores):
        return np.argsort(-scores, kind="stable")
    least = np.partition(scores, -most)[-most]
    places = np.flatnonzero(scores >= least)
    return places[np.argsort(-scores[places], kind="stable")][:most]
