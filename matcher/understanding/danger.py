"""Danger signs in a ledger's words and facts; a person hears of them before any ranking."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from matcher.offerings import Danger
from matcher.values import Alert


def danger_signs(text: str, need: str, dangers: Sequence[Danger]) -> Iterator[Alert]:
    """Yield an alert for each kind of danger that a normalised text tells of.

    A sign does not count where a `not_sign` overlaps it: negations, figures of speech and
    things long past are written there.
    """
    for danger in dangers:
        signs, not_signs = _patterns(danger.signs), _patterns(danger.not_signs)
        harmless = [found.span() for pattern in not_signs for found in pattern.finditer(text)]
        words = next(
            (
                found.group()
                for pattern in signs
                for found in pattern.finditer(text)
                if not any(start < found.end() and found.start() < end for start, end in harmless)
            ),
            None,
        )
        if words is not None:
            yield Alert(danger.kind, need, words=words)


@lru_cache(maxsize=64)
def _patterns(texts: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(text) for text in texts)
