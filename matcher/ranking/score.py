"""A transparent score: weights times parts, in log-odds that a careful reader would choose it."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from matcher.ranking.families import NO_ONE, Alike
from matcher.ranking.features import Prior
from matcher.ranking.sounding import DEAF, Sounding


@dataclass(frozen=True, slots=True)
class Weights:
    """Points for one unit of each part, and `bias` for being a candidate at all.

    A need is served by a candidate whose need parts reach `serves` points.
    """

    points: Mapping[str, float]
    bias: float
    serves: float


@dataclass(frozen=True, slots=True)
class Ranker:
    """The weights of each mode (`hybrid`, `lexical`) and the prior they were fitted with.

    `is_by_hand` says that nothing was fitted: the weights were written down. `encoder` names
    the encoder whose vectors `sounding` was learnt from; '' is the embedded one.
    """

    modes: Mapping[str, Weights]
    prior: Prior
    alike: Alike = NO_ONE
    sounding: Sounding = DEAF
    is_by_hand: bool = False
    encoder: str = ""


def total(values: Mapping[str, float], weights: Weights) -> float:
    """Return the sum of points, in log-odds, rounded so that ties are ties on any machine."""
    points = weights.points
    return summed((value * points.get(name, 0.0) for name, value in values.items()), weights.bias)


def summed(added: Iterable[float], bias: float) -> float:
    """Return what `total` does, of what each part adds."""
    return round(bias + math.fsum(added), 3)


def score(points: float) -> float:
    """Return points as a share in [0, 1]: how often such a candidate was chosen in training."""
    return round(1 / (1 + math.exp(-points)), 4)
