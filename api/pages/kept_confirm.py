"""The form that confirms a plan, filled in as it was confirmed last; and who confirmed it."""

from collections.abc import Collection, Mapping
from typing import Any

from api.clock import told_in_china
from api.pages.frame import Words
from api.pages.items import Reader
from api.pages.kept_rows import ConfirmForm
from api.pages.view import team_row
from api.usecases.confirming import Choice
from api.usecases.offers_now import OfferNow
from api.usecases.plan_standing import CHOSEN, PlanStanding, Signed
from api.usecases.plans_read import Opened
from api.words import words
from matcher.planning.first_few import first_few, first_offers

Data = dict[str, Any]


def confirmed_line(signed: Signed | None, names: Mapping[str, str], said: Words) -> str:
    """Return who confirmed a plan last and when; nothing where nobody did."""
    if signed is None:
        return ""
    by = names.get(signed.by, signed.by)
    return said["confirmed_line"].format(by=by, at=told_in_china(signed.at))


def confirm_form(
    opened: Opened,
    stands: PlanStanding,
    chosen: Choice | None,
    in_person: Collection[str],
    now: Mapping[str, OfferNow],
    reader: Reader,
) -> ConfirmForm:
    """Return how the form begins; `chosen` is what was ticked where that was refused.

    What is to be told `in_person` takes no place from what the list can hold; `now` says of which
    offers a place is kept for the family.
    """
    said = words(reader.lang)
    shown = [item for item in opened.data["items"] if item["code"] not in in_person]
    offers = [offer for offer in opened.data["offers"] if offer["code"] not in in_person]
    kept = [code for code, offer in now.items() if offer.kept]
    first = first_few(opened.data["items"], in_person) | first_offers(offers, kept) | stands.known
    # among many offers a word at each says little
    rows = [(item, said["out_further"]) for item in shown] + [(offer, "") for offer in offers]
    further = {row["code"]: why for row, why in rows if row["code"] not in first}
    unticked = dict(further)
    unticked |= dict.fromkeys(stands.left_out, said["out_before"]) | {
        code: said["out_ended"].format(state=said[f"outcome_{outcome}"])
        for code, outcome in stands.ended.items()
    }
    if chosen is not None:
        ticked = {*(chosen.items or ()), *(chosen.offers or ())}
        codes = [row["code"] for part in CHOSEN for row in opened.data[part]]
        unticked = {code: unticked.get(code, "") for code in codes if code not in ticked}
    return ConfirmForm(
        unticked=unticked,
        team=_team(opened.data["teams"], stands, chosen),
        note=stands.note if chosen is None else chosen.note or "",
        last=stands.last,
        aside=tuple(sorted(in_person)),
        hint=_hint(opened, stands, (len(first), len(further)), reader),
    )


def _team(teams: list[Data], stands: PlanStanding, chosen: Choice | None) -> str:
    """Return the code of the team that is chosen: that of last time, the first of a first list."""
    codes = [team["code"] for team in teams]
    if chosen is not None:
        wanted = chosen.team
    else:
        before = stands.team["code"] if stands.team else None
        wanted = before if stands.of is not None else next(iter(codes), None)
    return wanted if wanted is not None and wanted in codes else ""


def _hint(opened: Opened, stands: PlanStanding, num: tuple[int, int], reader: Reader) -> str:
    said, team = words(reader.lang), stands.team
    if stands.of is None:
        return said["filled_few"].format(n=num[0], m=num[1]) if num[1] else ""
    key = "filled_from_this" if stands.of == opened.number else "filled_from"
    told = said[key].format(n=stands.of)
    if team is None or team["code"] in [each["code"] for each in opened.data["teams"]]:
        return told
    return " ".join([told, said["team_not_here"].format(name=team_row(team, reader).name)])
