"""Facts of kept households and their members: what stands, what was, what is known no more."""

from typing import Annotated

from fastapi import Query, Response

from api.gate import guarded
from api.routes.calls import Call, CallDep, Reply, Unit, Version
from api.routes.documented import kept
from api.schemas.ledgers import FactIn, FactsOut, RecordedOut
from api.usecases import fact_book
from api.usecases.households import take_open, version_of
from api.usecases.people import Doing
from api.usecases.shown import show

router = guarded("/api/v1/households/{id}", ["facts"])
_CHANGES = (409, 410, 412, 428)
Name = Annotated[str | None, Query(max_length=40, description="a fact of the vocabulary")]
MemberId = Annotated[str | None, Query(max_length=40, description="of this member alone")]


@router.get("/facts", summary="List facts", response_class=Response, responses=kept(FactsOut))
def standing(call: CallDep, id: str) -> Response:
    """Return the facts that stand for a household and its members."""

    def told(unit: Unit) -> Reply:
        return Reply(fact_book.show_standing(call.desk, unit, id), version=version_of(unit, id))

    return call.read(told)


@router.get(
    "/facts/history",
    summary="Tell the history of facts",
    response_class=Response,
    responses=kept(FactsOut),
)
def history(call: CallDep, id: str, name: Name = None, member: MemberId = None) -> Response:
    """Return all that was ever recorded, oldest first: of a name, of a member where given."""

    def told(unit: Unit) -> Reply:
        found = fact_book.show_history(call.desk, unit, id, name, member)
        return Reply(found, version=version_of(unit, id))

    return call.read(told)


@router.post(
    "/facts",
    status_code=201,
    summary="Record a fact",
    response_class=Response,
    responses=kept(RecordedOut, *_CHANGES, status=201, body=True),
)
def record(call: CallDep, id: str, version: Version, body: FactIn) -> Response:
    """Record a fact; a newer one supersedes, a correction names what was wrong."""
    desk = call.desk

    def do(unit: Unit) -> dict[str, object]:
        telling = fact_book.Telling.on(
            body.source, body.as_of, desk, body.expires, corrects=body.corrects
        )
        take_open(unit, id, version)
        told = (body.member, body.name, body.value)
        return fact_book.show_recorded(
            desk, unit, fact_book.record_one(desk, unit, id, told, telling)
        )

    return _write(call, id, do, 201)


@router.delete(
    "/facts/{fact}",
    summary="Say that a fact is known no more",
    response_class=Response,
    responses=kept(RecordedOut, *_CHANGES),
)
def forget(call: CallDep, id: str, fact: str, version: Version) -> Response:
    """Say of a fact that stands that it is known no more; its history stays."""
    desk = call.desk

    def do(unit: Unit) -> dict[str, object]:
        take_open(unit, id, version)
        return fact_book.show_recorded(desk, unit, fact_book.forget(desk, unit, id, fact))

    return _write(call, id, do)


def _write(call: Call, id: str, do: Doing, status: int = 200) -> Response:
    def done(unit: Unit) -> Reply:
        told = do(unit)
        return Reply(told, status, version_of(unit, id), household=id)

    return call.write(done, lambda unit: show(call.desk, unit, id))
