"""/api/v1/imports: ledgers that come as spreadsheets, looked at first, then taken."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Literal

from fastapi import Depends, Path, Query, Request, Response

from api.deps import Language, PartsDep
from api.errors import Mend, Problem, ProblemError
from api.gate import guarded
from api.routes.calls import Call, CallDep, Made, Reply, Unit
from api.routes.documented import body_of_a_file, files, kept
from api.routes.uploads import UploadDep
from api.schemas.imports import AcceptIn, ImportOut, ImportsOut, MappingIn, UndoneOut
from api.sheets.template import template
from api.sheets.words import Words, load_words
from api.usecases import accepting, importing
from api.usecases.accepting import Undone
from api.usecases.examining import Examined, Examiner, ImportRefusedError, Source
from api.usecases.mapped import ChoiceError, SheetChoice

router = guarded("/api/v1/imports", ["imports"])

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEDIA = {"xlsx": XLSX, "csv": "text/csv; charset=utf-8", "json": "application/json"}
_LIST = "imports"

Id = Annotated[str, Path(max_length=64, description="the id of an import")]
Town = Annotated[
    str | None,
    Query(max_length=40, description="the town of rows that tell none, by code or name"),
]


def sheet_words(request: Request, parts: PartsDep) -> Words:
    """Return the words of spreadsheets, read once for an application."""
    state = request.app.state
    if not hasattr(state, "sheet_words"):
        state.sheet_words = load_words(parts.settings.catalog, parts.matcher.catalogue.vocabulary)
    found: Words = state.sheet_words
    return found


WordsDep = Annotated[Words, Depends(sheet_words)]


@contextmanager
def as_problems() -> Iterator[None]:
    """Tell what is refused of an import as a problem."""
    try:
        yield
    except ImportRefusedError as error:
        headers = {} if error.wait is None else {"Retry-After": str(error.wait)}
        raise ProblemError(Problem(error.kind, error.message, headers=headers)) from None
    except ChoiceError as error:
        mend = Mend(error.message, pointer=error.place, near=error.near)
        raise ProblemError(Problem("unknown-value", error.message, (mend,))) from None


@router.post(
    "",
    status_code=201,
    summary="Look at a ledger's file: nothing of it is taken yet",
    response_class=Response,
    responses=kept(ImportOut, 503, status=201),
    openapi_extra=body_of_a_file(),
)
def check(call: CallDep, words: WordsDep, upload: UploadDep, town: Town = None) -> Response:
    """Keep a file sealed and tell how it would be read, what is good and what to mend."""
    examiner = Examiner(call.desk, words)

    def look() -> tuple[Source, Examined]:
        source = Source(upload.data, upload.name, town=importing.town_of(town, call.desk))
        return source, examiner.examine(source)

    def keep(unit: Unit, looked_at: tuple[Source, Examined]) -> Reply:
        entry = importing.check(examiner, unit, *looked_at)
        place = f"{router.prefix}/{entry.id}"
        looked = importing.looked_at(call.desk, unit, entry)
        return Reply(importing.shown(looked, examiner, call.lang), 201, location=place)

    return call.write_of(_telling_problems(look), keep)


@router.get(
    "",
    summary="Imports, the newest first",
    response_class=Response,
    responses=kept(ImportsOut),
)
def list_(
    call: CallDep,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> Response:
    """Return the imports that the caller made (a unit of all towns: every one)."""
    after = call.cursor_of(cursor, _LIST)

    def show(unit: Any) -> Reply:
        page = importing.listed(unit, limit, after)
        rows = [importing.in_brief(call.desk, unit, entry) for entry in page.rows]
        return Reply({"imports": rows, "next": call.cursor_for(page.after, _LIST)})

    return call.read(show)


@router.get(
    "/template.xlsx",
    summary="A template to fill in",
    response_class=Response,
    responses=files(XLSX),
)
def blank(
    parts: PartsDep,
    words: WordsDep,
    lang: Language,
    sheets: Literal["one", "three"] = "three",
    every: Annotated[bool, Query(description="a column for every fact")] = False,
) -> Response:
    """Return a workbook with drop-down lists and a guide, in one sheet or in three."""
    made = template(words, parts.matcher.catalogue, lang, every=every, single=sheets == "one")
    return as_file(made, "xlsx", "xingfu-template.xlsx")


@router.get(
    "/{id}",
    summary="An import, and how far it is",
    response_class=Response,
    responses=kept(ImportOut),
)
def get(call: CallDep, words: WordsDep, id: Id) -> Response:
    """Return what was found in a file, what became of it, how many households are taken."""
    examiner = Examiner(call.desk, words)
    return call.read(_show(call, examiner, id))


@router.put(
    "/{id}/mapping",
    summary="Say what the columns mean, and look again",
    response_class=Response,
    responses=kept(ImportOut, 409, 503, body=True),
)
def put_mapping(call: CallDep, words: WordsDep, id: Id, body: MappingIn) -> Response:
    """Look at the file again as a person says that it is to be read; that confirms its sheets."""
    examiner = Examiner(call.desk, words)
    choices = tuple(SheetChoice(s.sheet, s.kind, s.head, s.columns) for s in body.sheets)

    def look() -> tuple[Source, Examined]:
        town = importing.town_of(body.town, call.desk) if body.town else None
        return importing.map_anew(examiner, id, choices, town)

    def keep(unit: Unit, looked_at: tuple[Source, Examined]) -> Reply:
        with as_problems():
            entry = importing.check_again(call.desk, unit, id, *looked_at)
        looked = importing.looked_at(call.desk, unit, entry)
        return Reply(importing.shown(looked, examiner, call.lang))

    return call.write_of(_telling_problems(look), keep)


@router.get(
    "/{id}/faults.{kind}",
    summary="What is to be mended, as a file",
    response_class=Response,
    responses=files(XLSX, "text/csv", "application/json", problems=(404, 409, 410, 503)),
)
def faults(
    call: CallDep, words: WordsDep, id: Id, kind: Literal["xlsx", "csv", "json"]
) -> Response:
    """Return the faults; xlsx is the file itself with them coloured, as long as it waits."""
    with as_problems():
        made = importing.faults_file(Examiner(call.desk, words), id, kind, call.lang)
    return as_file(made, kind, f"xingfu-faults.{kind}")


@router.post(
    "/{id}/accept",
    summary="Take all good households of a file",
    response_class=Response,
    responses=kept(ImportOut, 409, 503, body=True),
)
def accept(call: CallDep, words: WordsDep, id: Id, body: AcceptIn | None = None) -> Response:
    """Take them; asked again after a failure it goes on, and nothing is doubled."""
    examiner, told = Examiner(call.desk, words), body or AcceptIn()

    def take() -> None:
        accepting.accept(examiner, id, confirmed=told.confirmed, consent=told.consent)

    show = _show(call, examiner, id)
    return call.write_of(_telling_problems(take), lambda unit, _: show(unit))


@router.post(
    "/{id}/undo",
    summary="Take an import back",
    response_class=Response,
    responses=kept(UndoneOut, 409, 410),
)
def undo(call: CallDep, id: Id) -> Response:
    """Erase the households it added, but those that were changed since: they are named."""

    def told(_: Unit, undone: Undone) -> Reply:
        state = undone.entry.state.value
        left = [each.household for each in undone.left]
        counts = {"erased": undone.num_erased, "left": left, "elsewhere": undone.num_elsewhere}
        return Reply({"id": id, "state": state, **counts})

    return call.write_of(_telling_problems(lambda: accepting.undo(call.desk, id)), told)


@router.delete(
    "/{id}",
    status_code=204,
    summary="Drop a file of which nothing was taken",
    response_class=Response,
    responses=kept(None, 409, status=204),
)
def drop(call: CallDep, id: Id) -> Response:
    """Forget the file and what was found in it."""

    def do(unit: Any) -> Reply:
        importing.drop(unit, id)
        return Reply(b"", 204)

    with as_problems():
        return call.write(do)


def _telling_problems(do: Callable[[], Made]) -> Callable[[], Made]:
    """Return what does the same and tells what is refused of an import as a problem."""

    def done() -> Made:
        with as_problems():
            return do()

    return done


def _show(call: Call, examiner: Examiner, id: str) -> Callable[[Any], Reply]:
    def show(unit: Any) -> Reply:
        return Reply(importing.shown(importing.look(call.desk, unit, id), examiner, call.lang))

    return show


def as_file(content: bytes, kind: str, name: str) -> Response:
    """Return a file to be saved."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, 200, headers, media_type=MEDIA[kind])
