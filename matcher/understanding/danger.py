"""Danger signs in a ledger's words and facts; a person hears of them before any ranking."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from matcher.offerings import Danger
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
        signs, not_signs = _patterns(danger.signs), _patterns(danger.not_signs)
        harmless = [found.span() for pattern in not_signs for found in pattern.finditer(text)]
        told = {
            found.start(): found.group()
            for pattern in signs
            for found in pattern.finditer(text)
            if not any(start < found.end() and found.start() < end for start, end in harmless)
        }
        if told:
            words = dict.fromkeys(told[start] for start in sorted(told))
            yield Alert(danger.kind, need, member, " … ".join(words))


@lru_cache(maxsize=64)
def _patterns(texts: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(text) for text in texts)
