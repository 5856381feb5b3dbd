"""Signs: what a need's text tells by word or by implication, with the words it rests on."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from matcher.offerings import Sign
from matcher.understanding.wordings import Span, Wordings, overlaps
from matcher.values import Clause


def signs_in(
    text: str, signs: Sequence[Sign], clauses: Sequence[Clause]
) -> Iterator[tuple[str, Span]]:
    """Yield the name of each sign that a normalised text tells, with where it first does.

    It has to be told in one of the `clauses`, those that still ask for something: what is
    settled or refused calls for nothing.
    """
    spans = [(clause.start, clause.end) for clause in clauses]
    for place, told in _wordings(tuple(signs)).told_in(text):
        found = next((found for found in told if overlaps(found, spans)), None)
        if found is not None:
            yield signs[place].name, found.span()


@lru_cache(maxsize=8)
def _wordings(signs: tuple[Sign, ...]) -> Wordings:
    return Wordings((sign.words, sign.unless) for sign in signs)
