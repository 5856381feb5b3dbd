"""Files and books for the tests of spreadsheets; the people in them are invented."""

import io
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import xlsxwriter

from api.sheets.books import Book, Row, Sheet
from api.sheets.faults import Checks
from api.sheets.ledger import LedgerRead, LedgerReader
from api.sheets.mapping import propose
from api.sheets.reading import read_book
from api.sheets.values import ValueReader
from api.sheets.wire import Cell
from api.sheets.words import Words, load_words
from tests.support import CATALOGS, TODAY, city

FILES = Path(__file__).parent / "files"
ID_A, ID_B, ID_C = "442000198001010015", "442000201005010026", "442000195605310037"
NO_CHECKS = Checks()


@cache
def words() -> Words:
    return load_words(CATALOGS, city().vocabulary)


def values() -> ValueReader:
    return ValueReader(words(), city().town_names)


def book(*sheets: tuple[str, Sequence[Sequence[Cell]]], kind: str = "xlsx") -> Book:
    """Return a book of sheets, each a name and its rows."""
    return Book(
        kind,
        tuple(
            Sheet(name, tuple(Row(n, tuple(row)) for n, row in enumerate(rows, start=1)))
            for name, rows in sheets
        ),
    )


def read_rows(*rows: Sequence[Cell], name: str = "", checks: Checks = NO_CHECKS) -> LedgerRead:
    """Return what a ledger of one sheet gives."""
    return read_sheets((name, rows), checks=checks)


def read_sheets(
    *sheets: tuple[str, Sequence[Sequence[Cell]]], checks: Checks = NO_CHECKS
) -> LedgerRead:
    """Return what a ledger of several sheets gives."""
    found = book(*sheets)
    return LedgerReader(words(), city(), TODAY, checks).read(found, propose(found, words()))


def facts_of(read: LedgerRead, index: int = 0) -> Mapping[str, Any]:
    return read.taken[index].data["facts"]


def workbook(write: Callable[[Any], None]) -> bytes:
    """Return an xlsx file that `write` has filled."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as found:
        write(found)
    return made.getvalue()


def of_rows(rows: Sequence[Sequence[Any]], name: str = "家庭") -> bytes:
    """Return an xlsx file of one sheet; texts as texts, days as days."""

    def write(found: Any) -> None:
        sheet, day = found.add_worksheet(name), found.add_format({"num_format": "yyyy-mm-dd"})
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(r, c, cell, day)
                elif isinstance(cell, str):
                    sheet.write_string(r, c, cell)
                elif cell is not None:
                    sheet.write(r, c, cell)

    return workbook(write)


LEDGER = [
    ["户编号", "镇街", "姓名", "身份证号", "出生日期", "家庭人口", "救助身份", "需求内容"],
    ["h-01", "西区", "陈试一", ID_A, date(1980, 1, 1), 2, "低保", "想申请助学金"],
    ["h-02", "小榄镇", "李试", ID_C, "1956年5月31日", 1, "特困供养", "看病没有钱"],
]


def csv_text(rows: Sequence[Sequence[Any]] = LEDGER) -> str:
    return "".join(",".join(str(cell) for cell in row) + "\r\n" for row in rows)


def repacked(data: bytes, change: Callable[[str, bytes], bytes], **more: bytes) -> bytes:
    """Return a zip with its parts changed, and more parts (`/` as `__`) in it."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            new.writestr(part.filename, change(part.filename, old.read(part)))
        for name, content in more.items():
            new.writestr(name.replace("__", "/"), content)
    return made.getvalue()


def same(_: str, content: bytes) -> bytes:
    return content


def read(data: bytes, name: str = "") -> Book:
    """Return the book of a file; fails where it was refused."""
    found = read_book(data, name)
    assert isinstance(found, Book), found
    return found


def within_a_gib(code: str, data: bytes = b"") -> None:
    """Run code in a small process of its own, none of whose children may take 1 GiB.

    Not in a fork of this one: what a process held counts for its children too, until it ends.
    `data` is what the code reads from stdin.
    """
    last = "import resource; print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    run = subprocess.run(
        [sys.executable, "-c", f"{code}\n{last}"], input=data, capture_output=True, check=False
    )
    assert run.returncode == 0, run.stderr.decode()
    assert 0 < int(run.stdout) < 1 << 20
