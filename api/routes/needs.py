"""Needs of kept households."""

from typing import Annotated

from fastapi import Query, Response

from api.gate import guarded
from api.routes.calls import Call, CallDep, Reply, Unit, Version
from api.routes.documented import kept
from api.schemas.ledgers import NeedChange, NeedNote, NeedOut, NeedsOut, NeedStateName, NeedTakenOut
from api.usecases import needs_book
from api.usecases.households import version_of
from api.usecases.people import Doing
from api.usecases.shown import show, show_need

router = guarded("/api/v1/households/{id}", ["needs"])
_CHANGES = (409, 410, 412, 428)
StateName = Annotated[NeedStateName | None, Query(description="in this state alone")]


@router.get("/needs", summary="List needs", response_class=Response, responses=kept(NeedsOut))
def listed(call: CallDep, id: str, state: StateName = None) -> Response:
    """Return the needs of a household, oldest first."""

    def told(unit: Unit) -> Reply:
        items = needs_book.show_all(call.desk, unit, id, state)
        return Reply({"items": items}, version=version_of(unit, id))

    return call.read(told)


@router.post(
    "/needs",
    status_code=201,
    summary="Note a need",
    response_class=Response,
    responses=kept(NeedTakenOut, *_CHANGES, status=201, body=True),
)
def add(call: CallDep, id: str, version: Version, body: NeedNote) -> Response:
    """Note a need, in the words in which it was said."""
    desk = call.desk
    noted = needs_book.noted(body.text, body.urgency, body.member, body.recorded_at)
    return _write(call, id, lambda unit: needs_book.add(desk, unit, id, version, noted), 201)


@router.get(
    "/needs/{need}", summary="Show a need", response_class=Response, responses=kept(NeedOut)
)
def shown(call: CallDep, id: str, need: str) -> Response:
    """Return a need with its words and what became of it."""

    def told(unit: Unit) -> Reply:
        found = show_need(call.desk, needs_book.of_household(unit, id, need))
        return Reply(found, version=version_of(unit, id))

    return call.read(told)


@router.patch(
    "/needs/{need}",
    summary="Change a need",
    response_class=Response,
    responses=kept(NeedTakenOut, *_CHANGES, body=True),
)
def change(call: CallDep, id: str, need: str, version: Version, body: NeedChange) -> Response:
    """Change the words, the urgency or the state of a need, or whose it is."""
    desk = call.desk
    # null is an answer here: a need that is nobody's own is the whole household's
    whose = needs_book.Whose(body.member) if "member" in body.model_fields_set else None
    told = needs_book.changed(body.text, body.urgency, body.state, whose)
    return _write(call, id, lambda unit: needs_book.change(desk, unit, id, need, version, told))


def _write(call: Call, id: str, do: Doing, status: int = 200) -> Response:
    def done(unit: Unit) -> Reply:
        told = do(unit)
        place = f"/api/v1/households/{id}/needs/{told['id']}" if status == 201 else None
        return Reply(told, status, version_of(unit, id), place, household=id)

    return call.write(done, lambda unit: show(call.desk, unit, id))
