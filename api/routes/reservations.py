"""Places of offerings that are held for families, confirmed, given back, delivered."""

from typing import Annotated

from fastapi import Query, Response

from api.gate import guarded
from api.routes.calls import Call, CallDep, Reply, Unit, Version
from api.routes.documented import kept
from api.routes.households import PageCursor, PageLimit
from api.schemas.supply import (
    ReservationIn,
    ReservationOut,
    ReservationsOfOut,
    ReservationsOut,
)
from api.usecases import reserving

router = guarded("/api/v1", ["reservations"])


@router.post(
    "/offerings/{id}/reservations",
    status_code=201,
    summary="Reserve a place",
    response_class=Response,
    responses=kept(ReservationOut, 409, 410, status=201, body=True),
)
def hold(call: CallDep, id: str, body: ReservationIn) -> Response:
    """Hold a place for a household, for a time; 409 used-up where others were quicker."""
    wanted = reserving.Wanted(body.household, body.plan, tuple(body.needs))

    def done(unit: Unit) -> Reply:
        told = reserving.hold(call.desk, unit, id, wanted)
        return Reply(told, 201, told["version"], household=body.household)

    return call.write(done)


@router.get(
    "/offerings/{id}/reservations",
    summary="List what is reserved of an offering",
    response_class=Response,
    responses=kept(ReservationsOut),
)
def listed(call: CallDep, id: str, limit: PageLimit = 50, cursor: PageCursor = None) -> Response:
    """Return the reservations of an offering: to who offers without a word of whose they are."""
    of = f"reservations {id}"
    after = call.cursor_of(cursor, of)

    def told(unit: Unit) -> Reply:
        page = reserving.listed(call.desk, unit, id, limit, after)
        return Reply({"items": list(page.rows), "next": call.cursor_for(page.after, of)})

    return call.read(told)


@router.get(
    "/reservations",
    summary="List what is reserved for a household",
    response_class=Response,
    responses=kept(ReservationsOfOut),
)
def of_household(
    call: CallDep,
    household: Annotated[str, Query(min_length=1, max_length=64, description="a household's id")],
) -> Response:
    """Return the reservations of a household, the newest first."""
    return call.read(
        lambda unit: Reply({"items": reserving.of_household_told(call.desk, unit, household)})
    )


@router.post(
    "/reservations/{reservation}/confirmation",
    summary="Confirm a reservation",
    response_class=Response,
    responses=kept(ReservationOut, 409),
)
def confirm(call: CallDep, reservation: str) -> Response:
    """Confirm what is held: it no longer ends by itself."""
    return _decide(call, reservation, "confirmation")


@router.post(
    "/reservations/{reservation}/release",
    summary="Give a reservation back",
    response_class=Response,
    responses=kept(ReservationOut, 409),
)
def release(call: CallDep, reservation: str) -> Response:
    """Give back what is held or confirmed: the place is free again."""
    return _decide(call, reservation, "release")


@router.post(
    "/reservations/{reservation}/delivery",
    summary="Confirm a delivery",
    response_class=Response,
    responses=kept(ReservationOut, 409, 412, 428),
)
def deliver(call: CallDep, reservation: str, version: Version) -> Response:
    """Say that the family has got it; who offers says so of its own offerings."""
    return _decide(call, reservation, "delivery", version)


def _decide(call: Call, id: str, act: str, version: int | None = None) -> Response:
    def done(unit: Unit) -> Reply:
        told = reserving.decide(call.desk, unit, id, act, version)
        return Reply(told, version=told["version"], household=told["household"])

    return call.write(done, lambda unit: reserving.as_it_stands(call.desk, unit, id))
