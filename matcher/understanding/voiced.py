"""Facts that a text voices and the form may lack: proposed to be confirmed, never taken over."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from matcher.offerings import Voiced

Span = tuple[int, int]
"""Where something stands in a text: its start, and the place after its end."""


def voiced_in(text: str, known: Sequence[Voiced]) -> Iterator[tuple[Voiced, str]]:
    """Yield each fact that a (normalised) clause voices, with the words it rests on."""
    for entry in known:
        found = found_in(text, entry.words, entry.unless)
        if found is not None:
            yield entry, found.group()


def found_in(text: str, words: tuple[str, ...], unless: tuple[str, ...]) -> re.Match[str] | None:
    """Return the first place where a pattern of `words` stands and none of `unless` overlaps."""
    return next(all_found_in(text, words, unless), None)


def all_found_in(
    text: str, words: tuple[str, ...], unless: tuple[str, ...]
) -> Iterator[re.Match[str]]:
    """Yield each place where a pattern of `words` stands and none of `unless` overlaps."""
    excused: list[Span] | None = None
    for found in (m for p in _patterns(words) for m in p.finditer(text)):
        if excused is None:
            excused = [m.span() for p in _patterns(unless) for m in p.finditer(text)]
        if not overlaps(found, excused):
            yield found


def overlaps(found: re.Match[str], spans: Iterable[Span]) -> bool:
    """Return whether what was found shares a character with any of the spans."""
    return any(start < found.end() and found.start() < end for start, end in spans)


@lru_cache(maxsize=4096)  # all wordings of a catalogue
def _patterns(texts: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(text) for text in texts)
