"""Wordings sought in a text; of many, only those are tried of which it has the letters."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from matcher.reading.patterns import grams_of, needed_by

Span = tuple[int, int]
"""Where something stands in a text: its start, and the place after its end."""

Entry = tuple[Sequence[str], Sequence[str]]
"""Expressions that tell something, and those beside which they do not."""

_DEPTH = 3  # sets of letters that an expression is tried by


class Wordings:
    """What `all_found_in` finds for each of many entries, at a fraction of its cost."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        """Note for each letter and pair the expressions that may stand where it does.

        A set of expressions is a number: its bit n says whether the n-th belongs to it.
        """
        self._told: list[tuple[int, str]] = []
        self._unless: list[tuple[str, ...]] = []
        for place, (words, unless) in enumerate(entries):
            self._told += [(place, text) for text in words]
            self._unless.append(tuple(unless))
        needed = [needed_by(text) for _, text in self._told]
        self._levels = [_level([n[depth : depth + 1] for n in needed]) for depth in range(_DEPTH)]

    def told_in(self, text: str) -> Iterator[tuple[int, Iterator[re.Match[str]]]]:
        """Yield the place of each entry that a text may tell, with where it does, if anywhere."""
        words: dict[int, list[str]] = {}
        for number in self._possible(text):
            place, expression = self._told[number]
            words.setdefault(place, []).append(expression)
        for place, expressions in words.items():
            found = (m for each in expressions for m in _pattern(each).finditer(text))
            yield place, _not_excused(found, text, self._unless[place])

    def first_in(self, text: str) -> Iterator[tuple[int, re.Match[str]]]:
        """Yield the place of each entry that a text tells, with where it first does."""
        for place, found in self.told_in(text):
            first = next(found, None)
            if first is not None:
                yield place, first

    def _possible(self, text: str) -> Iterator[int]:
        """Yield the numbers of the expressions of which the text has what they need."""
        grams, possible = grams_of(text), -1
        for level, always in self._levels:
            found = always
            for gram in grams & level.keys():
                found |= level[gram]
            possible &= found
        while possible:
            lowest = possible & -possible
            yield lowest.bit_length() - 1
            possible ^= lowest


def _level(needed: Sequence[Sequence[frozenset[str]]]) -> tuple[dict[str, int], int]:
    """Return by gram the expressions that need it or an equal, and those that need none."""
    by_gram: dict[str, int] = {}
    always = 0
    for number, sets in enumerate(needed):
        if not sets:
            always |= 1 << number
        for gram in sets[0] if sets else ():
            by_gram[gram] = by_gram.get(gram, 0) | 1 << number
    return by_gram, always


def found_in(text: str, words: tuple[str, ...], unless: tuple[str, ...]) -> re.Match[str] | None:
    """Return the first place where a pattern of `words` stands and none of `unless` overlaps."""
    return next(all_found_in(text, words, unless), None)


def all_found_in(
    text: str, words: tuple[str, ...], unless: tuple[str, ...]
) -> Iterator[re.Match[str]]:
    """Yield each place where a pattern of `words` stands and none of `unless` overlaps."""
    found = (m for each in words for m in _pattern(each).finditer(text))
    return _not_excused(found, text, unless)


def _not_excused(
    found: Iterable[re.Match[str]], text: str, unless: Iterable[str]
) -> Iterator[re.Match[str]]:
    """Yield of what was found in a text that which none of `unless` overlaps."""
    excused: list[Span] | None = None
    for match in found:
        if excused is None:
            excused = [m.span() for each in unless for m in _pattern(each).finditer(text)]
        if not overlaps(match, excused):
            yield match


def overlaps(found: re.Match[str], spans: Iterable[Span]) -> bool:
    """Return whether what was found shares a character with any of the spans."""
    return any(start < found.end() and found.start() < end for start, end in spans)


@lru_cache(maxsize=8192)  # all wordings of a catalogue
def _pattern(text: str) -> re.Pattern[str]:
    """Return an expression compiled, when it is first needed."""
    return re.compile(text)
