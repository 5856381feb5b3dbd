"""What is done from the page of a plan: confirming it, reserving; the family's list to print."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated, Any

from fastapi import Path, Response

from api.clock import told_in_china
from api.deps import Body, PartsDep
from api.errors import Problem, ProblemError
from api.gate import guarded
from api.pages.family_view import list_key
from api.pages.fields import Trouble
from api.pages.frame import Frame, Words
from api.pages.held import decided
from api.pages.kept_plan import address
from api.pages.list_pages import ListEntry, ListPage
from api.pages.plans import Id, MakingDep, Number, opened_of, page_of, pairs_of, wanted_by
from api.pages.twins import page
from api.pages.visit import Visit, VisitDep
from api.printing.fonts import NoFontError
from api.printing.paper import LARGE, Entry, Paper, pdf_of
from api.usecases.confirming import Choice
from api.usecases.makings import Making
from api.usecases.plan_acts import (
    confirm_plan,
    has_more_to_tell,
    newest_list,
    not_in_list,
    reserve,
)
from api.usecases.plan_changes import MovedError
from api.usecases.plans_read import described, names_of_people, put_print_on_record
from api.words import words
from matcher.wording import Lang, listing

router = guarded()
_ONE = "/households/{id}/plans/{number}"
_LIST = "/households/{id}/happiness-list"
_LONGEST = 500
_NOT_HAD = ("declined", "refused")
_CONFLICT, _MALFORMED = 409, 422


@router.post(_ONE + "/confirmation", include_in_schema=False)
def confirm(visit: VisitDep, made: MakingDep, id: Id, number: Number, body: Body) -> Response:
    """Make what was ticked the next version of the family's list."""
    pairs, said = pairs_of(body), words(visit.lang)
    items, offers = ([v for n, v in pairs if n == name] for name in ("items", "offers"))
    told = dict(pairs)
    note = told.get("note", "").strip()
    choice = Choice(
        *(items, offers, told.get("team") or None, note or None),
        stale=told.get("stale") == "yes",
        last=told.get("last"),
    )

    def again(sentence: str, status: int, at: str = "confirm", which: int = number) -> Response:
        return _again(visit, made, (id, which), Trouble(sentence, at), status, chosen=choice)

    if len(note) > _LONGEST:
        return again(said["reason_long"], _MALFORMED, "confirm-note")
    if not (items or offers or choice.team) and has_more_to_tell(visit.desk, made, (id, number)):
        return again(said["nothing_ticked"], _MALFORMED)
    try:
        done = confirm_plan(visit.desk, made, (id, number), choice)
    except MovedError as error:
        return again(said["plan_moved"], _CONFLICT, which=error.newest)
    except ProblemError as error:
        problem = error.problem
        if problem.kind == "outdated":
            return again(said["outdated_first"], problem.status, "stale")
        return again(problem.detail.say(visit.lang), problem.status)
    key = "confirmed_left_out" if done.num_left_out else "confirmed_told"
    counts = {"n": done.version, "m": done.num_left_out}
    return visit.lead(f"/households/{id}/happiness-list", key, [note], **counts)


@router.post(_ONE + "/reservations", include_in_schema=False)
def hold(visit: VisitDep, made: MakingDep, id: Id, number: Number, body: Body) -> Response:
    """Hold a place of an offering of the plan."""
    code = dict(pairs_of(body)).get("code", "")
    opened, _ = opened_of(visit, made, id, number)
    needs = next((tuple(o["needs"]) for o in opened.data["offers"] if o["code"] == code), ())
    try:
        reserve(visit.desk, (id, number), code, needs)
    except ProblemError as error:
        there = any(offer["code"] == code for offer in opened.data["offers"])
        place = f"offer-{code}" if there else "items"
        wrong = Trouble(error.problem.detail.say(visit.lang), place)
        return _again(visit, made, (id, number), wrong, error.problem.status)
    return visit.lead(f"{address(id, number)}#offer-{code}", "reserved_told")


@router.post(_ONE + "/reservations/{reservation}/{act}", include_in_schema=False)
def act(
    visit: VisitDep,
    made: MakingDep,
    id: Id,
    number: Number,
    reservation: Annotated[str, Path(max_length=64)],
    act: Annotated[str, Path(max_length=20)],
) -> Response:
    """Confirm a reservation, give it back, or say that it was delivered, as it was `seen`."""
    try:
        code = decided(visit, id, reservation, act)
    except ProblemError as error:
        sentence = error.problem.detail.say(visit.lang)
        return _again(visit, made, (id, number), Trouble(sentence, "items"), error.problem.status)
    return visit.lead(f"{address(id, number)}#offer-{code}", f"reservation_{act}_told")


def _again(
    visit: Visit, made: Making, plan: tuple[str, int], wrong: Trouble, status: int, **more: Any
) -> Response:
    """Show the plan with what was wrong, and `more` that was sent with it."""
    opened, who = opened_of(visit, made, *plan)
    wanted = wanted_by(visit, made, opened, who, error=wrong, **more)
    return visit.show(page_of(visit, made, opened, wanted), status)


