"""Measure a candidate: relevance to the needs, certainty of the verdict, kind, amount, effort."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matcher.offerings import Item, Provision
from matcher.values import Status, Verdict

PARTS = (
    "eligible",
    "missing",
    "words",
    "meaning",
    "clause",
    "precedent",
    "usual",
    "rare",
    "concerns",
    "audience",
    "amount",
    "urgent",
    "effort",
    "layer_basic",
    "layer_special",
    "layer_temporary",
    "layer_welfare",
    "layer_charity",
)
NEED_PARTS = ("words", "meaning", "clause", "precedent")
"""The parts that speak of one need; the others are the same whichever need is looked at."""

_MOST_MISSING = 5


@dataclass(frozen=True, slots=True)
class NeedFit:
    """How a candidate answers one need, by channel: z-scores, and a mean gain in [0, 2]."""

    need: str
    words: float
    meaning: float
    clause: float
    precedent: float
    urgency: float  # 0 can wait, .5, 1 urgent
    concerns: bool  # the need is about the beneficiary (or the item is for the household)


@dataclass(frozen=True, slots=True)
class Prior:
    """What labelled households say of codes, whatever the text.

    `usual`: log of how often readers chose a code where it was not ruled out.
    `rare`: minus log of the share of households that are eligible for it: an item that few
    can have tells more when one has it.
    """

    usual: Mapping[str, float]
    rare: Mapping[str, float]

    def usual_of(self, code: str) -> float:
        """Return the code's log frequency, or the mean of all where it was never seen."""
        return self.usual.get(code, _mean(self.usual))

    def rare_of(self, code: str) -> float:
        """Return the code's rarity, or the mean of all where it was never seen."""
        return self.rare.get(code, _mean(self.rare))


def _mean(table: Mapping[str, float]) -> float:
    return sum(table.values()) / len(table) if table else 0.0


def features(
    provision: Provision,
    verdict: Verdict,
    fits: Sequence[NeedFit],
    categories: Sequence[str],
    prior: Prior,
) -> dict[str, float]:
    """Return the value of every part; a household without needs has zeros for the need parts."""
    eligible = verdict.status is Status.ELIGIBLE
    values = {name: max((getattr(fit, name) for fit in fits), default=0.0) for name in NEED_PARTS}
    nearest = max(fits, key=relevance, default=None)
    values |= {
        "eligible": float(eligible),
        "missing": 0.0 if eligible else min(len(verdict.missing), _MOST_MISSING) / _MOST_MISSING,
        "usual": prior.usual_of(provision.code),
        "rare": prior.rare_of(provision.code) if eligible else 0.0,
        "concerns": _concerns(provision, fits),
        "audience": _audience(provision, categories),
        "amount": _amount(provision),
        "urgent": nearest.urgency * max(relevance(nearest), 0.0) if nearest else 0.0,
        "effort": len(provision.documents) / 5 if isinstance(provision, Item) else 0.0,
    }
    for name in PARTS:
        if name.startswith("layer_"):
            values[name] = float(name == f"layer_{provision.layer}")
    return values


def relevance(fit: NeedFit) -> float:
    """Return how near a need and a candidate are, by words and meaning alike."""
    return (fit.words + fit.meaning) / 2


def _concerns(provision: Provision, fits: Sequence[NeedFit]) -> float:
    if not provision.per_member:
        return 0.5
    return float(any(fit.concerns for fit in fits))


def _audience(provision: Provision, categories: Sequence[str]) -> float:
    audience = provision.audience if isinstance(provision, Item) else ()
    return float(not audience or bool(set(audience) & set(categories)))


def _amount(provision: Provision) -> float:
    """Return the order of magnitude of a sum of money: 1 for 100,000 CNY, 0 where none is known."""
    amount = provision.amount
    if amount.value is None or not amount.unit.startswith("CNY"):
        return 0.0
    return math.log10(1 + amount.value) / 5
