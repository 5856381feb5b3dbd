"""Plans of kept households: made, shown, compared, corrected, worked out again; catalogues."""

from dataclasses import replace
from typing import Annotated

from fastapi import Depends, Path, Query, Request, Response

from api.deps import Language
from api.errors import ProblemError
from api.gate import guarded
from api.routes.calls import Call, CallDep, Reply, Unit
from api.routes.documented import responses
from api.schemas.plans import (
    Add,
    Catalogues,
    CatalogueTold,
    Change,
    CorrectionAsked,
    Difference,
    KeptPlan,
    PlanAsked,
    Recomputation,
    RecomputationAsked,
    Reorder,
    Versions,
)
from api.usecases.carrying import Carried, carried_over
from api.usecases.correcting import Wanted, draft_correction, warnings_of
from api.usecases.histories import History, difference, kept_plan, recomputed, versions
from api.usecases.identities import kind_of
from api.usecases.makings import Making, catalogue_data, catalogues_data
from api.usecases.plan_changes import BUSY, TRIES
from api.usecases.planning import (
    Asked,
    Corrected,
    Draft,
    Served,
    draft_plan,
    keep_correction,
)
from api.usecases.refusals import keep_plan_without_refused

router = guarded("/api/v1/households/{household}/plans", ["plans"])
catalogues = guarded("/api/v1", ["catalogue"])
Household = Annotated[str, Path(max_length=64, description="the id of a kept household")]
Number = Annotated[int, Path(ge=1, le=1_000_000, description="the number of a version")]


async def making(request: Request) -> Making:
    """Return with what the running application makes plans."""
    found: Making = request.app.state.making
    return found


MakingDep = Annotated[Making, Depends(making)]


@router.post(
    "",
    summary="Match a kept household and keep its plan",
    status_code=201,
    response_class=Response,
    responses=responses(KeptPlan, 404, 422, 503),
)
def make(
    call: CallDep, made: MakingDep, household: Household, body: PlanAsked | None = None
) -> Response:
    """Return the new plan: the bytes of `xingfu match --json` for the ledger as it stands.

    With `carry` what persons took out of the newest plan, added or put in another order is laid on
    it as a correction, and that is the answer: `corrections` tells it, and what fits no more.
    Where the ledger is changed by others all the while the answer is 503, with Retry-After.
    """
    told = body or PlanAsked(top=20, carry=False)
    asked = Asked(told.on, told.lang or call.lang, told.top)
    for left in reversed(range(TRIES)):
        try:
            return call.write_of(
                lambda: _drafted(call, made, household, asked, carry=told.carry),
                lambda unit, drafted: _kept_new(call, unit, *drafted),
            )
        except ProblemError as error:
            if error.problem.kind != "stale":
                raise
            if not left:  # no version was told, so none is stale: others were quicker each time
                raise ProblemError(BUSY) from None
    raise AssertionError


@router.get(
    "",
    summary="The versions of a household's plan",
    response_class=Response,
    responses=responses(Versions, 404, 422),
)
def history(
    call: CallDep,
    household: Household,
    limit: Annotated[int, Query(ge=1, le=100, description="how many versions at most")] = 20,
    cursor: Annotated[str | None, Query(max_length=400, description="where to go on")] = None,
) -> Response:
    """Return who made each version, when, with what, and what changed in it."""
    of = f"plans {household}"
    after = call.cursor_of(cursor, of)

    return call.read(
        lambda unit: _listed(call, of, versions(call.desk, unit, household, limit, after))
    )


@router.get(
    "/latest",
    summary="The newest plan",
    response_class=Response,
    responses=responses(KeptPlan, 404, 422),
)
def latest(call: CallDep, household: Household) -> Response:
    """Return the newest plan as it was stored; its ETag is the digest of its bytes."""
    return call.read(lambda unit: _kept(household, kept_plan(call.desk, unit, household, None)))


@router.get(
    "/{number}",
    summary="One version of a plan",
    response_class=Response,
    responses=responses(KeptPlan, 404, 422),
)
def show(call: CallDep, household: Household, number: Number) -> Response:
    """Return a plan as it was stored; its ETag is the digest of its bytes."""
    return call.read(lambda unit: _kept(household, kept_plan(call.desk, unit, household, number)))


