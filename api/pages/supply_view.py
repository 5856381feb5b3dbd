"""Offerings made ready for their pages: lists by state, and one of them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from api.clock import minute_in_china
from api.errors import ProblemError
from api.pages.fields import Choice, Field, NamedLink, Trouble
from api.pages.frame import Frame, Words
from api.pages.plan_rows import Line
from api.pages.supply_pages import (
    ActButton,
    OfferingPage,
    Reach,
    ReservedRow,
    StateLine,
    SupplyGroup,
    SupplyPage,
    SupplyRow,
)
from api.pages.visit import Sheet, Visit
from api.usecases.supply_desk import OVER, Counts, Group, Opened, is_over, who_in_words
from api.usecases.towns import town_in
from api.words import words
from matcher.offerings import Catalogue
from matcher.wording import Lang, listing

BADGES = {"active": "eligible", "returned": "ineligible", "closed": "tag"}
_OF_RESERVATIONS = {"delivered": "eligible", "released": "tag", "expired": "tag"}
_OPEN = ("held", "confirmed")
_ACTS = ("submission", "approval", "resumption", "pause", "closing")
_BEFORE = ("draft", "submitted", "returned")
_MAIN = ("submission", "approval")
_ASKED_FIRST = ("closing",)
_COLUMNS = (
    *("code", "name", "kind", "provider", "towns", "ends"),
    *("places", "left", "held", "confirmed", "delivered"),
)
_FOR = {
    **dict.fromkeys(("draft", "returned"), "offers"),
    "submitted": "judges",
}


def offering_address(id: str) -> str:
    """Return the address of an offering's page."""
    return f"/offerings/{id}"


def supply_page(
    visit: Visit,
    side: str,
    groups: Sequence[tuple[Group, str]],
    states: tuple[str, ...],
    state: str,
) -> SupplyPage:
    """Return the page of offerings; `groups` come with the address of what follows each."""
    said = words(visit.lang)
    told = [_group(visit, side, group, following) for group, following in groups]
    shown = tuple(each for each in told if each.rows or each.is_waiting or state)
    choices = tuple(Choice(each, said[f"supply_{each}"]) for each in states)
    is_empty = not any(each.rows for each in told)
    return SupplyPage(
        frame=Frame(visit.lang, said["nav_offerings"]),
        words=said,
        heading=said[f"supply_title_{side}"],
        hint=said[f"supply_hint_{side}"],
        counted=said[f"supply_counted_{side}"],
        filters=(Field("state", said["supply_state"], "select", state, choices),),
        groups=() if is_empty else shown,
        empty=said[f"supply_none_{side}"] if is_empty else "",
        can_post=visit.may("/offerings/new"),
    )


def _group(visit: Visit, side: str, group: Group, following: str) -> SupplyGroup:
    said = words(visit.lang)
    is_waiting = _FOR.get(group.state) == side and group.state != "draft"
    hint = "supply_over_more" if group.state == OVER else f"supply_{group.state}_{side}"
    return SupplyGroup(
        state=group.state,
        title=said["supply_is_over" if group.state == OVER else f"supply_{group.state}"],
        hint=said.get(hint, ""),
        is_waiting=is_waiting and bool(group.rows),
        rows=tuple(_row(visit, told, counts) for told, counts in group.rows),
        following=following,
    )


def _row(visit: Visit, told: Mapping[str, Any], counts: Counts) -> SupplyRow:
    said = words(visit.lang)
    warnings = tuple(_warnings(told, visit.desk.today))
    return SupplyRow(
        address=offering_address(told["id"]),
        code=told["code"],
        name=told["name"],
        kind=said[f"supply_kind_{told['kind']}"],
        provider=told["provider"],
        towns=_towns(told, visit),
        ends=told["ends"],
        note=said[warnings[0]] if warnings else (told["reason"] or ""),
        places=told["places"],
        left=told["left"],
        held=counts.held,
        confirmed=counts.confirmed,
        delivered=counts.delivered,
    )


