"""How readers chose in families alike: a ridge regression of their choices on a family's portrait.

Hoerl and Kennard (1970). A portrait holds what is recorded of a family and what its texts tell,
nothing of sex, registration or town, which count through the rules alone.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matcher.facts import FactType, Value, Vocabulary

Portrait = Mapping[str, float]
"""Traits with their weights; the square of all of them is 1 for the facts, .64 for the signs."""

Facts = Mapping[str, Value]
_OF_STAGE, _SIGNS = 0.7, 0.8
_UNTOLD = (FactType.DATE, FactType.TOWN, FactType.CITY)
_STAGES = ((16, "child"), (35, "young"), (60, "adult"), (80, "elder"))


@dataclass(frozen=True, eq=False)
class Alike:
    """What each trait adds to how often a code is chosen; `means` where nothing is known."""

    codes: tuple[str, ...]
    means: npt.NDArray[np.float64]
    traits: Mapping[str, int]
    weights: npt.NDArray[np.float64]  # (traits, codes)

    def scores(self, portrait: Portrait) -> dict[str, float]:
        """Return by code how readers chose it in families alike: 0 never, about 1 always."""
        known = [trait for trait in portrait if trait in self.traits]
        values = np.array([portrait[trait] for trait in known])
        places = [self.traits[trait] for trait in known]
        found = self.means + values @ self.weights[places] if known else self.means
        return dict(zip(self.codes, np.round(found, 6).tolist(), strict=True))


NO_ONE = Alike((), np.zeros(0), {}, np.zeros((0, 0)))


def portrait_of(
    household: Facts,
    members: Sequence[Facts],
    categories: Iterable[str],
    signs: Iterable[str],
    vocabulary: Vocabulary,
) -> Portrait:
    """Return the portrait of a family: the household's facts, each member's, what is told."""
    facts = dict.fromkeys(_traits(household, members, categories, vocabulary), 0.0)
    for trait in facts:
        facts[trait] = _OF_STAGE if trait.startswith("at ") else 1.0
    told = {f"sign {name}": _SIGNS for name in sorted(set(signs))}
    return _scaled(facts, 1.0) | _scaled(told, _SIGNS)


def _scaled(traits: Portrait, length: float) -> dict[str, float]:
    norm = math.sqrt(math.fsum(value * value for value in traits.values()))
    return {trait: value * length / norm for trait, value in traits.items()} if norm else {}


def _traits(
    household: Facts, members: Sequence[Facts], categories: Iterable[str], vocabulary: Vocabulary
) -> Iterator[str]:
    for name, value in household.items():
        if _told(name, vocabulary):
            number = isinstance(value, int | float) and not isinstance(value, bool)
            yield f"household {name}" if number else f"household {name}={value}"
    for facts in members:
        stage = _stage(facts.get("age"))
        yield f"age {stage}"
        for name, value in facts.items():
            if _told(name, vocabulary) and (isinstance(value, bool | str)):
                yield f"member {name}={value}"
                yield f"at {stage} {name}={value}"
    for category in categories:
        yield f"category {category}"


def _told(name: str, vocabulary: Vocabulary) -> bool:
    fact = vocabulary.facts[name]
    return not fact.unranked and fact.type not in _UNTOLD


def _stage(age: Value | None) -> str:
    if not isinstance(age, int):
        return "unknown"
    return next((stage for limit, stage in _STAGES if age < limit), "old")


def fit_alike(
    portraits: Sequence[Portrait],
    chosen: Sequence[Mapping[str, float]],
    codes: Sequence[str],
    penalty: float = 1.0,
) -> Alike:
    """Return the ridge regression of how a code was `chosen` (0, .6 good, 1 must) on portraits.

    Solved in the space of households, which are fewer than traits.
    """
    traits = {name: at for at, name in enumerate(sorted({t for p in portraits for t in p}))}
    table = np.zeros((len(portraits), len(traits)))
    wanted = np.array([[choice.get(code, 0.0) for code in codes] for choice in chosen])
    for row, portrait in enumerate(portraits):
        for trait, value in portrait.items():
            table[row, traits[trait]] = value
    means = wanted.mean(axis=0)
    near = table @ table.T + penalty * np.eye(len(portraits))
    weights = table.T @ np.linalg.solve(near, wanted - means)
    return Alike(tuple(codes), np.round(means, 4), traits, np.round(weights, 4))
