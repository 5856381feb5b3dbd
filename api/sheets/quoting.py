"""Quotation marks of a csv file: one that is never closed must not swallow the rows after it.

Python's reader takes all up to the next mark, or to the end of the file, for one cell, and says
nothing. Here every quoted cell is looked at before; files without quotes cost nothing.
"""

import re

from api.sheets.wire import UnreadableError

_MOST_LINES = 50
"""Lines of one cell: what people write with line breaks is far shorter."""
_FEWEST = 2
"""Separators in a line from which it can look like a row."""
_CLOSE = re.compile(r'[^"]*+(?:""[^"]*+)*+"[^\S\r\n]*')
_BREAK = re.compile(r"\r\n|\r|\n")


def check_quotes(text: str, separator: str, usual: int) -> None:
    """Raise UnreadableError, with the row where it opens, for a cell whose quotes do not fit.

    A quote that is never closed, one with text after it, and a cell that spans many lines or
    lines that are rows of their own (each with the `usual` number of separators) do not.
    """
    opens = re.compile(rf'(?<![^{re.escape(separator)}\r\n])"')
    ends = frozenset((separator, "\r", "\n", ""))
    row, seen, at = 1, 0, opens.search(text)
    while at is not None:
        row += len(_BREAK.findall(text, seen, at.start()))
        closed = _CLOSE.match(text, at.end())
        if closed is None:
            raise UnreadableError("open_quote", str(row))
        end = closed.end()
        if text[end : end + 1] not in ends and text[end - 1] not in ends:
            raise UnreadableError("text_after_quote", str(row))
        if _swallows(text, at.start(), end, separator, usual):
            raise UnreadableError("open_quote", str(row))
        seen, at = end, opens.search(text, end)


def _swallows(text: str, start: int, end: int, separator: str, usual: int) -> bool:
    """Say whether a quoted cell holds more lines than any does, or lines that are whole rows."""
    breaks = len(_BREAK.findall(text, start, end))
    if not breaks:
        return False
    if breaks >= _MOST_LINES:
        return True
    first = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    rest = _BREAK.search(text, end)
    lines = _BREAK.split(text[first : rest.start() if rest else len(text)])
    return usual >= _FEWEST and all(line.count(separator) >= usual for line in lines)
