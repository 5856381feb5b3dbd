"""Items that a text asks for by name, and those that it says were turned down."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from matcher.offerings import Catalogue
from matcher.typed import Clause
from matcher.understanding.not_so import NotSo
from matcher.understanding.wordings import Span

Names = Mapping[str, tuple[tuple[str, str], ...]]
"""Aliases with their codes, by the first two characters of the alias."""

_REFUSED = re.compile(
    r"不符合|不够|未达|达不到|不达|够不上|够不到|吃不上|评不上|评不到|申请不到|办不到|办不了|拿不到"
    r"|没评上|没批|未批|不批|唔批|批唔到|攞唔到|唔够|唔符合|未通过|没通过|被拒|被取消|取消了|停了|退出"
)
_ASKED = re.compile(
    r"想|问|申请|怎么办|点办|点样|怎样|可以|能不能|能否|有没有|有冇|希望|求|领|办|帮|盼|需要|要"
    r"|没|冇|无|缺|不起|唔起|难|贵|愁|欠"
)
_REACH = 8  # characters between a name and the words that ask for it or turn it down
MENTIONED, ASKED, REFUSED = 0.3, 1.0, -1.0


def index_names(aliases: Iterable[tuple[str, Sequence[str]]]) -> Names:
    """Return the index of (code, aliases) pairs that `names_in` reads."""
    index: dict[str, list[tuple[str, str]]] = {}
    for code, names in aliases:
        for name in names:
            index.setdefault(name[:2], []).append((name, code))
    return {start: tuple(found) for start, found in index.items()}


@lru_cache(maxsize=4)
def names_of(catalogue: Catalogue) -> Names:
    """Return the index of the names by which people ask for the items of a catalogue."""
    return index_names((item.code, item.aliases) for item in catalogue.items.values())


def names_in(clauses: Sequence[str], names: Names) -> dict[str, float]:
    """Return how each named code is spoken of in (normalised) clauses.

    1.0 where it is asked for or said to be lacking, 0.3 where it is only mentioned, -1.0
    where it was turned down. A name hidden inside a longer name of another item does not
    count: 低保 in 低保边缘.
    """
    return _foremost(spoken for clause in clauses for spoken in mentions_in(clause, names))


def names_said(clauses: Sequence[Clause], names: Names, not_so: NotSo) -> dict[str, float]:
    """Return how each code is spoken of in the clauses of a text, as `spoken_in` hears it."""
    return _foremost(spoken for clause in clauses for spoken in spoken_in(clause, names, not_so))


def _foremost(spoken: Iterable[tuple[str, Span, float]]) -> dict[str, float]:
    found: dict[str, float] = {}
    for code, _, value in spoken:
        found[code] = max(found.get(code, value), value, key=abs)
    return found


def mentions_in(clause: str, names: Names) -> Iterator[tuple[str, Span, float]]:
    """Yield each item that a (normalised) clause names, where, and how it is spoken of."""
    for code, start, end in _mentions(clause, names):
        yield code, (start, end), _voice(clause[max(0, start - _REACH) : end + _REACH])


def spoken_in(clause: Clause, names: Names, not_so: NotSo) -> Iterator[tuple[str, Span, float]]:
    """Yield what `mentions_in` does, without the names that only a story holds.

    What is said not to be (不是低保户) is mentioned at most; what was not asked for yet, or is
    wanting (没申请过低保), may well be asked for.
    """
    for code, (start, end), value in mentions_in(clause.text, names):
        first, last = clause.start + start, clause.start + end
        if not_so.holding(first, last) is None:
            is_denied = value == ASKED and not_so.denies(first)
            yield code, (start, end), MENTIONED if is_denied else value


def _voice(around: str) -> float:
    if _REFUSED.search(around):
        return REFUSED
    return ASKED if _ASKED.search(around) else MENTIONED


def _mentions(clause: str, names: Names) -> list[tuple[str, int, int]]:
    spans = list(_spans(clause, names))
    return [
        (code, start, end)
        for code, start, end in spans
        if not any(
            s <= start and end <= e and (s, e) != (start, end) and other != code
            for other, s, e in spans
        )
    ]


def _spans(clause: str, names: Names) -> Iterator[tuple[str, int, int]]:
    for start in range(len(clause) - 1):
        for name, code in names.get(clause[start : start + 2], ()):
            if clause.startswith(name, start):
                yield code, start, start + len(name)
