"""Offerings: posted and changed by their organisation, judged by the city, opened and closed.

Who stands on which side of an offering the rules of access say; what of it they may see stands
here and in the store: an organisation its own, a town what serves it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from api.access.rules import Side, side_of
from api.errors import Problem, ProblemError
from api.store.errors import AbsentError
from api.store.store import Unit
from api.store.supply import KeptOffering, NewOffering, OfferingState, Origin, StateOfThen
from api.store.values import Cursor, Page
from api.usecases.desk import Desk
from api.usecases.ledgers import words_of
from api.usecases.live_supply import is_never_listed
from api.usecases.offering_texts import (
    content_of,
    merged,
    places_of,
    show_content,
    towns_of,
)
from matcher.cleaning import clean
from matcher.wording import Bilingual

_DRAFT, _SUBMITTED, _RETURNED, _ACTIVE, _PAUSED, _CLOSED = OfferingState
VISIBLE: Mapping[Side, tuple[OfferingState, ...]] = {
    Side.OFFERS: tuple(OfferingState),
    Side.JUDGES: (_SUBMITTED, _RETURNED, _ACTIVE, _PAUSED, _CLOSED),
    Side.RESERVES: (_ACTIVE, _PAUSED, _CLOSED),
}
"""The states in which each side sees an offering; to whom it is not visible it is absent."""
LISTED: Mapping[Side, tuple[OfferingState, ...]] = {
    Side.OFFERS: tuple(OfferingState),
    Side.JUDGES: (_SUBMITTED, _ACTIVE, _PAUSED),
    Side.RESERVES: (_ACTIVE,),
}
"""The states that a list has where none is asked for."""
SINCE: Mapping[str, tuple[OfferingState, tuple[OfferingState, ...]]] = {
    "submission": (_SUBMITTED, (_DRAFT, _RETURNED)),
    "approval": (_ACTIVE, (_SUBMITTED,)),
    "return": (_RETURNED, (_SUBMITTED,)),
    "pause": (_PAUSED, (_ACTIVE,)),
    "resumption": (_ACTIVE, (_PAUSED,)),
    "closing": (_CLOSED, (_DRAFT, _SUBMITTED, _RETURNED, _ACTIVE, _PAUSED)),
}
"""What each act makes of an offering, and from which states."""
CHARITY, OFFICE = "charity", "office"
"""By whom a state came about, as who offers is told it."""
_AGAIN = frozenset({"submission", "approval"})
"""Acts before which an offering is read again: its dates and its condition have to stand today."""
_WORDS = {
    "organisation": Bilingual(
        "你的账号没有写所属机构，请让安全管理员补上统一社会信用代码",
        "your account names no organisation: ask the security administrator to add its code",
    ),
    "not yours": Bilingual(
        "这项供给还面向别的镇街，要由市里审核",
        "the offering serves other towns too: the city's bureau judges it",
    ),
}


def post(desk: Desk, unit: Unit, kind: str, told: Mapping[str, Any]) -> dict[str, Any]:
    """Keep a draft of the caller's own organisation; a problem where it says too little."""
    organisation = desk.caller.offers_for
    if not organisation:
        raise ProblemError(Problem("not-allowed", _WORDS["organisation"]))
    content = content_of(told, kind, desk)
    new = NewOffering(kind, organisation, content, towns_of(told, desk), places_of(content))
    return show(desk, unit, unit.offerings.add(new))


def change(
    desk: Desk, unit: Unit, id: str, version: int, told: Mapping[str, Any]
) -> dict[str, Any]:
    """Change what a draft or a returned offering says; whatever is not told stays as it is."""
    found = seen(desk, unit, id)
    content = content_of(merged(found.content, told), found.kind, desk)
    towns = towns_of(told, desk) if "towns" in told else found.towns
    kept = unit.offerings.change(id, version, content, towns, places_of(content))
    return show(desk, unit, kept)


def act(
    desk: Desk,
    unit: Unit,
    id: str,
    name: str,
    reason: str | None = None,
    version: int | None = None,
) -> dict[str, Any]:
    """Do one of the acts of `SINCE` to an offering; only who stands on its side may.

    A conflict where `version` is told and is not the one that stands: nobody judges unread.
    """
    found = seen(desk, unit, id)
    if side_of(desk.caller.role) is Side.JUDGES:
        refuse_not_judged_here(desk, found)
    state, since = SINCE[name]
    if name in _AGAIN:
        content_of(merged(found.content, {}), found.kind, desk)
    told = None if reason is None else words_of(clean(reason))
    return show(desk, unit, unit.offerings.become(id, state, since, told, version))


