"""Signs: what a need's text tells by word or by implication, with the words it rests on."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from matcher.listening import Sign
from matcher.typed import Clause
from matcher.understanding.not_so import NOTHING, NotSo
from matcher.understanding.whom import AGELESS, CHILD, ELDER, Age
from matcher.understanding.wordings import Span, Wordings, overlaps


def signs_in(
    text: str,
    signs: Sequence[Sign],
    clauses: Sequence[Clause],
    not_so: NotSo = NOTHING,
    ages: Sequence[Age] = (),
) -> Iterator[tuple[str, Span]]:
    """Yield the name of each sign that a normalised text tells, with where it first does.

    It has to be told in one of the `clauses`, those that still ask for something: what is
    settled or refused calls for nothing, nor does what the text says not to be so. `ages` are
    those of whom each clause tells: words that are another sign at that time of life tell that
    one.
    """
    spans = [(clause.start, clause.end) for clause in clauses]
    for place, told in _wordings(tuple(signs)).told_in(text):
        sign, inside = signs[place], (each for each in told if overlaps(each, spans))
        found = not_so.so(inside)
        if not sign.instead or not ages:
            first = next(found, None)
            if first is not None:
                yield sign.name, first.span()
            continue
        meant = {staged(sign, _age_at(each.span(), spans, ages)): each for each in [*found][::-1]}
        for name in sorted(meant, key=lambda name: meant[name].start()):
            yield name, meant[name].span()


def _age_at(found: Span, spans: Sequence[Span], ages: Sequence[Age]) -> Age:
    """Return the age told by the clause in which most of what was found lies."""
    shared = [min(found[1], end) - max(found[0], start) for start, end in spans]
    return ages[shared.index(max(shared))] if shared else AGELESS


def staged(sign: Sign, age: Age) -> str:
    """Return the sign that the words of `sign` tell of somebody of that age.

    Parents tell of their children, so a sign of children stays theirs where there are any; one
    of the old stays theirs unless the words themselves name somebody else.
    """
    is_theirs = {
        CHILD: CHILD in age.present,
        ELDER: ELDER in age.present and not age.plainly,
    }
    return sign.name if is_theirs.get(sign.of) else sign.instead.get(age.stage, sign.name)


def instead_of(signs: Sequence[Sign], age: Age) -> Mapping[str, str]:
    """Return the signs that are others at that age, each with the other."""
    return _instead_of(tuple(signs), age)


@lru_cache(maxsize=64)
def _instead_of(signs: tuple[Sign, ...], age: Age) -> Mapping[str, str]:
    found = {sign.name: staged(sign, age) for sign in signs if sign.instead}
    return {name: other for name, other in found.items() if other != name}


def denied_signs(text: str, signs: Sequence[Sign], not_so: NotSo) -> Iterator[Span]:
    """Yield the stretches by which a normalised text says that signs in it are not so."""
    for _, told in _wordings(tuple(signs)).told_in(text):
        yield from filter(None, map(not_so.stretch, told))


@lru_cache(maxsize=8)
def _wordings(signs: tuple[Sign, ...]) -> Wordings:
    return Wordings((sign.words, sign.unless) for sign in signs)
