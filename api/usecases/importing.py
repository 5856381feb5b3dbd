"""Imports of ledgers: looked at first, then taken; what was looked at waits sealed."""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from api.sheets.exporting import to_csv, to_json, to_xlsx
from api.sheets.faults import RowFault
from api.sheets.marking import HEADINGS, fault_rows, marked_copy
from api.sheets.reading import read_book
from api.sheets.refusals import Note, RefusedFile
from api.signing import mark
from api.store.imports import Import, ImportState
from api.store.store import Unit
from api.store.values import Cursor, Page
from api.usecases.desk import Desk
from api.usecases.examining import Examined, Examiner, ImportRefusedError, Source
from api.usecases.keeping_readings import sealed_reading
from api.usecases.ledgers import town_name
from api.usecases.mapped import (
    SheetChoice,
    chosen,
    kept,
    plain_mapping,
    rebuilt,
    shown_mapping,
    unconfirmed,
)
from api.usecases.towns import code_of, codes_by_name, no_such_town
from matcher.wording import Bilingual, Lang

MOST_FAULTS = 5_000
"""How many faults a report keeps; the coloured copy shows all."""
_SHOWN = 100
_LONGEST_NAME = 200
_FILE, _NAME, _REPORT = "file", "file_name", "report"

_NOT_NOW = {
    ImportState.ACCEPTED: Bilingual("这份文件已经导入", "this file has been imported already"),
    ImportState.UNDONE: Bilingual("这次导入已经撤回", "this import was undone"),
    ImportState.DROPPED: Bilingual("这份文件已经放弃", "this file was dropped"),
}
_BEGUN = Bilingual(
    "已经开始导入：请再次确认导入以完成，或撤回",
    "some of it is taken already: accept it again to go on, or undo it",
)
_NO_FILE = Bilingual(
    "文件已不保留；清单仍可取 .csv 或 .json",
    "the file is kept no more; the list can still be had as .csv or .json",
)


@dataclass(frozen=True, slots=True)
class Report:
    """What a look at a file found, as it is kept sealed beside the import."""

    mapping: Sequence[Mapping[str, Any]]
    notes: Sequence[Note]
    faults: Sequence[RowFault]
    same_file: Sequence[str]


@dataclass(frozen=True, slots=True)
class Looked:
    """An import with what was found in its file, and how many households it has added so far."""

    entry: Import
    file_name: str
    report: Report | None
    num_stored: int


def town_of(told: str | None, desk: Desk) -> str | None:
    """Return the code of the town that rows without one are of: the told, else the only one."""
    towns = desk.caller.towns
    if told is None or not told.strip():
        return next(iter(towns)) if towns is not None and len(towns) == 1 else None
    return town_told(told, desk)


def town_told(told: str, desk: Desk) -> str:
    """Return the code of one of the caller's towns, told by code or name.

    One of others is absent, and who asks for it is on record.
    """
    catalogue = desk.office.matcher.catalogue
    found = code_of(told, catalogue)
    if found is None:
        reason, _near = no_such_town(told, codes_by_name(catalogue))
        raise ImportRefusedError("unknown-town", reason)
    desk.admit(found)
    return found


def check(examiner: Examiner, unit: Unit, source: Source, found: Examined) -> Import:
    """Keep a file that was looked at, sealed, with what was found in it."""
    desk, own = examiner.desk, unit.new_id()
    digest = mark(desk.office.ring, "import", source.data).hex()
    report = _report(found, unit.imports.same_file(digest))
    entry = Import(
        id=own,
        made_by=desk.caller.id,
        made_at=desk.at,
        state=ImportState.CHECKED,
        file_name=desk.seal_bytes(source.name[:_LONGEST_NAME], own, _NAME),
        digest=digest,
        mapping={"town": source.town, "sheets": kept(found.mapping, found.book)},
        counts=dict(found.counts),
        report=sealed_report(desk, own, report),
    )
    sealed = desk.seal_bytes(base64.b64encode(source.data).decode("ascii"), own, _FILE)
    return unit.imports.add(entry, sealed, sealed_reading(desk, own, found.good))


