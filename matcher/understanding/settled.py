"""Say whether a clause still asks for something that might be given, and how it stands to it."""

import re
from collections.abc import Sequence
from functools import lru_cache

from matcher.listening import Stance, StanceWords
from matcher.understanding.wordings import Span, Wordings, found_in

_HAN = re.compile(r"[\u3400-\u9fff]")


def is_readable(text: str) -> bool:
    """Return whether a text holds Chinese: rules of thumb and catalogue know no other language.

    What cannot be read is answered by nothing, rather than by the nearest noise.
    """
    return bool(_HAN.search(text))


def letters_in(text: str) -> int:
    """Return how many Chinese characters a text holds."""
    return len(_HAN.findall(text))


def is_settled(clause: str, closing: Sequence[StanceWords]) -> bool:
    """Return whether the (normalised) clause says that nothing is asked for any more."""
    return any(True for _ in _wordings(tuple(closing)).first_in(clause))


def is_beyond(clause: str, beyond: tuple[str, ...]) -> bool:
    """Return whether the (normalised) clause is about what nothing in the catalogue helps with."""
    return any(True for _ in _plain(beyond).first_in(clause))


def asks(clause: str, still_asks: tuple[str, ...]) -> bool:
    """Return whether a clause asks for something, beside others that ask for nothing here."""
    return found_in(clause, still_asks, ()) is not None


@lru_cache(maxsize=8)
def _wordings(closing: tuple[StanceWords, ...]) -> Wordings:
    return Wordings((entry.words, entry.unless) for entry in closing)


@lru_cache(maxsize=8)
def _plain(words: tuple[str, ...]) -> Wordings:
    return Wordings([(words, ())])


def stance_of(clause: str, stances: Sequence[StanceWords]) -> tuple[Stance, Span | None]:
    """Return how the (normalised) clause stands to its matter, and where its words say so.

    The first entry whose words stand in it decides; one with none of them tells how things are.
    """
    for entry in stances:
        found = found_in(clause, entry.words, entry.unless)
        if found is not None:
            return entry.stance, found.span()
    return Stance.TELLS, None
