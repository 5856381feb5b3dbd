"""Take what a person typed into a raw household: the reader judges it, as it does any other."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from matcher.facts import FactType, Vocabulary

Raw = Mapping[str, Any]

_WHOLE = re.compile(r"-?\d{1,15}")
_DECIMAL = re.compile(r"-?\d{1,15}\.\d{1,15}")
_TRUTHS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Answered:
    """A fact that was told, of a member or (empty) of the household, as it was typed."""

    fact: str
    member: str
    text: str


def typed_value(name: str, text: str, vocabulary: Vocabulary) -> Any:
    """Return the JSON value that a typed text stands for; text that fits no type stays text."""
    kind = vocabulary.facts[name].type if name in vocabulary.facts else FactType.TEXT
    if kind is FactType.BOOL:
        return _TRUTHS.get(text, text)
    if kind in (FactType.INTEGER, FactType.NUMBER):
        return _number(text)
    return text


def _number(text: str) -> Any:
    plain = text.replace(",", "").replace("，", "")
    if _WHOLE.fullmatch(plain):
        return int(plain)
    return float(plain) if _DECIMAL.fullmatch(plain) else text


def with_answers(raw: Raw, answers: Iterable[Answered], vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the household with the answers filled in; nothing else of it is changed."""
    facts = dict(raw.get("facts") or {})
    members = [dict(row) for row in raw.get("members") or []]
    for answer in answers:
        value = typed_value(answer.fact, answer.text, vocabulary)
        if not answer.member:
            facts[answer.fact] = value
            continue
        for row in members:
            if str(row.get("id", "")).strip() == answer.member:
                row[answer.fact] = value
    return {**raw, "facts": facts, "members": members}
