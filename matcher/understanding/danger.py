"""Danger signs in a ledger's words and facts; a person hears of them before any ranking."""

from collections.abc import Iterator, Sequence

from matcher.offerings import Danger
from matcher.understanding.voiced import all_found_in, found_in
from matcher.values import Alert


def danger_signs(
    text: str, need: str, dangers: Sequence[Danger], member: str | None = None
) -> Iterator[Alert]:
    """Yield an alert for each kind of danger that a normalised text tells of.

    `member` is whom the ledger lays the need to; all the words that tell are kept, in the
    order of the text.

    A sign does not count where a `not_sign` overlaps it: negations, figures of speech and
    things long past are written there.
    """
    for danger in dangers:
        told = {
            found.start(): found.group()
            for found in all_found_in(text, (*danger.outright, *danger.signs), danger.not_signs)
        }
        if told:
            words = dict.fromkeys(told[start] for start in sorted(told))
            yield Alert(danger.kind, need, member, " … ".join(words))


def is_outright(text: str, danger: Danger) -> bool:
    """Return whether a normalised text tells of a danger in words that nothing outweighs."""
    return found_in(text, danger.outright, danger.not_signs) is not None
