"""Transfers of households between towns: asked by the one, decided by the other."""

from dataclasses import replace
from typing import Annotated

from fastapi import Query, Response

from api.gate import guarded
from api.routes.calls import CallDep, Reply, Unit
from api.routes.documented import kept
from api.routes.households import PageCursor, PageLimit
from api.schemas.ledgers import (
    TransferAskedOut,
    TransferIn,
    TransferOut,
    TransfersOut,
    TransferStateName,
)
from api.usecases import transferring

router = guarded("/api/v1", ["transfers"])
_OF = "transfers"


@router.post(
    "/households/{id}/transfers",
    status_code=201,
    summary="Ask another town to take a household over",
    response_class=Response,
    responses=kept(TransferAskedOut, 409, 410, status=201, body=True),
)
def ask(call: CallDep, id: str, body: TransferIn) -> Response:
    """Ask another town to take a household over; the ledger does not change by it."""

    def done(unit: Unit) -> Reply:
        told = transferring.ask(call.desk, unit, id, body.to, body.reason)
        return Reply(told, 201, household=id)

    return call.write(done)


@router.get(
    "/transfers",
    summary="List transfers",
    response_class=Response,
    responses=kept(TransfersOut),
)
def listed(
    call: CallDep,
    state: Annotated[TransferStateName | None, Query(description="in this state alone")] = None,
    limit: PageLimit = 50,
    cursor: PageCursor = None,
) -> Response:
    """Return the transfers that begin or end in the caller's towns, the newest first."""
    of = f"{_OF} {state}"
    after = call.cursor_of(cursor, of)

    def told(unit: Unit) -> Reply:
        page = transferring.listed(call.desk, unit, limit, after, state)
        return Reply({"items": list(page.rows), "next": call.cursor_for(page.after, of)})

    return call.read(told)


@router.post(
    "/transfers/{transfer}/accept",
    summary="Take a household over",
    response_class=Response,
    responses=kept(TransferOut, 409),
)
def accept(call: CallDep, transfer: str) -> Response:
    """Take a household over, as the receiving side."""
    desk = transferring.receiving(call.desk, transfer)
    return replace(call, desk=desk).write(
        lambda unit: _reply(transferring.accept(desk, unit, transfer))
    )


@router.post(
    "/transfers/{transfer}/refuse",
    summary="Refuse to take a household over",
    response_class=Response,
    responses=kept(TransferOut, 409),
)
def refuse(call: CallDep, transfer: str) -> Response:
    """Refuse to take a household over, as the receiving side."""
    # the answer is kept under no household: the refusing side does not see it
    return call.write(lambda unit: Reply(transferring.refuse(call.desk, unit, transfer)))


@router.post(
    "/transfers/{transfer}/withdraw",
    summary="Withdraw a transfer",
    response_class=Response,
    responses=kept(TransferOut, 409),
)
def withdraw(call: CallDep, transfer: str) -> Response:
    """Take back what one's own side asked for."""
    return call.write(lambda unit: _reply(transferring.withdraw(call.desk, unit, transfer)))


def _reply(told: dict[str, object]) -> Reply:
    return Reply(told, household=str(told["household"]))
