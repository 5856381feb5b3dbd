"""POST /api/v1/exports: lists as files, masked."""

from typing import Any

from fastapi import Response

from api.errors import Problem, ProblemError
from api.gate import guarded
from api.routes.calls import CallDep
from api.routes.documented import files
from api.routes.imports import XLSX, as_file, as_problems
from api.schemas.imports import ExportIn
from api.usecases.exporting import TooManyRowsError, Wanted, export, wanted_state
from api.usecases.importing import town_told
from matcher.wording import Bilingual

router = guarded("/api/v1/exports", ["exports"])
_TOO_MANY = Bilingual("行数太多，请按镇街分开导出", "there are too many rows: export town by town")


@router.post(
    "",
    summary="A list as a file, masked",
    response_class=Response,
    responses=files(XLSX, "text/csv", "application/json", problems=(415,), rows=True),
)
def make(call: CallDep, body: ExportIn) -> Any:
    """Return households, members, needs or plans; what was given out is on record."""
    with as_problems():
        town = town_told(body.filters.town, call.desk) if body.filters.town else None
    wanted = Wanted(body.what, body.format, town, wanted_state(body.filters.state))
    try:
        made = export(call.desk, wanted, call.lang)
    except TooManyRowsError:
        raise ProblemError(Problem("too-many", _TOO_MANY)) from None
    answer = as_file(made.content, body.format, f"xingfu-{body.what}.{body.format}")
    answer.headers["X-Rows"] = str(made.num_rows)
    return answer
