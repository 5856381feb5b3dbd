"""The questions of a family, answered in place: each answer is a fact, and the plan follows."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any

from fastapi import Query, Request, Response

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
from matcher.wording import Bilingual

router = guarded()
_PATH = "/households/{id}/questions"
_STALE, _PART = 412, "asking"
_MOST_SKIPPED = 60
_CLOSED = Bilingual("档案已关闭，请先重新打开", "the ledger is closed: reopen it first")
_Skip = Annotated[str, Query(max_length=4_000)]


@page(router, _PATH)
def questions(visit: VisitDep, id: str, skip: _Skip = "") -> Response:
    """Show the questions that would decide most; those of `skip` are still unknown."""
    return visit.show(_page(visit, id, _skipped(skip)), part=_PART)


@router.post(_PATH, include_in_schema=False)
def answer(visit: VisitDep, id: str, body: Body) -> Response:
    """Record an answer as a fact with its source and day; show what it changes."""
    told, desk = form_of(body), visit.desk
    fact, member = told.get("fact", ""), told.get("member", "")
    key, skipped = f"{fact}.{member}", _skipped(told.get("skip", ""))
    if told.get("do") == "skip" or not told.get("value", "").strip():
        return _on(visit, id, (*skipped, key))
    form = {**told, "edit": f"fact:{fact}:{member}"}
    version = version_in(told)
    try:
        done = in_one_unit(desk, lambda unit: carry_out(desk, unit, id, version, form))
    except REFUSED as error:
        at = f"answer.{fact}.{member}"
        wrong = troubles(error, visit.lang, lambda _: at)
        return visit.show(_page(visit, id, skipped, told, wrong), status_of(error), part=_PART)
    if isinstance(done, Stale):
        shown = _page(visit, id, skipped, told)
        sentence = shown.words["stale_form"].format(seen=done.seen, now=done.now)
        return visit.show(replace(shown, stale=sentence), _STALE, part=_PART)
    return _on(visit, id, skipped, told)


def _on(
    visit: Visit, id: str, skipped: tuple[str, ...], told: Mapping[str, str] | None = None
) -> Response:
    """Go on with the next question: in place for htmx, else by leading to the page."""
    if visit.is_of_htmx:
        return visit.show(_page(visit, id, skipped, told), part=_PART)
    rest = f"?skip={','.join(skipped)}" if skipped else ""
    return visit.lead(f"/households/{id}/questions{rest}")


def _page(
    visit: Visit,
    id: str,
    skipped: tuple[str, ...],
    told: Mapping[str, str] | None = None,
    wrong: tuple[Trouble, ...] = (),
) -> QuestionsPage:
    standing = _standing(visit, id)
    desk = visit.desk
    ground = Ground(standing.family, desk.office.matcher.catalogue, visit.lang, desk.today)
    can = visit.may(_PATH, "POST")
    return questions_page(ground, standing, skipped, told or {}, wrong, can=can)


def _standing(visit: Visit, id: str) -> Standing:
    found = as_it_stands(visit.desk, _making(visit.request), id, Asked(lang=visit.lang))
    if found.family["state"] != "active":
        raise ProblemError(Problem("closed", _CLOSED))
    return found


def _making(request: Request) -> Making:
    found: Any = request.app.state.making
    assert isinstance(found, Making)
    return found


def _skipped(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, text.split(","))))[:_MOST_SKIPPED]
