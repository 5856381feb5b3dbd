"""Columns that hold something and are not imported: each is told, so that nothing goes unseen."""

from collections.abc import Callable, Iterator

from api.sheets.books import Sheet
from api.sheets.complaints import Complaint
from api.sheets.faults import RowFault
from api.sheets.lines import fault_at
from api.sheets.mapping import SheetMapping
from api.sheets.wire import Cell
from api.sheets.words import IGNORED

LEFT_OUT = "ignored_column"
"""The kind of fault that a column is left out; it stands in the row of the headings."""


def left_out(
    sheet: Sheet, mapping: SheetMapping, is_blank: Callable[[Cell], bool]
) -> Iterator[RowFault]:
    """Yield a warning for each column with content that is left out and that nobody left out.

    Headings that are known to be none of ours, and columns of which a person said so, are not
    told.
    """
    rows = [row for row in sheet.rows if row.number > mapping.head]
    for column in mapping.columns:
        if column.target != IGNORED or column.is_sure:
            continue
        if any(not is_blank(row.cell(column.index)) for row in rows):
            complaint = Complaint(LEFT_OUT, is_warning=True)
            yield fault_at(sheet.name, mapping.head, complaint, column)
