"""A ledger's file looked at before anything is kept: what is good, what is not and why.

Nothing of it is kept here; only who met people of another town is put on record. The file is read
in a process of its own, two at a time.
"""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from api.personal.faults import PersonalFault
from api.personal.identity import read_id
from api.personal.in_text import mask_numbers
from api.personal.phones import read_phone
from api.sheets.books import Book
from api.sheets.complaints import Complaint
from api.sheets.faults import Checked, Checks, RowFault
from api.sheets.leaving import LEFT_OUT
from api.sheets.ledger import LedgerRead, LedgerReader, Taken
from api.sheets.lines import fault_at
from api.sheets.mapping import Mapping as SheetMappings
from api.sheets.mapping import SheetMapping, any_known, propose
from api.sheets.reading import read_book
from api.sheets.refusals import RefusedFile
from api.sheets.words import Words
from api.usecases.desk import Desk
from api.usecases.doubles import (
    Double,
    Elsewhere,
    find_doubles,
    find_elsewhere,
    note_elsewhere,
    sought,
)
from api.usecases.ledgers import TOWN, town_code, town_name
from api.usecases.mapped import rebuilt
from matcher.wording import Bilingual

AT_ONCE = 1
_PATIENCE = 20.0
_MOST_WORK = 120.0
"""Seconds of the processor for the rows of one file: some ten times what a full one needs."""
_ROWS_OF_A_SHEET = 1 << 20

Progress = Callable[[str, int, int], None]
"""Called with what is being done (`reading`, `storing`), how far it is, and of how many."""


class ImportRefusedError(Exception):
    """What was asked of an import cannot be done; `kind` is one of the web's problems."""

    def __init__(self, kind: str, message: Bilingual, wait: int | None = None) -> None:
        super().__init__(kind)
        self.kind, self.message, self.wait = kind, message, wait


@dataclass(frozen=True, slots=True)
class Readers:
    """How many files this process reads at once; who waits too long is sent away."""

    places: threading.BoundedSemaphore
    patience: float = _PATIENCE

    @contextmanager
    def one(self) -> Iterator[None]:
        """Hold a place while a file is read."""
        if not self.places.acquire(timeout=self.patience):
            raise ImportRefusedError("busy", _BUSY, wait=30)
        try:
            yield
        finally:
            self.places.release()


_BUSY = Bilingual(
    "正在读取别的文件，请稍后再试", "other files are being read; try again in a little while"
)
READERS = Readers(threading.BoundedSemaphore(AT_ONCE))


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it came, how it is to be read (None: as it is most likely meant), its town.

    `town` is a code: that of households whose rows tell none. `own` are households that came
    from this very file before, so that they are no doubles of its rows.
    """

    data: bytes
    name: str
    mapping: Mapping[str, Any] | None = None
    town: str | None = None
    own: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Good:
    """A household that can be added, and its place in the file."""

    place: int
    taken: Taken


@dataclass(frozen=True, slots=True)
class Examined:
    """What stands in a file: how it was read, the good households, every fault."""

    book: Book
    mapping: SheetMappings
    good: tuple[Good, ...]
    faults: tuple[RowFault, ...]
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Examiner:
    """Looks at files for one desk, by the words of spreadsheets."""

    desk: Desk
    words: Words
    readers: Readers = field(default_factory=lambda: READERS)
    progress: Progress = lambda _what, _done, _of: None
    most_work: float = _MOST_WORK

    def examine(self, source: Source) -> Examined:
        """Return what a file holds; ImportRefusedError where it cannot be read."""
        with self.readers.one():
            book = read_book(source.data, source.name)
            if isinstance(book, RefusedFile):
                raise ImportRefusedError("bad-file", _sentence(book))
            mapping = (
                propose(book, self.words)
                if source.mapping is None
                else rebuilt(source.mapping, book, self.words)
            )
            if source.mapping is None and not any_known(mapping):
                raise ImportRefusedError("bad-file", _sentence(RefusedFile("no_headings")))
            read = self._reader(source.town).read(book, mapping, self._told())
        return self._judged(
            Examined(book, mapping, _places(book, read), read.faults, {}), read, source
        )

    def _told(self) -> Callable[[int, int], None]:
        """Return what tells how far the reading is, and ends one that would hold up all others."""
        begun = time.thread_time()

        def told(done: int, of: int) -> None:
            if time.thread_time() - begun > self.most_work:
                raise ImportRefusedError("bad-file", _sentence(RefusedFile("too_slow")))
            self.progress("reading", done, of)

        return told

    def _reader(self, town: str | None) -> LedgerReader:
        catalogue = self.desk.office.matcher.catalogue
        name = town_name(town, catalogue) if town else ""
        return LedgerReader(
            self.words, catalogue, self.desk.today, checks_on(self.desk.today), name
        )

    def _judged(self, found: Examined, read: LedgerRead, source: Source) -> Examined:
        """Hold back what has no town, is of another's, or is on record already."""
        foreign = {good.place: self._of_town(found, good) for good in found.good}
        foreign = {place: faults for place, faults in foreign.items() if faults}
        rest = tuple(good for good in found.good if good.place not in foreign)
        wanted = sought(self.desk, ((good.place, good.taken) for good in rest))
        with self.desk.view() as unit:
            doubles = find_doubles(unit, wanted, source.own)
        others = find_elsewhere(self.desk, wanted, source.own)
        note_elsewhere(self.desk, (each for met in others.values() for each in met))
        held = [fault for faults in foreign.values() for fault in faults]
        rows = _RowsOf(found)
        held += [
            _of_double(found, rows, good.taken, double)
            for good in rest
            for double in doubles.get(good.place, ())
        ]
        held += [
            _of_elsewhere(found, rows, good.taken, other)
            for good in rest
            for other in others.get(good.place, ())
        ]
        known = {*doubles, *others}
        good = tuple(good for good in rest if good.place not in known)
        faults = _sorted(found.mapping, (*read.faults, *held))
        counts = {
            "rows": read.num_rows,
            "skipped": read.num_skipped,
            "households": len(read.taken) + read.num_held,
            "good": len(good),
            "held": read.num_held + len(foreign) + len(known),
            "foreign": len(foreign),
            "duplicates": len(known),
            "faults": sum(not fault.is_warning for fault in faults),
            "left_out": sum(fault.kind == LEFT_OUT for fault in faults),
            "warnings": sum(fault.is_warning for fault in faults),
        }
        return Examined(found.book, found.mapping, good, faults, counts)

    def _of_town(self, found: Examined, good: Good) -> list[RowFault]:
        household, towns = good.taken.household, self.desk.caller.towns
        if not household.facts.get(TOWN):
            rows, complaint = good.taken.rows[:1], Complaint("no_town")
        elif towns is None or town_code(household, self.desk.office.matcher.catalogue) in towns:
            return []
        else:
            rows, complaint = good.taken.rows, Complaint("foreign_town")
        value = str(household.facts.get(TOWN) or "")
        return [_fault(found.mapping, row, complaint, f"fact:{TOWN}", value) for row in rows]


