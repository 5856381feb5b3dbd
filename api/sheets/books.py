"""A spreadsheet file once it has been read: sheets of numbered rows, and notes."""

from dataclasses import dataclass

from api.sheets.refusals import Note
from api.sheets.wire import Cell


@dataclass(frozen=True, slots=True)
class Row:
    """A row that holds something: its number as people count (from 1), and its cells."""

    number: int
    cells: tuple[Cell, ...]

    def cell(self, index: int) -> Cell:
        """Return the cell of that index; None beyond the last that holds something."""
        return self.cells[index] if index < len(self.cells) else None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet that is shown; `left` columns before the first cell of each row are blank.

    The one sheet of a csv file has no name.
    """

    name: str
    rows: tuple[Row, ...] = ()
    left: int = 0

    @property
    def width(self) -> int:
        """Return how many cells the longest row has."""
        return max((len(row.cells) for row in self.rows), default=0)

    def letter(self, index: int) -> str:
        """Return the letters that people call a column of this sheet by."""
        return letters(self.left + index)


@dataclass(frozen=True, slots=True)
class Book:
    """All shown sheets of a file, what kind of file it was, and what was passed over in it."""

    kind: str
    sheets: tuple[Sheet, ...]
    notes: tuple[Note, ...] = ()


def letters(column: int) -> str:
    """Return the name of a column, counted from 0: A, B, and AA after Z."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
