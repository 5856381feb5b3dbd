"""What tells who somebody is, in the open; consent; erasing."""

from fastapi import Response

from api.gate import guarded
from api.routes.calls import CallDep, Reply, Unit, Version
from api.routes.documented import kept
from api.schemas.ledgers import (
    ConsentIn,
    ConsentOut,
    EraseIn,
    HouseholdOut,
    UnmaskedOut,
    UnmaskIn,
)
from api.usecases import erasing, households, unmasking
from api.usecases.households import version_of
from api.usecases.shown import show

router = guarded("/api/v1/households/{id}", ["personal data"])
_CHANGES = (409, 410, 412, 428)


@router.post(
    "/unmask",
    summary="See personal values in the open",
    response_class=Response,
    responses=kept(UnmaskedOut, 409, 410, body=True),
)
def unmask(call: CallDep, id: str, body: UnmaskIn) -> Response:
    """Return personal values as they are; who asked, for what and why goes on record.

    The answer is not kept for an Idempotency-Key: each showing is an act of its own.
    """
    asked = unmasking.Asked(body.fields, body.reason, body.member, body.note)
    return call.write(
        lambda unit: Reply(unmasking.unmask(call.desk, unit, id, asked), household=id),
        keeps=False,
    )


@router.get(
    "/consent",
    summary="Show what a household agreed to",
    response_class=Response,
    responses=kept(ConsentOut),
)
def consent(call: CallDep, id: str) -> Response:
    """Return every group of fields with its purpose, its ground and the household's consent."""

    def told(unit: Unit) -> Reply:
        groups = show(call.desk, unit, id)["consent"]
        return Reply({"groups": groups}, version=version_of(unit, id))

    return call.read(told)


@router.put(
    "/consent",
    summary="Set what a household agrees to",
    response_class=Response,
    responses=kept(ConsentOut, *_CHANGES, body=True),
)
def set_consent(call: CallDep, id: str, version: Version, body: ConsentIn) -> Response:
    """Set the consent of the groups that are named; what there is no ground to show is hidden."""
    desk = call.desk

    def done(unit: Unit) -> Reply:
        told = households.set_consent(desk, unit, id, version, body.groups)
        return Reply({"groups": told["consent"]}, version=told["version"], household=id)

    return call.write(done, lambda unit: show(desk, unit, id))


@router.post(
    "/erasure",
    summary="Erase a household",
    response_class=Response,
    responses=kept(HouseholdOut, *_CHANGES, body=True),
)
def erase(call: CallDep, id: str, version: Version, body: EraseIn) -> Response:
    """Erase all that is known of a household; what is on record of it stays."""
    desk = call.desk

    def done(unit: Unit) -> Reply:
        told = erasing.erase(desk, unit, id, version, body.reason)
        return Reply(told, version=told["version"], household=id)

    return call.write(done, lambda unit: show(desk, unit, id))
