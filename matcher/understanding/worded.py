"""Wordings that a need says itself: how an offering is known to be meant by the family's words.

No labelled need speaks of an offering, so nothing that was learnt can tie one to a need. What is
left is what its organisation wrote families would say: where a need says just that, or all but.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from matcher.normalise import normalise
from matcher.typed import Clause

SAID = 2 / 3
"""The share of a wording's character pairs that a need has to hold: most of it, not all.

想要一辆单车 says 想要辆单车; 想要一张书桌 does not. It is written down, not fitted.
"""
_LEAST = 2
"""Pairs that a wording has at least: a word of two characters (没钱) says too little alone."""
_ASIDE = re.compile(r"[(（].*?[)）]")
"""What a name adds for the office: families say 助听器, not 助听器（单耳）."""


class Worded(NamedTuple):
    """A wording that a need says, and the words of the clause that says most of it."""

    words: str
    text: str
    share: float


def worded_in(clauses: Sequence[Clause], wordings: Iterable[str]) -> Worded | None:
    """Return which of some wordings the clauses of a need say best, the first of equals; or None.

    Denials, stories and what is settled are no words of a need. A wording may stand in several
    clauses: families say in two what others say in one.
    """
    heard = [clause for clause in clauses if not clause.unreal]
    own = [_pairs(clause.real or clause.text) for clause in heard]
    every = frozenset().union(*own)
    best: Worded | None = None
    for text in map(normalise, wordings):
        wanted = _pairs(_ASIDE.sub("", text))
        if len(wanted) < _LEAST:
            continue
        share = len(wanted & every) / len(wanted)
        if share >= SAID and (best is None or share > best.share):
            most = max(range(len(own)), key=lambda place: len(wanted & own[place]))
            best = Worded(heard[most].said or heard[most].text, text, share)
    return best


@lru_cache(maxsize=20_000)
def _pairs(text: str) -> frozenset[str]:
    letters = [letter for letter in text.lower() if letter.isalnum()]
    return frozenset(one + other for one, other in pairwise(letters))
