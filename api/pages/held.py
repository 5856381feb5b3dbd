"""A place that is kept for a family, as a page tells of it and lets it be used or given back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from api.clock import told_in_china
from api.errors import Problem, ProblemError
from api.pages.family_pages import HeldPlace
from api.pages.kept_rows import HeldRow
from api.pages.visit import Visit
from api.usecases.plan_acts import ACTS, act_on
from api.words import words
from matcher.wording import Bilingual, Lang

_NOT_THERE = Bilingual(
    "预留只有三种办理：确认要、退回、已送到", "a reservation is confirmed, given back or delivered"
)


def decided(visit: Visit, household: str, reservation: str, act: str) -> str:
    """Do an act to a reservation of a family, as it was `seen`; return its offering's code."""
    if act not in ACTS:
        raise ProblemError(Problem("not-found", _NOT_THERE))
    seen = visit.request.query_params.get("seen", "")[:9]
    version = int(seen) if seen.isascii() and seen.isdigit() else None
    return act_on(visit.desk, household, reservation, act, version)


def held_row(told: Mapping[str, Any], lang: Lang) -> HeldRow:
    """Return a reservation: until when it is held, and what may be done with it."""
    until = told_in_china(datetime.fromisoformat(told["until"]))
    text = words(lang)[f"reservation_{told['state']}"].format(until=until, number=told["number"])
    acts = ("confirmation", "release") if told["state"] == "held" else ("delivery", "release")
    return HeldRow(told["id"], text, told["version"], acts)


def brought_line(told: Mapping[str, Any], lang: Lang) -> str:
    """Return that a place was brought to the family: of what, from whom, when."""
    return f"{told['name']} · {told['provider']} · {delivered_on(told, lang)}"


def delivered_on(told: Mapping[str, Any], lang: Lang) -> str:
    """Return on which day a place was brought."""
    day = told_in_china(datetime.fromisoformat(told["changed_at"])).split()[0]
    return words(lang)["offer_delivered"].format(day=day)


def held_place(told: Mapping[str, Any], lang: Lang) -> HeldPlace:
    """Return a reservation with what is kept and who gives it."""
    return HeldPlace(told["name"], told["provider"], (held_row(told, lang),))
