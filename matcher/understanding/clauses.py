"""Split a need's text into clauses that voice separate things."""

import re
from collections.abc import Iterator

_SENTENCE_END = re.compile(r"[。!?;\n…]+|[,、:](?=.)")
_SHORTEST, _LONGEST = 6, 120
MOST = 16


def split(text: str, most: int = MOST) -> tuple[tuple[int, int], ...]:
    """Return the spans (start, end) of the clauses of a normalised text, in order.

    A text is cut at sentence ends and commas; a piece of fewer than 6 characters joins the
    one before it, since on its own it says too little; a piece of over 120 is cut. Where
    there are more than `most`, neighbours are joined, so that no text takes for ever.
    """
    spans: list[tuple[int, int]] = []
    for start, end in _pieces(text):
        if spans and (end - start < _SHORTEST or spans[-1][1] - spans[-1][0] < _SHORTEST):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return tuple(_joined([part for span in spans for part in _cut(*span)], most))


def _joined(spans: list[tuple[int, int]], most: int) -> Iterator[tuple[int, int]]:
    size = max(1, -(-len(spans) // most))
    for first in range(0, len(spans), size):
        group = spans[first : first + size]
        yield group[0][0], group[-1][1]


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for mark in _SENTENCE_END.finditer(text):
        if mark.start() > start:
            yield start, mark.start()
        start = mark.end()
    if start < len(text):
        yield start, len(text)


def _cut(start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > _LONGEST:
        yield start, start + _LONGEST
        start += _LONGEST
    yield start, end
