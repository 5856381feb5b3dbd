"""Danger signs in a ledger's words and facts; a person hears of them before any ranking."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from matcher.listening import Danger
from matcher.understanding.not_so import NOTHING, NotSo
from matcher.understanding.wordings import Wordings
from matcher.values import Alert


def danger_signs(
    text: str,
    need: str,
    dangers: Sequence[Danger],
    member: str | None = None,
    not_so: NotSo = NOTHING,
) -> Iterator[Alert]:
    """Yield an alert for each kind of danger that a normalised text tells of.

    `member` is whom the ledger lays the need to; all the words that tell are kept, in the
    order of the text.

    A sign does not count where a `not_sign` overlaps it: negations, figures of speech and
    things long past are written there. Nor does it in what the text says not to be so.
    """
    for place, all_found in _wordings(tuple(dangers)).told_in(text):
        told = {found.start(): found.group() for found in not_so.so(all_found)}
        if told:
            words = dict.fromkeys(told[start] for start in sorted(told))
            yield Alert(dangers[place].kind, need, member, " … ".join(words))


@lru_cache(maxsize=8)
def _wordings(dangers: tuple[Danger, ...]) -> Wordings:
    return Wordings(((*danger.outright, *danger.signs), danger.not_signs) for danger in dangers)


def is_outright(text: str, danger: Danger, not_so: NotSo = NOTHING) -> bool:
    """Return whether a normalised text tells of a danger in words that nothing outweighs."""
    return any(True for _, told in _outright(danger).told_in(text) for _ in not_so.so(told))


@lru_cache(maxsize=32)
def _outright(danger: Danger) -> Wordings:
    return Wordings([(danger.outright, danger.not_signs)])
