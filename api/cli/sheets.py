"""The commands import, template and export: ledgers as spreadsheets, on the settings' database."""

import json
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.access.callers import Caller, Role
from api.bootstrap import make_assessor, make_desk
from api.cli.guard import REFUSED, UsageError, tell, tell_how_far
from api.cli.importing_words import WORDS
from api.clock import today
from api.settings import Settings
from api.sheets.template import template
from api.sheets.words import load_words
from api.usecases import accepting, importing
from api.usecases.consent import policy
from api.usecases.desk import Desk
from api.usecases.examining import Examined, Examiner, Source
from api.usecases.exporting import Format, Wanted, What, export
from api.usecases.mapped import SheetChoice, kept, plain_mapping, unconfirmed
from matcher.wording import Lang, phrase

OPERATOR = Caller("operator", Role.TOWN, None)
"""Who runs the command line on the machine itself; the audit names them so."""
_MOST_TOLD = 50
_ALL = "all"


@dataclass(frozen=True, slots=True)
class Options:
    """What `import` was asked for beside its file."""

    dry_run: bool = False
    town: str | None = None
    mapping: Path | None = None
    report: Path | None = None
    yes: bool = False
    consent: tuple[str, ...] = ()


def run_import(file: Path, options: Options, lang: Lang) -> int:
    """Look at a ledger's file and take what is good; return the exit code."""
    data, consent = _bytes_of(file, lang), _consent(options.consent, lang)
    with _desk() as desk:
        examiner = _examiner(desk, lang)
        town = importing.town_of(options.town, desk)
        found = examiner.examine(Source(data, file.name, town=town))
        source = Source(data, file.name, _kept(found), town)
        if options.mapping is not None and options.mapping.is_file():
            source, found = importing.as_chosen(examiner, source, _choices(options.mapping, lang))
        _tell_found(found, options, lang)
        if options.dry_run:
            return REFUSED if found.counts["held"] else 0
        if not _may_take(source, found, options, lang):
            return REFUSED
        return _take(examiner, source, found, consent, lang)


def _may_take(source: Source, found: Examined, options: Options, lang: Lang) -> bool:
    if not found.good:
        tell(phrase(WORDS, "nothing", lang), sys.stderr)
        return False
    if source.mapping is not None and unconfirmed(source.mapping):
        tell(phrase(WORDS, "unconfirmed", lang), sys.stderr)
        return False
    if not options.yes and not _agreed(found, lang):
        tell(phrase(WORDS, "left", lang), sys.stderr)
        return False
    return True


def _take(
    examiner: Examiner, source: Source, found: Examined, consent: dict[str, bool], lang: Lang
) -> int:
    with examiner.desk.unit() as unit:
        entry = importing.check(examiner, unit, source, found)
    done = accepting.accept(examiner, entry.id, consent=consent, found=found)
    stored = len(found.good) - (done.counts["duplicates"] - found.counts["duplicates"])
    tell(phrase(WORDS, "taken", lang, id=done.id, num=stored), sys.stdout)
    return REFUSED if done.counts["held"] else 0


def run_undo(id: str, lang: Lang) -> int:
    """Take an import back; return the exit code."""
    with _desk() as desk:
        undone = accepting.undo(desk, id)
    tell(phrase(WORDS, "undone", lang, num=undone.num_erased), sys.stdout)
    for each in undone.left:
        tell(phrase(WORDS, f"stays_{each.why}", lang, id=each.household), sys.stdout)
    if undone.num_elsewhere:
        tell(phrase(WORDS, "stay_unseen", lang, num=undone.num_elsewhere), sys.stdout)
    return REFUSED if undone.left or undone.num_elsewhere else 0


def run_resume(id: str, groups: tuple[str, ...], lang: Lang) -> int:
    """Go on with an import that broke off; return the exit code."""
    consent = _consent(groups, lang)
    with _desk() as desk:
        done = accepting.accept(_examiner(desk, lang), id, consent=consent)
        with desk.view() as unit:
            num = importing.look(desk, unit, id).num_stored
    tell(phrase(WORDS, "taken", lang, id=done.id, num=num), sys.stdout)
    return REFUSED if done.counts["held"] else 0


def run_template(file: Path, *, single: bool, every: bool, lang: Lang) -> int:
    """Write a template; return the exit code."""
    settings = Settings()
    catalogue = make_assessor(settings.catalog, today()).catalogue
    words = load_words(settings.catalog, catalogue.vocabulary)
    _write(file, template(words, catalogue, lang, every=every, single=single), lang)
    tell(phrase(WORDS, "written", lang, file=file), sys.stdout)
    return 0


