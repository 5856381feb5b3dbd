"""Measure a candidate: relevance to the needs, certainty of the verdict, kind, amount, effort."""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.offerings import Item, Provision
from matcher.values import Status, Verdict

Table = npt.NDArray[np.float64]

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

_PLACE = {name: place for place, name in enumerate(PARTS)}
_LAYERS = tuple(name for name in PARTS if name.startswith("layer_"))

MOST_SIGNS, MOST_LIKES = 4, 3
_MOST_MISSING = 5
_LEAST_CHANCE = 0.005


OF_NEEDS = (*NEED_PARTS, "urgent")
"""How a code answers a household's needs: each part is that of the need it suits best.

`named` is 1 where a need asks for the code by name, -1 where one says it was turned down;
`words`, `meaning`, `clause` are z-scores, `precedent` a mean gain in [0, 2], `taught` what
readers gave for needs of this sense, about in [0, 1]; `sign_must` and `sign_good` are 1 where a
sign in the text calls for it so, `signs` how many do, at most 4; `like_must`, `like_good` in
[0, 1] and `likes` in [0, 3] say the same of signs that the text sounds like; `urgent` is the
nearness of the nearest need times its urgency (0 can wait, .5, 1 urgent).
"""


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
        known = self.usual.get(code)
        return _mean(self.usual) if known is None else known

    def rare_of(self, code: str) -> float:
        """Return the code's rarity, or the mean of all where it was never seen."""
        known = self.rare.get(code)
        return _mean(self.rare) if known is None else known


def _mean(table: Mapping[str, float]) -> float:
    return sum(table.values()) / len(table) if table else 0.0


_OWN = (
    *("eligible", "missing", "plausible", "usual", "rare", "concerns", "audience"),
    *("amount", "effort", *_LAYERS),
)
_MEASURED = (*_OWN, *OF_NEEDS, *Standing._fields)
_ORDER = [_MEASURED.index(name) for name in PARTS]


class Candidate(NamedTuple):
    """What a provision would be for whom: `chance`, in [0, 1], that its open conditions hold.

    `is_concerned`: a need is about the beneficiary.
    """

    provision: Provision
    verdict: Verdict
    chance: float
    is_concerned: bool


class Measured(Mapping[str, float]):
    """The value of every part of one candidate, by its name, in the order of PARTS."""

    __slots__ = ("_row",)

    def __init__(self, row: Sequence[float]) -> None:
        self._row = row

    def __getitem__(self, name: str) -> float:
        """Return the value of a part."""
        return self._row[_PLACE[name]]

    def __iter__(self) -> Iterator[str]:
        """Yield the names of the parts."""
        return iter(PARTS)

    def __len__(self) -> int:
        """Return how many parts there are."""
        return len(PARTS)


def features(
    candidates: Sequence[Candidate],
    relevance: Table,
    standings: Sequence[Standing],
    categories: Collection[str],
    prior: Prior,
) -> Table:
    """Return a row a candidate with the value of every part, in the order of PARTS.

    `relevance` holds a row each in the order of OF_NEEDS.
    """
    if not candidates:
        return np.zeros((0, len(PARTS)))
    own = np.array([_own(each, categories, prior) for each in candidates])
    return np.concatenate([own, relevance, np.array(standings)], axis=1)[:, _ORDER]


def _own(candidate: Candidate, categories: Collection[str], prior: Prior) -> tuple[float, ...]:
    """Return the parts that are neither of needs nor of facts and families, as in _OWN."""
    provision, verdict, chance, is_concerned = candidate
    kind, code = _kind_of(provision), provision.counterpart
    eligible = verdict.status is Status.ELIGIBLE
    return (
        float(eligible),
        0.0 if eligible else min(len(verdict.missing), _MOST_MISSING) / _MOST_MISSING,
        math.log(max(chance, _LEAST_CHANCE)),
        prior.usual_of(code),
        prior.rare_of(code) if eligible else 0.0,
        float(is_concerned) if provision.per_member else 0.5,
        float(not kind.audience or not kind.audience.isdisjoint(categories)),
        kind.amount,
        kind.effort,
        *kind.layers,
    )


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
