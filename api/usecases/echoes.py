"""What a caller sent, told back to them: masked as lists are, with nobody's own words in it.

An answer passes through logs of proxies and screens of others. So of a change that came too late
codes, numbers and days are told as they were, who somebody is under the masks of the lists, and
of every other text no more than that there was one.
"""

import re
from collections.abc import Mapping
from typing import Any

from api.personal.redaction import redacted_text
from api.usecases.desk import Desk
from api.usecases.shown import mask

LEFT_OUT = "…"
"""Stands for words that are not told back."""
_PERSONAL = frozenset({"name", "id_number", "phone", "address"})
_CODE = re.compile(r"[A-Za-z0-9_.:+-]{1,60}", re.ASCII)
_OWN_WORDS = frozenset({"text", "note", "words", "comment", "label", "subject", "organisation"})
_DEEPEST = 12


def sent_as_shown(desk: Desk, told: Any, depth: int = 0) -> Any:
    """Return a body as it may be told back."""
    if depth > _DEEPEST:
        return LEFT_OUT
    if isinstance(told, Mapping):
        return {_name(name): _under(desk, name, value, depth) for name, value in told.items()}
    if isinstance(told, list):
        return [sent_as_shown(desk, each, depth + 1) for each in told]
    if isinstance(told, str):
        return _text(desk, told)
    return told if redacted_text(str(told)) == str(told) else LEFT_OUT


def _under(desk: Desk, name: str, value: Any, depth: int) -> Any:
    if isinstance(value, (Mapping, list)) or value is None:
        return sent_as_shown(desk, value, depth + 1)
    if name in _PERSONAL:
        return mask(desk, name, str(value))
    if name in _OWN_WORDS and value != "":
        return LEFT_OUT
    return sent_as_shown(desk, value, depth + 1)


def _name(name: str) -> str:
    return name if _is_code(name) else LEFT_OUT


def _text(desk: Desk, told: str) -> str:
    is_town = told in desk.office.matcher.catalogue.town_names
    return told if told == "" or is_town or _is_code(told) else LEFT_OUT


def _is_code(text: str) -> bool:
    return _CODE.fullmatch(text) is not None and redacted_text(text) == text
