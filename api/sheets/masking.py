"""Sample values as a preview and a list of faults may show them: enough to find the cell by."""

import re
import unicodedata

from api.sheets.words import Target

_SHOWN = 12
_PERSONAL = ("name", "head_name")
_NUMBERS = ("id_number", "head_id", "phone")
_CODE = re.compile(
    r"(?=.*[0-9])(?:[a-z]{1,3}(?![a-z])|[0-9]+|[ .,:/%+_#-])+", re.ASCII | re.IGNORECASE
)
"""What holds nobody's name: a number, a date, a code such as h-01."""
_YEAR = re.compile(r"\d{4}(?!\d{5})")
"""The year at the beginning of a date, or of what should be one; never of a longer number."""
_RUN = re.compile(r"\d{5,}[0-9Xx]*")


def masked(text: str, target: Target | None, *, is_known: bool = False) -> str:
    """Return a cell's text without what tells who somebody is.

    Codes and numbers are shown, of a date only the year, of what looks like an ID number the first
    two digits. Anybody's name may stand in a wrong column: of any other text the first character
    and the length are shown, unless it `is_known` to be a word of its column. Of a column that
    means nothing to us only the shape is shown.
    """
    short = unicodedata.normalize("NFKC", text).strip()
    if not short:
        return ""
    if target is None or target.kind == "ignored":
        return _shape(short[:_SHOWN])
    if target.kind == "column" and target.name in _NUMBERS:
        return _number(short)
    if target.kind == "column" and target.name in _PERSONAL:
        return short[0] + "*" * min(len(short) - 1, 2) if len(short) > 1 else "*"
    if target.name in ("address", "need_text"):
        return "*" * min(len(short), 4) + f"（{len(short)}）"
    if target.name == "birth_date":
        return f"{short[:4]}-**-**" if _YEAR.match(short) else "****"
    if is_known or _CODE.fullmatch(short):
        return _RUN.sub(lambda found: _number(found[0]), short[:40])
    return f"{_RUN.sub('', short)[:1]}…（{len(short)}）"


def _number(text: str) -> str:
    """Return an ID number or phone as notices may print it; a short one shows one digit."""
    if len(text) >= 15:
        return text[:2] + "*" * (len(text) - 2)
    if len(text) >= 11:
        return f"{text[:3]}****{text[-4:]}"
    return "*" * (len(text) - 1) + text[-1]


def _shape(text: str) -> str:
    return "".join("0" if c.isdigit() else "○" if c.isalpha() else c for c in text)
