"""Cells in which a formula failed: `#REF!`, `#N/A` … The reader of workbooks takes them for blanks.

Where they stand is read from the parts of an xlsx by pattern: no parser of XML sees the file.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from api.sheets.wire import Limits

Place = tuple[int, int]
"""Row and column of a cell, from 0."""

_SHOWN = re.compile(r"#(?:REF!|N/A|DIV/0!|VALUE!|NAME\?|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA)")
_CELL = re.compile(
    rb"<(?:\w+:)?c(?=\s)(?=[^>]*\st=[\"']e[\"'])[^>]*\sr=[\"']([A-Z]{1,3})(\d{1,7})[\"'][^>]*>"
    rb"(?:(?!</(?:\w+:)?c>).){0,9000}?<(?:\w+:)?v>([^<]{1,20})<",
    re.DOTALL,
)
_SHEET = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")
_ATTRIBUTE = re.compile(r"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_ESCAPED = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))
_PIECE, _CARRIED, _LISTS = 1 << 20, 1 << 16, 1 << 22
_MOST = 100_000


def is_broken(cell: object) -> bool:
    """Say whether a cell shows that its formula failed."""
    return isinstance(cell, str) and _SHOWN.fullmatch(cell.strip().upper()) is not None


def broken_cells(data: bytes, limits: Limits) -> Mapping[str, Mapping[Place, str]]:
    """Return by sheet the cells of an xlsx whose formulas failed; of an xls none are known."""
    if not data.startswith(b"PK"):
        return {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = _parts(packed)
            return {name: dict(_broken_in(packed, part, limits)) for name, part in parts.items()}
    except (zipfile.BadZipFile, KeyError, OSError, EOFError, ValueError, RuntimeError):
        return {}


def lay_in(rows: list[list[Any]], broken: Mapping[Place, str], top: int, left: int) -> None:
    """Write what failed formulas show into the rows of a sheet that begins at `top` and `left`."""
    for (row, column), shown in broken.items():
        if 0 <= row - top < len(rows) and 0 <= column - left < len(rows[row - top]):
            rows[row - top][column - left] = shown


def _parts(packed: zipfile.ZipFile) -> dict[str, str]:
    """Return the part of each sheet, by its name."""
    targets = {}
    for told in _RELATION.findall(_text(packed, "xl/_rels/workbook.xml.rels")):
        found = _attributes(told)
        target = found.get("Target", "").lstrip("/")
        targets[found.get("Id", "")] = target if target.startswith("xl/") else f"xl/{target}"
    sheets = [_attributes(told) for told in _SHEET.findall(_text(packed, "xl/workbook.xml"))]
    names = set(packed.namelist())
    found = {each.get("name", ""): targets.get(each.get("r:id", ""), "") for each in sheets}
    return {name: part for name, part in found.items() if part in names}


def _text(packed: zipfile.ZipFile, name: str) -> str:
    with packed.open(name) as stream:
        return stream.read(_LISTS).decode("utf-8", "replace")


def _attributes(told: str) -> dict[str, str]:
    return {name: _plain(a or b) for name, a, b in _ATTRIBUTE.findall(told)}


def _plain(value: str) -> str:
    for escaped, meant in _ESCAPED:
        value = value.replace(escaped, meant)
    return value


def _broken_in(packed: zipfile.ZipFile, part: str, limits: Limits) -> Iterator[tuple[Place, str]]:
    """Yield the failed cells of a part, reading no more of it than the limit on all parts."""
    carried, read, num_found = b"", 0, 0
    with packed.open(part) as stream:
        while (piece := stream.read(_PIECE)) and read <= limits.unpacked and num_found < _MOST:
            read, held = read + len(piece), carried + piece
            end = held.rfind(b"<row") if held.rfind(b"<row") > 0 else len(held)
            carried = held[end:][-_CARRIED:]
            for place, shown in _cells(held[:end] if carried else held):
                num_found += 1
                yield place, shown
        yield from _cells(carried)


def _cells(held: bytes) -> Iterator[tuple[Place, str]]:
    if b't="e"' not in held and b"t='e'" not in held:
        return
    for letters, row, shown in _CELL.findall(held):
        column = 0
        for letter in letters:
            column = column * 26 + letter - ord("A") + 1
        yield (int(row) - 1, column - 1), shown.decode("utf-8", "replace")
