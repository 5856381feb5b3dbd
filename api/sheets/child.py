"""The process that reads one untrusted file and may die of it: `python -m api.sheets.child LIMITS`.

Its protocol stands in `wire`. It lowers its own limits before it looks at the file, opens no
other file and writes none.
"""

import io
import json
import resource
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TextIO

from api.sheets.broken import Place, broken_cells, lay_in
from api.sheets.sniffing import sniff
from api.sheets.wire import Limits, UnreadableError, to_wire

Row = tuple[int, list[Any]]
Merged = Sequence[tuple[tuple[int, int], tuple[int, int]]]


def main() -> None:
    """Read the file on stdin and answer on stdout; exit 0 also where the file is refused."""
    limits = Limits(**json.loads(sys.argv[1]))
    lower(limits)
    out = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="\n")
    try:
        answer(sys.stdin.buffer.read(limits.size + 1), limits, out)
    except UnreadableError as error:
        say(out, {"refused": error.kind, "value": error.value})
    except MemoryError:
        say(out, {"refused": "too_big", "value": ""})
    except BaseException:  # the parser's panics are no Exception
        say(out, {"refused": "damaged", "value": ""})
    out.flush()


def lower(limits: Limits) -> None:
    """Hold this process to the limits on memory and processor time; no core, no written file."""
    for which, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, limits.seconds + 1),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        _, hard = resource.getrlimit(which)
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(which, (least, least))


def answer(data: bytes, limits: Limits, out: TextIO) -> None:
    """Say what the file holds."""
    kind, notes = sniff(data, limits)
    say(out, {"file": kind})
    for note in notes:
        say(out, {"note": note, "value": ""})
    if kind == "csv":
        _answer_csv(data, limits, out)
    else:
        _answer_workbook(data, limits, out)
    say(out, {"end": True})


def say(out: TextIO, line: object) -> None:
    """Write one line of the answer."""
    out.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")


def _answer_csv(data: bytes, limits: Limits, out: TextIO) -> None:
    from api.sheets.decoding import csv_rows, decoded

    text, encoding = decoded(data)
    say(out, {"note": "encoding", "value": encoding})
    say(out, {"sheet": "", "left": 0})
    _Teller(limits, out).rows(csv_rows(text, limits))


def _answer_workbook(data: bytes, limits: Limits, out: TextIO) -> None:
    import python_calamine as calamine

    try:
        book = calamine.load_workbook(io.BytesIO(data))
    except calamine.PasswordError:
        raise UnreadableError("encrypted") from None
    except calamine.CalamineError:
        raise UnreadableError("damaged") from None
    shown = [m for m in book.sheets_metadata if m.typ == calamine.SheetTypeEnum.WorkSheet]
    if len(shown) > limits.sheets:
        raise UnreadableError("too_many_sheets", str(len(shown)))
    teller, broken = _Teller(limits, out), broken_cells(data, limits)
    for each in shown:
        if each.visible != calamine.SheetVisibleEnum.Visible:
            say(out, {"note": "hidden", "value": each.name})
            continue
        try:
            sheet = book.get_sheet_by_name(each.name)
        except calamine.CalamineError:
            raise UnreadableError("damaged_sheet", each.name) from None
        teller.sheet(each.name, sheet, broken.get(each.name, {}))


class _Teller:
    """Says rows, and counts them over all sheets."""

    def __init__(self, limits: Limits, out: TextIO) -> None:
        self._limits, self._out, self._cells = limits, out, 0

    def sheet(self, name: str, sheet: Any, broken: Mapping[Place, str]) -> None:
        top, left = sheet.start or (0, 0)
        say(self._out, {"sheet": name, "left": left})
        if sheet.height * sheet.width > 30 * self._limits.cells:
            raise UnreadableError("sparse", name)
        rows = sheet.to_python(skip_empty_area=True)
        lay_in(rows, broken, top, left)
        merged = sheet.merged_cell_ranges or []
        if filled_down(rows, merged, top, left):
            say(self._out, {"note": "merged", "value": name})
        self.rows(enumerate(rows, start=top + 1), name)

    def rows(self, rows: Iterable[Row], name: str = "") -> None:
        for told, (number, row) in enumerate(_filled(rows), start=1):
            cells = [to_wire(cell) for cell in row]
            while cells[-1] is None:
                cells.pop()
            self._cells += sum(cell is not None for cell in cells)
            self._check(told, number, cells, name)
            say(self._out, [number, cells])

    def _check(self, told: int, number: int, cells: list[Any], name: str) -> None:
        limits = self._limits
        if told > limits.rows:
            raise UnreadableError("too_many_rows", name)
        if len(cells) > limits.columns:
            raise UnreadableError("too_many_columns", name)
        if self._cells > limits.cells:
            raise UnreadableError("too_many_cells", name)
        if any(isinstance(cell, str) and len(cell) > limits.text for cell in cells):
            raise UnreadableError("long_cell", str(number))


def _filled(rows: Iterable[Row]) -> Iterator[Row]:
    for number, row in rows:
        if any(cell not in ("", None) for cell in row):
            yield number, row


def filled_down(rows: list[list[Any]], merged: Merged, top: int, left: int) -> bool:
    """Write the value of a merged cell into those below it in its first column; say if any was.

    A household's town, merged over its members, is meant of each of them. To the right nothing
    is written: a title over all columns would be one in each.
    """
    found = False
    for (first, column), (last, _) in merged:
        at, end = column - left, min(last - top, len(rows) - 1)
        if not 0 <= first - top <= end or not 0 <= at < len(rows[first - top]):
            continue
        value = rows[first - top][at]
        for row in rows[first - top + 1 : end + 1] if value not in ("", None) else ():
            found = True
            row[at] = value
    return found


if __name__ == "__main__":
    main()