def supply_sheet(told: SupplyPage) -> Sheet:
    """Return the table of the page."""
    said = told.words
    heads = ["supply_state", "item_code", "supply_name", "supply_kind", "supply_by", "supply_where"]
    heads += ["supply_ends", "supply_places", "supply_left", "supply_held"]
    heads += ["supply_confirmed", "supply_delivered"]
    rows = [
        (group.title, *(getattr(row, name) for name in _COLUMNS))
        for group in told.groups
        for row in group.rows
    ]
    return Sheet("offerings", [said[head] for head in heads], rows)


def offering_page(  # noqa: PLR0913 - what a form of the page said, each by its name
    visit: Visit,
    found: Opened,
    side: str,
    following: str,
    *,
    reach: Mapping[str, Any] | None = None,
    errors: tuple[Trouble, ...] = (),
    reason: str = "",
    reason_error: str = "",
) -> OfferingPage:
    """Return the page of an offering."""
    told, said, lang = found.told, words(visit.lang), visit.lang
    desk = visit.desk
    catalogue = desk.office.matcher.catalogue
    state, here = told["state"], offering_address(told["id"])
    can_return = "return" in found.can and visit.may("/offerings/{id}/return", "POST")
    over = is_over(told, desk.today)
    is_elsewhere = state == "submitted" and not found.is_judged_here
    can_edit = "submission" in found.can and visit.may("/offerings/{id}/edit")
    return OfferingPage(
        frame=Frame(lang, told["name"], here),
        words=said,
        id=told["id"],
        version=str(told["version"]),
        heading=told["name"],
        tags=(
            *(said[f"supply_kind_{told['kind']}"], told["code"]),
            catalogue.words["domain"][told["domain"]].say(lang),
            catalogue.words["form"][told["form"]].say(lang),
            *([said["supply_version"].format(n=told["version"])] if state in _BEFORE else []),
        ),
        state=said["supply_is_over" if over else f"supply_{state}"],
        badge="tag" if over else BADGES.get(state, "unknown"),
        state_hint="" if is_elsewhere else _state_hint(told, desk.today, said, side),
        warnings=tuple(Line(said[key], said[f"{key}_more"]) for key in _notices(told, desk.today)),
        returned=(told["reason"] or "") if state == "returned" else "",
        errors=errors,
        who=who_in_words(told, catalogue, desk, lang),
        per=said[f"supply_per_{told['per']}"],
        towns=_towns(told, visit),
        days=said["supply_days"].format(starts=told["starts"], ends=told["ends"]),
        size=_size(told, said),
        counts=tuple(_counts(told, found.counts, said)) if state not in _BEFORE else (),
        provider=told["provider"],
        items=tuple(_items(told["items"], catalogue, lang)),
        phrases=tuple(told["phrases"]),
        note=told["note"] or "",
        reach=None if reach is None else _reach(reach, said),
        reach_address=f"{here}?reach=1" if state != "closed" else "",
        edit=f"{here}/edit" if can_edit else "",
        acts=tuple(_acts(visit, found, said)),
        can_return=can_return,
        reason=reason,
        reason_error=reason_error,
        not_yours=said["supply_not_yours"] if is_elsewhere else "",
        reserved_hint=said[f"supply_reserved_{side}"],
        reserved=tuple(_reserved(visit, here, each) for each in found.reservations),
        following=following,
        history=tuple(_history(found, said)),
    )


def _notices(told: Mapping[str, Any], today: date) -> Iterator[str]:
    """Yield the words for what is to be known first: that no list names it, that it is used up."""
    if not told["in_lists"] and told["state"] != "closed":
        yield "supply_unlisted"
    yield from _warnings(told, today)


def _state_hint(told: Mapping[str, Any], today: date, said: Words, side: str) -> str:
    """Return what a state means; nothing where a warning says that nobody can have it."""
    return "" if any(_warnings(told, today)) else said.get(f"supply_{told['state']}_{side}", "")


def _warnings(told: Mapping[str, Any], today: date) -> Iterator[str]:
    """Yield the words for why an offering that is open cannot be had."""
    if told["state"] not in ("active", "paused"):
        return
    if told["left"] < 1:
        yield "supply_used_up"
    if is_over(told, today):
        yield "supply_over"
    elif date.fromisoformat(told["starts"]) > today:
        yield "supply_not_yet"


def _towns(told: Mapping[str, Any], visit: Visit) -> str:
    catalogue = visit.desk.office.matcher.catalogue
    names = [town_in(code, catalogue, visit.lang) for code in told["towns"]]
    return listing(names, visit.lang) if names else words(visit.lang)["supply_city"]


