"""Facts that a text voices and the form may lack: proposed to be confirmed, never taken over."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from matcher.offerings import Voiced


def voiced_in(text: str, known: Sequence[Voiced]) -> Iterator[tuple[Voiced, str]]:
    """Yield each fact that a (normalised) clause voices, with the words it rests on."""
    for entry in known:
        excused = [m.span() for p in _patterns(entry.unless) for m in p.finditer(text)]
        for found in (m for p in _patterns(entry.words) for m in p.finditer(text)):
            if not any(start < found.end() and found.start() < end for start, end in excused):
                yield entry, found.group()
                break


@lru_cache(maxsize=512)
def _patterns(texts: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(text) for text in texts)
