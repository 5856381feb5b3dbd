"""GET /api/v1/audit: what was done by whom, for its administrator; whether it is whole."""

from typing import Annotated, Any

from fastapi import Path, Query, Response

from api.gate import guarded
from api.routes.calls import Call, CallDep, Reply, problem
from api.routes.documented import kept
from api.schemas.audit import AuditNote, AuditPage, Verification
from api.signing import unwrap, wrap
from api.usecases.auditing import Sought, note_of, page, verify

router = guarded("/api/v1/audit", ["audit"])
_USE = "cursor audit "

Target = Annotated[str | None, Query(max_length=100, description="an id: what was changed")]
Actor = Annotated[
    str | None,
    Query(max_length=100, description="who did it: an account's name, account:ID, key:ID"),
]
Before = Annotated[
    int | None, Query(ge=1, le=10**15, description="only lines below this number, the older ones")
]
Number = Annotated[int, Path(ge=1, le=10**15, description="the number of a line")]
Most = Annotated[int, Query(ge=1, le=200, description="how many lines at most")]
Cursor = Annotated[str | None, Query(max_length=200, description="the cursor of the page before")]


@router.get(
    "",
    summary="Lines of the audit, the newest first",
    response_class=Response,
    responses=kept(AuditPage),
)
def lines(
    call: CallDep,
    target: Target = None,
    actor: Actor = None,
    before: Before = None,
    limit: Most = 50,
    cursor: Cursor = None,
) -> Response:
    """Return lines by what was changed, by who did it, and before a number."""
    if cursor is not None:
        before = _place(call, cursor)
    sought = Sought(target, actor, before)

    return call.read(lambda unit: _page(call, *page(unit, sought, limit)))


@router.get(
    "/verification",
    summary="Whether the audit is whole",
    response_class=Response,
    responses=kept(Verification),
)
def verification(call: CallDep) -> Response:
    """Walk the whole chain; name the first bad row if there is one."""
    return call.read(lambda _unit: Reply(verify(call.desk, call.lang)))


@router.get(
    "/{number}/note",
    summary="The note of an unmasking",
    response_class=Response,
    responses=kept(AuditNote),
)
def note(call: CallDep, number: Number) -> Response:
    """Return what somebody wrote when they unmasked a family; reading it goes on record too.

    A line without a note has none, and notes go with their household when it is erased.
    """
    return call.read_on_record(lambda unit: Reply(note_of(call.desk, unit, number)))


def _page(call: Call, found: list[dict[str, Any]], more: int | None) -> Reply:
    caller, ring = call.desk.caller.id, call.desk.office.ring
    return Reply(
        {"lines": found, "cursor": None if more is None else wrap(ring, _USE + caller, more)}
    )


def _place(call: Call, cursor: str) -> int:
    found = unwrap(call.desk.office.ring, _USE + call.desk.caller.id, cursor)
    if not isinstance(found, int):
        raise problem("wrong-query", "cursor", parameter="cursor")
    return found
