"""A row of a ledger taken apart: which household and person it speaks of, and what it says."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from api.personal.masking import is_masked
from api.sheets.books import Row, Sheet
from api.sheets.broken import is_broken
from api.sheets.complaints import Complaint
from api.sheets.faults import Checked, Checks, RowFault, complaint_of, doubt_of, number_text
from api.sheets.mapping import Column, SheetMapping
from api.sheets.masking import masked
from api.sheets.values import Parsed, ValueReader, shown
from api.sheets.wire import Cell
from api.sheets.words import IGNORED, Words, bare
from matcher.facts import FactType, Level

_ROUNDED = re.compile(r"\d+(\.\d+)?[Ee]\+?\d+")
_CJK_BLANKS = re.compile(r"(?<=[一-鿿·])[\s　]+(?=[一-鿿·])")
_LONGEST = {"name": 60, "head_name": 60, "household_key": 64, "member_key": 64, "address": 300}
OF_HEAD = {"head_name": "name", "head_id": "id_number"}
"""The columns that tell who the head is, and what each is of the head's own row."""
_LONGEST_NEED = 2_000
_NO_NAME = re.compile(
    "[0-9]{5}|^[0-9]+$|[、，；;]|(?<=[一-鿿]),|^(无|没有|不详|未知|暂无|同上|见附件|-+)$"
)
"""What is no name of one person: numbers, several people, words for nothing."""


@dataclass(slots=True)
class Line:
    """What one row says; `own` are its columns that are no facts, `at` where each came from.

    `seen` is what stands in the cells of facts that are kept by codes.
    """

    sheet: str
    row: int
    own: dict[str, str] = field(default_factory=dict)
    household: dict[str, Any] = field(default_factory=dict)
    member: dict[str, Any] = field(default_factory=dict)
    needs: list[str] = field(default_factory=list)
    at: dict[str, Column] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)
    faults: list[RowFault] = field(default_factory=list)
    identity: Checked | None = None
    head_identity: Checked | None = None
    month_only: bool = False

    @property
    def is_person(self) -> bool:
        """Say whether the row speaks of one person."""
        return bool(self.member) or any(k in self.own for k in ("name", "id_number", "member_key"))

    @property
    def is_empty(self) -> bool:
        """Say whether the row says nothing that we understand, nor anything wrong."""
        return not (self.own or self.household or self.member or self.needs or self.faults)

    @property
    def is_wrong(self) -> bool:
        """Say whether anything in the row keeps it out."""
        return any(not fault.is_warning for fault in self.faults)

    @property
    def names_another_head(self) -> bool:
        """Say whether the columns of the head name somebody else than whom the row is about."""
        own = self.own
        is_other = "name" in own and bare(own.get("head_name", own["name"])) != bare(own["name"])
        number = own.get("id_number")
        return is_other or bool(number and own.get("head_id", number) != number)

    @property
    def has_number_of_head(self) -> bool:
        """Say whether a row has the head's ID number under another name than the head's."""
        own = self.own
        same = "head_id" in own and own.get("id_number") == own["head_id"]
        return same and {"name", "head_name"} <= own.keys() and self.names_another_head

    def be_the_head(self) -> None:
        """Take what the row tells of the head as told of its own person, where that says less."""
        for theirs, own in OF_HEAD.items():
            if theirs in self.own:
                self.own.setdefault(own, self.own[theirs])
                self.at.setdefault(own, self.at[theirs])
        if self.own.get("id_number") == self.own.get("head_id"):
            self.identity = self.identity or self.head_identity

    def blame(self, complaint: Complaint, key: str = "", value: str = "") -> None:
        """Put a complaint on record, at the column of `key` where the row has one.

        Of a value that is kept by a code what stands in the cell is told.
        """
        told, is_known = self.seen.get(key, value), key in self.seen
        column = self.at.get(key)
        self.faults.append(
            fault_at(self.sheet, self.row, complaint, column, told, is_known=is_known)
        )


def fault_at(
    sheet: str,
    row: int,
    complaint: Complaint,
    column: Column | None = None,
    value: str = "",
    *,
    is_known: bool = False,
) -> RowFault:
    """Return a complaint with its place; the value is masked as its column asks.

    `is_known`: it is a word that the column may hold, so it names nobody.
    """
    told = masked(value, column.target, is_known=is_known) if column and value else ""
    return RowFault(
        sheet,
        row,
        complaint.kind,
        complaint.reason,
        complaint.cure,
        column.letter if column else "",
        column.heading if column else "",
        told,
        complaint.is_warning,
        column.index if column else -1,
    )


