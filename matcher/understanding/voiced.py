"""Facts that a text voices and the form may lack: proposed to be confirmed, never taken over."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from matcher.listening import Voiced
from matcher.understanding.not_so import NOTHING, NotSo
from matcher.understanding.wordings import Span, Wordings


def voiced_in(
    text: str, known: Sequence[Voiced], not_so: NotSo = NOTHING, offset: int = 0
) -> Iterator[tuple[Voiced, str]]:
    """Yield each fact that a (normalised) clause voices, with the words it rests on.

    `not_so` is of the whole text, in which the clause begins at `offset`.
    """
    for place, told in _wordings(tuple(known)).told_in(text):
        found = next(not_so.so(told, offset), None)
        if found is not None:
            yield known[place], found.group()


def denied_facts(text: str, known: Sequence[Voiced], not_so: NotSo) -> Iterator[Span]:
    """Yield the stretches by which a normalised text says that facts are not so."""
    for _, told in _wordings(tuple(known)).told_in(text):
        yield from filter(None, map(not_so.stretch, told))


@lru_cache(maxsize=8)
def _wordings(known: tuple[Voiced, ...]) -> Wordings:
    return Wordings((entry.words, entry.unless) for entry in known)
