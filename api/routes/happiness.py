"""Happiness lists: a plan confirmed, lists shown, the feed for platforms, receipts."""

from dataclasses import replace
from typing import Annotated

from fastapi import Path, Query, Response

from api.errors import Problem, ProblemError
from api.gate import guarded
from api.routes.calls import CallDep, Reply, Unit
from api.routes.documented import responses
from api.routes.plans import Household, MakingDep, Number
from api.schemas.happiness import (
    ConfirmationAsked,
    Confirmed,
    Feed,
    HappinessList,
    ListRows,
    ReceiptTaken,
    ReceiptTold,
)
from api.usecases.confirming import Choice, draft_confirmation, keep_confirmation
from api.usecases.identities import doubts_in, kind_of
from api.usecases.lists_read import StoredList, changes, stored_list, versions
from api.usecases.receiving import Told, counter_for, prepare, receive
from matcher.planning.outcomes import Outcome
from matcher.wording import Bilingual

of_households = guarded("/api/v1/households/{household}", ["happiness lists"])
router = guarded("/api/v1/happiness-lists", ["happiness lists"])
_TRIES = 3
_BUSY = Problem(
    "busy",
    Bilingual(
        "这户的台账一直有人在改；没有保存任何内容，请过几秒再发",
        "this ledger is being changed again and again; nothing was stored: send it again in some "
        "seconds",
    ),
    headers={"Retry-After": "2"},
)
Own = Annotated[str, Path(max_length=64, description="the id of a list")]


@of_households.post(
    "/plans/{number}/confirmation",
    summary="Confirm a plan",
    status_code=201,
    response_class=Response,
    responses=responses(Confirmed, 404, 409, 422),
)
def confirm(
    call: CallDep,
    made: MakingDep,
    household: Household,
    number: Number,
    body: ConfirmationAsked | None = None,
) -> Response:
    """Make the newest plan the next version of the family's list; 409 where it is not the newest.

    Where the ledger was changed since the plan was made it is 409 `outdated`: make the plan anew,
    or send `stale: true`. 409 too where it rests on what the family no longer agrees to.

    With the family's consent to `push` the list stands in the feed from then on. What is not
    to be read on a telephone is left out and named in `left_out`, to be told in person. Numbers
    of people in the note are masked; `X-Warnings` says so.
    """
    told = body or ConfirmationAsked(items=None, offers=None, team=None, note=None, stale=False)
    choice = Choice(told.items, told.offers, told.team, told.note, told.stale)
    draft = draft_confirmation(call.desk, made, (household, number), choice)

    def keep(unit: Unit) -> Reply:
        listed = keep_confirmation(call.desk, unit, draft)
        place = f"{router.prefix}/{listed.id}"
        warned = _warned(told.note, "/note")
        return Reply(listed.data, 201, location=place, household=household, headers=warned)

    return call.write(keep)


@of_households.get(
    "/happiness-lists",
    summary="The versions of a family's list",
    response_class=Response,
    responses=responses(ListRows, 404, 422),
)
def of_family(
    call: CallDep,
    household: Household,
    limit: Annotated[int, Query(ge=1, le=50, description="how many versions at most")] = 10,
    cursor: Annotated[str | None, Query(max_length=400, description="where to go on")] = None,
) -> Response:
    """Return a family's lists, newest first, with the codes behind them and what became of each."""
    of = f"lists {household}"
    after = call.cursor_of(cursor, of)

    def told(unit: Unit) -> Reply:
        found = versions(call.desk, unit, household, limit, after)
        return Reply({"lists": found.rows, "next": call.cursor_for(found.last, of)})

    return call.read(told)


@router.get(
    "/changes",
    summary="What changed in the lists",
    response_class=Response,
    responses=responses(Feed, 422),
)
def feed(
    call: CallDep,
    after: Annotated[str | None, Query(max_length=400, description="`next` of before")] = None,
    limit: Annotated[int, Query(ge=1, le=500, description="how many changes at most")] = 100,
) -> Response:
    """Return changes in the order in which they were made, at least once, none skipped.

    Keep `next` once what stands before it is stored, and come again with it; without `after` it
    is told from the beginning. A cursor is its caller's own: with a new key begin anew.
    """
    place = call.cursor_of(after, "changes", "after")

    def told(unit: Unit) -> Reply:
        found = changes(unit, place, limit)
        following = call.cursor_for(found.last, "changes")
        return Reply({"changes": found.rows, "next": following, "more": found.more})

    return call.read(told)


@router.get(
    "/{id}",
    summary="A happiness list",
    response_class=Response,
    responses=responses(HappinessList, 404, 410, 422),
)
def show(call: CallDep, id: Own) -> Response:
    """Return a list as it was stored; its ETag is the digest of its bytes. 410: withdrawn."""
    return call.read(lambda unit: _stored(stored_list(call.desk, unit, id)))


@router.post(
    "/{id}/receipts",
    summary="Say what became of an entry",
    status_code=201,
    response_class=Response,
    responses=responses(ReceiptTaken, 404, 410, 422, 503)
    | {200: {"model": ReceiptTaken, "description": "it was known: what was answered then"}},
)
def send(call: CallDep, made: MakingDep, id: Own, body: ReceiptTold) -> Response:
    """Take a receipt, once, however often, late or out of order it comes.

    What follows is done along with it: `served` closes a need once all that serves it has ended,
    `refused` matches the family again without what was refused, and `plan` names the new plan.
    Numbers of people in the reason are masked; `X-Warnings` says so. Of a family that has moved to
    another town since, it is taken as well: it counts there, and the answer tells nothing of it.
    """
    told = Told(body.id, body.entry, Outcome(body.kind), body.at, body.reason)

    counter = counter_for(call.desk, id)
    here = replace(call, desk=counter.desk)

    def taken(unit: Unit) -> Reply:
        found = receive(counter, unit, id, told, prepared)
        status, warned = 201 if found.is_new else 200, _warned(told.reason, "/reason")
        return Reply(found.data, status, household=found.household, headers=warned)

    for left in reversed(range(_TRIES)):
        prepared = prepare(here.desk, made, id, told)
        try:
            return here.write(taken)
        except ProblemError as error:
            if error.problem.kind != "stale":
                raise
            if not left:  # others were quicker each time
                raise ProblemError(_BUSY) from None
    raise AssertionError


def _warned(text: str | None, place: str) -> dict[str, str]:
    """Return the header that names numbers of people in somebody's words, where there are any."""
    found = [f"{each.place} {kind_of(each)}" for each in doubts_in(text or "", place)]
    return {"X-Warnings": ", ".join(found)} if found else {}


def _stored(found: StoredList) -> Reply:
    etag = {"ETag": f'"{found.digest}"'}
    return Reply(found.content, household=found.household, headers=etag)


QUICK = (f"{router.prefix}/{{id}}",)
"""Lists are read by many platforms again and again."""