@router.get(
    "/{number}/diff",
    summary="What tells two versions apart",
    response_class=Response,
    responses=responses(Difference, 404, 422),
)
def diff(
    call: CallDep,
    household: Household,
    number: Number,
    against: Annotated[int, Query(ge=1, le=1_000_000, description="the version to hold it to")],
) -> Response:
    """Return what came, went, moved and changed from version `against` to this one."""
    desk = call.desk
    return call.read(lambda unit: Reply(difference(desk, unit, household, number, against)))


@router.post(
    "/{number}/corrections",
    summary="Correct a plan",
    status_code=201,
    response_class=Response,
    responses=responses(KeptPlan, 404, 422),
)
def correct(
    call: CallDep, made: MakingDep, household: Household, number: Number, body: CorrectionAsked
) -> Response:
    """Keep the plan with these changes as its newest version; 409 where another came between.

    Numbers of people in a reason are masked; `X-Warnings` names the reasons that had any.
    """
    wanted = [_wanted(change) for change in body.changes]
    warned = [f"{each.place} {kind_of(each)}" for each in warnings_of(wanted)]

    def do(unit: Unit, draft: Corrected) -> Reply:
        reply = _kept(household, keep_correction(call.desk, unit, draft), 201)
        told = {"X-Warnings": ", ".join(warned)} if warned else {}
        return replace(reply, headers={**reply.headers, **told})

    return call.write_of(lambda: draft_correction(call.desk, made, (household, number), wanted), do)


@router.post(
    "/{number}/recomputation",
    summary="Work a plan out again",
    response_class=Response,
    responses=responses(Recomputation, 404, 422),
)
def recompute(
    call: CallDep,
    made: MakingDep,
    household: Household,
    number: Number,
    body: RecomputationAsked | None = None,
) -> Response:
    """Return whether a plan comes out the same from its ledger; nothing is stored."""
    name = None if body is None else body.catalogue
    found = recomputed(call.desk, made, (household, number), name, call.lang)
    return call.read(lambda _: Reply(found))


@catalogues.get(
    "/catalogue",
    summary="The catalogue that runs",
    response_class=Response,
    responses=responses(CatalogueTold, 422),
)
def show_catalogue(call: CallDep, made: MakingDep, lang: Language) -> Response:
    """Return its version and digests, its figures with their dates, and what it is."""
    return call.read(lambda _: Reply(catalogue_data(made, lang)))


@catalogues.get(
    "/catalogues",
    summary="The installed catalogues",
    response_class=Response,
    responses=responses(Catalogues, 422),
)
def list_catalogues(call: CallDep, made: MakingDep) -> Response:
    """Return the catalogues by which plans can be worked out again."""
    return call.read(lambda _: Reply(catalogues_data(made)))


def _drafted(
    call: Call, made: Making, household: str, asked: Asked, *, carry: bool
) -> tuple[Draft, Carried | None]:
    draft = draft_plan(call.desk, made, household, asked)
    return draft, carried_over(call.desk, draft) if carry else None


def _kept_new(call: Call, unit: Unit, draft: Draft, carried: Carried | None) -> Reply:
    served = keep_plan_without_refused(call.desk, unit, draft, carried=carried)
    return _kept(draft.household, served, 201)


def _wanted(change: Change) -> Wanted:
    if isinstance(change, Add):
        despite = change.despite_ineligible
        return Wanted("add", change.reason, change.code, change.member, change.at, (), despite)
    if isinstance(change, Reorder):
        return Wanted("reorder", change.reason, codes=tuple(change.codes))
    return Wanted(change.do, change.reason, change.code)


def _kept(household: str, plan: Served, status: int = 200) -> Reply:
    place = f"/api/v1/households/{household}/plans/{plan.number}"
    etag = {"ETag": f'"{plan.digest}"'}
    location = place if status == 201 else None
    return Reply(plan.content, status, location=location, household=household, headers=etag)


def _listed(call: Call, of: str, found: History) -> Reply:
    return Reply({"plans": found.rows, "next": call.cursor_for(found.last, of)})


QUICK = tuple(f"{router.prefix}/{which}" for which in ("latest", "{number}"))
"""Stored plans are what is read most."""
