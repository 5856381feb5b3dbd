"""Posting an offering and changing it, by one plain form."""

import secrets
from typing import Any

from fastapi import Response

from api.deps import Body
from api.errors import ProblemError
from api.gate import guarded
from api.pages.fields import Trouble
from api.pages.plans import pairs_of
from api.pages.supply import Id
from api.pages.supply_inputs import Filling, Standing, form_page, input_at
from api.pages.supply_sent import (
    SHOW_AGAIN,
    Sent,
    faults,
    sent_before,
    sent_of,
    told_of,
    version_in,
)
from api.pages.supply_view import offering_address
from api.pages.troubles import troubles
from api.pages.twins import page
from api.pages.visit import Visit, VisitDep
from api.usecases import supply_desk
from api.usecases.at_a_form import Stale
from api.words import words

router = guarded()
_MALFORMED, _CONFLICT = 422, 409


@page(router, "/offerings/new")
def new(visit: VisitDep) -> Response:
    """Show the empty form."""
    desk = visit.desk
    begun = {"provider": supply_desk.last_provider(desk), "starts": desk.today.isoformat()}
    sent = Sent({**{name: (text,) for name, text in begun.items()}, "per": ("member",)})
    return visit.show(form_page(visit, Filling(sent, once=secrets.token_hex(16))))


@router.post("/offerings/new", include_in_schema=False)
def post(visit: VisitDep, body: Body) -> Response:
    """Keep a draft and lead to it; show the form again where anything is wrong."""
    sent = sent_of(pairs_of(body))
    key = sent.one("once")[:64] or secrets.token_hex(16)
    asked = _asked(visit, sent, None, key)
    if asked is not None:
        return asked
    wrong = tuple(faults(sent, visit.lang, visit.desk.today, is_new=True))
    if wrong:
        return _wrong(visit, sent, None, wrong, key)
    try:
        id = supply_desk.post(visit.desk, sent.one("kind"), told_of(sent, keeps_who=False), key)
    except ProblemError as error:
        return _wrong(visit, sent, None, troubles(error, visit.lang, input_at), key)
    return visit.lead(offering_address(id), "supply_told_kept", sent.prose)


@page(router, "/offerings/{id}/edit")
def edit(visit: VisitDep, id: Id) -> Response:
    """Show the form of a draft or a returned offering; lead to the page of any other."""
    standing = _standing(visit, id)
    if standing is None:
        return visit.lead(offering_address(id), "supply_told_fixed")
    return visit.show(form_page(visit, Filling(sent_before(standing.told), standing)))


@router.post("/offerings/{id}/edit", include_in_schema=False)
def change(visit: VisitDep, id: Id, body: Body) -> Response:
    """Change a draft or a returned offering."""
    sent = sent_of(pairs_of(body))
    standing = _standing(visit, id)
    if standing is None:
        return visit.lead(offering_address(id), "supply_told_fixed")
    version = version_in({"version": sent.one("version")})
    was = Standing(id, version, standing.told)
    asked = _asked(visit, sent, was, "")
    if asked is not None:
        return asked
    wrong = tuple(faults(sent, visit.lang, visit.desk.today, is_new=False))
    if wrong:
        return _wrong(visit, sent, was, wrong, "")
    keeps_who = standing.told["who"] is None and sent.chooses_nobody
    try:
        done = supply_desk.change(visit.desk, id, version, told_of(sent, keeps_who=keeps_who))
    except ProblemError as error:
        return _wrong(visit, sent, was, troubles(error, visit.lang, input_at), "")
    if isinstance(done, Stale):
        sentence = words(visit.lang)["supply_stale"].format(now=done.now)
        told = Filling(sent, standing, stale=sentence)
        return visit.show(form_page(visit, told), _CONFLICT)
    return visit.lead(offering_address(id), "supply_told_kept", sent.prose)


def _asked(visit: Visit, sent: Sent, standing: Standing | None, key: str) -> Response | None:
    """Return the form with items found or the choices in words, where that was asked for.

    Enter in any input sends `enter`: after a search was typed it searches, else it saves. The
    switch of languages shows the form as it was typed.
    """
    do = sent.one("do")
    if do == SHOW_AGAIN:
        return visit.show(form_page(visit, Filling(sent, standing, once=key)))
    finds = do == "find" or (do == "enter" and bool(sent.one("find")))
    if not finds and do != "say":
        return None
    told: dict[str, Any] = {"finds": finds, "says": not finds, "once": key}
    page = form_page(visit, Filling(sent, standing, **told))
    return visit.show(page, part="related" if finds else "who")


def _wrong(
    visit: Visit, sent: Sent, standing: Standing | None, wrong: tuple[Trouble, ...], key: str
) -> Response:
    return visit.show(form_page(visit, Filling(sent, standing, wrong, once=key)), _MALFORMED)


def _standing(visit: Visit, id: str) -> Standing | None:
    """Return the offering as it stands, None where it is open to no change any more."""
    found = supply_desk.opened(visit.desk, id, 1, None)
    if "submission" not in found.can:
        return None
    return Standing(id, found.told["version"], found.told)
