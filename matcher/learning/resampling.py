"""Lots drawn with a seed that the caller gives: who is held back, and how sure a mean is."""

import hashlib
from collections.abc import Mapping, Sequence
from random import Random

import numpy as np

Sums = tuple[float, float]
"""What a household adds above and below the line of a ratio of sums."""


def is_held_back(household: str, share: float, seed: int) -> bool:
    """Say whether a household is held back; it is always the same ones, whoever else there is."""
    drawn = hashlib.sha256(f"{seed}/{household}".encode()).digest()
    return int.from_bytes(drawn[:8], "big") / 2**64 < share


def ratio(sums: Mapping[str, Sums] | Sequence[Sums]) -> float:
    """Return the sum above the line over the sum below it; 0 where that is nothing."""
    pairs = list(sums.values()) if isinstance(sums, Mapping) else list(sums)
    below = sum(pair[1] for pair in pairs)
    return sum(pair[0] for pair in pairs) / below if below else 0.0


def interval(sums: Mapping[str, Sums], rounds: int, seed: int) -> tuple[float, float]:
    """Return the 95 % percentile interval of a ratio of sums over resampled households."""
    if not sums:
        return 0.0, 0.0
    draw = Random(seed)
    pairs = np.array([sums[name] for name in sorted(sums)])
    size = range(len(pairs))
    found = []
    for _ in range(rounds):
        above, below = pairs[draw.choices(size, k=len(pairs))].sum(axis=0)
        found.append(float(above / below) if below else 0.0)
    found.sort()
    return found[int(0.025 * rounds)], found[int(0.975 * rounds)]
