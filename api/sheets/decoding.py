"""Rows of a csv file: which encoding, which separator, and what Excel's own csv does to cells.

The order of tries is fixed: a byte order mark, UTF-8, UTF-16 without a mark (only where there are
zero bytes), then GB18030 and Big5 weighed against each other; a short text that could be either
is taken for GB18030.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator

from charset_normalizer import from_bytes

from api.sheets.quoting import check_quotes
from api.sheets.wire import RECKONED, Limits, UnreadableError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins as the mark of UTF-16 does
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WEIGHED = 100_000
_RARE = 0.1
_SEPARATORS = ",\t;|，"
_FORMULA_TEXT = re.compile(r'="([^"]*)"')
_UNWRITTEN = re.compile(r"[\x00-\x08\x0e-\x1f]")


def decoded(data: bytes) -> tuple[str, str]:
    """Return a text file's text and its encoding; UnreadableError where it is no text."""
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return _strictly(data, codec), codec
    for codec in ("utf-8", *_without_mark(data)):
        try:
            return _text(data.decode(codec)), codec
        except ValueError:
            continue
    codec = _likelier(data)
    return _strictly(data, codec), codec


def _strictly(data: bytes, codec: str) -> str:
    try:
        return _text(data.decode(codec))
    except ValueError:
        raise UnreadableError("not_text") from None


def _text(text: str) -> str:
    """Return the text itself; ValueError where it holds what no text does."""
    if _UNWRITTEN.search(text):
        raise ValueError("control characters")
    return text


def _without_mark(data: bytes) -> tuple[str, ...]:
    """Return the kinds of UTF-16 that the zero bytes of commas and line ends speak for."""
    if b"\0" not in data or len(data) % 2:
        return ()
    little = data[1::2].count(0) >= data[::2].count(0)
    return ("utf-16-le",) if little else ("utf-16-be",)


def _likelier(data: bytes) -> str:
    cut = data[:_WEIGHED]
    if len(cut) < len(data) and b"\n" in cut:
        cut = cut[: cut.rindex(b"\n")]
    found = from_bytes(cut, cp_isolation=["gb18030", "big5"], enable_fallback=False).best()
    if found is None or found.encoding == "gb18030" or not _is_strange(cut):
        return "gb18030"
    return str(found.encoding)


def _is_strange(data: bytes) -> bool:
    """Say whether a text would hold many rare characters in GB18030, as one in Big5 does.

    In a text of three or four characters the library takes plain GB18030 for Big5.
    """
    told = [char for char in data.decode("gb18030", "replace") if not char.isascii()]
    rare = sum(not char.encode("gb2312", "ignore") for char in told)
    return rare > _RARE * len(told)


def csv_rows(text: str, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    """Yield the number and cells of each row; UnreadableError where quotes would swallow rows."""
    csv.field_size_limit(max(limits.text, 1) * 4)
    separator, usual = _separator(text)
    check_quotes(text, separator, usual)
    lines = io.StringIO(text, newline="")
    rows = csv.reader(lines, delimiter=separator)
    number = 0
    try:
        for number, row in enumerate(rows, start=1):
            yield number, [_as_meant(cell) for cell in row]
    except csv.Error:
        raise UnreadableError("long_cell", str(number + 1)) from None


def _separator(text: str) -> tuple[str, int]:
    """Return what separates cells, and how many a line usually has.

    It is what most of the first lines hold most of.
    """
    lines = [line for line in text[:_WEIGHED].splitlines() if line.strip()][:20]
    counts = {each: sorted(line.count(each) for line in lines) for each in _SEPARATORS}
    middle = {each: (n[len(n) // 2], n[-1]) if n else (0, 0) for each, n in counts.items()}
    found = max(_SEPARATORS, key=lambda each: middle[each])
    return found, middle[found][0]


def _as_meant(cell: str) -> str:
    """Return a cell without the wrappings that keep Excel from reckoning with it."""
    wrapped = _FORMULA_TEXT.fullmatch(cell)
    if wrapped is not None:
        return wrapped[1]
    is_guarded = cell.startswith("'") and RECKONED.match(cell[1:])
    return cell[1:] if is_guarded else cell