@dataclass(frozen=True, slots=True)
class LineReader:
    """Takes the rows of sheets apart."""

    words: Words
    values: ValueReader
    checks: Checks

    def lines(self, sheet: Sheet, mapping: SheetMapping) -> Iterator[Line | None]:
        """Yield a line for each row below the headings; None for one that is no entry."""
        for row in sheet.rows:
            if row.number > mapping.head:
                line = None if self._is_beside(row, mapping) else self._line(row, mapping)
                yield None if line is None or line.is_empty else line

    def _is_beside(self, row: Row, mapping: SheetMapping) -> bool:
        """Say whether a row is a total, a signature or the headings once more."""
        texts = (bare(cell) for cell in row.cells if isinstance(cell, str))
        first = next((text for text in texts if text and not text.isdecimal()), "")
        if first.startswith(self.words.totals) or first.endswith(self.words.totals):
            return True
        alike = [c for c in mapping.columns if c.heading and shown(row.cell(c.index)) == c.heading]
        return len(alike) >= 2

    def _line(self, row: Row, mapping: SheetMapping) -> Line:
        line = Line(mapping.sheet, row.number)
        of_member = mapping.kind == "members" or mapping.column("fact:relation") is not None
        for column in mapping.columns:
            cell = row.cell(column.index)
            if column.target == IGNORED:
                continue
            if is_broken(cell):
                self._note(line, column, cell, Parsed(complaint=Complaint("broken_cell")))
            elif self.values.is_blank(cell):
                continue
            elif column.target.kind == "column":
                self._own(line, column, cell)
            else:
                self._fact(line, column, cell, of_member)
        return line

    def _fact(self, line: Line, column: Column, cell: Cell, of_member: bool) -> None:
        fact = self.words.vocabulary.facts[column.target.name]
        if column.target.kind == "flag":
            parsed = self.values.flag(fact, column.target.value, cell)
        else:
            parsed = self.values.fact(fact, cell, column.heading)
        self._note(line, column, cell, parsed)
        if parsed.value is None:
            return
        is_member = fact.level is Level.MEMBER or (fact.level is Level.BOTH and of_member)
        told = line.member if is_member else line.household
        if told.setdefault(fact.name, parsed.value) != parsed.value:
            other = Complaint("conflict_here")
            told_at = fault_at(line.sheet, line.row, other, column, shown(cell), is_known=True)
            line.faults.append(told_at)
        line.at.setdefault(fact.name, column)
        if isinstance(cell, str | bool) and fact.type is not FactType.DATE:
            line.seen.setdefault(fact.name, shown(cell))
        if parsed.complaint and fact.name == "birth_date":
            line.month_only = True

    def _own(self, line: Line, column: Column, cell: Cell) -> None:
        name = column.target.name
        line.at.setdefault(name, column)
        if name == "need_text":
            parsed = self.values.text(cell, _LONGEST_NEED)
            if parsed.value is not None and self.words.is_elsewhere(parsed.value):
                parsed = Parsed(complaint=Complaint("need_elsewhere", is_warning=True))
            elif parsed.value is not None and not self.words.is_no_need(parsed.value):
                checked = self.checks.words(parsed.value)
                parsed = Parsed(checked.number, doubt_of(checked, "number_in_text"))
                if parsed.value not in line.needs:
                    line.needs.append(checked.number)
        elif name in ("id_number", "head_id"):
            parsed = self._identity(line, name, cell)
        elif name == "phone":
            parsed = self._phone(cell)
        elif name == "urgency":
            parsed = self.values.urgency(cell)
        elif name == "recorded_at":
            parsed = self.values.day(cell)
        else:
            parsed = _unless_masked(name, self.values.text(cell, _LONGEST[name]))
        self._note(line, column, cell, parsed)
        if parsed.value is not None and name != "need_text":
            line.own.setdefault(name, _CJK_BLANKS.sub("", parsed.value))

    def _identity(self, line: Line, name: str, cell: Cell) -> Parsed:
        if not isinstance(cell, str):
            return Parsed(complaint=Complaint("numeric_id"))
        if self.words.is_no_number(cell):
            return Parsed(complaint=Complaint("no_id", is_warning=True))
        if _ROUNDED.fullmatch(cell.strip()):
            return Parsed(complaint=Complaint("rounded_id"))
        checked = self.checks.id_number(number_text(cell)[:64])
        if not checked.wrong:
            if name == "id_number":
                line.identity = checked
            else:
                line.head_identity = checked
        doubt = doubt_of(checked, "odd_id") if name == "id_number" else None
        return Parsed(checked.number, complaint_of(checked.wrong, "bad_id") or doubt)

    def _phone(self, cell: Cell) -> Parsed:
        if _ROUNDED.fullmatch(shown(cell).strip()):
            return Parsed(complaint=Complaint("bad_phone", is_warning=True))
        checked = self.checks.phone(number_text(shown(cell))[:64])
        wrong = complaint_of(checked.wrong, "bad_phone")
        doubt = doubt_of(checked, "odd_phone")
        return Parsed(checked.number, replace(wrong, is_warning=True) if wrong else doubt)

    def _note(self, line: Line, column: Column, cell: Cell, parsed: Parsed) -> None:
        if parsed.complaint is not None:
            found = fault_at(line.sheet, line.row, parsed.complaint, column, shown(cell))
            line.faults.append(found)


def _unless_masked(name: str, parsed: Parsed) -> Parsed:
    """Return what a cell says, but no mask (王*明): it would be taken for the value itself.

    Without a name nobody is found again, so the row is kept out, as by what is no name of one
    person; an address is left out.
    """
    if parsed.value is None:
        return parsed
    if name in ("name", "head_name") and _NO_NAME.search(parsed.value):
        return Parsed(complaint=Complaint("no_name"))
    if not is_masked(parsed.value):
        return parsed
    match name:
        case "name" | "head_name":
            return Parsed(complaint=Complaint("masked"))
        case "address":
            return Parsed(complaint=Complaint("masked_left_out", is_warning=True))
        case _:
            return parsed
