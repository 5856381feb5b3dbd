"""Clean a text of what no person wrote: control characters, lone surrogates, stray spaces."""

import re
import unicodedata

_KEPT = "\n\t"
_TURNING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """Return `text` with control, format-override and unassigned characters turned into spaces.

    Line breaks and tabs stay; runs of blanks at the ends go. The letters are not changed.
    """
    if text.isprintable():
        return text.strip()
    return "".join(char if _is_kept(char) else " " for char in text).strip()


def straight(text: str) -> str:
    """Return `text` without the unseen characters that show a line from its end to its start."""
    return text if text.isascii() else _TURNING.sub("", text)


def taken_off(text: str) -> int:
    """Return how many characters `clean` takes off the front of `text`."""
    kept = (place for place, char in enumerate(text) if _is_kept(char) and not char.isspace())
    return next(kept, len(text))


def _is_kept(char: str) -> bool:
    return char in _KEPT or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Cn", "Co")
