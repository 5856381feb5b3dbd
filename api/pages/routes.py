"""The pages' addresses: the first page, the plan, the reference; nothing is stored."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Any
from urllib.parse import parse_qsl, quote

from fastapi import Query, Request, Response

from api.deps import Body, LivePartsDep, Parts, PartsDep
from api.errors import AbsentError, Problem, ProblemError
from api.gate import FORM_TOKEN, guarded
from api.pages.context import ErrorPage
from api.pages.entry import home_page, household_of, input_of
from api.pages.frame import Frame
from api.pages.inputs import Typed
from api.pages.reasons import item_choices
from api.pages.reference import reference_page
from api.pages.twins import page
from api.pages.view import Asked, changes_between, plan_page, question_name
from api.pages.visit import Visit, VisitDep, visit_of
from api.usecases.answering import Answered, with_answers
from api.usecases.explaining import Doubt, explain_household
from api.usecases.matching import Asking
from api.usecases.single import Shown, decoded, show
from api.words import words
from matcher.errors import Fault, HouseholdError, nearest
from matcher.reading.households import decode
from matcher.wording import Bilingual, Lang

router = guarded()
_ABSENT, _MALFORMED = 404, 422
_LONGEST_NAME = 60
_MOST_FIELDS = 500
_FORM = Bilingual("表单内容太多", "the form holds too many fields")


@page(router, "/try")
def home(parts: PartsDep, visit: VisitDep) -> Response:
    """Show where a household is tried that is not stored."""
    return visit.show(home_page(parts, visit.lang, Typed({})))


@page(router, "/docs")
def reference(
    request: Request, visit: VisitDep, of: Annotated[str, Query(max_length=200)] = ""
) -> Response:
    """Show the operations of the API, and of one of them its examples."""
    told = reference_page(request.app.openapi(), visit.lang, of)
    return visit.show(told, part="operation" if of else "")


@page(router, "/plan")
def demo_plan(parts: LivePartsDep, visit: VisitDep, demo: Annotated[str, Query()] = "") -> Response:
    """Show the plan of a demo household."""
    raw = parts.demos.get(demo)
    if raw is None:
        near = nearest(demo, [known.lower() for known in parts.demos])
        raise AbsentError(
            Fault("unknown_value", value=demo, field="demo", near=near and near.upper())
        )
    source = _source(raw)
    shown = show(source, parts.matcher, parts.asking(visit.lang))
    asked = Asked(source, f"/plan?demo={quote(demo)}")
    return visit.show(plan_page(shown, parts.matcher.catalogue, visit.lang, asked))


@router.post("/plan", include_in_schema=False)
def plan(parts: LivePartsDep, visit: VisitDep, body: Body) -> Response:
    """Show the plan of a household that was typed, pasted, or asked about."""
    typed = Typed(form_of(body))
    if typed.value("source") == "form":
        return _typed(parts, visit, typed)
    if typed.value("source") == "paste":
        return _pasted(parts, visit, typed.value("json"))
    return _answered(parts, visit, typed)


def form_of(body: bytes) -> dict[str, str]:
    """Return what was filled in, by the names of the inputs; a problem where it is no form."""
    try:
        told = dict(parse_qsl(decoded(body), max_num_fields=_MOST_FIELDS, errors="strict"))
    except UnicodeDecodeError:
        raise HouseholdError(Fault("not_utf8")) from None
    except ValueError:
        raise ProblemError(Problem("refused", _FORM)) from None
    told.pop(FORM_TOKEN, None)  # the gate has seen it; it goes nowhere else
    return told


def _typed(parts: Parts, visit: Visit, typed: Typed) -> Response:
    source = _source(household_of(typed, parts.matcher.catalogue))
    try:
        shown = show(source, parts.matcher, parts.asking(visit.lang))
    except HouseholdError as error:
        fault = error.faults[0]
        wrong = Typed(typed.values, input_of(fault, typed), fault.reason(visit.lang))
        return _home(parts, visit, wrong, resend="entry")
    return visit.show(plan_page(shown, parts.matcher.catalogue, visit.lang, Asked(source)))


def _pasted(parts: Parts, visit: Visit, source: str) -> Response:
    try:
        shown = show(source, parts.matcher, parts.asking(visit.lang))
    except HouseholdError as error:
        return _home(
            parts, visit, Typed({}, "pasted", _sentence(error, visit.lang)), source, "paste"
        )
    return visit.show(plan_page(shown, parts.matcher.catalogue, visit.lang, Asked(source)))


def _home(parts: Parts, visit: Visit, typed: Typed, pasted: str = "", resend: str = "") -> Response:
    return visit.show(home_page(parts, visit.lang, typed, pasted, resend), _MALFORMED)


def _sentence(error: HouseholdError, lang: Lang) -> str:
    """Return place and reason of what is wrong; a pasted household has no line of its own."""
    fault = error.faults[0]
    mark = "：" if lang == "zh" else ": "
    return mark.join(part for part in (fault.field, fault.reason(lang)) if part)


def _answered(parts: Parts, visit: Visit, typed: Typed) -> Response:
    source = typed.value("household")
    asking, catalogue = parts.asking(visit.lang), parts.matcher.catalogue
    try:
        before = show(source, parts.matcher, asking)
    except HouseholdError as error:
        return _home(
            parts, visit, Typed({}, "pasted", _sentence(error, visit.lang)), source, "paste"
        )
    answers = list(_answers(typed))
    if typed.value("source") != "answer" or not answers:
        told = _explained(before, typed, parts, asking, Asked(source, typed=typed))
        absent = told.sought and told.explained is None
        page = plan_page(before, catalogue, visit.lang, told)
        return visit.show(page, _ABSENT if absent else 200)
    source = _source(with_answers(decode(source), answers, catalogue.vocabulary))
    try:
        after = show(source, parts.matcher, asking)
    except HouseholdError as error:
        wrong = _wrong_answer(error, before, typed, visit.lang)
        asked = Asked(typed.value("household"), typed=wrong)
        page = plan_page(before, catalogue, visit.lang, asked)
        return visit.show(page, _MALFORMED)
    changes = changes_between(before, after, catalogue, visit.lang)
    told = _explained(after, typed, parts, asking, Asked(source, changes=changes))
    return visit.show(plan_page(after, catalogue, visit.lang, told))


def _explained(shown: Shown, typed: Typed, parts: Parts, asking: Asking, asked: Asked) -> Asked:
    """Return what is asked of the page with the item that is to be opened or accounted for.

    The account says why the item is or is not for this household.
    """
    rank = typed.value("whole")[:4]
    asked = replace(asked, whole=int(rank) if rank.isascii() and rank.isdigit() else 0)
    text = (typed.value("instead") or typed.value("item")).strip()[:_LONGEST_NAME]
    if not text:
        return asked
    found = item_choices(parts.matcher.catalogue, text, asking.lang)
    if not found:
        return replace(asked, sought=text)
    first, *others = found
    why = explain_household(shown.household, parts.matcher, asking, Doubt(first.value))
    return replace(asked, sought=text, explained=why, others=tuple(others))


def _answers(typed: Typed) -> Iterator[Answered]:
    for name in typed.values:
        if name.startswith("answer.") and name.count(".") > 1 and typed.value(name):
            _, fact, member = name.split(".", 2)
            yield Answered(fact, member, typed.value(name))


def _wrong_answer(error: HouseholdError, before: Shown, typed: Typed, lang: Lang) -> Typed:
    """Return what was typed, with the sentence at the question whose answer was refused."""
    fault = error.faults[0]
    place, _, name = (fault.field or "").partition(".")
    member = None
    if place.startswith("members["):
        member = before.household.members[int(place[8:-1])].id
    return Typed(typed.values, question_name(name, member), fault.reason(lang))


def _source(raw: Any) -> str:
    return json.dumps(raw, ensure_ascii=False)


def error_page(request: Request, problem: Problem) -> Response:
    """Show what went wrong, to a person."""
    visit = visit_of(request)
    told, said = problem.data(visit.lang), words(visit.lang)
    page = ErrorPage(
        frame=Frame(visit.lang, said["error_page"]),
        words=said,
        heading=told["title"],
        detail=told["detail"],
    )
    return visit.show(page, problem.status)
