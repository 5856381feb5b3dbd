"""The pages of a kept household's plans: read, corrected, matched again, printed, compared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any
from urllib.parse import parse_qsl

from fastapi import Depends, Path, Query, Request, Response

from api.deps import Body, Parts, PartsDep
from api.errors import Problem, ProblemError
from api.gate import guarded
from api.pages.fields import Trouble
from api.pages.frame import Frame
from api.pages.hands import authors
from api.pages.kept_items import in_room
from api.pages.kept_pages import KeptPlanPage, VersionsPage
from api.pages.kept_plan import PARTS, Wanted, address, kept_page
from api.pages.kept_rows import Found
from api.pages.plan_paper import paper_of
from api.pages.plan_versions import (
    VersionsOf,
    difference_page,
    differences_sheet,
    table_of_items,
    version_rows,
    versions_sheet,
)
from api.pages.twins import page
from api.pages.visit import Visit, VisitDep
from api.printing.fonts import NoFontError
from api.printing.paper import pdf_of
from api.usecases import correcting
from api.usecases.browsing import Search, found_items
from api.usecases.confirming import lent_of
from api.usecases.histories import difference
from api.usecases.makings import Making
from api.usecases.offers_now import offers_now
from api.usecases.plan_acts import told_in_person
from api.usecases.plan_changes import MovedError, change_plan, in_another_order, make_plan
from api.usecases.plan_standing import how_it_stands, who_confirmed
from api.usecases.planning import Asked
from api.usecases.plans_read import (
    Opened,
    described,
    in_language,
    judged,
    names_of_people,
    open_plan,
    put_print_on_record,
    some_versions,
)
from api.usecases.refusals import standing_refusals
from api.usecases.single import decoded
from api.words import words
from matcher.wording import Bilingual

router = guarded()
_PLANS = "/households/{id}/plans"
_ONE = _PLANS + "/{number}"
_LONGEST_REASON = 500
_MOST_FOUND = 12
_MOST_FIELDS = 500
_CONFLICT, _MALFORMED = 409, 422
_MOVES = ("up", "down", "top")
_FORM = Bilingual("表单的格式不对", "the form is not well formed")

Id = Annotated[str, Path(max_length=64)]
Number = Annotated[int, Path(ge=1, le=1_000_000)]
Before = Annotated[int | None, Query(ge=1, le=1_000_000)]


@dataclass(frozen=True, slots=True)
class Look:
    """What is looked at beside the plan: a section, an item of it, any item, a search."""

    part: str = ""
    item: str = ""
    ask: str = ""
    find: str = ""


async def look(
    part: Annotated[str, Query(max_length=20)] = "",
    item: Annotated[str, Query(max_length=60)] = "",
    ask: Annotated[str, Query(max_length=60)] = "",
    find: Annotated[str, Query(max_length=60)] = "",
) -> Look:
    """Return what is looked at."""
    return Look(part if part in PARTS else "", item, ask, find.strip())


async def making(request: Request) -> Making:
    """Return with what the running application makes plans."""
    found: Making = request.app.state.making
    return found


LookDep = Annotated[Look, Depends(look)]
MakingDep = Annotated[Making, Depends(making)]


@page(router, _PLANS, table=True)
def list_(visit: VisitDep, parts: PartsDep, id: Id, before: Before = None) -> Response:
    """Show the versions of a plan, the newest first."""
    said, desk = words(visit.lang), visit.desk
    with desk.view() as unit:
        found = some_versions(desk, unit, id, before)
        who = described(desk, unit, id, visit.lang)
        signed = who_confirmed(unit, id, [row["number"] for row in found.rows])
    people = [*(row["made_by"] for row in found.rows), *(each.by for each in signed.values())]
    people += [by for row in found.rows for by in authors(row["changes"])]
    names = names_of_people(desk, people, visit.lang)
    rows = version_rows(
        found.rows, VersionsOf(id, names, signed), parts.matcher.catalogue, visit.lang
    )
    base = f"/households/{id}/plans"
    shown = VersionsPage(
        frame=Frame(visit.lang, said["versions_title"]),
        words=said,
        heading=said["versions_title"],
        base=base,
        family=f"/households/{id}",
        who=who,
        may_make=visit.may(_PLANS, "POST"),
        versions=rows,
        following=f"{base}?before={found.last.id}" if found.last else "",
    )
    return visit.show(shown, sheet=versions_sheet(rows, said))


@router.post(_PLANS, include_in_schema=False)
def make(visit: VisitDep, made: MakingDep, id: Id) -> Response:
    """Match a household by its ledger as it stands, and lead on to the plan."""
    number = make_plan(visit.desk, made, id, Asked())
    return visit.lead(address(id, number), "told_planned", n=number)


@page(router, _PLANS + "/latest", table=True)
def latest(visit: VisitDep, made: MakingDep, id: Id, asked: LookDep) -> Response:
    """Show the newest plan."""
    return _shown(visit, made, opened_of(visit, made, id, None), asked)


@router.get(_PLANS + "/latest.pdf", include_in_schema=False)
def latest_pdf(visit: VisitDep, parts: PartsDep, made: MakingDep, id: Id) -> Response:
    """Return the newest plan as PDF; it is on record who took which version."""
    return _printed(visit, parts, made, opened_of(visit, made, id, None))


@router.get(_ONE + ".pdf", include_in_schema=False)
def pdf(visit: VisitDep, parts: PartsDep, made: MakingDep, id: Id, number: Number) -> Response:
    """Return a plan as PDF; it is on record who took it."""
    return _printed(visit, parts, made, opened_of(visit, made, id, number))


def _printed(visit: Visit, parts: Parts, made: Making, found: tuple[Opened, str]) -> Response:
    opened, who = found
    id, number = opened.household, opened.number
    paper = paper_of(page_of(visit, made, opened, wanted_by(visit, made, opened, who)))
    try:
        content = pdf_of(paper, visit.desk.at, parts.settings.fonts)
    except NoFontError as error:
        raise ProblemError(Problem("not-ready", error.sentence)) from None
    put_print_on_record(visit.desk, id, number)
    headers = {
        "Content-Disposition": f'inline; filename="xingfu-plan-{number}.pdf"',
        "Cache-Control": "no-store",
    }
    return Response(content, 200, headers, media_type="application/pdf")


@page(router, _ONE, table=True)
def show(visit: VisitDep, made: MakingDep, id: Id, number: Number, asked: LookDep) -> Response:
    """Show a version of a plan."""
    return _shown(visit, made, opened_of(visit, made, id, number), asked)


@page(router, _ONE + "/difference", table=True)
def compare(
    visit: VisitDep,
    parts: PartsDep,
    id: Id,
    number: Number,
    against: Annotated[int, Query(ge=1, le=1_000_000)],
) -> Response:
    """Show what tells a version from another."""
    with visit.desk.view() as unit:
        found = difference(visit.desk, unit, id, number, against)
    base = f"/households/{id}/plans"
    told = difference_page(found, parts.matcher.catalogue, visit.lang, base)
    return visit.show(told, sheet=differences_sheet(told))


@router.post(_ONE + "/corrections", include_in_schema=False)
def correct(visit: VisitDep, made: MakingDep, id: Id, number: Number, body: Body) -> Response:
    """Keep what a person makes of the plan as its newest version, with the reason."""
    told = dict(pairs_of(body))
    do, _, code = told.get("do", "").partition(":")
    sent = _Sent(do, code, told.get(f"reason.{code}", "").strip(), told.get("despite") == "yes")
    now = opened_of(visit, made, id, number)
    if not 0 < len(sent.reason) <= _LONGEST_REASON:
        key = "reason_long" if sent.reason else "reason_needed"
        return _again(visit, made, now, sent, words(visit.lang)[key], _MALFORMED)
    try:
        kept = change_plan(visit.desk, made, (id, number), [_wanted(sent, now[0])])
    except MovedError as error:
        now = opened_of(visit, made, id, error.newest)
        return _again(visit, made, now, sent, words(visit.lang)["plan_moved"], _CONFLICT)
    except ProblemError as error:
        problem = error.problem
        told_so = problem.detail
        if problem.kind == "ruled-out":
            sent, told_so = replace(sent, ruled_out=True), problem.errors[0].reason
        return _again(visit, made, now, sent, told_so.say(visit.lang), problem.status)
    return visit.lead(address(id, kept), "corrected_told", [sent.reason])


@dataclass(frozen=True, slots=True)
class _Sent:
    """What a button of the plan asks for: to do what, with which item, and why."""

    do: str
    code: str
    reason: str
    despite: bool
    ruled_out: bool = False


def _wanted(sent: _Sent, opened: Opened) -> correcting.Wanted:
    """Return the change that a button stands for."""
    codes = [item["code"] for item in opened.data["items"]]
    do, code, reason = sent.do, sent.code, sent.reason
    if do in _MOVES and code in codes:
        return correcting.Wanted("reorder", reason, codes=in_another_order(codes, do, code))
    if do == "add":
        return correcting.Wanted("add", reason, code, despite=sent.despite)
    return correcting.Wanted("remove" if do == "remove" else "note", reason, code or None)


def _again(
    visit: Visit,
    made: Making,
    found: tuple[Opened, str],
    sent: _Sent,
    sentence: str,
    status: int,
) -> Response:
    """Show the plan with what was wrong; what was typed stands where it was."""
    opened, who = found
    there = {item["code"] for item in opened.data["items"]}
    place = f"reason.{sent.code}" if sent.code in there else "find"
    told = Trouble(sentence, place)
    wanted = wanted_by(visit, made, opened, who, reason=sent.reason, at=sent.code, error=told)
    if sent.ruled_out:
        why = judged(opened, made, sent.code, visit.lang, visit.desk.today)
        wanted = replace(wanted, explained=why, ruled_out=sent.code)
    return visit.show(page_of(visit, made, opened, wanted), status)


def wanted_by(visit: Visit, made: Making, opened: Opened, who: str, **more: Any) -> Wanted:
    """Return what every look at a plan asks of its page, and `more`."""
    desk, may = visit.desk, may_on(visit)
    codes = [offer["code"] for offer in opened.data["offers"]]
    with desk.view() as unit:
        now = offers_now(desk, unit, opened.household, codes, with_places="reserve" in may)
        stands = how_it_stands(desk, unit, opened)
        refused = standing_refusals(desk, unit, opened.household)
    if "confirm" in may and opened.is_newest:
        more["in_person"] = told_in_person(desk, made, (opened.household, opened.number))
    signed = [stands.signed.by] if stands.signed else []
    names = names_for(visit, opened, *signed)
    more["lent"] = lent_of(made, opened.data["offers"])
    more["refused"] = {each.code: each.told(visit.lang) for each in refused}
    return Wanted(names, desk.at, who, may=may, offers=now, stands=stands, **more)


def opened_of(visit: Visit, made: Making, id: str, number: int | None) -> tuple[Opened, str]:
    """Return a version of a plan (None: the newest), and the family in few words."""
    desk = visit.desk
    with desk.view() as unit:
        return open_plan(desk, unit, made, id, number), described(desk, unit, id, visit.lang)


def page_of(visit: Visit, made: Making, opened: Opened, wanted: Wanted) -> KeptPlanPage:
    """Return the page of a plan, in the language of the visit."""
    data = in_language(visit.desk, opened, made, visit.lang)
    return in_room(kept_page(opened, data, made.matcher.catalogue, visit.lang, wanted))


def _shown(visit: Visit, made: Making, found: tuple[Opened, str], asked: Look) -> Response:
    opened, who = found
    code = asked.item or asked.ask
    wanted = wanted_by(visit, made, opened, who, part=asked.part)
    if code:
        told = judged(opened, made, code, visit.lang, visit.desk.today)
        wanted = replace(wanted, explained=told)
    if asked.find:
        rows = _found(visit, made, opened, asked.find, wanted.refused)
        wanted = replace(wanted, find=asked.find, found=rows)
    shown = page_of(visit, made, opened, wanted)
    block = "ground" if asked.item else "section" if asked.part else ""
    return visit.show(shown, part=block, sheet=table_of_items(shown))


def _found(
    visit: Visit, made: Making, opened: Opened, text: str, refused: Mapping[str, str]
) -> tuple[Found, ...]:
    """Return the items of the two lists that a search finds."""
    catalogue, there = made.matcher.catalogue, {item["code"] for item in opened.data["items"]}
    base = address(opened.household, opened.number)
    return tuple(
        Found(
            code=item.code,
            name=item.name.say(visit.lang),
            list=catalogue.words["list"][item.list].say(visit.lang),
            there=item.code in there,
            why=f"{base}?ask={item.code}#grounds",
            refused=refused.get(item.code, ""),
        )
        for item in found_items(catalogue, Search(text))[:_MOST_FOUND]
    )


def may_on(visit: Visit) -> tuple[str, ...]:
    """Return what this caller may do with plans."""
    asked = {"correct": "/corrections", "confirm": "/confirmation", "reserve": "/reservations"}
    may = [name for name, rest in asked.items() if visit.may(_ONE + rest, "POST")]
    if visit.may(_PLANS, "POST"):
        may.append("make")
    if visit.may("/households/{id}/questions"):
        may.append("ask")
    return tuple(may)


def names_for(visit: Visit, opened: Opened, *others: str) -> dict[str, str]:
    """Return what the people of a plan (and `others`) are called; by "" who looks."""
    own = visit.desk.caller.id
    people = [opened.made_by, own, *authors(opened.changes), *others]
    found = names_of_people(visit.desk, people, visit.lang)
    return {**found, "": found[own]}


def pairs_of(body: bytes) -> Sequence[tuple[str, str]]:
    """Return what a form holds, in its order; a name may stand more than once."""
    try:
        return parse_qsl(decoded(body), max_num_fields=_MOST_FIELDS, errors="strict")
    except (UnicodeDecodeError, ValueError):
        raise ProblemError(Problem("refused", _FORM)) from None
