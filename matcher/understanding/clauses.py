"""Split a need's text into clauses that voice separate things."""

import re
from collections.abc import Iterator

_MARK = re.compile(r"(?P<end>[。!?;\n…]+)|[,、:](?=.)")
_SHORTEST, _SCRAP, _LONGEST = 6, 3, 120
MOST = 16


def split(text: str, most: int = MOST) -> tuple[tuple[int, int], ...]:
    """Return the spans (start, end) of the clauses of a normalised text, in order.

    A text is cut at sentence ends and commas. Two pieces with a comma between them are
    joined where one has fewer than 6 characters, since it says too little alone; across a
    sentence end only scraps of fewer than 3 are. A piece of over 120 is cut. Where there are
    more than `most`, neighbours are joined, so that no text takes for ever.
    """
    spans: list[tuple[int, int]] = []
    for start, end, opens in _pieces(text):
        shortest = _SCRAP if opens else _SHORTEST
        if spans and min(end - start, spans[-1][1] - spans[-1][0]) < shortest:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return tuple(_joined([part for span in spans for part in _cut(*span)], most))


def _joined(spans: list[tuple[int, int]], most: int) -> Iterator[tuple[int, int]]:
    size = max(1, -(-len(spans) // most))
    for first in range(0, len(spans), size):
        group = spans[first : first + size]
        yield group[0][0], group[-1][1]


def _pieces(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield start, end, and whether the piece opens a sentence or goes on after a comma."""
    start, opens = 0, True
    for mark in _MARK.finditer(text):
        if mark.start() > start:
            yield start, mark.start(), opens
            opens = False
        start, opens = mark.end(), opens or mark["end"] is not None
    if start < len(text):
        yield start, len(text), opens


def _cut(start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > _LONGEST:
        yield start, start + _LONGEST
        start += _LONGEST
    yield start, end
