"""A kept plan made ready for its page: the stored bytes in the reader's words."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from api.clock import told_in_china
from api.pages.ahead import day_rows
from api.pages.asks import asks_line
from api.pages.fields import Trouble
from api.pages.frame import Frame, Words
from api.pages.hands import hand_rows
from api.pages.held import delivered_on, held_row
from api.pages.items import Reader
from api.pages.kept_confirm import confirm_form, confirmed_line
from api.pages.kept_items import by_need, is_of_the_score, kept_items, papers_of
from api.pages.kept_pages import KeptPlanPage
from api.pages.kept_rows import (
    Found,
    Grounds,
    OfferLine,
    TeamLine,
)
from api.pages.plan_rows import RegistrationRow
from api.pages.reasons import near_rows, why_of
from api.pages.understood import understood_rows
from api.pages.view import alert_row, known_lines, offer_row, team_row, verify_row
from api.usecases.confirming import Choice
from api.usecases.offers_now import OfferNow
from api.usecases.plan_standing import PlanStanding
from api.usecases.plans_read import Opened
from api.words import words
from matcher.offerings import Catalogue
from matcher.wording import Lang

Data = dict[str, Any]
PARTS = ("understood", "near", "forecast", "known")
"""The sections that are told on demand; all but the last stand in the plan's data."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of the page beside the plan itself, and what was typed and refused.

    `who` is the family, masked; `names` are what the people are called who made or corrected it,
    and by "" who looks; `explained` is why an item is or is not for the family; `may` says what
    this caller may do: correct, confirm, reserve; `offers` says where the offers stand now.
    `stands` is how the plan stands with the family's list, `chosen` what was ticked and refused;
    `in_person` are codes that must not stand in the list, `lent` those to be given back; `refused`
    tells of codes that an office did not grant to this family.
    """

    names: dict[str, str]
    now: datetime
    who: str = ""
    may: tuple[str, ...] = ()
    offers: Mapping[str, OfferNow] = field(default_factory=dict)
    part: str = ""
    explained: Data | None = None
    find: str = ""
    found: tuple[Found, ...] = ()
    reason: str = ""
    at: str = ""
    error: Trouble | None = None
    ruled_out: str = ""
    stands: PlanStanding = field(default_factory=PlanStanding)
    chosen: Choice | None = None
    in_person: tuple[str, ...] = ()
    lent: frozenset[str] = frozenset()
    refused: Mapping[str, str] = field(default_factory=dict)


def address(household: str, number: int | str) -> str:
    """Return the address of a version of a plan."""
    return f"/households/{household}/plans/{number}"


def kept_page(
    opened: Opened, data: Data, catalogue: Catalogue, lang: Lang, wanted: Wanted
) -> KeptPlanPage:
    """Return the page of a kept plan, its `data` told in `lang`."""
    said, reader = words(lang), Reader(opened.family, catalogue, lang)
    base, now = address(opened.household, opened.number), wanted.offers
    offers = [_offer(offer, reader, wanted) for offer in data["offers"]]
    related = {offer["code"]: related_items(offer, wanted, catalogue) for offer in data["offers"]}
    told = by_need(data, kept_items(data, reader, base, wanted.refused), offers, related, reader)
    asked = {part: data[part] if part == wanted.part else [] for part in PARTS[:-1]}
    is_changeable = opened.is_newest and "correct" in wanted.may
    return KeptPlanPage(
        frame=Frame(lang, said["plan_title"], place=base),
        words=said,
        heading=said["plan_title"],
        base=base,
        family=f"/households/{opened.household}",
        who=wanted.who,
        version=version_line(opened, wanted.names, said),
        confirmed=confirmed_line(wanted.stands.signed, wanted.names, said),
        counts=_counts(data, wanted.stands.to_ask, said),
        categories=reader.listed(
            [catalogue.categories[c].name.say(lang) for c in data["categories"]]
        ),
        unclaimed=data["unclaimed"]["text"],
        is_newest=opened.is_newest,
        may_change=is_changeable,
        may_confirm=opened.is_newest and "confirm" in wanted.may,
        may_reserve="reserve" in wanted.may,
        in_person=tuple(_named(data, wanted.in_person)),
        is_outdated=wanted.stands.is_outdated,
        confirm_again=said["confirm_again"] if wanted.stands.to_confirm_again else "",
        may_make="make" in wanted.may,
        may_ask="ask" in wanted.may,
        form=confirm_form(opened, wanted.stands, wanted.chosen, wanted.in_person, now, reader),
        error=wanted.error,
        ruled_out=wanted.ruled_out,
        reason=wanted.reason,
        at=wanted.at,
        hands=hand_rows(opened.changes, wanted.names, catalogue, lang),
        alerts=tuple(alert_row(alert, reader.who, reader.lang) for alert in data["alerts"]),
        verify=tuple(verify_row(found, reader) for found in data["verify"]),
        registration=tuple(map(_registration, data["registration"])),
        groups=told.groups,
        others=told.items,
        papers=papers_of(data, reader),
        uncovered=tuple(filter(None, map(reader.need, data["uncovered_needs"]))),
        asks=asks_line(wanted.stands.to_ask, said),
        offers=told.offers,
        teams=tuple(_team(team, reader) for team in data["teams"]),
        find=wanted.find,
        found=wanted.found,
        grounds=_grounds(wanted, data, reader),
        part=wanted.part,
        understood=understood_rows(asked["understood"], reader),
        near=near_rows(asked["near"], reader),
        forecast=day_rows(asked["forecast"], reader),
        known=tuple(known_lines(reader)) if wanted.part == "known" else (),
        signatures=tuple(said[key] for key in ("sign_family", "sign_worker", "seal_office")),
        printed=printed_line(wanted, said),
    )


def _counts(data: Data, to_ask: int, said: Words) -> str:
    told = said["plan_counts"].format(
        items=len(data["items"]),
        eligible=sum(item["status"] == "eligible" for item in data["items"]),
    )
    return " · ".join(filter(None, [told, asks_line(to_ask, said)]))


def _named(data: Data, codes: Collection[str]) -> Iterator[str]:
    """Yield the names of the items and offers of a plan that have these codes."""
    for row in (*data["items"], *data["offers"]):
        if row["code"] in codes:
            yield row["name"]


def _registration(told: Data) -> RegistrationRow:
    rest = (told["source"], told["services"])
    return RegistrationRow(told["decides"], told["takes"], told["forwards"], *rest)


def version_line(opened: Opened, names: dict[str, str], said: Words) -> str:
    """Return which version it is, who made it and when, and for which day it was worked out."""
    return said["version_line"].format(
        n=opened.number,
        by=names.get(opened.made_by, opened.made_by),
        at=told_in_china(opened.made_at),
        day=opened.data["as_of"],
    )


def printed_line(wanted: Wanted, said: Words) -> str:
    """Return who has it printed and when: the mark on every printed page."""
    who = wanted.names.get("", "")
    return said["printed_by"].format(who=who, at=told_in_china(wanted.now))


def _offer(offer: Data, reader: Reader, wanted: Wanted) -> OfferLine:
    """Return an offer as it stands now; as it stood in the plan where it is not kept here."""
    facts, now = reader.catalogue.vocabulary.facts, wanted.offers.get(offer["code"])
    labels = [facts[name].label.say(reader.lang) for name in offer["missing"] if name in facts]
    told = offer if now is None else {**offer, "remaining": now.left}
    row = offer_row(told, (), reader)
    return OfferLine(
        code=offer["code"],
        name=row.name,
        platform=row.platform,
        status=row.status,
        badge=row.badge,
        who=row.who,
        left=row.left,
        until=row.until,
        reason=next(iter(row.reasons), ""),
        missing=reader.listed(labels),
        held=tuple(held_row(each, reader.lang) for each in now.kept) if now else (),
        delivered=tuple(delivered_on(each, reader.lang) for each in now.delivered) if now else (),
        closed=_closed(now, words(reader.lang)),
        lent=words(reader.lang)["offer_lent"] if offer["code"] in wanted.lent else "",
        may_hold=now is None or _may_hold(now, offer["needs"]),
        ticked=now is None or bool(now.kept) or not (_closed(now, words(reader.lang))),
    )


def related_items(offer: Data, wanted: Wanted, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the codes of the items that an offer is related to.

    The item by which its kind is given at all, as every small wish is, says nothing of what it is.
    """
    code, now = offer["code"], wanted.offers.get(offer["code"])
    kept = now.items if now else ()
    related = kept or (catalogue.offerings[code].related if code in catalogue.offerings else ())
    return tuple(each for each in related if each != offer["item"])