def run_export(what: What, file: Path, town: str | None, lang: Lang) -> int:
    """Write a list, masked; return the exit code."""
    format: Format | None = _FORMATS.get(file.suffix.lower())
    if format is None:
        raise UsageError(phrase(WORDS, "format", lang, file=file))
    with _desk() as desk:
        code = importing.town_told(town, desk) if town else None
        made = export(desk, Wanted(what, format, code), lang)
    _write(file, made.content, lang)
    tell(phrase(WORDS, "exported", lang, num=made.num_rows, file=file), sys.stdout)
    return 0


_FORMATS: dict[str, Format] = {".xlsx": "xlsx", ".csv": "csv", ".json": "json"}


@contextmanager
def _desk() -> Iterator[Desk]:
    with make_desk(Settings(), OPERATOR, today()) as desk:
        yield desk


def _examiner(desk: Desk, lang: Lang) -> Examiner:
    catalogue = desk.office.matcher.catalogue
    words = load_words(Settings().catalog, catalogue.vocabulary)

    def progress(what: str, done: int, of: int) -> None:
        tell_how_far(phrase(WORDS, what, lang, done=done, of=of), is_over=done >= of)

    return Examiner(desk, words, progress=progress)


def _consent(groups: tuple[str, ...], lang: Lang) -> dict[str, bool]:
    """Return the consent that groups named on the command line tell; UsageError for others."""
    known = [group.name for group in policy().groups.values() if group.basis == "consent"]
    if not set(groups) <= {*known, _ALL}:
        raise UsageError(phrase(WORDS, "no_group", lang, groups=", ".join((*known, _ALL))))
    return dict.fromkeys(known if _ALL in groups else groups, True)


def _kept(found: Examined) -> dict[str, Any]:
    return {"sheets": kept(found.mapping, found.book)}


def _choices(file: Path, lang: Lang) -> tuple[SheetChoice, ...]:
    """Return what a mapping file says; UsageError where it is none."""
    try:
        told = json.loads(file.read_text("utf-8-sig"))
        return tuple(
            SheetChoice(
                str(each["sheet"]),
                each.get("kind"),
                each.get("head"),
                {str(c["letter"]): str(c["target"]) for c in each["columns"]},
            )
            for each in told
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        raise UsageError(phrase(WORDS, "no_mapping", lang, file=file)) from None


def _tell_found(found: Examined, options: Options, lang: Lang) -> None:
    """Say what is in the file: counts, columns and faults on stdout, notes on stderr."""
    for note in found.book.notes:
        tell(note.text.say(lang), sys.stderr)
    tell(phrase(WORDS, "counts", lang, **found.counts), sys.stdout)
    for sheet in found.mapping.sheets:
        for column in sheet.unsure:
            if sheet.kind != "ignored" and column.target.kind == "ignored" and column.samples:
                continue  # it stands among the faults
            tell(_unsure(sheet.sheet, column, lang), sys.stderr)
    for fault in found.faults[:_MOST_TOLD]:
        tell(fault.sentence(lang), sys.stdout)
    if len(found.faults) > _MOST_TOLD:
        tell(phrase(WORDS, "more", lang, num=len(found.faults) - _MOST_TOLD), sys.stdout)
    if options.report is not None:
        _write_private(options.report, importing.marked(found, lang), lang)
        tell(phrase(WORDS, "written", lang, file=options.report), sys.stderr)
    if options.dry_run and options.mapping is not None and not options.mapping.exists():
        text = json.dumps(plain_mapping(found.mapping), ensure_ascii=False, indent=1)
        _write(options.mapping, text.encode(), lang)
        tell(phrase(WORDS, "written", lang, file=options.mapping), sys.stderr)


def _unsure(sheet: str, column: Any, lang: Lang) -> str:
    key = "left_out" if column.target.kind == "ignored" else "alike"
    where = {"sheet": sheet, "letter": column.letter, "heading": column.heading}
    return phrase(WORDS, key, lang, **where, target=column.target.key)


def _agreed(found: Examined, lang: Lang) -> bool:
    if not sys.stdin.isatty():
        tell(phrase(WORDS, "say_yes", lang), sys.stderr)
        return False
    sys.stderr.write(phrase(WORDS, "sure", lang, num=len(found.good)))
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes", "是", "好")


def _bytes_of(file: Path, lang: Lang) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        raise UsageError(phrase(WORDS, "no_file", lang, file=file)) from None


def _write_private(file: Path, content: bytes, lang: Lang) -> None:
    """Write what names people: for its owner alone, also where the file was there before."""
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as opened:
            if stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
                os.fchmod(opened.fileno(), 0o600)
                opened.truncate()
            opened.write(content)
    except OSError:
        raise UsageError(phrase(WORDS, "not_written", lang, file=file)) from None


def _write(file: Path, content: bytes, lang: Lang) -> None:
    try:
        file.write_bytes(content)
    except OSError:
        raise UsageError(phrase(WORDS, "not_written", lang, file=file)) from None
