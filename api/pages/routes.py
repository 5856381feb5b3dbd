"""The pages' addresses: the first page, the plan, the reference; nothing is stored."""

import json
from collections.abc import Iterator
from typing import Annotated, Any
from urllib.parse import parse_qsl, quote

from fastapi import APIRouter, Query, Request, Response

from api.deps import Body, PageLanguage, Parts, PartsDep
from api.errors import AbsentError, Problem, ProblemError
from api.pages.context import ErrorPage, Frame
from api.pages.entry import home_page, household_of, input_of
from api.pages.inputs import Typed
from api.pages.reference import reference_page
from api.pages.render import rendered
from api.pages.view import Asked, changes_between, plan_page, question_name
from api.usecases.answering import Answered, with_answers
from api.usecases.explaining import Doubt, explain_household
from api.usecases.matching import Asking
from api.usecases.single import Shown, decoded, show
from api.words import words
from matcher.errors import Fault, HouseholdError, nearest
from matcher.reading.households import decode
from matcher.wording import Bilingual, Lang

router = APIRouter(include_in_schema=False)
_MALFORMED = 422
_MOST_FIELDS = 500
_FORM = Bilingual("表单内容太多", "the form holds too many fields")


@router.get("/")
def home(parts: PartsDep, lang: PageLanguage) -> Response:
    """Show the first page."""
    return rendered(home_page(parts, lang, Typed({})))


@router.get("/docs")
def reference(request: Request, lang: PageLanguage) -> Response:
    """Show the operations of the API with their examples."""
    return rendered(reference_page(request.app.openapi(), lang))


@router.get("/plan")
def demo_plan(parts: PartsDep, lang: PageLanguage, demo: Annotated[str, Query()] = "") -> Response:
    """Show the plan of a demo household."""
    raw = parts.demos.get(demo)
    if raw is None:
        near = nearest(demo, [known.lower() for known in parts.demos])
        raise AbsentError(
            Fault("unknown_value", value=demo, field="demo", near=near and near.upper())
        )
    source = _source(raw)
    shown = show(source, parts.matcher, parts.asking(lang))
    asked = Asked(source, f"/plan?demo={quote(demo)}")
    return rendered(plan_page(shown, parts.matcher.catalogue, lang, asked))


@router.post("/plan")
def plan(parts: PartsDep, lang: PageLanguage, body: Body) -> Response:
    """Show the plan of a household that was typed, pasted, or asked about."""
    typed = Typed(form_of(body))
    if typed.value("source") == "form":
        return _typed(parts, lang, typed)
    if typed.value("source") == "paste":
        return _pasted(parts, lang, typed.value("json"))
    return _answered(parts, lang, typed)


def form_of(body: bytes) -> dict[str, str]:
    """Return what was filled in, by the names of the inputs; a problem where it is no form."""
    try:
        return dict(parse_qsl(decoded(body), max_num_fields=_MOST_FIELDS, errors="strict"))
    except UnicodeDecodeError:
        raise HouseholdError(Fault("not_utf8")) from None
    except ValueError:
        raise ProblemError(Problem("refused", _FORM)) from None


def _typed(parts: Parts, lang: Lang, typed: Typed) -> Response:
    source = _source(household_of(typed, parts.matcher.catalogue))
    try:
        shown = show(source, parts.matcher, parts.asking(lang))
    except HouseholdError as error:
        fault = error.faults[0]
        wrong = Typed(typed.values, input_of(fault, typed), fault.reason(lang))
        return _home(parts, lang, wrong, resend="entry")
    return rendered(plan_page(shown, parts.matcher.catalogue, lang, Asked(source)))


def _pasted(parts: Parts, lang: Lang, source: str) -> Response:
    try:
        shown = show(source, parts.matcher, parts.asking(lang))
    except HouseholdError as error:
        return _home(parts, lang, Typed({}, "pasted", _sentence(error, lang)), source, "paste")
    return rendered(plan_page(shown, parts.matcher.catalogue, lang, Asked(source)))


def _home(parts: Parts, lang: Lang, typed: Typed, pasted: str = "", resend: str = "") -> Response:
    return rendered(home_page(parts, lang, typed, pasted, resend), _MALFORMED)


def _sentence(error: HouseholdError, lang: Lang) -> str:
    """Return place and reason of what is wrong; a pasted household has no line of its own."""
    fault = error.faults[0]
    mark = "：" if lang == "zh" else ": "
    return mark.join(part for part in (fault.field, fault.reason(lang)) if part)


def _answered(parts: Parts, lang: Lang, typed: Typed) -> Response:
    source = typed.value("household")
    asking, catalogue = parts.asking(lang), parts.matcher.catalogue
    try:
        before = show(source, parts.matcher, asking)
    except HouseholdError as error:
        return _home(parts, lang, Typed({}, "pasted", _sentence(error, lang)), source, "paste")
    answers = list(_answers(typed))
    if typed.value("source") != "answer" or not answers:
        why = _explained(before, typed, parts, asking)
        return rendered(
            plan_page(before, catalogue, lang, Asked(source, typed=typed, explained=why))
        )
    told = _source(with_answers(decode(source), answers, catalogue.vocabulary))
    try:
        after = show(told, parts.matcher, asking)
    except HouseholdError as error:
        wrong = _wrong_answer(error, before, typed, lang)
        page = plan_page(before, catalogue, lang, Asked(source, typed=wrong))
        return rendered(page, _MALFORMED)
    changes = changes_between(before, after, catalogue, lang)
    why = _explained(after, typed, parts, asking)
    page = plan_page(after, catalogue, lang, Asked(told, changes=changes, explained=why))
    return rendered(page)


def _explained(shown: Shown, typed: Typed, parts: Parts, asking: Asking) -> dict[str, Any] | None:
    """Return why the item that was chosen on the page is or is not for this household."""
    item = typed.value("item")
    if not item:
        return None
    return explain_household(shown.household, parts.matcher, asking, Doubt(item))


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
    lang = request.query_params.get("lang")
    spoken: Lang = "en" if lang == "en" else "zh"
    told = problem.data(spoken)
    page = ErrorPage(
        frame=Frame(spoken, words(spoken)["error_page"]),
        words=words(spoken),
        heading=told["title"],
        detail=told["detail"],
    )
    return rendered(page, problem.status)
