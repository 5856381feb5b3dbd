"""What the parent and the child that reads a file agree on; imports nothing heavy.

The child gets the file on stdin and its `Limits` as JSON in the first argument. It answers with
JSON lines: `{"file": KIND}`, `{"note": KIND, "value": …}`, `{"sheet": NAME, "left": COLUMN}`, a
list `[ROW, [CELL, …]]` for each row that holds something, at last `{"end": true}`, or in place of
all that follows `{"refused": KIND, "value": …}`. A date is `{"d": "1980-01-01"}`, a time of day or
an impossible date `{"odd": "00:00:00"}`, a blank cell null.
"""

import datetime
import re
from dataclasses import dataclass
from typing import Any

MIB = 1 << 20
RECKONED = re.compile(r"\s*[=+\-@＝＋－＠﹢﹣﹦﹫]|[\t\r\n]|'|\d{12}")
"""The beginning of a csv cell that a spreadsheet would reckon with or round, or would drop."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may cost; the defaults take a ledger of 10,000 rows by 40 columns easily."""

    size: int = 20 * MIB  # bytes of the file
    unpacked: int = 256 * MIB  # bytes of all parts of a zip, by its directory
    memory: int = 400 * MIB  # address space of the child; ten thousand full rows take 120
    answer: int = 96 * MIB  # bytes that the child may say
    seconds: int = 60
    sheets: int = 60
    rows: int = 60_000  # of one sheet
    columns: int = 600
    cells: int = 1_000_000  # that hold something, in all sheets
    text: int = 32_767  # characters of one cell, as many as Excel allows


@dataclass(frozen=True, slots=True)
class Odd:
    """A cell that holds a time of day or a date that no calendar has, as the reader shows it."""

    shown: str


Cell = str | int | float | bool | datetime.date | Odd | None


class UnreadableError(Exception):
    """The file cannot be read: `kind` is a key of the refusals, `value` what it speaks of."""

    def __init__(self, kind: str, value: str = "") -> None:
        super().__init__(kind)
        self.kind, self.value = kind, value


def to_wire(cell: object) -> Any:
    """Return a cell as the child says it."""
    if isinstance(cell, str):
        return cell or None
    if cell is None or isinstance(cell, bool | int | float):
        return cell
    if isinstance(cell, datetime.datetime):
        cell = cell.date()
    if isinstance(cell, datetime.date):
        return {"d": cell.isoformat()}
    return {"odd": str(cell)[:40]}


def from_wire(told: Any) -> Cell:
    """Return the cell that the child said; ValueError where it said none."""
    if told is None or isinstance(told, str | bool | int | float):
        return told
    if isinstance(told, dict) and "d" in told:
        return datetime.date.fromisoformat(str(told["d"]))
    if isinstance(told, dict) and "odd" in told:
        return Odd(str(told["odd"]))
    raise ValueError("no cell")
