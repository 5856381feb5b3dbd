"""One way of writing for what people type in many: full-width, spaced, quoted, dashed."""

import re
import unicodedata

LONGEST = 200
"""Characters that are read; no number, name or phone is longer, and folding more is not cheap."""

_CUT = "…"

# marks and fillers that have no shape of their own, though they count as letters or accents
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]"
)

_DASHES = re.compile(r"[\u2010-\u2015\u2212\u2e3a\u2e3b\u30fc\ufe58\ufe63\uff0d]")
_MIDDLE_DOTS = re.compile(r"[.\u2022\u2027\u2219\u22c5\u30fb\u00b7\uff65]")


def folded(text: str) -> str:
    """Return `text` in compatibility form without controls, format signs or outer spaces.

    Dashes of any kind become a hyphen. A text longer than `LONGEST` is cut and ends in a mark
    that no number has, so that nothing is taken for right by the cut.
    """
    wide = unicodedata.normalize("NFKC", text[:LONGEST])
    seen = wide
    if not wide.isprintable():  # nearly every text is: nothing in it has to be looked at
        seen = "".join(char if char.isspace() else _visible(char) for char in wide)
    seen = seen if seen.isascii() else _UNSEEN.sub("", seen)
    return _DASHES.sub("-", seen).strip() + (_CUT if len(text) > LONGEST else "")


def _visible(char: str) -> str:
    return "" if unicodedata.category(char) in ("Cc", "Cf", "Cs") else char


def close_up(text: str) -> str:
    """Return the folded text without spaces and hyphens, and without a spreadsheet's leading '."""
    return re.sub(r"[\s\-]", "", folded(text).lstrip("'‘’`"))


def tidy_name(text: str) -> str:
    """Return a name as it is kept and shown: on one line, middle dots alike, nothing unseen in it.

    Between Chinese characters there are no spaces. Words of letters keep one space between them.
    """
    dotted = _MIDDLE_DOTS.sub("·", folded(text)).strip("· ")
    spaced = re.sub(r"\s*·\s*", "·", re.sub(r"\s+", " ", dotted))
    return re.sub(r"(?<![A-Za-z]) | (?![A-Za-z])", "", spaced)


def folded_name(text: str) -> str:
    """Return a name as it is compared: tidy, and without case."""
    return tidy_name(text).casefold()
