"""The pages of imports: a file is looked at, its columns confirmed, taken, and taken back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from fastapi import Depends, Path, Query, Request, Response

from api.deps import Body, PartsDep
from api.gate import guarded
from api.pages.fields import Choice, Field, Trouble
from api.pages.frame import Frame
from api.pages.import_pages import ImportsPage
from api.pages.import_rows import (
    faults_sheet,
    import_page,
    import_row,
    imports_sheet,
    labels,
)
from api.pages.routes import form_of
from api.pages.sent_files import SentFile, SentFormDep
from api.pages.twins import page
from api.pages.visit import Visit, VisitDep
from api.sheets.words import Words as SheetWords
from api.sheets.words import load_words
from api.signing import unwrap, wrap
from api.usecases import accepting, importing
from api.usecases.examining import Examiner, ImportRefusedError, Source
from api.usecases.mapped import ChoiceError, SheetChoice
from api.usecases.towns import code_of
from api.words import words
from matcher.wording import Lang

router = guarded()
_AT_ONCE = 30
_MALFORMED = 422
_STATUS = {"bad-file": _MALFORMED, "conflict": 409, "gone": 410, "busy": 503}
_ONE = "/imports/{id}"

Id = Annotated[str, Path(max_length=64)]


def sheet_words(request: Request, parts: PartsDep) -> SheetWords:
    """Return the words of spreadsheets, read once for an application."""
    state = request.app.state
    if not hasattr(state, "sheet_words"):
        state.sheet_words = load_words(parts.settings.catalog, parts.matcher.catalogue.vocabulary)
    found: SheetWords = state.sheet_words
    return found


SheetWordsDep = Annotated[SheetWords, Depends(sheet_words)]


class _RefusedError(Exception):
    """Something that was asked cannot be done; what to tell, and with which status."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(status)
        self.sentence, self.status = sentence, status


@contextmanager
def _told(lang: Lang) -> Iterator[None]:
    try:
        yield
    except ImportRefusedError as error:
        status = _STATUS.get(error.kind, _MALFORMED)
        raise _RefusedError(error.message.say(lang), status) from None
    except ChoiceError as error:
        raise _RefusedError(error.message.say(lang), _MALFORMED) from None


@page(router, "/imports", table=True)
def imports(
    visit: VisitDep, cursor: Annotated[str | None, Query(max_length=400)] = None
) -> Response:
    """Show where a file is sent, and what was sent before."""
    return _list(visit, cursor)


@router.post("/imports", include_in_schema=False)
def look(visit: VisitDep, sheets: SheetWordsDep, sent: SentFormDep) -> Response:
    """Look at a file or at a pasted table; nothing of it is taken yet."""
    fields = sent.fields
    upload = sent.file or _pasted(fields.get("paste", ""), visit.lang)
    if upload is None:
        return _list(visit, None, words(visit.lang)["import_nothing"], "file")
    examiner = Examiner(visit.desk, sheets)
    try:
        with _told(visit.lang):
            town = importing.town_of(fields.get("town") or None, visit.desk)
            source = Source(upload.data, upload.name, town=town)
            found = examiner.examine(source)
            with visit.desk.unit() as unit:
                entry = importing.check(examiner, unit, source, found)
    except _RefusedError as error:
        pasted = fields.get("paste", "")
        return _list(visit, None, error.sentence, "file", pasted=pasted, status=error.status)
    return visit.lead(f"/imports/{entry.id}")


@page(router, _ONE, table=True)
def one(visit: VisitDep, sheets: SheetWordsDep, id: Id) -> Response:
    """Show an import: what was found in its file and what can be done with it."""
    return _one(visit, sheets, id)


@router.post(_ONE + "/mapping", include_in_schema=False)
def map_(visit: VisitDep, sheets: SheetWordsDep, id: Id, body: Body) -> Response:
    """Look at the file again as it was said that it is to be read."""
    examiner, fields = Examiner(visit.desk, sheets), form_of(body)

    def do() -> Response:
        with visit.desk.view() as unit:
            looked = importing.look(visit.desk, unit, id)
        told = importing.shown(looked, examiner, visit.lang)
        choices = tuple(_choices(told["mapping"], fields, sheets, visit.lang))
        source, found = importing.map_anew(examiner, id, choices, None)
        with visit.desk.unit() as unit:
            importing.check_again(visit.desk, unit, id, source, found)
        return visit.lead(f"/imports/{id}", "import_read_told")

    return _tried(visit, sheets, id, do)


@router.post(_ONE + "/accept", include_in_schema=False)
def accept(visit: VisitDep, sheets: SheetWordsDep, id: Id, body: Body) -> Response:
    """Take all good households of the file."""
    examiner, fields = Examiner(visit.desk, sheets), form_of(body)
    agreed = {name[8:]: True for name in fields if name.startswith("consent.")}

    def do() -> Response:
        confirmed = fields.get("confirmed") == "yes"
        accepting.accept(examiner, id, confirmed=confirmed, consent=agreed or None)
        with visit.desk.view() as unit:
            taken = importing.look(visit.desk, unit, id).num_stored
        return visit.lead(f"/imports/{id}", "import_accepted_told", n=taken)

    return _tried(visit, sheets, id, do)