@page(router, _LIST)
def list_(visit: VisitDep, id: Id) -> Response:
    """Show the newest happiness list of a family."""
    return visit.show(_list_page(visit, id))


@router.get(_LIST + ".pdf", include_in_schema=False)
def pdf(visit: VisitDep, parts: PartsDep, id: Id) -> Response:
    """Return a family's list as PDF in large type; it is on record who took it."""
    shown = _list_page(visit, id)
    try:
        content = pdf_of(_paper(shown), visit.desk.at, parts.settings.fonts)
    except NoFontError as error:
        raise ProblemError(Problem("not-ready", error.sentence)) from None
    put_print_on_record(visit.desk, id, None)
    headers = {
        "Content-Disposition": 'inline; filename="xingfu-list.pdf"',
        "Cache-Control": "no-store",
    }
    return Response(content, 200, headers, media_type="application/pdf")


def _list_page(visit: Visit, id: str) -> ListPage:
    said, desk = words(visit.lang), visit.desk
    with desk.view() as unit:
        told = newest_list(desk, unit, id)
        who = described(desk, unit, id, visit.lang)
        unlisted = not_in_list(desk, unit, id) if visit.may(_ONE + "/reservations", "POST") else ()
    own = desk.caller.id
    names = names_of_people(desk, [own, *([told["made_by"]] if told else [])], visit.lang)
    base = f"/households/{id}/happiness-list"
    return ListPage(
        frame=Frame(visit.lang, said["list_title"]),
        words=said,
        heading=told["title"][visit.lang] if told else said["list_title"],
        base=base,
        family=f"/households/{id}",
        who=who,
        made=_made(told, names, said) if told else "",
        stands=_stands(told, said) if told else "",
        unlisted=_unlisted(unlisted, visit.lang),
        entries=_entries(told, visit.lang, said) if told else (),
        printed=said["printed_by"].format(who=names[own], at=told_in_china(desk.at)),
    )


def _unlisted(names: Sequence[str], lang: Lang) -> str:
    return words(lang)["list_unlisted"].format(names=listing(list(names), lang)) if names else ""


def _made(told: dict[str, Any], names: dict[str, str], said: Words) -> str:
    at = told_in_china(datetime.fromisoformat(told["made_at"]))
    by = names.get(told["made_by"], told["made_by"])
    return said["list_line"].format(n=told["version"], by=by, at=at)


def _stands(told: dict[str, Any], said: Words) -> str:
    whole = [said[f"outcome_{told['state']}"]] if told["state"] else []
    return " · ".join([said[list_key(told)], *whole])


def _entries(told: dict[str, Any], lang: Lang, said: Words) -> tuple[ListEntry, ...]:
    stands = told["stands"]
    return tuple(_entry(row, stands.get(row["entry"], {}), lang, said) for row in told["entries"])


def _entry(row: dict[str, Any], stands: dict[str, Any], lang: Lang, said: Words) -> ListEntry:
    def one(told: dict[str, str] | None) -> str:
        return told[lang] if told else ""

    mark = "、" if lang == "zh" else ", "
    call = " ".join(filter(None, [one(row["call"]["who"]), row["call"]["phone"] or ""]))
    state = stands.get("state")
    is_had = state not in _NOT_HAD
    return ListEntry(
        what=one(row["what"]),
        more=one(row["more"]) if is_had else "",  # a place is kept for it no longer
        why=tuple(map(one, row["why"])),
        bring=mark.join(map(one, row["bring"])),
        where=one(row["where"]),
        call=call,
        how_long=one(row["how_long"]),
        get=one(row["get"]),
        until=said["until"].format(day=row["until"]) if row["until"] else "",
        state=said[f"outcome_{state}"] if state else "",
        reason=stands.get("reason") or "",
        is_had=is_had,
    )


def _paper(shown: ListPage) -> Paper:
    """Return the list as a paper that a family can read without glasses."""
    entries = tuple(_told(n, entry, shown.words) for n, entry in enumerate(shown.entries, 1))
    lines = tuple(filter(None, [shown.made]))
    return Paper(shown.heading, lines, entries, shown.printed, shown.frame.lang, LARGE)


def _told(number: int, entry: ListEntry, said: Words) -> Entry:
    rows: Iterator[tuple[str, str]] = (
        (said[key], text)
        for key, text in (
            ("list_what", entry.more),
            ("list_why", "\n".join(entry.why)),
            ("list_get", entry.get),
            ("list_bring", entry.bring),
            ("list_where", entry.where),
            ("list_call", entry.call),
            ("list_long", " ".join(filter(None, [entry.how_long, entry.until]))),
        )
        if text
    )
    what = entry.what if entry.is_had else f"{entry.what} · {entry.state}"
    return Entry(f"{number}.", what, (), tuple(rows))