def _size(told: Mapping[str, Any], said: Words) -> str:
    if told["budget"] is not None:
        size = said["supply_of_fund"].format(
            budget=f"{told['budget']:,}", cap=f"{told['cap']:,}", n=told["places"]
        )
    else:
        size = said["supply_of_places"].format(n=told["places"])
    worth = told["worth"]
    return size if worth is None else size + said["supply_worth_each"].format(n=f"{worth:,.10g}")


def _counts(told: Mapping[str, Any], counts: Counts, said: Words) -> Iterator[Line]:
    yield Line(said["supply_left"], said["supply_left_of"].format(n=told["left"], m=told["places"]))
    for name in ("held", "confirmed", "delivered"):
        yield Line(said[f"supply_{name}"], str(getattr(counts, name)))


def _items(codes: list[str], catalogue: Catalogue, lang: Lang) -> Iterator[NamedLink]:
    for code in codes:
        if code in catalogue.items:
            yield NamedLink(catalogue.items[code].name.say(lang), f"/items/{code}")


def _reach(found: Mapping[str, Any], said: Words) -> Reach:
    def told(key: str, count: int | None) -> str:
        few = said["supply_reach_few"].format(n=found["fewest"])
        about = said["supply_reach_about"].format(n=count)
        return said[key].format(n=few if count is None else about)

    return Reach(
        told("supply_reach_sure", found["reaches"]),
        told("supply_reach_may", found["may_reach"]),
        said["supply_reach_note"].format(day=found["on"], n=found["fewest"]),
    )


def _acts(visit: Visit, found: Opened, said: Words) -> Iterator[ActButton]:
    here = offering_address(found.told["id"])
    for name in _ACTS:
        if name in found.can and visit.may(f"/offerings/{{id}}/{name}", "POST"):
            hint = said["supply_ask_closing"] if name in _ASKED_FIRST else ""
            label = said[f"supply_do_{name}"]
            yield ActButton(name, label, f"{here}/{name}", name in _MAIN, hint)


def _reserved(visit: Visit, here: str, row: Mapping[str, Any]) -> ReservedRow:
    said, state = words(visit.lang), row["state"]
    place = f"{here}/reservations/{row['id']}/delivery"
    is_due = state in _OPEN if row["household"] else state == "confirmed"
    may = is_due and visit.may("/offerings/{id}/reservations/{reservation}/delivery", "POST")
    return ReservedRow(
        number=row["number"],
        town=town_in(row["town"], visit.desk.office.matcher.catalogue, visit.lang),
        state=said[f"reserved_{state}"],
        badge=_OF_RESERVATIONS.get(state, "unknown"),
        until=_moment(row["until"]) if state == "held" else "",
        changed=_moment(row["changed_at"]),
        family=f"/households/{row['household']}" if row["household"] else "",
        deliver=place if may else "",
        version=str(row["version"]),
    )


def _moment(told: str) -> str:
    """Return a moment to the minute; a day, which is all that some are told, as it is."""
    return minute_in_china(told) if "T" in told else told


def reserved_sheet(told: OfferingPage) -> Sheet:
    """Return the table of what is reserved."""
    said = told.words
    heads = ["supply_number", "town", "supply_state", "supply_until", "supply_changed"]
    rows = [(r.number, r.town, r.state, r.until, r.changed) for r in told.reserved]
    return Sheet("reservations", [said[head] for head in heads], rows)


def _history(found: Opened, said: Words) -> Iterator[StateLine]:
    seen = ""
    for each, name in zip(found.told["history"], found.by, strict=True):
        state = each["state"]
        is_again = state == "active" and seen == "paused"
        text = said["supply_was_resumed" if is_again else f"supply_was_{state}"]
        by = name or said["supply_by_office"]
        yield StateLine(text, by, _moment(each["at"]), each["reason"] or "")
        seen = state


def troubles_at(error: ProblemError, lang: Lang) -> tuple[Trouble, ...]:
    """Return what stood against an act, in sentences."""
    problem = error.problem
    told = tuple(Trouble(mend.reason.say(lang), "") for mend in problem.errors)
    return told or (Trouble(problem.detail.say(lang), ""),)
