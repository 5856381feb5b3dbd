"""Any list of rows as xlsx, csv or JSON, with no formula in it whatever its texts begin with.

In xlsx every text is written as a text. A csv file has no types: a cell that a spreadsheet
would reckon with (= + - @, tab, line break, full-width forms of these, blanks before them) or
round (twelve digits and more) gets an apostrophe before it, which our own reader takes off.
"""

import csv
import io
import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import xlsxwriter

from api.sheets.wire import RECKONED
from matcher.wording import Bilingual, Lang

Scalar = str | int | float | bool | date | None
Exported = Mapping[str, Scalar]

MOST_ROWS = 1_048_575
TEXT_FORMAT = 49  # the number of the format “Text” (文本) in every spreadsheet program
_LONGEST = 32_767
_CUT = "…"
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_YES_NO = {True: Bilingual("是", "yes"), False: Bilingual("否", "no")}
_MADE = datetime(2026, 1, 1)  # noqa: DTZ001 - the format knows no zone; fixed for equal bytes


class TooManyRowsError(ValueError):
    """An xlsx sheet holds no more than 1,048,575 rows below its headings."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of an exported list: the key of its values in each row, and what stands above."""

    key: str
    label: Bilingual


def to_xlsx(
    rows: Iterable[Exported], headings: Sequence[Heading], lang: Lang = "zh", name: str = "列表"
) -> bytes:
    """Return a workbook of one sheet; TooManyRowsError where there is no room for all."""
    made = io.BytesIO()
    book = new_workbook(made)
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "text_wrap": True})
    as_text = book.add_format({"num_format": TEXT_FORMAT})
    for column, heading in enumerate(headings):
        write_text(sheet, 0, column, heading.label.say(lang), bold)
        sheet.set_column(column, column, 16, as_text)
    for number, row in enumerate(rows, start=1):
        if number > MOST_ROWS:
            raise TooManyRowsError
        for column, heading in enumerate(headings):
            write_cell(sheet, number, column, row.get(heading.key), lang)
    sheet.freeze_panes(1, 0)
    book.close()
    return made.getvalue()


def to_csv(rows: Iterable[Exported], headings: Sequence[Heading], lang: Lang = "zh") -> bytes:
    """Return a csv file in UTF-8 with a mark, as Excel reads it, every cell in quotes."""
    made = io.StringIO(newline="")
    writer = csv.writer(made, quoting=csv.QUOTE_ALL)
    writer.writerow([guarded(heading.label.say(lang)) for heading in headings])
    for row in rows:
        writer.writerow([_csv_cell(row.get(heading.key), lang) for heading in headings])
    return made.getvalue().encode("utf-8-sig", "replace")


def to_json(rows: Iterable[Exported], headings: Sequence[Heading]) -> bytes:
    """Return a JSON list of objects by the columns' keys; texts as they are."""
    found = [{h.key: _json_cell(row.get(h.key)) for h in headings} for row in rows]
    return json.dumps(found, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def guarded(text: str) -> str:
    """Return a text that no spreadsheet takes for anything else when it opens a csv file."""
    clean = writable(text)
    return f"'{clean}" if RECKONED.match(clean) else clean


def writable(text: str) -> str:
    """Return a text without the characters that no spreadsheet can hold, cut to what a cell can."""
    found = _NOT_XML.sub(" ", text)
    return found if len(found) <= _LONGEST else found[: _LONGEST - 1] + _CUT


def new_workbook(into: io.BytesIO) -> Any:
    """Return a workbook that turns no text into a formula, link or number, and has no date."""
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(into, options)
    book.set_properties({"created": _MADE})
    return book


def write_text(sheet: Any, row: int, column: int, text: str, style: Any = None) -> None:
    """Write a text as a text."""
    if text:
        sheet.write_string(row, column, writable(text), style)
    elif style is not None:
        sheet.write_blank(row, column, None, style)


def write_cell(
    sheet: Any, row: int, column: int, value: object, lang: Lang = "zh", style: Any = None
) -> None:
    """Write a value by its type; what has no type of its own, and a long number, as a text."""
    if isinstance(value, int | float) and not isinstance(value, bool) and _is_plain(value):
        sheet.write_number(row, column, value, style)
    else:
        write_text(sheet, row, column, _shown(value, lang), style)


def _is_plain(number: int | float) -> bool:
    return math.isfinite(number) and abs(number) < 1e11


def _shown(value: object, lang: Lang) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _YES_NO[value].say(lang)
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _csv_cell(value: Scalar, lang: Lang) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool) and _is_plain(value):
        return str(value)
    return guarded(_shown(value, lang))


def _json_cell(value: Scalar) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value.isoformat() if isinstance(value, date) else value
