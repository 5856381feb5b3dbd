"""What no text can match a regular expression without: letters, and pairs of neighbouring ones.

A ledger's text holds a hundred letters and pairs, a catalogue thousands of expressions. To know
what each cannot do without is to know, by looking letters up, the few that are worth trying.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

# The parser of `re` itself: an own reading of the syntax might differ from what is matched.
from re import _constants as codes
from re import _parser as parser
from typing import Any, NamedTuple

Grams = frozenset[str]
Needed = tuple[Grams, ...]
"""Sets of letters and pairs: a text that matches holds at least one of each set."""

_MOST_STRINGS, _MOST_SETS, _WIDEST = 48, 3, 400
_OF_LETTER, _OF_PAIR = 25, 1  # how often one stands in a text, roughly; whole, so sums are exact


class _Read(NamedTuple):
    """What a piece matches: just the strings of `exact`; or what it needs where that is None."""

    exact: frozenset[str] | None
    needs: tuple[Grams, ...] = ()


_NOTED: dict[str, Needed] = {}  # by the expression itself, so what it says can never be stale
_MOST_NOTED = 20_000  # all expressions of some catalogues

_NOTHING = frozenset([""])
_NO_WIDTH, _ANYTHING = _Read(_NOTHING), _Read(None)


def needed_by(expression: str) -> Needed:
    """Return what a text needs to match, the rarest first; () where nothing is sure.

    re.error where it is no regular expression. Most are never needed in a run, and to read one
    takes a third of the time of compiling it; that alone finds what is wrong with looking back.
    """
    known = _NOTED.get(expression)
    if known is None:
        known = _read(expression)
        if "(?<" in expression:
            re.compile(expression)
        if len(_NOTED) >= _MOST_NOTED:
            _NOTED.clear()
        _NOTED[expression] = known
    return known


def noted() -> dict[str, list[list[str]]]:
    """Return what was found of every expression that was read, by itself, to be kept."""
    return {text: [sorted(grams) for grams in _NOTED[text]] for text in sorted(_NOTED)}


def note(found: Mapping[str, Sequence[Sequence[str]]]) -> None:
    """Take what `noted` told as read: all the reading of a start is not done anew."""
    for expression, needed in found.items():
        _NOTED[expression] = tuple([frozenset(grams) for grams in needed])


def _read(expression: str) -> Needed:
    tree = parser.parse(expression)
    read = _sequence(tree)
    needs = read.needs if read.exact is None else _grams(read.exact)
    if tree.state.flags & re.IGNORECASE:
        return ()
    return tuple(sorted({*needs}, key=lambda grams: (_cost(grams), sorted(grams))))[:_MOST_SETS]


def _sequence(pieces: Iterable[tuple[Any, Any]]) -> _Read:
    needs: list[Grams] = []
    run, is_whole = _NOTHING, True
    for code, argument in pieces:
        exact, needed = _piece(code, argument)
        if exact is not None and len(exact) * len(run) <= _MOST_STRINGS:
            run = frozenset([before + after for before in run for after in exact])
            continue
        needs += [*_grams(run), *needed]
        run, is_whole = exact or _NOTHING, False
    return _Read(run) if is_whole else _Read(None, (*needs, *_grams(run)))


def _piece(code: Any, argument: Any) -> _Read:
    if code is codes.LITERAL:
        return _Read(frozenset([chr(argument)]))
    if code is codes.IN:
        return _Read(_letters(argument))
    if code is codes.BRANCH:
        return _either([_sequence(branch) for branch in argument[1]])
    if code is codes.SUBPATTERN:
        _, added, _, inside = argument
        return _ANYTHING if added else _sequence(inside)
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT):
        return _repeated(*argument)
    return _NO_WIDTH if code in (codes.AT, codes.ASSERT, codes.ASSERT_NOT) else _ANYTHING


def _letters(members: Sequence[tuple[Any, Any]]) -> frozenset[str] | None:
    """Return the letters of a class, None where they are too many to tell."""
    if any(code is not codes.LITERAL for code, _ in members) or len(members) > _MOST_STRINGS:
        return None
    return frozenset(chr(letter) for _, letter in members)


def _either(branches: Sequence[_Read]) -> _Read:
    strings = [branch.exact for branch in branches if branch.exact is not None]
    if len(strings) == len(branches) and sum(map(len, strings)) <= _MOST_STRINGS:
        return _Read(frozenset[str]().union(*strings))
    best = [_best(branch) for branch in branches]
    grams = frozenset[str]().union(*(each for each in best if each is not None))
    return _Read(None, () if None in best or len(grams) > _WIDEST else (grams,))


def _best(read: _Read) -> Grams | None:
    needs = read.needs if read.exact is None else _grams(read.exact)
    return min(needs, key=_cost, default=None)


def _repeated(least: int, most: int, inside: Any) -> _Read:
    read = _sequence(inside)
    if most == 1 and read.exact is not None:
        return read if least else _Read(read.exact | _NOTHING)
    needs = read.needs if read.exact is None else _grams(read.exact)
    return _Read(None, tuple(needs) if least else ())


def _grams(strings: frozenset[str]) -> list[Grams]:
    """Return the sets of which a text that holds one of the strings holds one each."""
    if "" in strings:
        return []
    first = frozenset(text[:2] for text in strings)
    last = frozenset(text[-2:] for text in strings)
    return [first] if first == last else [first, last]


def _cost(grams: Grams) -> int:
    return sum(_OF_LETTER if len(gram) == 1 else _OF_PAIR for gram in grams)


def grams_of(text: str) -> set[str]:
    """Return the letters and pairs of neighbouring letters of a text."""
    return {*text, *(one + other for one, other in pairwise(text))}