def map_anew(
    examiner: Examiner, id: str, choices: tuple[SheetChoice, ...], town: str | None
) -> tuple[Source, Examined]:
    """Return the file of an import looked at again, as a person says that it is to be read.

    ChoiceError where a choice names what is not there.
    """
    source = source_of(examiner.desk, id)
    return as_chosen(examiner, replace(source, town=town or source.town), choices)


def as_chosen(
    examiner: Examiner, source: Source, choices: tuple[SheetChoice, ...]
) -> tuple[Source, Examined]:
    """Return a file that has a mapping, read by that with what a person says of its sheets."""
    with examiner.readers.one():
        book = read_book(source.data, source.name)
    if isinstance(book, RefusedFile):
        raise ImportRefusedError("bad-file", Bilingual(book.sentence("zh"), book.sentence("en")))
    assert source.mapping is not None
    mapping = chosen(rebuilt(source.mapping, book, examiner.words), choices, book, examiner.words)
    again = replace(source, mapping={"sheets": kept(mapping, book)})
    return again, examiner.examine(again)


def marked(found: Examined, lang: Lang) -> bytes:
    """Return a file that was looked at with its faults coloured."""
    return marked_copy(found.book, found.faults, lang)


def check_again(desk: Desk, unit: Unit, id: str, source: Source, found: Examined) -> Import:
    """Keep what was found in the file of an import this time."""
    entry = unit.imports.lock(id)
    require_untouched(unit, entry)
    assert source.mapping is not None
    mapping = {"town": source.town, **source.mapping}
    same = [other for other in unit.imports.same_file(entry.digest) if other != id]
    report = sealed_report(desk, id, _report(found, same))
    reading = sealed_reading(desk, id, found.good)
    return unit.imports.check_again(id, mapping, dict(found.counts), report, reading)


def drop(unit: Unit, id: str) -> Import:
    """Forget a file of which nothing was taken."""
    entry = unit.imports.lock(id)
    require_untouched(unit, entry)
    return unit.imports.drop(id)


def look(desk: Desk, unit: Unit, id: str) -> Looked:
    """Return an import, with what is known of its file and how far it is."""
    return looked_at(desk, unit, unit.imports.find(id))


def looked_at(desk: Desk, unit: Unit, entry: Import) -> Looked:
    """Return an import with what was found in its file."""
    name = desk.open_bytes(entry.file_name, entry.id, _NAME)
    return Looked(entry, name, report_of(desk, entry), unit.imports.num_placed(entry.id))


def listed(unit: Unit, limit: int, after: Cursor | None) -> Page[Import]:
    """Return the imports that the caller may see, the newest first."""
    return unit.imports.page(limit, after)


def listed_from(unit: Unit, limit: int, place: Sequence[str] | None) -> Page[Import]:
    """Return imports from a place on, as a list before told it: a moment and an id."""
    after = None if place is None else Cursor(datetime.fromisoformat(place[0]), place[1])
    return listed(unit, limit, after)


def source_of(desk: Desk, id: str) -> Source:
    """Return the file of an import as it waits; refused where it waits no more."""
    with desk.view() as unit:
        entry = unit.imports.find(id)
        sealed = unit.imports.file(id)
        own = frozenset(placed.household for placed in unit.imports.placed(id))
    if entry.state is not ImportState.CHECKED or sealed is None:
        raise ImportRefusedError("conflict", _NOT_NOW.get(entry.state, _NO_FILE))
    data = base64.b64decode(desk.open_bytes(sealed, id, _FILE))
    name = desk.open_bytes(entry.file_name, id, _NAME)
    return Source(data, name, entry.mapping, entry.mapping["town"], own)


def require_untouched(unit: Unit, entry: Import) -> None:
    """Refuse where an import is over, or some of it is taken already."""
    if entry.state is not ImportState.CHECKED:
        raise ImportRefusedError("conflict", _NOT_NOW[entry.state])
    if entry.undo_until is not None:
        raise ImportRefusedError("conflict", _BEGUN)


