"""Where the characters of a normalised text stand in the text as it is recorded."""

import unicodedata
from functools import lru_cache
from itertools import pairwise

from matcher.normalise import normalise
from matcher.typed import Quote

Origins = tuple[tuple[int, int], ...]
"""For each character of a normalised text the span of the recorded text it was made of."""


@lru_cache(maxsize=2_000)
def origins(text: str) -> Origins:
    """Return the origin of each character of `normalise(text)`.

    Characters that were composed, or split into several, share one span. Where the spelling was
    changed in a way that cannot be followed, every character has the whole text as its origin.
    """
    plain = normalise(text)
    found = _unfolded(text)
    if len(found) == len(plain):
        return found
    return ((0, len(text)),) * len(plain)


def quoted(text: str, start: int, end: int) -> Quote | None:
    """Return the recorded words of a span of `normalise(text)`; None where it holds none.

    Blanks at either end are left out.
    """
    spans = origins(text)[start:end]
    if not spans:
        return None
    first, last = spans[0][0], max(end for _, end in spans)
    said = text[first:last]
    first += len(said) - len(said.lstrip())
    words = said.strip()
    return Quote(first, first + len(words), words) if words else None


def _unfolded(text: str) -> Origins:
    """Return the origins as NFKC and the folding of blanks leave them; letters stay in place."""
    found: list[tuple[int, int]] = []
    gap = False
    for start, end in _clusters(text):
        for char in unicodedata.normalize("NFKC", text[start:end]):
            if char.isspace() or not _is_seen(char):
                gap = bool(found)
                continue
            if gap:
                found.append((found[-1][1], start))
                gap = False
            found.append((start, end))
    return tuple(found)


def _is_seen(char: str) -> bool:
    """Say whether cleaning leaves a character as it is."""
    return char.isprintable() or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Cn", "Co")


def _clusters(text: str) -> list[tuple[int, int]]:
    """Return the spans of characters that NFKC may join: each with the marks that follow it."""
    starts = [
        place for place, char in enumerate(text) if not place or not unicodedata.combining(char)
    ]
    return list(pairwise([*starts, len(text)]))
