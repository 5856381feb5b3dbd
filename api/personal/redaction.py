"""Strike numbers of people out of whatever is about to be logged.

It looks for form, not for truth: an ID number with a wrong check digit is one all the same.
Struck out are runs of 15 digits and more (ID numbers, bank cards, with one blank or hyphen
between digits), phones, e-mail addresses, and whatever stands under a key of `PRIVATE`.
Kept are UUIDs, hexadecimal digests and calendar days. Names and addresses have no form to find
them by: they must not be logged at all, but under a key of `PRIVATE`.
"""

import re
from collections.abc import Callable, Mapping, MutableMapping, Set
from datetime import date, time, timedelta
from functools import lru_cache
from pathlib import PurePath
from typing import Any
from uuid import UUID

NUMBER, PHONE, EMAIL, HIDDEN = "[number]", "[phone]", "[e-mail]", "[hidden]"
PRIVATE = frozenset(
    {
        *("name", "full_name", "person_name", "id_number", "phone", "mobile", "address"),
        *("birth_date", "bank_account", "account", "email", "need_text", "text", "note", "body"),
        *("password", "passwd", "secret", "token", "totp", "keys", "api_key"),
        *("cookie", "set_cookie", "authorization", "session", "csrf", "query", "search"),
    }
)
"""Keys whose values go unseen, in small letters with `_` between words."""

_GAP = r"(?:%20|[ \t\u00a0\u2002-\u200f\u3000\u2010-\u2015\u2212\uff0d\uff3f_·-])?"
_KEPT = "|".join(
    (
        r"(?<![0-9A-Za-z])[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?![0-9A-Za-z])",
        r"(?<![0-9A-Za-z])(?=[0-9]*[a-f])[0-9a-f]{32,128}(?![0-9A-Za-z])",
        r"(?<!\d)(?:19|20)[0-9]{2}-[01][0-9]-[0-3][0-9](?!\d)",
    )
)
_EMAIL = r"[A-Za-z0-9._%+-]{1,64}[@＠][A-Za-z0-9-]{1,63}(?:[.．][A-Za-z0-9-]{1,63}){0,8}"
# a digit is the first of its run, or stands behind a sign written as %20
_FIRST = r"(?:(?<!\d)|(?<=%[0-9A-Fa-f]{2}))"
_NUMBER = rf"{_FIRST}\d(?:{_GAP}\d){{14,}}(?:{_GAP}[XxＸｘ×])?"
_CHINA = rf"(?:[+＋]?[8８][6６]{_GAP})?"
_PHONE = "|".join(
    (
        rf"{_CHINA}[0０]?[1１]{_GAP}[3-9３-９](?:{_GAP}\d){{9}}",
        rf"[+＋]\d(?:{_GAP}\d){{6,13}}",
        rf"(?<!\d[.])[(（]?[0０]\d{{2,3}}[)）]?{_GAP}[2-9２-９]\d{{2,3}}{_GAP}\d{{4}}",
        rf"[8８][5５][2-3２-３]{_GAP}\d{{4}}{_GAP}\d{{4}}",
        # eight digits alone, but no day written as 20260501; no fraction here and above
        rf"(?<!\d[.])(?:[3-9３-９]\d|[2２][1-9１-９])\d{{2}}{_GAP}\d{{4}}",
    )
)
_FORMS = re.compile(
    rf"(?P<kept>{_KEPT})|(?P<email>{_EMAIL})|(?P<number>{_NUMBER})"
    rf"|(?P<phone>{_FIRST}(?:{_PHONE})(?!\d))"
)
_ANY = re.compile(r"[\d@＠]")
"""What each of the forms has at least one of; most texts of a log have none."""
_PLAIN = re.compile(
    r"[^\d@＠]*(?:\d[^\d@＠]*){0,6}"
    r"|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
    r"|20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]\.[0-9]{6}Z"
)
"""What is nobody's as a whole: fewer digits than any form has, a UUID, a moment of ours."""
_DEEPEST = 12
_SMALLEST_PHONE, _SMALLEST_NUMBER, _LARGEST_NUMBER = 10**10, 10**14, 10**19
_MARKS = {"email": EMAIL, "number": NUMBER, "phone": PHONE}
EventDict = MutableMapping[str, Any]


def redacted_text(text: str) -> str:
    """Return `text` with a mark in the place of every number of a person and every address."""
    return replaced(text, lambda kind, found: _MARKS.get(kind, found))


def replaced(text: str, by: Callable[[str, str], str]) -> str:
    """Return `text` with what `by` gives for each `number`, `phone` and `email` in their place.

    `by` is told the kind and what was found; what it returns unchanged stays (of kind `kept`,
    a day or a digest, it should).
    """
    if _ANY.search(text) is None or _PLAIN.fullmatch(text) is not None:
        return text
    return _FORMS.sub(lambda found: by(found.lastgroup or "", found[0]), text)


def redacted(value: object) -> Any:
    """Return a copy of any value, however nested, that may be logged.

    Numbers too large to be counts go too. Of an exception only its type is kept, of an object
    nobody foresaw its type as well: their texts may quote a family.
    """
    return _redacted(value, 0)


def strike_out(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Return the event of a log line for logging: a structlog processor.

    Its place is directly before the renderer, so that nothing is added after it.
    """
    return {_key(key, 0): _under(key, value, 0) for key, value in event.items()}


def _redacted(value: object, depth: int) -> Any:
    if value is None or isinstance(value, bool | date | time | timedelta):
        return value
    if isinstance(value, str):
        return redacted_text(value)
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, UUID | PurePath):
        return redacted_text(str(value))
    if isinstance(value, bytes | bytearray | memoryview):
        return redacted_text(bytes(value).decode("utf-8", "replace"))
    return _nested(value, depth + 1) if depth < _DEEPEST else HIDDEN


def _nested(value: object, depth: int) -> Any:
    if isinstance(value, Mapping):
        return {_key(key, depth): _under(key, inner, depth) for key, inner in value.items()}
    if isinstance(value, list | tuple | Set):
        inside = [_redacted(inner, depth) for inner in value]
        return tuple(inside) if isinstance(value, tuple) else inside
    kind = value if isinstance(value, type) else type(value)
    return f"<{kind.__name__}>"


def _key(key: object, depth: int) -> Any:
    return _named(key) if isinstance(key, str) else str(_redacted(key, depth))


@lru_cache(maxsize=256)
def _named(key: str) -> str:
    return redacted_text(key)


def _under(key: object, value: object, depth: int) -> Any:
    is_private = isinstance(key, str) and _is_private(key)
    told = value is None or isinstance(value, bool) or (isinstance(value, str) and not value)
    return HIDDEN if is_private and not told else _redacted(value, depth)


@lru_cache(maxsize=256)
def _is_private(key: str) -> bool:
    return re.sub(r"[^a-z0-9]+", "_", key.lower()) in PRIVATE


def _number(value: int | float) -> int | float | str:
    if abs(value) < _SMALLEST_PHONE:
        return value
    if abs(value) < _SMALLEST_NUMBER:
        written = str(value)
        return value if redacted_text(written) == written else PHONE
    # a float beyond any number of digits a person has is a measure, or infinite, or none at all
    return NUMBER if isinstance(value, int) or abs(value) < _LARGEST_NUMBER else value
