"""The pages of supply: what one sees of it, one offering, what is done to it and reserved of it."""

from typing import Annotated, Any

from fastapi import Path, Query, Response

from api.deps import Body
from api.errors import ProblemError
from api.gate import guarded
from api.pages.fields import Trouble
from api.pages.routes import form_of
from api.pages.supply_sent import version_in
from api.pages.supply_view import (
    offering_address,
    offering_page,
    reserved_sheet,
    supply_page,
    supply_sheet,
    troubles_at,
)
from api.pages.twins import page
from api.pages.visit import Visit, VisitDep
from api.signing import unwrap, wrap
from api.usecases import supply_desk
from api.usecases.at_a_form import in_view
from api.usecases.households import place_in, place_told
from api.words import words

router = guarded()
_ONE = "/offerings/{id}"
_A_GROUP, _A_STATE, _A_SHEET = 12, 40, 500
_RESERVED, _CONFLICT, _MALFORMED, _LONGEST = 50, 409, 422, 2_000
_Text = Annotated[str, Query(max_length=600)]
Id = Annotated[str, Path(max_length=64)]


@page(router, "/offerings", table=True)
def listed(visit: VisitDep, state: _Text = "", after: _Text = "") -> Response:
    """Show the offerings that somebody sees: what waits for them first."""
    desk = visit.desk
    states = supply_desk.states_seen(desk)
    asked = state if state in states else ""
    many = _A_STATE if asked else _A_GROUP
    limit = _A_SHEET if visit.ending == ".csv" else many
    use = f"page of supply {desk.caller.id} {asked}"
    place = _place(visit, use, after) if asked else None
    found = in_view(desk, lambda unit: supply_desk.groups(desk, unit, asked or None, limit, place))
    following = [(group, _following(visit, group, asked)) for group in found]
    told = supply_page(visit, str(supply_desk.side(desk)), following, states, asked)
    return visit.show(told, sheet=supply_sheet(told))


@page(router, _ONE, table=True)
def one(visit: VisitDep, id: Id, reach: _Text = "", after: _Text = "") -> Response:
    """Show an offering; where it is asked, with how many families it would reach."""
    return _shown(visit, id, after=after, reach=bool(reach))


@router.post(_ONE + "/submission", include_in_schema=False)
def submit(visit: VisitDep, id: Id) -> Response:
    """Hand an offering in."""
    return _act(visit, id, "submission")


@router.post(_ONE + "/approval", include_in_schema=False)
def approve(visit: VisitDep, id: Id, body: Body) -> Response:
    """Approve an offering as it was read: it is matched from now on."""
    return _judge(visit, id, "approval", version_in(form_of(body)))


@router.post(_ONE + "/return", include_in_schema=False)
def send_back(visit: VisitDep, id: Id, body: Body) -> Response:
    """Return an offering with the reason."""
    told = form_of(body)
    reason = told.get("reason", "").strip()
    said = words(visit.lang)
    wrong = said["supply_reason_long"] if len(reason) > _LONGEST else ""
    wrong = wrong if reason else said["supply_reason_needed"]
    if wrong:
        return _again(visit, id, (Trouble(wrong, "reason"),), _MALFORMED, reason, wrong)
    return _judge(visit, id, "return", version_in(told), reason)


@router.post(_ONE + "/pause", include_in_schema=False)
def pause(visit: VisitDep, id: Id) -> Response:
    """Pause an offering."""
    return _act(visit, id, "pause")


@router.post(_ONE + "/resumption", include_in_schema=False)
def resume(visit: VisitDep, id: Id) -> Response:
    """Open a paused offering again."""
    return _act(visit, id, "resumption")


@router.post(_ONE + "/closing", include_in_schema=False)
def close(visit: VisitDep, id: Id) -> Response:
    """End an offering for good."""
    return _act(visit, id, "closing")


@router.post(_ONE + "/reservations/{reservation}/delivery", include_in_schema=False)
def deliver(visit: VisitDep, id: Id, reservation: Id, body: Body) -> Response:
    """Say that a family has got what was reserved for it."""
    try:
        done = supply_desk.deliver(visit.desk, id, reservation, version_in(form_of(body)))
    except ProblemError as error:
        return _refused(visit, id, error)
    if done is not None:
        return _again(visit, id, (Trouble(words(visit.lang)["supply_moved_on"], ""),), _CONFLICT)
    return visit.lead(f"{offering_address(id)}#reserved", "supply_told_delivery")


def _act(visit: Visit, id: str, name: str) -> Response:
    try:
        supply_desk.act_on(visit.desk, id, name)
    except ProblemError as error:
        return _refused(visit, id, error)
    return visit.lead(offering_address(id), f"supply_told_{name}")


def _judge(visit: Visit, id: str, name: str, version: int, reason: str = "") -> Response:
    """Judge what was read; where it is another by now show that, with both versions named."""
    try:
        done = supply_desk.judge(visit.desk, id, name, version, reason or None)
    except ProblemError as error:
        return _refused(visit, id, error)
    if done is None:
        return visit.lead(offering_address(id), f"supply_told_{name}", [reason])
    key = "supply_other_version" if done.seen else "supply_no_version"
    sentence = words(visit.lang)[key].format(seen=done.seen, now=done.now)
    return _again(visit, id, (Trouble(sentence, "what"),), _CONFLICT, reason)


def _refused(visit: Visit, id: str, error: ProblemError) -> Response:
    """Show the offering as it stands now, with why nothing was done."""
    return _again(visit, id, troubles_at(error, visit.lang), error.problem.status)


def _again(
    visit: Visit,
    id: str,
    errors: tuple[Trouble, ...],
    status: int,
    reason: str = "",
    reason_error: str = "",
) -> Response:
    told: dict[str, Any] = {"reason": reason, "reason_error": reason_error}
    return _shown(visit, id, status=status, errors=errors, **told)


def _shown(
    visit: Visit, id: str, *, after: str = "", reach: bool = False, status: int = 200, **more: Any
) -> Response:
    desk = visit.desk
    use = f"page of reserved {desk.caller.id} {id}"
    found = supply_desk.opened(desk, id, _RESERVED, _place(visit, use, after))
    following = ""
    if found.after is not None:
        signed = wrap(desk.office.ring, use, place_told(found.after))
        following = f"{offering_address(id)}?after={signed}"
    counted = supply_desk.reached(desk, id) if reach else None
    side = str(supply_desk.side(desk))
    told = offering_page(visit, found, side, following, reach=counted, **more)
    part = "reached" if reach else ""
    return visit.show(told, status, part=part, sheet=reserved_sheet(told))


def _place(visit: Visit, use: str, after: str) -> Any:
    found = unwrap(visit.desk.office.ring, use, after) if after else None
    return None if found is None else place_in(found)


def _following(visit: Visit, group: supply_desk.Group, asked: str) -> str:
    if group.after is None:
        return ""
    if not asked:
        return f"/offerings?state={group.state}"
    use = f"page of supply {visit.desk.caller.id} {asked}"
    told = wrap(visit.desk.office.ring, use, place_told(group.after))
    return f"/offerings?state={group.state}&after={told}"
