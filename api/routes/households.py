"""Kept households: taken in, listed, found, shown, changed, closed, opened again."""

import hashlib
from typing import Annotated, Literal

from fastapi import Query, Response

from api.deps import Body
from api.gate import guarded
from api.routes.calls import CallDep, Reply, Unit, Version
from api.routes.documented import body_of, kept
from api.schemas.ledgers import (
    CloseReason,
    HouseholdChange,
    HouseholdOut,
    HouseholdsOut,
    HouseholdTakenOut,
    NewHouseholdIn,
    ReopenIn,
    SearchIn,
)
from api.usecases import households
from api.usecases.identities import noting_elsewhere
from api.usecases.shown import show
from api.usecases.towns import town_told

router = guarded("/api/v1", ["households"])
Town = Annotated[str | None, Query(max_length=40, description="a town, by code or name")]
StateName = Annotated[
    Literal["active", "closed", "erased", "all"], Query(description="where the ledger stands")
]
PageLimit = Annotated[int, Query(ge=1, le=200, description="how many at most")]
PageCursor = Annotated[
    str | None, Query(max_length=500, description="`next` of the page before this one")
]


def reply(told: dict[str, object], status: int = 200) -> Reply:
    """Return the reply that is a household as it stands."""
    id = str(told["id"])
    place = f"/api/v1/households/{id}" if status == 201 else None
    version = int(str(told["version"]))
    return Reply(told, status, version, place, household=id)


@router.post(
    "/households",
    status_code=201,
    summary="Take a household in",
    response_class=Response,
    responses=kept(HouseholdTakenOut, 409, 410, status=201, body=True),
    openapi_extra=body_of(NewHouseholdIn),
)
def take_in(call: CallDep, body: Body) -> Response:
    """Keep a household, told in the input form with who everybody is."""
    desk = call.desk
    with noting_elsewhere(desk):
        return call.write(lambda unit: reply(households.take_in(desk, unit, body), 201))


@router.get(
    "/households",
    summary="List households",
    response_class=Response,
    responses=kept(HouseholdsOut),
)
def listed(
    call: CallDep,
    town: Town = None,
    state: StateName = "active",
    limit: PageLimit = 50,
    cursor: PageCursor = None,
) -> Response:
    """Return a page of the households of the caller's towns, the newest first."""
    code = None if town is None else town_told(call.desk, town, parameter="town")
    sought = households.sought(town=code, state=state)
    return _page(call, sought, limit, cursor)


@router.post(
    "/households/search",
    summary="Find households",
    response_class=Response,
    responses=kept(HouseholdsOut, body=True),
)
def search(call: CallDep, body: SearchIn) -> Response:
    """Find households by name, initials, ID number or phone; nothing of it is in an address."""
    told = body.model_dump(exclude={"limit", "cursor"}, exclude_none=True)
    if body.town is not None:
        told["town"] = town_told(call.desk, body.town, pointer="/town")
    sought = households.sought(**told)
    of = _place(sought)
    after = call.cursor_of(body.cursor, of)

    def show_page(unit: Unit) -> Reply:
        page = households.find_on_record(call.desk, unit, sought, body.limit, after)
        return Reply({"items": list(page.rows), "next": call.cursor_for(page.after, of)})

    return call.read_on_record(show_page)


@router.get(
    "/households/{id}",
    summary="Show a household",
    response_class=Response,
    responses=kept(HouseholdOut),
)
def shown(call: CallDep, id: str) -> Response:
    """Return a household as it stands, masked."""
    return call.read(lambda unit: reply(show(call.desk, unit, id)))


@router.patch(
    "/households/{id}",
    summary="Change a household",
    response_class=Response,
    responses=kept(HouseholdTakenOut, 409, 410, 412, 428, body=True),
    openapi_extra=body_of(HouseholdChange),
)
def change(call: CallDep, id: str, version: Version, body: Body) -> Response:
    """Change a household's own facts, address and phone, and what it receives."""
    desk = call.desk
    return call.write(
        lambda unit: reply(households.change(desk, unit, id, version, body)),
        lambda unit: show(desk, unit, id),
    )


@router.delete(
    "/households/{id}",
    summary="Close a household's ledger",
    response_class=Response,
    responses=kept(HouseholdOut, 409, 410, 412, 428),
)
def close(
    call: CallDep,
    id: str,
    version: Version,
    reason: Annotated[CloseReason, Query(description="why it is closed")],
) -> Response:
    """Close a household's ledger: it is kept, and found only where closed ones are asked."""
    desk = call.desk
    return call.write(
        lambda unit: reply(households.close(desk, unit, id, version, reason)),
        lambda unit: show(desk, unit, id),
    )


@router.post(
    "/households/{id}/reopen",
    summary="Open a closed ledger again",
    response_class=Response,
    responses=kept(HouseholdOut, 409, 410, 412, 428, body=True),
)
def reopen(call: CallDep, id: str, version: Version, body: ReopenIn) -> Response:
    """Open a closed ledger again."""
    desk = call.desk
    return call.write(
        lambda unit: reply(households.reopen(desk, unit, id, version, body.reason)),
        lambda unit: show(desk, unit, id),
    )


def _page(call: CallDep, sought: households.Sought, limit: int, cursor: str | None) -> Response:
    """Answer a page; a cursor is good for the same question alone."""
    of = _place(sought)
    after = call.cursor_of(cursor, of)

    def show_page(unit: Unit) -> Reply:
        page = households.find(call.desk, unit, sought, limit, after)
        return Reply({"items": list(page.rows), "next": call.cursor_for(page.after, of)})

    return call.read(show_page)


def _place(sought: households.Sought) -> str:
    return "households " + hashlib.sha256(repr(sought).encode()).hexdigest()