def checks_on(day: date) -> Checks:
    """Return how numbers of people are checked on a day."""

    def id_number(text: str) -> Checked:
        found = read_id(text, day)
        if isinstance(found, PersonalFault):
            return Checked(text, wrong=(found.wrong, found.cure))
        return Checked(found.text, found.birth_date, found.sex, doubt=_first(found.warnings))

    def phone(text: str) -> Checked:
        found = read_phone(text)
        if isinstance(found, PersonalFault):
            return Checked(text, wrong=(found.wrong, found.cure))
        return Checked(found.text, doubt=_first(found.warnings))

    def words(text: str) -> Checked:
        masked = mask_numbers(text)
        return Checked(masked.text, doubt=_first(masked.found))

    return Checks(id_number, phone, words)


def _first(found: tuple[PersonalFault, ...]) -> tuple[Bilingual, Bilingual] | None:
    return (found[0].wrong, found[0].cure) if found else None


def _sentence(refused: RefusedFile) -> Bilingual:
    return Bilingual(refused.sentence("zh"), refused.sentence("en"))


def _places(book: Book, read: LedgerRead) -> tuple[Good, ...]:
    """Return the households with their places: equal as long as file and mapping are."""
    numbers = {sheet.name: number for number, sheet in enumerate(book.sheets)}
    found = []
    for taken in read.taken:
        sheet, row = taken.rows[0]
        found.append(Good(numbers[sheet] * _ROWS_OF_A_SHEET + row, taken))
    return tuple(found)


def _sheet(mapping: SheetMappings, name: str) -> SheetMapping:
    return next(each for each in mapping.sheets if each.sheet == name)


def _fault(
    mapping: SheetMappings, row: tuple[str, int], complaint: Complaint, key: str, value: str
) -> RowFault:
    column = _sheet(mapping, row[0]).column(key)
    return fault_at(row[0], row[1], complaint, column, value if column else "")


class _RowsOf:
    """In which rows of a file a value stands; a column is gone through once."""

    def __init__(self, found: Examined) -> None:
        self._found = found
        self._known: dict[str, dict[str, list[tuple[str, int]]]] = {}

    def first(self, taken: Taken, key: str, value: str) -> tuple[str, int]:
        """Return the row of a household in which a value stands; its first where none does."""
        if key not in self._known:
            self._known[key] = self._gathered(key)
        wanted = set(taken.rows)
        stands = self._known[key].get(value.upper(), ())
        return next((row for row in stands if row in wanted), taken.rows[0])

    def _gathered(self, key: str) -> dict[str, list[tuple[str, int]]]:
        rows: dict[str, list[tuple[str, int]]] = {}
        for sheet in self._found.book.sheets:
            mapped = next((m for m in self._found.mapping.sheets if m.sheet == sheet.name), None)
            column = mapped.column(key) if mapped else None
            for row in sheet.rows if column else ():
                cell = row.cell(column.index) if column else None
                if isinstance(cell, str):
                    rows.setdefault(cell.strip().upper(), []).append((sheet.name, row.number))
        return rows


def _of_double(found: Examined, rows: _RowsOf, taken: Taken, double: Double) -> RowFault:
    key = "id_number" if double.by_number else "name"
    kind = "already_kept" if double.by_number else "maybe_kept"
    complaint = Complaint(kind, zh={"household": double.household})
    row = rows.first(taken, key, double.value)
    return _fault(found.mapping, row, complaint, key, double.value)


def _of_elsewhere(found: Examined, rows: _RowsOf, taken: Taken, other: Elsewhere) -> RowFault:
    row = rows.first(taken, "id_number", other.number)
    return _fault(found.mapping, row, Complaint("kept_elsewhere"), "id_number", other.number)


def _sorted(mapping: SheetMappings, faults: tuple[RowFault, ...]) -> tuple[RowFault, ...]:
    order = {sheet.sheet: number for number, sheet in enumerate(mapping.sheets)}
    return tuple(sorted(faults, key=lambda f: (order.get(f.sheet, 0), f.row, f.index)))
