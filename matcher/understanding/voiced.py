"""Facts that a text voices and the form may lack: proposed to be confirmed, never taken over."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from matcher.offerings import Voiced
from matcher.understanding.wordings import Wordings


def voiced_in(text: str, known: Sequence[Voiced]) -> Iterator[tuple[Voiced, str]]:
    """Yield each fact that a (normalised) clause voices, with the words it rests on."""
    for place, found in _wordings(tuple(known)).first_in(text):
        yield known[place], found.group()


@lru_cache(maxsize=8)
def _wordings(known: tuple[Voiced, ...]) -> Wordings:
    return Wordings((entry.words, entry.unless) for entry in known)