def _may_hold(now: OfferNow, needs: Sequence[str]) -> bool:
    """Say whether a place may be held: what was delivered for a need is not held for it again."""
    is_had = any(not needs or set(needs) & set(each["needs"]) for each in now.delivered)
    return now.is_open and now.left > 0 and now.has_room and not now.kept and not is_had


def _closed(now: OfferNow | None, said: Words) -> str:
    """Return why nobody can reserve it now, or nothing."""
    if now is None or (now.is_open and now.left > 0):
        return ""
    return said["offer_used_up" if now.is_open else "offer_not_open"]


def _team(team: Data, reader: Reader) -> TeamLine:
    row = team_row(team, reader)
    return TeamLine(team["code"], row.name, " · ".join(filter(None, [row.visits, row.reasons])))


def _grounds(wanted: Wanted, data: Data, reader: Reader) -> Grounds | None:
    explained = wanted.explained
    if explained is None:
        return None
    item = next((i for i in data["items"] if i["code"] == explained["code"]), None)
    amount = item["amount"] if item else None
    return Grounds(
        code=explained["code"],
        name=explained["name"],
        residual=tuple(explained["residual"]),
        source=explained["source"],
        of_each=tuple(why_of(verdict, reader) for verdict in explained["verdicts"]),
        in_plan=item is not None,
        ranking=tuple(filter(is_of_the_score, item["why"])) if item else (),
        amount=" ".join(filter(None, [amount["how"], *amount["instead"], amount["note"]]))
        if amount
        else "",
        alternatives=_names(item["alternative_to"], reader) if item else "",
        also_for=reader.listed([reader.who(m) for m in item["also_for"]]) if item else "",
        refused=""
        if item
        else wanted.refused.get(explained["code"], ""),  # the plan tells it beside it
    )


def _names(codes: Sequence[str], reader: Reader) -> str:
    known = {**reader.catalogue.items, **reader.catalogue.city_items}
    return reader.listed([known[code].name.say(reader.lang) for code in codes if code in known])
