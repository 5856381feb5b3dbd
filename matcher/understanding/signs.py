"""Signs: what a need's text tells by word or by implication, with the words it rests on."""

from collections.abc import Iterator, Sequence

from matcher.offerings import Sign
from matcher.understanding.voiced import Span, all_found_in, overlaps
from matcher.values import Clause


def signs_in(
    text: str, signs: Sequence[Sign], clauses: Sequence[Clause]
) -> Iterator[tuple[str, Span]]:
    """Yield the name of each sign that a normalised text tells, with where it first does.

    It has to be told in one of the `clauses`, those that still ask for something: what is
    settled or refused calls for nothing.
    """
    spans = [(clause.start, clause.end) for clause in clauses]
    for sign in signs:
        for found in all_found_in(text, sign.words, sign.unless):
            if overlaps(found, spans):
                yield sign.name, found.span()
                break
