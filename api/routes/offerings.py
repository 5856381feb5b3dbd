"""What charities offer: posted, judged, opened and closed, and whom it would reach."""

from typing import Annotated, Any

from fastapi import Query, Response

from api.gate import guarded
from api.routes.calls import Call, CallDep, Reply, Unit, Version
from api.routes.documented import kept
from api.routes.households import PageCursor, PageLimit
from api.schemas.supply import (
    OfferingChange,
    OfferingIn,
    OfferingOut,
    OfferingsOut,
    OfferingStateName,
    ReachOut,
    ReturnIn,
)
from api.usecases import offering_book, reach

router = guarded("/api/v1/offerings", ["offerings"])
StateName = Annotated[OfferingStateName | None, Query(description="in this state alone")]


def _reply(told: dict[str, Any], status: int = 200) -> Reply:
    place = f"/api/v1/offerings/{told['id']}" if status == 201 else None
    return Reply(told, status, told["version"], place)


@router.post(
    "",
    status_code=201,
    summary="Post an offering",
    response_class=Response,
    responses=kept(OfferingOut, status=201, body=True),
)
def post(call: CallDep, body: OfferingIn) -> Response:
    """Keep a draft of the caller's own organisation; nobody else sees it until it is handed in."""
    told = body.model_dump(mode="json", exclude={"kind"}, exclude_none=True)
    return call.write(
        lambda unit: _reply(offering_book.post(call.desk, unit, body.kind, told), 201)
    )


@router.get("", summary="List offerings", response_class=Response, responses=kept(OfferingsOut))
def listed(
    call: CallDep, state: StateName = None, limit: PageLimit = 50, cursor: PageCursor = None
) -> Response:
    """Return the caller's own offerings, or those of their towns, the newest first."""
    of = f"offerings {state}"
    after = call.cursor_of(cursor, of)

    def told(unit: Unit) -> Reply:
        page = offering_book.listed(call.desk, unit, limit, after, state)
        return Reply({"items": list(page.rows), "next": call.cursor_for(page.after, of)})

    return call.read(told)


@router.get(
    "/{id}", summary="Show an offering", response_class=Response, responses=kept(OfferingOut)
)
def shown(call: CallDep, id: str) -> Response:
    """Return an offering as it stands, with what is left of it."""

    def told(unit: Unit) -> Reply:
        return _reply(_as_it_stands(call, unit, id))

    return call.read(told)


@router.patch(
    "/{id}",
    summary="Change an offering",
    response_class=Response,
    responses=kept(OfferingOut, 409, 412, 428, body=True),
)
def change(call: CallDep, id: str, version: Version, body: OfferingChange) -> Response:
    """Change what a draft or a returned offering says."""
    told = body.model_dump(mode="json", exclude_unset=True)
    return call.write(
        lambda unit: _reply(offering_book.change(call.desk, unit, id, version, told)),
        lambda unit: _as_it_stands(call, unit, id),
    )


@router.post(
    "/{id}/submission",
    summary="Hand an offering in",
    response_class=Response,
    responses=kept(OfferingOut, 409),
)
def submit(call: CallDep, id: str) -> Response:
    """Hand a draft or a returned offering in, to be judged."""
    return _act(call, id, "submission")


@router.post(
    "/{id}/approval",
    summary="Approve an offering",
    response_class=Response,
    responses=kept(OfferingOut, 409),
)
def approve(call: CallDep, id: str) -> Response:
    """Approve an offering: from now on it is matched and can be reserved."""
    return _act(call, id, "approval")


@router.post(
    "/{id}/return",
    summary="Return an offering",
    response_class=Response,
    responses=kept(OfferingOut, 409, body=True),
)
def send_back(call: CallDep, id: str, body: ReturnIn) -> Response:
    """Return an offering to who posted it, with the reason."""
    return _act(call, id, "return", body.reason)


@router.post(
    "/{id}/pause",
    summary="Pause an offering",
    response_class=Response,
    responses=kept(OfferingOut, 409),
)
def pause(call: CallDep, id: str) -> Response:
    """Pause an offering: nothing more is reserved of it, what is reserved stays so."""
    return _act(call, id, "pause")


@router.post(
    "/{id}/resumption",
    summary="Resume an offering",
    response_class=Response,
    responses=kept(OfferingOut, 409),
)
def resume(call: CallDep, id: str) -> Response:
    """Open a paused offering again."""
    return _act(call, id, "resumption")


@router.post(
    "/{id}/closing",
    summary="Close an offering",
    response_class=Response,
    responses=kept(OfferingOut, 409),
)
def close(call: CallDep, id: str) -> Response:
    """End an offering for good; what is reserved stays so."""
    return _act(call, id, "closing")


@router.get(
    "/{id}/reach",
    summary="Count whom an offering would reach",
    response_class=Response,
    responses=kept(ReachOut),
)
def reached(call: CallDep, id: str) -> Response:
    """Return how many families it would reach, a draft too: about, none below five."""

    def told(unit: Unit) -> Reply:
        return Reply(reach.reach(call.desk, offering_book.seen(call.desk, unit, id)))

    return call.read(told)


def _as_it_stands(call: Call, unit: Unit, id: str) -> dict[str, Any]:
    found = offering_book.seen(call.desk, unit, id)
    return offering_book.show(call.desk, unit, found)


def _act(call: Call, id: str, name: str, reason: str | None = None) -> Response:
    return call.write(lambda unit: _reply(offering_book.act(call.desk, unit, id, name, reason)))
