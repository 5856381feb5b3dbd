"""Faults shown where they are: a coloured copy of the file, and the same as a table."""

import io
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.sheets.books import Book, Row, Sheet
from api.sheets.exporting import (
    TEXT_FORMAT,
    Exported,
    Heading,
    new_workbook,
    writable,
    write_cell,
    write_text,
)
from api.sheets.faults import RowFault
from api.sheets.leaving import LEFT_OUT
from api.sheets.values import shown
from matcher.wording import Bilingual, Lang

_MARKED = Bilingual("要改的地方", "what to mend")
_LISTED = Bilingual("要改清单", "to mend")
_UNNAMED = Bilingual("表", "sheet")
_NO_NAME = re.compile(r"[\[\]:*?/\\]")
_DEGREE = {True: Bilingual("请留意", "to note"), False: Bilingual("要改", "to mend")}

HEADINGS = (
    Heading("degree", Bilingual("程度", "degree")),
    Heading("sheet", Bilingual("工作表", "sheet")),
    Heading("row", Bilingual("行", "row")),
    Heading("column", Bilingual("列", "column")),
    Heading("heading", Bilingual("列名", "heading")),
    Heading("value", Bilingual("现在的内容（已遮盖）", "value (masked)")),
    Heading("reason", Bilingual("问题", "what is wrong")),
    Heading("cure", Bilingual("怎么改", "what to do")),
)


def fault_rows(faults: Iterable[RowFault], lang: Lang) -> list[Exported]:
    """Return faults as rows of a list, for a page, an answer or an export."""
    return [
        {
            "degree": _DEGREE[fault.is_warning].say(lang),
            "sheet": fault.sheet,
            "row": fault.row,
            "column": fault.column,
            "heading": fault.heading,
            "value": fault.value,
            "reason": fault.reason.say(lang),
            "cure": fault.cure.say(lang),
        }
        for fault in faults
    ]


def marked_copy(book: Book, faults: Sequence[RowFault], lang: Lang = "zh") -> bytes:
    """Return the file's cells in a new workbook, faulty ones coloured, with a sheet of all faults.

    A cell's faults stand in its comment and in a last column of its row. All else of the file
    (formats, formulas, hidden sheets) is left out. It can be mended and imported again: what was
    added is known and passed over. It holds what the file held: it is for who may see that.
    """
    made = io.BytesIO()
    copy = new_workbook(made)
    styles = {
        False: copy.add_format({"bg_color": "#FFC7CE", "num_format": TEXT_FORMAT}),
        True: copy.add_format({"bg_color": "#FFEB9C", "num_format": TEXT_FORMAT}),
    }
    by_sheet: dict[str, dict[int, list[RowFault]]] = defaultdict(lambda: defaultdict(list))
    for fault in faults:
        by_sheet[fault.sheet][fault.row].append(fault)
    as_text = copy.add_format({"num_format": TEXT_FORMAT})
    names = sheet_names([sheet.name or _UNNAMED.say(lang) for sheet in book.sheets], lang)
    for sheet, name in zip(book.sheets, names, strict=True):
        page = copy.add_worksheet(name)
        page.set_column(0, sheet.left + sheet.width, 14, as_text)
        _copy_sheet(_Page(page, styles, lang), sheet, by_sheet[sheet.name])
    _list_faults(copy, faults, lang)
    copy.close()
    return made.getvalue()


def sheet_names(names: Iterable[str], lang: Lang) -> list[str]:
    """Return names that a workbook takes: short, without its marks, no two alike."""
    taken, found = {_LISTED.say(lang).casefold()}, []
    for number, name in enumerate(names, start=1):
        fit = _NO_NAME.sub("_", writable(name))[:26].strip("'") or str(number)
        while fit.casefold() in taken or fit.casefold() == "history":
            fit = f"{fit[:20]}_{number}_"
        taken.add(fit.casefold())
        found.append(fit)
    return found


@dataclass(frozen=True, slots=True)
class _Page:
    sheet: Any
    styles: Mapping[bool, Any]
    lang: Lang


def _copy_sheet(page: _Page, sheet: Sheet, faults: dict[int, list[RowFault]]) -> None:
    last = sheet.left + sheet.width
    for row in sheet.rows:
        told = faults.get(row.number, [])
        _copy_row(page, sheet, row, told)
        told = [fault for fault in told if fault.kind != LEFT_OUT]
        if told:
            style = page.styles[all(fault.is_warning for fault in told)]
            text = "；".join(_in_brief(fault, page.lang) for fault in told)
            write_text(page.sheet, row.number - 1, last, text, style)
    faults = {row: told for row, told in faults.items() if any(f.kind != LEFT_OUT for f in told)}
    if faults and sheet.rows:
        heading = _MARKED.say(page.lang)
        write_text(page.sheet, _head_of(sheet, faults), last, heading, page.styles[True])
        page.sheet.set_column(last, last, 60)


def _head_of(sheet: Sheet, faults: dict[int, list[RowFault]]) -> int:
    """Return the row of the headings, from 0: the last above the faults that holds one's own."""
    above = [row for row in sheet.rows if row.number < min(faults)]
    headings = {fault.heading for told in faults.values() for fault in told if fault.heading}
    fits = [r for r in above if any(shown(cell).strip() in headings for cell in r.cells)]
    chosen = (fits or above or list(sheet.rows))[-1 if fits else 0]
    return chosen.number - 1


def _copy_row(page: _Page, sheet: Sheet, row: Row, told: Sequence[RowFault]) -> None:
    at: dict[int, list[RowFault]] = defaultdict(list)
    for fault in told:
        at[fault.index].append(fault)
    number = row.number - 1
    for index in range(max(len(row.cells), max(at, default=-1) + 1)):
        here, column, cell = at.get(index, []), sheet.left + index, row.cell(index)
        if not here:
            write_cell(page.sheet, number, column, cell if _is_number(cell) else shown(cell))
            continue
        style = page.styles[all(fault.is_warning for fault in here)]
        write_text(page.sheet, number, column, shown(cell), style)
        text = "\n".join(_in_brief(fault, page.lang) for fault in here)
        page.sheet.write_comment(number, column, writable(text), {"x_scale": 2})


def _is_number(cell: object) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _in_brief(fault: RowFault, lang: Lang) -> str:
    place = f"{fault.column}：" if fault.column and lang == "zh" else ""
    if lang == "zh":
        return f"{place}{fault.reason.zh}。{fault.cure.zh}"
    return f"{fault.column + ': ' if fault.column else ''}{fault.reason.en}; {fault.cure.en}"


def _list_faults(copy: Any, faults: Sequence[RowFault], lang: Lang) -> None:
    page, bold = copy.add_worksheet(_LISTED.say(lang)), copy.add_format({"bold": True})
    for column, heading in enumerate(HEADINGS):
        write_text(page, 0, column, heading.label.say(lang), bold)
        page.set_column(column, column, 40 if heading.key in ("reason", "cure") else 12)
    for number, row in enumerate(fault_rows(faults, lang), start=1):
        for column, heading in enumerate(HEADINGS):
            write_cell(page, number, column, row[heading.key], lang)
