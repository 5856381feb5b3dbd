"""Members of kept households."""

from typing import Annotated

from fastapi import Query, Response

from api.deps import Body
from api.gate import guarded
from api.routes.calls import Call, CallDep, Reply, Unit, Version
from api.routes.documented import body_of, kept
from api.schemas.ledgers import (
    KeptPersonIn,
    LeaveReason,
    MemberLeftOut,
    MemberOut,
    MembersOut,
    MemberTakenOut,
)
from api.usecases import people
from api.usecases.households import version_of
from api.usecases.identities import noting_elsewhere
from api.usecases.shown import show

router = guarded("/api/v1/households/{id}", ["members"])
_CHANGES = (409, 410, 412, 428)


@router.get(
    "/members",
    summary="List members",
    response_class=Response,
    responses=kept(MembersOut),
)
def listed(
    call: CallDep,
    id: str,
    departed: Annotated[bool, Query(description="those too who have left")] = False,
) -> Response:
    """Return the members of a household, masked, with the facts that stand of them."""

    def told(unit: Unit) -> Reply:
        items = people.show_all(call.desk, unit, id, departed=departed)
        return Reply({"items": items}, version=version_of(unit, id))

    return call.read(told)


@router.post(
    "/members",
    status_code=201,
    summary="Add a member",
    response_class=Response,
    responses=kept(MemberTakenOut, *_CHANGES, status=201, body=True),
    openapi_extra=body_of(KeptPersonIn),
)
def add(call: CallDep, id: str, version: Version, body: Body) -> Response:
    """Add a member, told as in the input form."""
    desk = call.desk
    with noting_elsewhere(desk):
        return _write(call, id, lambda unit: people.add(desk, unit, id, version, body), 201)


@router.get(
    "/members/{member}",
    summary="Show a member",
    response_class=Response,
    responses=kept(MemberOut),
)
def shown(call: CallDep, id: str, member: str) -> Response:
    """Return a member, masked; those too who have left."""

    def told(unit: Unit) -> Reply:
        return Reply(people.show_one(call.desk, unit, id, member), version=version_of(unit, id))

    return call.read(told)


@router.patch(
    "/members/{member}",
    summary="Change a member",
    response_class=Response,
    responses=kept(MemberTakenOut, *_CHANGES, body=True),
    openapi_extra=body_of(KeptPersonIn),
)
def change(call: CallDep, id: str, member: str, version: Version, body: Body) -> Response:
    """Change who a member is, their relation, their place and their facts."""
    desk = call.desk
    with noting_elsewhere(desk):
        return _write(call, id, lambda unit: people.change(desk, unit, id, member, version, body))


@router.delete(
    "/members/{member}",
    summary="Say that a member has left",
    response_class=Response,
    responses=kept(MemberLeftOut, *_CHANGES),
)
def leave(
    call: CallDep,
    id: str,
    member: str,
    version: Version,
    reason: Annotated[LeaveReason, Query(description="why they are no longer of it")],
) -> Response:
    """Say that a member has left; what they needed is named, to be withdrawn or handed over."""
    desk = call.desk
    return _write(call, id, lambda unit: people.leave(desk, unit, id, member, version, reason))


@router.post(
    "/members/{member}/return",
    summary="Bring back a member who has left",
    response_class=Response,
    responses=kept(MemberOut, *_CHANGES),
)
def come_back(call: CallDep, id: str, member: str, version: Version) -> Response:
    """Say that a member who left, or was taken out by mistake, is of the household again."""
    desk = call.desk
    with noting_elsewhere(desk):
        return _write(call, id, lambda unit: people.come_back(desk, unit, id, member, version))


def _write(call: Call, id: str, do: people.Doing, status: int = 200) -> Response:
    def done(unit: Unit) -> Reply:
        told = do(unit)
        place = f"/api/v1/households/{id}/members/{told['id']}" if status == 201 else None
        return Reply(told, status, version_of(unit, id), place, household=id)

    return call.write(done, lambda unit: show(call.desk, unit, id))
