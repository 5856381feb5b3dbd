"""Measure a candidate: relevance to the needs, certainty of the verdict, kind, amount, effort."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from matcher.offerings import Item, Provision
from matcher.values import Status, Verdict

SIGN_PARTS = ("sign_must", "sign_good", "signs", "like_must", "like_good", "likes")
PARTS = (
    "eligible",
    "missing",
    "plausible",
    "named",
    "words",
    "meaning",
    "clause",
    "precedent",
    "taught",
    *SIGN_PARTS,
    "facts_must",
    "facts_good",
    "alike",
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
NEED_PARTS = ("named", "words", "meaning", "clause", "precedent", "taught", *SIGN_PARTS)
"""The parts that speak of one need; the others are the same whichever need is looked at."""

_LAYERS = tuple(name for name in PARTS if name.startswith("layer_"))

MOST_SIGNS, MOST_LIKES = 4, 3
_MOST_MISSING = 5
_LEAST_CHANCE = 0.005


class Relevance(NamedTuple):
    """How a code answers the household's needs: each part is that of the need it suits best.

    `named` is 1 where a need asks for the code by name, -1 where one says it was turned down;
    `words`, `meaning`, `clause` are z-scores, `precedent` a mean gain in [0, 2], `taught` what
    readers gave for needs of this sense, about in [0, 1]; `sign_must`
    and `sign_good` are 1 where a sign in the text calls for it so, `signs` how many do, at most
    4; `like_must`, `like_good` in [0, 1] and `likes` in [0, 3] say the same of signs that the
    text sounds like; `urgent` is the nearness of the nearest need times its urgency (0 can
    wait, .5, 1 urgent). A named tuple of the NEED_PARTS in their order, then `urgent`: a plan
    makes some hundreds of them.
    """

    named: float = 0.0
    words: float = 0.0
    meaning: float = 0.0
    clause: float = 0.0
    precedent: float = 0.0
    taught: float = 0.0
    sign_must: float = 0.0
    sign_good: float = 0.0
    signs: float = 0.0
    like_must: float = 0.0
    like_good: float = 0.0
    likes: float = 0.0
    urgent: float = 0.0


NO_NEEDS = Relevance()


class Standing(NamedTuple):
    """What a household's facts say for a code, beside its rule.

    `facts_must` and `facts_good` are the truths of its indication: 1 known to hold, .25 open,
    0; `alike` is how readers chose it in families alike, about in [0, 1].
    """

    facts_must: float = 0.0
    facts_good: float = 0.0
    alike: float = 0.0


NO_STANDING = Standing()


@dataclass(frozen=True, slots=True)
class Prior:
    """What labelled households say of codes, whatever the text.

    `usual`: log of how often readers chose a code where it was not ruled out.
    `rare`: minus log of the share of households that are eligible for it: an item that few
    can have tells more when one has it.
    """

    usual: Mapping[str, float]
    rare: Mapping[str, float]
    rates: Mapping[str, Mapping[str, float]]  # by time of life: how often a comparison holds

    def usual_of(self, code: str) -> float:
        """Return the code's log frequency, or the mean of all where it was never seen."""
        return self.usual[code] if code in self.usual else _mean(self.usual)

    def rare_of(self, code: str) -> float:
        """Return the code's rarity, or the mean of all where it was never seen."""
        return self.rare[code] if code in self.rare else _mean(self.rare)


def _mean(table: Mapping[str, float]) -> float:
    return sum(table.values()) / len(table) if table else 0.0


def features(  # noqa: PLR0913 - each measurement by its own name
    provision: Provision,
    verdict: Verdict,
    chance: float,
    relevance: Relevance,
    standing: Standing,
    is_concerned: bool,
    categories: Sequence[str],
    prior: Prior,
) -> dict[str, float]:
    """Return the value of every part, in the order of PARTS.

    `chance` in [0, 1] says how likely the verdict's open conditions hold; `is_concerned` that
    a need is about the beneficiary.
    """
    kind, code = _kind_of(provision), provision.counterpart
    eligible = verdict.status is Status.ELIGIBLE
    *needs, urgent = relevance
    measured = (
        float(eligible),
        0.0 if eligible else min(len(verdict.missing), _MOST_MISSING) / _MOST_MISSING,
        math.log(max(chance, _LEAST_CHANCE)),
        *needs,
        standing.facts_must,
        standing.facts_good,
        standing.alike,
        prior.usual_of(code),
        prior.rare_of(code) if eligible else 0.0,
        float(is_concerned) if provision.per_member else 0.5,
        float(not kind.audience or not kind.audience.isdisjoint(categories)),
        kind.amount,
        urgent,
        kind.effort,
        *kind.layers,
    )
    return dict(zip(PARTS, measured, strict=True))


class _Kind(NamedTuple):
    """What a provision is measured by, whoever the household."""

    audience: frozenset[str]
    amount: float
    effort: float
    layers: tuple[float, ...]


@lru_cache(maxsize=4096)  # the items and offerings of some catalogues
def _kind_of(provision: Provision) -> _Kind:
    item = provision if isinstance(provision, Item) else None
    return _Kind(
        frozenset(item.audience if item else ()),
        _amount(provision),
        len(item.documents) / 5 if item else 0.0,
        tuple(float(name == f"layer_{provision.layer}") for name in _LAYERS),
    )


def _amount(provision: Provision) -> float:
    """Return the order of magnitude of a sum of money: 1 for 100,000 CNY, 0 where none is known."""
    amount = provision.amount
    if amount.value is None or not amount.unit.zh.startswith("CNY"):
        return 0.0
    return math.log10(1 + amount.value) / 5