def refuse_not_judged_here(desk: Desk, found: KeptOffering) -> None:
    """Refuse whoever does not look after all the towns that an offering serves."""
    own = desk.caller.towns
    if own is not None and not (found.towns and own.issuperset(found.towns)):
        raise ProblemError(Problem("not-allowed", _WORDS["not yours"]))


def seen(desk: Desk, unit: Unit, id: str) -> KeptOffering:
    """Return an offering as the caller may see it; absent where they may not."""
    found = unit.offerings.get(id)
    if found.state not in VISIBLE[side_of(desk.caller.role)]:
        raise AbsentError("offering", id)
    return found


def listed(
    desk: Desk, unit: Unit, limit: int, after: Cursor | None, state: str | None
) -> Page[dict[str, Any]]:
    """Return a page of the offerings that the caller sees, the newest first."""
    side = side_of(desk.caller.role)
    wanted = LISTED[side] if state is None else (OfferingState(state),)
    states = tuple(each for each in wanted if each in VISIBLE[side])
    page = unit.offerings.list(limit, after, states)
    return Page(tuple(row(desk, found) for found in page.rows), page.after)


def show(desk: Desk, unit: Unit, found: KeptOffering) -> dict[str, Any]:
    """Return an offering as it stands, with the states that it came to."""
    states = unit.offerings.history(found.id)
    by = _by_office(desk, states) if is_told_little(desk) else [each.made_by for each in states]
    history = [_then(desk, *pair) for pair in zip(states, by, strict=True)]
    catalogue, words = desk.office.matcher.catalogue, desk.office.everyday()
    is_hidden = is_never_listed(found, catalogue, words)
    return {**row(desk, found), "in_lists": not is_hidden, "history": history}


def is_told_little(desk: Desk) -> bool:
    """Say whether the caller offers: they learn on which day something was done, and by which side.

    Who did it, and at what minute, would tell who works when, and for which family.
    """
    return side_of(desk.caller.role) is Side.OFFERS


def moment_told(desk: Desk, at: datetime) -> str:
    """Return a moment as the caller is told it: to who offers its day in China alone."""
    return desk.office.local_day(at).isoformat() if is_told_little(desk) else at.isoformat()


def row(desk: Desk, found: KeptOffering) -> dict[str, Any]:
    """Return an offering as a list has it."""
    return {
        "id": found.id,
        "code": found.code,
        "kind": found.kind,
        "origin": str(found.origin),
        "organisation": found.organisation if found.origin is Origin.POSTED else None,
        "state": str(found.state),
        "version": found.version,
        **show_content(found, desk.office.matcher.catalogue),
        "places": found.quantity,
        "left": found.left,
        "posted_at": moment_told(desk, found.posted_at),
        "approved_at": None if found.approved_at is None else moment_told(desk, found.approved_at),
        "changed_at": moment_told(desk, found.changed_at),
        "reason": found.reason,
    }


def _by_office(desk: Desk, states: Sequence[StateOfThen]) -> list[str]:
    """Return of each state whether the charity or the office brought it about.

    Drafts are handed in by their charity and judged by the city; pausing and closing may be either.
    """
    own = {each.made_by for each in states if each.state in (_DRAFT, _SUBMITTED)}
    own.add(desk.caller.id)
    before = (None, *(each.state for each in states))
    asked = {
        each.made_by
        for each, last in zip(states, before, strict=False)
        if each.made_by not in own and each.state is not _RETURNED and last is not _SUBMITTED
    }
    own |= {actor for actor in asked if _is_of_the_house(desk, actor)}
    return [CHARITY if each.made_by in own else OFFICE for each in states]


def _is_of_the_house(desk: Desk, actor: str) -> bool:
    kind, _, id = actor.partition(":")
    with desk.of_the_city().view() as unit:
        try:
            found = unit.accounts.get(id) if kind == "account" else unit.keys.get(id)
        except AbsentError:
            return False
    return found.organisation == desk.caller.offers_for


def _then(desk: Desk, each: StateOfThen, by: str) -> dict[str, Any]:
    return {
        "state": str(each.state),
        "by": by,
        "at": moment_told(desk, each.made_at),
        "reason": each.reason,
    }