def faults_file(examiner: Examiner, id: str, kind: str, lang: Lang) -> bytes:
    """Return the faults of an import as a file: xlsx, csv or json.

    While its file waits, xlsx is the file itself with the faults coloured, for people, and it is
    on record who took it; for machines, and later, a masked list.
    """
    desk = examiner.desk
    with desk.view() as unit:
        entry = unit.imports.find(id)
    if kind == "xlsx" and entry.state is ImportState.CHECKED and not desk.caller.is_machine:
        found = examiner.examine(source_of(desk, id))
        with desk.unit() as unit:
            unit.imports.lock(id)
            unit.audit.record("import.marked_copy", id, {"rows": found.counts["rows"]})
        return marked_copy(found.book, found.faults, lang)
    report = report_of(desk, entry)
    if report is None:
        raise ImportRefusedError("gone", _NOT_NOW.get(entry.state, _NO_FILE))
    rows = fault_rows(report.faults, lang)
    if kind == "json":
        return to_json(rows, HEADINGS)
    return to_csv(rows, HEADINGS, lang) if kind == "csv" else to_xlsx(rows, HEADINGS, lang)


def _report(found: Examined, same_file: Sequence[str]) -> Report:
    mapping = plain_mapping(found.mapping)
    return Report(mapping, found.book.notes, found.faults[:MOST_FAULTS], list(same_file))


def sealed_report(desk: Desk, id: str, report: Report) -> bytes:
    """Return a report sealed for its import."""
    told = {
        "mapping": report.mapping,
        "notes": [[note.kind, note.value] for note in report.notes],
        "faults": [asdict(fault) for fault in report.faults],
        "same_file": list(report.same_file),
    }
    return desk.seal_bytes(json.dumps(told, ensure_ascii=False), id, _REPORT)


def report_of(desk: Desk, entry: Import) -> Report | None:
    """Return the report of an import, or None where it is kept no more."""
    if entry.report is None:
        return None
    told = json.loads(desk.open_bytes(entry.report, entry.id, _REPORT))
    notes = [Note(kind, value) for kind, value in told["notes"]]
    return Report(told["mapping"], notes, [_fault(f) for f in told["faults"]], told["same_file"])


def _fault(told: Mapping[str, Any]) -> RowFault:
    both = {name: Bilingual(**told[name]) for name in ("reason", "cure")}
    return RowFault(**{**told, **both})


def shown(looked: Looked, examiner: Examiner, lang: Lang) -> dict[str, Any]:
    """Return an import for a person to look at: counts, mapping, notes, the first faults."""
    entry, report = looked.entry, looked.report
    catalogue, town = examiner.desk.office.matcher.catalogue, entry.mapping["town"]
    return {
        **brief(looked.entry, looked.file_name, looked.num_stored),
        "town": town_name(town, catalogue) if town else None,
        "unconfirmed": unconfirmed(entry.mapping),
        "mapping": shown_mapping(report.mapping, examiner.words, lang) if report else [],
        "notes": [{"kind": n.kind, "text": n.text.say(lang)} for n in report.notes]
        if report
        else [],
        "same_file": list(report.same_file) if report else [],
        "faults": [dict(row) for row in fault_rows(report.faults[:_SHOWN], lang)] if report else [],
    }


def in_brief(desk: Desk, unit: Unit, entry: Import) -> dict[str, Any]:
    """Return an import as a line of a list."""
    name = desk.open_or_tell(entry.file_name, entry.id, _NAME, among_many=True)
    return brief(entry, name, unit.imports.num_placed(entry.id))


def brief(entry: Import, file_name: str, num_stored: int) -> dict[str, Any]:
    """Return what stands in every telling of an import."""
    moments = ("made_at", "accepted_at", "undo_until", "undone_at")
    told = {name: getattr(entry, name) for name in moments}
    return {
        "id": entry.id,
        "state": entry.state.value,
        "file_name": file_name,
        "made_by": entry.made_by,
        "counts": {**entry.counts, "stored": num_stored},
        **{name: None if at is None else at.isoformat() for name, at in told.items()},
    }
