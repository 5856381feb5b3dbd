"""The address of the page of a trial. A trial is a link: nothing of a family stands in it."""

import json
from urllib.parse import urlencode

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from api.deps import Body, PageLanguage, Parts, PartsDep
from api.gate import guarded
from api.pages.inputs import Typed
from api.pages.routes import form_of
from api.pages.twins import page
from api.pages.visit import VisitDep
from api.pages.whatif import OPENED, PEOPLE, chosen, whatif_page
from api.usecases.trying import change_of, examples, tried
from api.words import words
from matcher.cleaning import clean
from matcher.errors import ChangeError
from matcher.needs import Household
from matcher.reading.amendments import Setting
from matcher.reading.households import read_households
from matcher.telling.trials import Trial

router = guarded()
PATH = "/whatif"
_MALFORMED, _SEE_OTHER = 422, 303


@page(router, PATH)
def whatif(request: Request, parts: PartsDep, visit: VisitDep) -> Response:
    """Show the figures, and what the values in the address would do."""
    lang, told = visit.lang, dict(request.query_params)
    opened = told.pop(OPENED, "")
    asked = chosen({name: text for name, text in told.items() if name != "lang"})
    here = f"{PATH}?{urlencode(asked)}" if asked else PATH
    typed = Typed(asked)
    if opened and visit.is_of_htmx:
        return visit.show(whatif_page(parts, lang, typed, here, opened=opened), part="figures")
    if asked.get(PEOPLE, "demo") not in ("demo", "labelled"):
        known = words(lang)["people_unknown"].format(people=clean(asked[PEOPLE])[:40])
        return visit.show(whatif_page(parts, lang, Typed(asked, PEOPLE, known), here), _MALFORMED)
    if not [name for name in asked if name != PEOPLE]:
        return visit.show(whatif_page(parts, lang, typed, here, opened=opened))
    try:
        trial = _trial(parts, asked)
        return visit.show(whatif_page(parts, lang, typed, here, trial, opened))
    except ChangeError as error:
        fault = error.faults[0]
        wrong = Typed(asked, fault.field or PEOPLE, fault.reason(lang))
        return visit.show(whatif_page(parts, lang, wrong, here), _MALFORMED)


@router.post(PATH, include_in_schema=False)
def asked(body: Body, lang: PageLanguage) -> Response:
    """Lead on to the address of what was filled in: it can be kept, and sent on."""
    filled = chosen(form_of(body))
    return RedirectResponse(f"{PATH}?{urlencode({**filled, 'lang': lang})}", _SEE_OTHER)


def _trial(parts: Parts, asked: dict[str, str]) -> Trial:
    day = parts.today()
    settings = [Setting(name, text) for name, text in asked.items() if name != PEOPLE]
    change = change_of(parts.matcher, settings, day)
    known = examples(parts.settings.catalog, parts.matcher.catalogue)
    if known and asked.get(PEOPLE) != "demo":
        return tried(change, known, "labelled")
    texts = enumerate((json.dumps(raw) for raw in parts.demos.values()), start=1)
    entries = read_households(texts, change.readable, day, day) if parts.demos else ()
    households = [entry for entry in entries if isinstance(entry, Household)]
    return tried(change, households, "demo", len(entries) - len(households))
