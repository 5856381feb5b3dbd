"""Split a need's text into clauses that voice separate things."""

import re
from collections.abc import Callable, Iterator, Sequence

Apart = Callable[[str, str], bool]
"""Whether two pieces of a text, one behind the other, are clauses of their own."""

Spans = tuple[tuple[int, int], ...]
"""Where stretches of a text stand: the start of each, and the place after its end."""

_MARK = re.compile(r"(?P<end>[。!?;\n…]+)|[,、:](?=.)")
SHORTEST, _SCRAP = 6, 3
LONGEST, MOST = 120, 16


def split(text: str, most: int = MOST) -> Spans:
    """Return the spans (start, end) of the clauses of a normalised text, in order.

    See `pieces` for how a text is cut and `joined` for what becomes of very many.
    """
    return joined(text, pieces(text), most)


def pieces(text: str, apart: Apart = lambda before, piece: False) -> Spans:
    """Return the spans of all clauses of a normalised text, in order.

    A text is cut at sentence ends and commas. Two pieces with a comma between them are
    joined where one has fewer than 6 characters, since it says too little alone, unless they
    are to stand `apart`; across a sentence end only scraps of fewer than 3 are. A piece of over
    120 is cut.
    """
    spans: list[tuple[int, int]] = []
    for start, end, opens in _cut_at_marks(text):
        if spans and _is_part(text, spans[-1], (start, end), opens, apart):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return tuple(part for span in spans for part in _cut(*span))


def joined(text: str, spans: Sequence[tuple[int, int]], most: int) -> Spans:
    """Return at most `most` spans, so that no text takes for ever.

    Where there are more, neighbours within a sentence are joined first. Only where there are
    more sentences than that are neighbouring sentences joined too.
    """
    if len(spans) <= most:
        return tuple(spans)
    sentences = list(_sentences(text, spans))
    spare, over = most - len(sentences), len(spans) - len(sentences)
    if spare < 0:
        return tuple(_grouped([(each[0][0], each[-1][1]) for each in sentences], most))
    return tuple(
        span
        for each in sentences
        for span in _grouped(each, 1 + (len(each) - 1) * spare // max(1, over))
    )


def _is_part(
    text: str,
    before: tuple[int, int],
    piece: tuple[int, int],
    opens: bool,
    apart: Apart,
) -> bool:
    """Say whether a piece says too little beside the one before to be a clause of its own."""
    shorter = min(piece[1] - piece[0], before[1] - before[0])
    if opens or shorter < _SCRAP:
        return shorter < _SCRAP
    return shorter < SHORTEST and not apart(text[slice(*before)], text[slice(*piece)])


def _sentences(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[Sequence[tuple[int, int]]]:
    """Yield the spans of each sentence."""
    first = 0
    for place in range(1, len(spans) + 1):
        if place == len(spans) or ends_sentence(text[spans[place - 1][1] : spans[place][0]]):
            yield spans[first:place]
            first = place


def ends_sentence(text: str) -> bool:
    """Say whether a sentence ends in what stands between two clauses."""
    return any(mark["end"] is not None for mark in _MARK.finditer(text))


def _grouped(spans: Sequence[tuple[int, int]], most: int) -> Iterator[tuple[int, int]]:
    size = max(1, -(-len(spans) // most))
    for first in range(0, len(spans), size):
        group = spans[first : first + size]
        yield group[0][0], group[-1][1]


def _cut_at_marks(text: str) -> Iterator[tuple[int, int, bool]]:
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
    while end - start > LONGEST:
        yield start, start + LONGEST
        start += LONGEST
    yield start, end
