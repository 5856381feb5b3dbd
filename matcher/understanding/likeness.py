"""How like danger a text sounds, by what it is made of: characters, their pairs, and hints."""

import math
import re
from collections.abc import Mapping
from functools import lru_cache

from matcher.reading.alarms import Likeness
from matcher.understanding.clauses import split
from matcher.understanding.wordings import found_in

_LONGEST = 120  # a longer text is heard in stretches, or one dark sentence would drown in it
_MOST = 2_000  # characters that are heard at all


def plain_words(text: str, plain: Mapping[str, str]) -> str:
    """Return a normalised text with its Cantonese words in Mandarin, for comparison only."""
    return _either(tuple(plain)).sub(lambda found: plain[found.group()], text)


def grams_of(text: str, plain: Mapping[str, str], hints: Mapping[str, str]) -> frozenset[str]:
    """Return what a text is made of: characters, pairs of neighbours, hints and pairs of hints.

    White space has no part in it. Hints stand in angle brackets, so no text can imitate one.
    """
    letters = "".join(plain_words(text, plain).split()).replace("<", "").replace(">", "")
    heard = sorted(name for name, sign in hints.items() if found_in(letters, (sign,), ()))
    pairs = {letters[at : at + 2] for at in range(len(letters) - 1)}
    both = {f"<{one}+{two}>" for one in heard for two in heard if one < two}
    return frozenset({*letters, *pairs, *both, *(f"<{name}>" for name in heard)})


def likeness_of(text: str, likeness: Likeness) -> dict[str, float]:
    """Return, by kind, how like danger a normalised text sounds, in log-odds.

    Of a long text the worst stretch counts.
    """
    found = [
        grams_of(text[start : start + _LONGEST], likeness.plain, likeness.hints)
        for start in _starts(min(len(text), _MOST))
    ]
    return {
        kind: round(likeness.bias[kind] + max(_sum(grams, weights) for grams in found), 3)
        for kind, weights in likeness.weights.items()
    }


def loudest_clause(text: str, kind: str, likeness: Likeness) -> str:
    """Return the clause of a normalised text that sounds most like danger of a kind."""
    spans = split(text) or ((0, len(text)),)
    weights = likeness.weights[kind]
    start, end = max(
        spans,
        key=lambda span: _sum(
            grams_of(text[span[0] : span[1]][:_LONGEST], likeness.plain, likeness.hints), weights
        ),
    )
    return text[start:end]


def _sum(grams: frozenset[str], weights: Mapping[str, float]) -> float:
    """Return the weights of the grams, over the root of their number: length tells nothing."""
    return math.fsum(weights.get(gram, 0.0) for gram in grams) / math.sqrt(max(1, len(grams)))


def _starts(size: int) -> range:
    return range(0, max(1, size - _LONGEST // 2), _LONGEST // 2) if size > _LONGEST else range(1)


@lru_cache(maxsize=8)
def _either(words: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")
