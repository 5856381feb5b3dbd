"""The fitted alarm as text and as values: how like danger a text sounds, and what decides."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from matcher.errors import CatalogueError, Fault
from matcher.reading.entries import read_document

FILE = "danger_weights.yaml"
EXAMPLES = "danger_examples.yaml"
_HEAD = """\
# How like danger a text sounds: weights of characters, pairs of characters and hints, by kind,
# and how likeness, signs, facts and urgency are weighed.
# Written by `make train` from the files named below; not edited by hand.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Likeness:
    """A linear model of each kind of danger over what a text is made of.

    `plain` turns Cantonese into Mandarin wording, `hints` names concepts with the words for each,
    `doubt` the concepts that take from words their plain sense, `earnest` is an expression for
    words by which a text says that it means what it says ("" for none).
    """

    plain: Mapping[str, str]
    hints: Mapping[str, str]
    bias: Mapping[str, float]
    weights: Mapping[str, Mapping[str, float]]  # kind -> gram -> weight
    doubt: frozenset[str] = frozenset()
    earnest: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Alarm:
    """What raises an alert: points of each ground, and the sum from which one is raised."""

    likeness: Likeness
    points: Mapping[str, float]
    bias: float
    threshold: float


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence written for one kind of danger: `tells` says whether it tells of it."""

    kind: str
    text: str
    tells: bool


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """What the likeness is learned from beside labelled needs.

    Texts of the authors `in_sight` were read when the signs were written.
    """

    plain: Mapping[str, str]
    hints: Mapping[str, str]
    sentences: tuple[Example, ...]
    doubt: frozenset[str] = frozenset()
    in_sight: frozenset[str] = frozenset()
    earnest: str = ""


def read_examples(text: str) -> Examples:
    """Return the sentences of `danger_examples.yaml`; CatalogueError where it is not whole."""
    try:
        data = read_document(text, EXAMPLES).data
        return Examples(
            plain=_words(data["plain"]),
            hints=_words(data["hints"]),
            sentences=tuple(
                Example(entry["kind"], str(sentence), told)
                for entry in data["examples"]
                for told, key in ((True, "tells"), (False, "sounds_near"))
                for sentence in entry[key]
            ),
            doubt=frozenset(map(str, data["doubt"])),
            in_sight=frozenset(map(str, data["in_sight"])),
            earnest=_expression(data),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CatalogueError(Fault("schema", value=str(error), file=EXAMPLES)) from None


def read_alarm(text: str) -> Alarm:
    """Return the alarm of `danger_weights.yaml`; CatalogueError where it is not whole."""
    try:
        data = read_document(text, FILE).data
        kinds = data["kinds"]
        return Alarm(
            likeness=Likeness(
                plain=_words(data["plain"]),
                hints=_words(data["hints"]),
                bias={kind: float(entry["bias"]) for kind, entry in kinds.items()},
                weights={kind: _unpacked(entry["weights"]) for kind, entry in kinds.items()},
                doubt=frozenset(map(str, data["doubt"])),
                earnest=_expression(data),
            ),
            points={name: float(value) for name, value in data["points"].items()},
            bias=float(data["bias"]),
            threshold=float(data["threshold"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CatalogueError(Fault("schema", value=f"{error}; make train", file=FILE)) from None


def alarm_text(alarm: Alarm, about: Mapping[str, object]) -> str:
    """Return the file that `read_alarm` reads, with what is to be said of it."""
    likeness = alarm.likeness
    data = {
        "about": dict(about),
        "threshold": alarm.threshold,
        "bias": alarm.bias,
        "points": dict(alarm.points),
        "plain": dict(likeness.plain),
        "hints": dict(likeness.hints),
        "doubt": sorted(likeness.doubt),
        "earnest": likeness.earnest,
        "kinds": {
            kind: {"bias": likeness.bias[kind], "weights": _packed(weights)}
            for kind, weights in likeness.weights.items()
        },
    }
    return _HEAD + yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=120)


def _expression(data: Mapping[str, Any]) -> str:
    """Return what is meant in earnest; ValueError where it is no regular expression."""
    text = str(data.get("earnest", ""))
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"earnest: {error}") from None
    return text


def _words(data: Mapping[Any, Any]) -> dict[str, str]:
    return {str(key): str(value) for key, value in data.items()}


def _packed(weights: Mapping[str, float]) -> str:
    """Return the weights as one string, which is read a hundred times faster than a mapping."""
    return " ".join(f"{gram}={value:.2f}" for gram, value in sorted(weights.items()))


def _unpacked(text: str) -> dict[str, float]:
    parts = (part.rpartition("=") for part in text.split())
    return {gram: float(value) for gram, _, value in parts}
