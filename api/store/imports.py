"""Imports: files that were checked, what was taken from them, and how far that is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import RowMapping, func, literal, or_, select, tuple_, update

from api.store.errors import AbsentError
from api.store.scope import Scope
from api.store.tables import households, import_households, imports
from api.store.types import Moment, Words
from api.store.values import Cursor, Json, Page, page_of

_AT_ONCE = 500


class ImportState(StrEnum):
    """Where an import stands."""

    CHECKED = "checked"
    ACCEPTED = "accepted"
    UNDONE = "undone"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Import:
    """A file that was checked: how it is read, what it holds, what became of it.

    `file_name` and `report` are sealed, as is the file, which stays until the import is accepted
    or dropped. `digest` is a mark by which the same file is known again.
    """

    id: str
    made_by: str
    made_at: datetime
    state: ImportState
    file_name: bytes = field(repr=False)
    digest: str
    mapping: Json
    counts: Json
    report: bytes | None = field(default=None, repr=False)
    accepted_at: datetime | None = None
    undo_until: datetime | None = None
    undone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A household that an import added: where the file has it, its version at that time."""

    household: str
    place: int
    version: int


_COLUMNS = [column for column in imports.c if column.name not in ("file", "reading")]


class Imports:
    """The imports that the unit may see: its own actor's, or in a unit of all towns every one."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def add(self, entry: Import, file: bytes, reading: bytes | None = None) -> Import:
        """Keep a checked file, and what was read in it, under an id of the unit's `new_id`."""
        values = {column.name: getattr(entry, column.name) for column in _COLUMNS}
        self._scope.add(imports, {**values, "file": file, "reading": reading})
        self._record("import.check", entry.id, entry.counts)
        return entry

    def find(self, id: str) -> Import:
        """Return an import as it stands."""
        return self._one(id)

    def lock(self, id: str) -> Import:
        """Return an import and keep other units from changing it until this one ends."""
        return self._one(id, lock=True)

    def page(self, limit: int, after: Cursor | None = None) -> Page[Import]:
        """Return imports, the newest first."""
        order = (imports.c.made_at.desc(), imports.c.id.desc())
        query = select(*_COLUMNS).order_by(*order).limit(limit + 1)
        if after is not None:
            place = tuple_(imports.c.made_at, imports.c.id)
            query = query.where(place < tuple_(literal(after.at, Moment), literal(after.id, Words)))
        found = map(_import, self._scope.rows(query))
        return page_of(found, limit, lambda last: Cursor(last.made_at, last.id))

    def same_file(self, digest: str) -> tuple[str, ...]:
        """Return the ids of imports of the same file that were not dropped or undone."""
        states = (ImportState.CHECKED, ImportState.ACCEPTED)
        query = select(imports.c.id).where(imports.c.digest == digest, imports.c.state.in_(states))
        rows = self._scope.rows(query.order_by(imports.c.made_at, imports.c.id))
        return tuple(row["id"] for row in rows)

    def file(self, id: str) -> bytes | None:
        """Return the sealed file, or None where it is kept no more."""
        return self._sealed(id, "file")

    def reading(self, id: str) -> bytes | None:
        """Return what was read in the file, sealed, or None where it is not kept."""
        return self._sealed(id, "reading")

    def check_again(
        self, id: str, mapping: Json, counts: Json, report: bytes, reading: bytes | None = None
    ) -> Import:
        """Replace how the file is read and what was found in it."""
        self._set(id, mapping=mapping, counts=counts, report=report, reading=reading)
        self._record("import.check", id, counts)
        return self._one(id)

    def begin(self, id: str, undo_until: datetime) -> None:
        """Say that households are being added, and until when that can be undone."""
        self._set(id, undo_until=undo_until)
        self._record("import.begin", id, {})

    def finish(self, id: str, counts: Json, report: bytes) -> Import:
        """Say that all was added; the file is kept no more."""
        state, at = ImportState.ACCEPTED, self._scope.at
        gone = {"file": None, "reading": None}
        self._set(id, state=state, accepted_at=at, counts=counts, report=report, **gone)
        self._record("import.accept", id, counts)
        return self._one(id)

    def drop(self, id: str) -> Import:
        """Forget the file and what was found in it."""
        self._set(id, state=ImportState.DROPPED, file=None, reading=None, report=None)
        self._record("import.drop", id, {})
        return self._one(id)

    def drop_waiting(self, since_before: datetime) -> int:
        """Forget the files that wait since before a moment, and what was read and found in them.

        A file of which households are taken already waits until it can be undone no more. What
        was read of files dropped before is forgotten too: it had been left. Return how many files
        were dropped.
        """
        here, before = imports.c, literal(since_before, Moment)
        over = or_(here.undo_until.is_(None), here.undo_until <= literal(self._scope.at, Moment))
        waiting = (here.state == ImportState.CHECKED, here.made_at <= before, over)
        values = {"state": ImportState.DROPPED, "file": None, "reading": None, "report": None}
        left = (here.state == ImportState.DROPPED, here.reading.is_not(None))
        self._scope.change(update(imports).where(*left).values(reading=None))
        return self._scope.change(update(imports).where(*waiting).values(**values))

    def undo(self, id: str, counts: Json) -> Import:
        """Say that the import was undone; file and report are kept no more."""
        values = {"file": None, "reading": None, "report": None, "counts": counts}
        self._set(id, state=ImportState.UNDONE, undone_at=self._scope.at, **values)
        self._record("import.undo", id, counts)
        return self._one(id)

    def place(self, id: str, households: Sequence[Placed]) -> None:
        """Note which households the import added, and where the file has them."""
        rows = [
            {"import_id": id, "household": each.household, "place": each.place, "added": True}
            | {"version": each.version}
            for each in households
        ]
        if rows:
            self._scope.add(import_households, *rows)

    def placed(self, id: str) -> tuple[Placed, ...]:
        """Return the households that the import added and the unit may see, in the file's order."""
        here = import_households.c
        query = select(here.household, here.place, here.version).where(here.import_id == id)
        return tuple(Placed(**row) for row in self._scope.rows(query.order_by(here.place)))

    def towns(self, id: str) -> frozenset[str]:
        """Return the towns, of those the unit may see, of the households that the import added."""
        here, home = import_households.c, households.c
        query = select(home.town).distinct().where(here.import_id == id)
        query = query.join_from(import_households, households, here.household == home.id)
        return frozenset(row["town"] for row in self._scope.rows(query))

    def taken_places(self, id: str, places: Iterable[int]) -> frozenset[int]:
        """Return those of the places whose households are added already."""
        wanted, found, here = list(places), set[int](), import_households.c
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            query = select(here.place).where(here.import_id == id, here.place.in_(some))
            found |= {row["place"] for row in self._scope.rows(query)}
        return frozenset(found)

    def num_placed(self, id: str) -> int:
        """Return how many households the import has added so far."""
        here = import_households.c
        # a column of the table, so that its towns are looked at
        query = select(func.count(here.household).label("num")).where(here.import_id == id)
        row = self._scope.row(query)
        return 0 if row is None else int(row["num"])

    def _sealed(self, id: str, column: str) -> bytes | None:
        row = self._scope.row(select(imports.c[column]).where(imports.c.id == id))
        if row is None:
            raise AbsentError("import", id)
        found: bytes | None = row[column]
        return found

    def _one(self, id: str, *, lock: bool = False) -> Import:
        query = select(*_COLUMNS).where(imports.c.id == id)
        row = self._scope.row(query.with_for_update() if lock else query)
        if row is None:
            raise AbsentError("import", id)
        return _import(row)

    def _set(self, id: str, **values: Any) -> None:
        if self._scope.change(update(imports).where(imports.c.id == id).values(**values)) != 1:
            raise AbsentError("import", id)

    def _record(self, action: str, id: str, details: Json) -> None:
        self._scope.record(action, id, self._scope.default_town(None), details)


def _import(row: RowMapping) -> Import:
    return Import(**{**row, "state": ImportState(row["state"])})
