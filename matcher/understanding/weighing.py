"""Weigh what speaks for danger: signs, likeness, facts and urgency, need by need."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matcher.reading.alarms import Alarm

CHILD = "child_protection"
GROUNDS = (
    "likeness",
    "loudest",
    "fact",
    "fact_here",
    "fact_of_member",
    "any_fact",
    "urgent",
    "of_child",
    "sign",
    "sign_doubted",
)
SIGN, DOUBTED = "sign", "sign_doubted"
"""Words that tell; and where the text speaks of a film, the past or in figures."""

OUTRIGHT = "outright"
"""Plain words: their points are set by hand, so high that nothing outweighs them."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One need as danger is weighed: what its words sound like and what is known around it.

    `facts` are the kinds that some member's facts tell of, `own` those of whom the need concerns.
    """

    likeness: Mapping[str, float]  # by kind
    signs: frozenset[str]
    facts: frozenset[str]
    own: frozenset[str]
    urgent: bool
    of_child: bool
    outright: frozenset[str] = frozenset()  # kinds
    doubtful: bool = False  # speaks of a film, the past, in figures of speech


def grounds_of(needs: Sequence[Heard], place: int, kind: str) -> dict[str, float]:
    """Return what speaks for a kind of danger in one of a household's needs.

    Facts lift, of all needs, the one that sounds most like what they tell (`fact_here`).
    """
    need = needs[place]
    value = need.likeness[kind]
    is_loudest = value >= max(other.likeness[kind] for other in needs)
    return {
        "likeness": value,
        "loudest": max(need.likeness.values()),
        "fact": float(kind in need.facts),
        "fact_here": float(kind in need.facts and is_loudest),
        "fact_of_member": float(kind in need.own),
        "any_fact": float(bool(need.facts)),
        "urgent": float(need.urgent),
        "of_child": float(kind == CHILD and need.of_child),
        SIGN: float(kind in need.signs and not need.doubtful),
        OUTRIGHT: float(kind in need.outright and not need.doubtful),
        DOUBTED: float(kind in need.signs and need.doubtful),
    }


def points_of(grounds: Mapping[str, float], alarm: Alarm) -> float:
    """Return the sum of points of all grounds, in log-odds."""
    terms = (alarm.points.get(name, 0.0) * value for name, value in grounds.items())
    return alarm.bias + math.fsum(terms)


def most_points(likeness: float, alarm: Alarm) -> float:
    """Return the points that a need has at most which sounds no more like any danger than this.

    No words of it tell danger and no facts do.
    """
    by_ear = (alarm.points.get("likeness", 0.0), alarm.points.get("loudest", 0.0))
    if min(by_ear) < 0:
        return math.inf
    around = (max(0.0, alarm.points.get(name, 0.0)) for name in ("urgent", "of_child"))
    return alarm.bias + sum(by_ear) * likeness + sum(around)


def alarming(needs: Sequence[Heard], alarm: Alarm) -> list[tuple[int, str]]:
    """Return the place of the need and the kind of each danger that is to be raised."""
    return [
        (place, kind)
        for place, need in enumerate(needs)
        for kind in need.likeness
        if points_of(grounds_of(needs, place, kind), alarm) >= alarm.threshold
    ]
