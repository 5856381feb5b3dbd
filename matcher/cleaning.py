"""Clean a text of what no person wrote: control characters, lone surrogates, stray spaces."""

import unicodedata

_KEPT = "\n\t"


def clean(text: str) -> str:
    """Return `text` with control, format-override and unassigned characters turned into spaces.

    Line breaks and tabs stay; runs of blanks at the ends go. The letters are not changed.
    """
    if text.isprintable():
        return text.strip()
    return "".join(char if _is_kept(char) else " " for char in text).strip()


def taken_off(text: str) -> int:
    """Return how many characters `clean` takes off the front of `text`."""
    kept = (place for place, char in enumerate(text) if _is_kept(char) and not char.isspace())
    return next(kept, len(text))


def _is_kept(char: str) -> bool:
    return char in _KEPT or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Cn", "Co")
