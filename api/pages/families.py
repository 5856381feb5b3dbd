"""The families of one's towns: listed, filtered, searched for; a new one taken in by one form."""

import secrets
from typing import Annotated, Any

from fastapi import Query, Response

from api.deps import Body
from api.errors import ProblemError
from api.gate import guarded
from api.pages.family_pages import FamiliesPage
from api.pages.family_rows import family_row
from api.pages.fields import Choice, Field, Trouble
from api.pages.frame import Frame
from api.pages.intake import intake_page, kept_or_page
from api.pages.routes import form_of
from api.pages.troubles import sentences, status_of
from api.pages.twins import page
from api.pages.visit import Sheet, Visit, VisitDep
from api.signing import unwrap, wrap
from api.usecases import households
from api.usecases.at_a_form import in_one_unit, in_view
from api.usecases.households import Sought, place_in, place_told, told_by
from api.usecases.searching import keep_typed, typed_of
from api.usecases.worklist import with_signs
from api.words import words

router = guarded()
_MANY, _ALL_ROWS = 25, 200
_SEARCH = "/households/search"
_STATES = ("active", "closed", "all")
SIGNS = ("unread", "danger", "unconfirmed", "questions")
_Text = Annotated[str, Query(max_length=600)]


@page(router, "/households", table=True)
def listed(
    visit: VisitDep, town: _Text = "", state: _Text = "", sign: _Text = "", after: _Text = ""
) -> Response:
    """Show the families of one's towns, the newest first, page by page."""
    desk = visit.desk
    known = {each.code for each in visit.desk.office.matcher.catalogue.towns.values()}
    sought = households.sought(
        town=town if town in known else None,
        # danger is told of closed ledgers too
        state=state if state in _STATES else "all" if sign == "unread" else "active",
        sign=sign if sign in SIGNS else None,
    )
    many = _ALL_ROWS if visit.ending == ".csv" else _MANY
    place = _place(visit, sought, after)

    def look(unit: Any) -> Any:
        found = households.find(desk, unit, sought, many, place)
        return with_signs(unit, found.rows), found.after

    rows, following = in_view(desk, look)
    told = _page(visit, sought, rows, _following(visit, sought, following))
    return visit.show(told, sheet=_sheet(told))


@page(router, "/households/new")
def new(visit: VisitDep) -> Response:
    """Show the form by which a family is taken in."""
    return visit.show(intake_page(visit, {"once": secrets.token_hex(16)}))


@router.post("/households", include_in_schema=False)
def take_in(visit: VisitDep, body: Body) -> Response:
    """Take a family in, and lead to its page; what was typed is kept where anything is wrong."""
    return kept_or_page(visit, form_of(body))


@router.post(_SEARCH, include_in_schema=False)
def search(visit: VisitDep, body: Body) -> Response:
    """Lead to the families that fit a name, initials, an ID number or a phone.

    What was typed is kept in memory and no address tells it, so that whoever comes back from a
    family finds the families again, and not a form to be sent once more.
    """
    typed = form_of(body).get("q", "").strip()
    if not typed:
        return visit.lead("/households")
    return visit.lead(f"{_SEARCH}?of={keep_typed(visit.desk, typed)}")


@page(router, _SEARCH, table=True)
def found(visit: VisitDep, of: _Text = "") -> Response:
    """Show the families that fit what was typed; on record."""
    desk, typed = visit.desk, typed_of(visit.desk, of)
    if typed is None:
        told = _page(visit, Sought(), (), "", "", (words(visit.lang)["search_forgotten"],))
        return visit.show(told, sheet=_sheet(told))
    try:
        sought = households.sought(**told_by(typed))

        def look(unit: Any) -> Any:
            found = households.find_on_record(desk, unit, sought, _MANY, None)
            return with_signs(unit, found.rows)

        rows: Any = in_one_unit(desk, look)
    except ProblemError as error:
        told = _page(visit, Sought(), (), "", typed, sentences(error, visit.lang))
        return visit.show(told, status_of(error))
    told = _page(visit, sought, rows, "", typed)
    return visit.show(told, sheet=_sheet(told))


def _page(
    visit: Visit,
    sought: Sought,
    rows: Any,
    following: str,
    typed: str = "",
    errors: tuple[str, ...] = (),
) -> FamiliesPage:
    said, lang = words(visit.lang), visit.lang
    catalogue = visit.desk.office.matcher.catalogue
    told = tuple(family_row(row, signs, said, catalogue, lang) for row, signs in rows)
    return FamiliesPage(
        frame=Frame(lang, said["nav_households"]),
        words=said,
        typed=typed,
        asked=said["found_n" if typed else "listed_n"].format(n=len(told)),
        filters=tuple(_filters(visit, sought)),
        rows=told,
        following=following,
        can_add=visit.may("/households", "POST"),
        errors=tuple(Trouble(sentence, "q") for sentence in errors),
    )


def _filters(visit: Visit, sought: Sought) -> list[Field]:
    said, lang = words(visit.lang), visit.lang
    towns = visit.desk.office.matcher.catalogue.towns.values()
    seen = [town for town in towns if visit.desk.towns.include(town.code)]
    choices = tuple(Choice(t.code, t.name if lang == "zh" else t.english) for t in seen)
    states = tuple(Choice(state, said[f"state_{state}"]) for state in _STATES)
    state = "all" if sought.state is None else str(sought.state)
    signs = tuple(Choice(sign, said[f"filter_{sign}"]) for sign in SIGNS)
    return [
        Field("town", said["town"], "select", sought.town or "", choices),
        Field("state", said["state"], "select", state, states, hint=said["state_active"]),
        Field("sign", said["sign"], "select", sought.sign or "", signs),
    ]


def _sheet(told: FamiliesPage) -> Sheet:
    said = told.words
    heads = ("family", "town", "members", "state", "changed", "danger", "questions", "uncovered")
    rows = [
        (r.name, r.town, r.people, r.state, r.changed, r.alerts, r.questions, r.uncovered)
        for r in told.rows
    ]
    return Sheet("families", [said[f"head_{head}"] for head in heads], rows)


def _use(visit: Visit, sought: Sought) -> str:
    return f"page of families {visit.desk.caller.id} {sought!r}"


def _place(visit: Visit, sought: Sought, after: str) -> Any:
    found = unwrap(visit.desk.office.ring, _use(visit, sought), after) if after else None
    return None if found is None else place_in(found)


def _following(visit: Visit, sought: Sought, after: Any) -> str:
    if after is None:
        return ""
    told = wrap(visit.desk.office.ring, _use(visit, sought), place_told(after))
    state = "all" if sought.state is None else str(sought.state)
    asked = {"town": sought.town, "state": state, "sign": sought.sign, "after": told}
    kept = "&".join(f"{name}={value}" for name, value in asked.items() if value)
    return f"/households?{kept}"