@router.post(_ONE + "/drop", include_in_schema=False)
def drop(visit: VisitDep, sheets: SheetWordsDep, id: Id) -> Response:
    """Forget the file and what was found in it."""

    def do() -> Response:
        with visit.desk.unit() as unit:
            importing.drop(unit, id)
        return visit.lead("/imports", "import_dropped_told")

    return _tried(visit, sheets, id, do)


@router.post(_ONE + "/undo", include_in_schema=False)
def undo(visit: VisitDep, sheets: SheetWordsDep, id: Id) -> Response:
    """Erase what the import added, but for households that were changed since."""

    def do() -> Response:
        done = accepting.undo(visit.desk, id)
        counts = {
            "erased": done.num_erased,
            "left": len(done.left),
            "elsewhere": done.num_elsewhere,
        }
        told = "import_undone_left_told" if done.left else "import_undone_told"
        if done.num_elsewhere:
            told = "import_undone_elsewhere_told"
        return visit.lead(f"/imports/{id}", told, (), **counts)

    return _tried(visit, sheets, id, do)


def _tried(visit: Visit, sheets: SheetWords, id: str, do: Callable[[], Response]) -> Response:
    """Do something with an import; where it is refused its page says why."""
    try:
        with _told(visit.lang):
            return do()
    except _RefusedError as error:
        return _one(visit, sheets, id, Trouble(error.sentence, "import"), error.status)


def _one(
    visit: Visit, sheets: SheetWords, id: str, error: Trouble | None = None, status: int = 200
) -> Response:
    examiner = Examiner(visit.desk, sheets)
    with visit.desk.view() as unit:
        looked = importing.look(visit.desk, unit, id)
    told = importing.shown(looked, examiner, visit.lang)
    left = accepting.left_by_undo(visit.desk, id)
    shown = import_page(told, sheets, visit.lang, visit.desk.at, error, left)
    return visit.show(shown, status, sheet=faults_sheet(shown))


def _list(
    visit: Visit,
    cursor: str | None,
    sentence: str = "",
    at: str = "",
    *,
    pasted: str = "",
    status: int = _MALFORMED,
) -> Response:
    said, desk = words(visit.lang), visit.desk
    ring, use = desk.office.ring, f"cursor imports {desk.caller.id}"
    place: Any = unwrap(ring, use, cursor) if cursor else None
    with desk.view() as unit:
        found = importing.listed_from(unit, _AT_ONCE, place)
        rows = tuple(import_row(importing.in_brief(desk, unit, e), said) for e in found.rows)
    after = found.after
    following = "" if after is None else wrap(ring, use, [after.at.isoformat(), after.id])
    shown = ImportsPage(
        frame=Frame(visit.lang, said["imports_title"]),
        words=said,
        heading=said["imports_title"],
        town=_towns(visit),
        pasted=pasted,
        error=Trouble(sentence, at) if sentence else None,
        imports=rows,
        following=f"/imports?cursor={following}" if following else "",
    )
    return visit.show(shown, status if sentence else 200, sheet=imports_sheet(rows, said))


def _towns(visit: Visit) -> Field | None:
    """Return where a worker of several towns says which of them is meant."""
    towns = visit.desk.caller.towns
    if towns is None or len(towns) <= 1:
        return None
    catalogue, said = visit.desk.office.matcher.catalogue, words(visit.lang)
    choices = tuple(
        Choice(town.code, town.name if visit.lang == "zh" else town.english)
        for town in catalogue.towns.values()
        if code_of(town.name, catalogue) in towns
    )
    return Field("town", said["import_town"], "select", "", choices)


def _pasted(text: str, lang: Lang) -> SentFile | None:
    """Return a pasted table as a file; cells that were copied come with tabs between them."""
    if not text.strip():
        return None
    return SentFile(words(lang)["import_paste_name"], text.encode("utf-8", "replace"))


def _choices(
    mapping: list[dict[str, Any]], fields: dict[str, str], sheets: SheetWords, lang: Lang
) -> Iterator[SheetChoice]:
    """Yield what was said of each sheet; a column left as it was proposed is confirmed by it."""
    known = labels(sheets, lang)
    for number, sheet in enumerate(mapping):
        kind: Any = fields.get(f"kind.{number}") or None
        columns = {}
        for column in sheet["columns"]:
            label = fields.get(f"col.{number}.{column['letter']}", column["label"]).strip()
            is_same = label == column["label"]
            columns[column["letter"]] = column["target"] if is_same else known.get(label, label)
        yield SheetChoice(sheet["sheet"], kind, None, columns)
