"""Signs: what a need's text tells by word or by implication, with the words it rests on."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from matcher.offerings import Sign
from matcher.understanding.not_so import NOTHING, NotSo
from matcher.understanding.wordings import Span, Wordings, overlaps
from matcher.values import Clause


def signs_in(
    text: str, signs: Sequence[Sign], clauses: Sequence[Clause], not_so: NotSo = NOTHING
) -> Iterator[tuple[str, Span]]:
    """Yield the name of each sign that a normalised text tells, with where it first does.

    It has to be told in one of the `clauses`, those that still ask for something: what is
    settled or refused calls for nothing, nor does what the text says not to be so.
    """
    spans = [(clause.start, clause.end) for clause in clauses]
    for place, told in _wordings(tuple(signs)).told_in(text):
        heard = (found for found in told if overlaps(found, spans))
        found = next((found for found in heard if not_so.stretch(found) is None), None)
        if found is not None:
            yield signs[place].name, found.span()


def denied_signs(text: str, signs: Sequence[Sign], not_so: NotSo) -> Iterator[Span]:
    """Yield the stretches by which a normalised text says that signs in it are not so."""
    for _, told in _wordings(tuple(signs)).told_in(text):
        yield from filter(None, map(not_so.stretch, told))


@lru_cache(maxsize=8)
def _wordings(signs: tuple[Sign, ...]) -> Wordings:
    return Wordings((sign.words, sign.unless) for sign in signs)
