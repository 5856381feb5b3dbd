"""Items that a text asks for by name, and those of which it says that they were turned down."""

import re
from collections.abc import Mapping, Sequence

from matcher.offerings import Item

_REFUSED = re.compile(
    r"(不符合|不够|未达|达不到|不达|够不上|够不到|吃不上|评不上|评不到|申请不到|办不到|办不了|拿不到"
    r"|没评上|没批|未批|不批|唔批|批唔到|攞唔到|唔够|唔符合|未通过|没通过|被拒|被取消|取消了|停了|退出)"
)
_REACH = 8  # characters between a name and the words that turn it down


def names_in(clauses: Sequence[str], items: Mapping[str, Item]) -> dict[str, float]:
    """Return 1.0 for each code that a (normalised) clause names, -1.0 where it was turned down.

    A name hidden inside a longer name of another item does not count: 低保 in 低保边缘.
    """
    found: dict[str, float] = {}
    for clause in clauses:
        for code, start, end in _mentions(clause, items):
            around = clause[max(0, start - _REACH) : end + _REACH]
            sign = -1.0 if _REFUSED.search(around) else 1.0
            found[code] = min(found.get(code, sign), sign)
    return found


def _mentions(clause: str, items: Mapping[str, Item]) -> list[tuple[str, int, int]]:
    spans = [
        (code, start, start + len(alias))
        for code, item in items.items()
        for alias in item.aliases
        if (start := clause.find(alias)) >= 0
    ]
    return [
        (code, start, end)
        for code, start, end in spans
        if not any(
            s <= start and end <= e and (s, e) != (start, end) and other != code
            for other, s, e in spans
        )
    ]
