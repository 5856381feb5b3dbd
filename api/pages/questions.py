"""The questions of a family, answered in place: each answer is a fact, and the plan follows."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fastapi import Request, Response

from api.deps import Body
from api.errors import Problem, ProblemError
from api.gate import guarded
from api.pages.family import version_in
from api.pages.family_edits import Ground, carry_out
from api.pages.family_pages import QuestionsPage
from api.pages.fields import Trouble
from api.pages.questions_view import questions_page
from api.pages.routes import form_of
from api.pages.troubles import REFUSED, status_of, troubles
from api.pages.twins import page
from api.pages.visit import Visit, VisitDep
from api.usecases.as_it_stands import Standing, as_it_stands
from api.usecases.at_a_form import Stale, in_one_unit
from api.usecases.makings import Making
from api.usecases.planning import Asked
from api.usecases.putting_aside import count_again, put_aside
from api.words import words
from matcher.wording import Bilingual

router = guarded()
_PATH = "/households/{id}/questions"
_MALFORMED, _STALE, _PART = 422, 412, "asking"
_CLOSED = Bilingual("档案已关闭，请先重新打开", "the ledger is closed: reopen it first")


@page(router, _PATH)
def questions(visit: VisitDep, id: str) -> Response:
    """Show the questions that would decide most; those that nobody can answer stand apart."""
    return visit.show(_page(visit, id), part=_PART)


@router.post(_PATH, include_in_schema=False)
def answer(visit: VisitDep, id: str, body: Body) -> Response:
    """Record an answer as a fact with its source and day; show what it changes."""
    told, desk = form_of(body), visit.desk
    fact, member = told.get("fact", ""), told.get("member", "")
    is_aside, at = told.get("do") == "skip", f"answer.{fact}.{member}"
    if not is_aside and not told.get("value", "").strip():
        empty = (Trouble(words(visit.lang)["answer_first"], at),)
        return visit.show(_page(visit, id, told, empty), _MALFORMED, part=_PART)
    form = {**told, "edit": f"fact:{fact}:{member}"}
    version = version_in(told)

    def change(unit: Any) -> None:
        if is_aside:
            put_aside(desk, unit, id, version, (fact, member or None))
        else:
            carry_out(desk, unit, id, version, form)

    try:
        done = in_one_unit(desk, change)
    except REFUSED as error:
        of_day = f"day.{fact}.{member}"
        wrong = troubles(error, visit.lang, lambda place: of_day if place == "/as_of" else at)
        return visit.show(_page(visit, id, told, wrong), status_of(error), part=_PART)
    if isinstance(done, Stale):
        shown = _page(visit, id, told)
        sentence = shown.words["stale_form"].format(seen=done.seen, now=done.now)
        return visit.show(replace(shown, stale=sentence), _STALE, part=_PART)
    count_again(desk, _making(visit.request), id)
    return _on(visit, id, told)


def _on(visit: Visit, id: str, told: Mapping[str, str]) -> Response:
    """Go on with the next question: in place for htmx, else by leading to the page."""
    if visit.is_of_htmx:
        return visit.show(_page(visit, id, told), part=_PART)
    return visit.lead(f"/households/{id}/questions")


def _page(
    visit: Visit,
    id: str,
    told: Mapping[str, str] | None = None,
    wrong: tuple[Trouble, ...] = (),
) -> QuestionsPage:
    standing = _standing(visit, id)
    desk = visit.desk
    ground = Ground(standing.family, desk.office.matcher.catalogue, visit.lang, desk.today)
    can = visit.may(_PATH, "POST")
    return questions_page(ground, standing, told or {}, wrong, can=can)


def _standing(visit: Visit, id: str) -> Standing:
    found = as_it_stands(visit.desk, _making(visit.request), id, Asked(lang=visit.lang))
    if found.family["state"] != "active":
        raise ProblemError(Problem("closed", _CLOSED))
    return found


def _making(request: Request) -> Making:
    found: Any = request.app.state.making
    assert isinstance(found, Making)
    return found
