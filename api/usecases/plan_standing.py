"""How a kept plan stands with the family's list: who confirmed it, and what they took of it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from api.store.lists import Confirmation
from api.store.store import Unit
from api.usecases.confirmed_again import is_to_confirm_again
from api.usecases.confirming import NONE_YET, before_by, choice_of
from api.usecases.desk import Desk
from api.usecases.planning import bytes_of, is_outdated
from api.usecases.plans_read import Opened
from api.usecases.to_ask import still_to_ask, unclear_of
from matcher.planning.outcomes import Outcome

Data = dict[str, Any]
CHOSEN = ("items", "offers")
"""The parts of a plan of which a person chooses what stands in the list."""


@dataclass(frozen=True, slots=True)
class Signed:
    """Who confirmed a plan last, and when."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PlanStanding:
    """How a plan stands, and how the form that confirms it begins.

    `of` is the plan whose confirmation the form repeats: this one, else an earlier one; None where
    the family has no list. `known` are codes that stood in that plan, `left_out` those of them that
    were not taken, `ended` those that came to an end in the list. `team` is what was chosen then,
    as it stood in that plan. The note is that of this very plan alone: what was said of another may
    no longer be so.
    `is_outdated` says that the ledger was changed since the newest plan was made, `to_ask` how many
    questions are left: of the newest plan as the work list counts them. `to_confirm_again` says
    that the family's list was taken back for good and waits for somebody to confirm this plan.
    `last` is the newest confirmation of the family, of whichever plan.
    """

    signed: Signed | None = None
    of: int | None = None
    known: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()
    ended: Mapping[str, Outcome] = field(default_factory=dict)
    team: Data | None = None
    note: str = ""
    is_outdated: bool = False
    to_ask: int = 0
    to_confirm_again: bool = False
    last: str = NONE_YET


def how_it_stands(desk: Desk, unit: Unit, opened: Opened) -> PlanStanding:
    """Return how a plan stands with the family's list."""
    household, number = opened.household, opened.number
    is_old = opened.is_newest and is_outdated(desk, unit, household, opened.told)
    to_ask = _num_to_ask(unit, opened)
    own = unit.confirmations.last_of(household, [number]).get(number)
    newest = unit.confirmations.newest(household)
    last = own or newest
    if last is None or newest is None:
        return PlanStanding(is_outdated=is_old, to_ask=to_ask)
    choice = choice_of(desk, unit, last.id)
    now = choice if newest.id == last.id else choice_of(desk, unit, newest.id)
    before = before_by(unit, household, now["entries"])
    then = _data_of(desk, unit, opened, last)
    outcomes = {
        row["code"]: before.ended(row["code"], row["member"], row["needs"])
        for row in _rows(opened.data)
    }
    return PlanStanding(
        signed=_signed(own) if own else None,
        of=last.plan,
        known=frozenset(row["code"] for row in _rows(then)),
        left_out=frozenset(_left_out(opened.data, then, choice)),
        ended={code: outcome for code, outcome in outcomes.items() if outcome},
        team=next((team for team in then["teams"] if team["code"] == choice["team"]), None),
        note=(choice["note"] or "") if own else "",
        is_outdated=is_old,
        to_ask=to_ask,
        to_confirm_again=opened.is_newest and is_to_confirm_again(unit, household),
        last=newest.id,
    )


def _num_to_ask(unit: Unit, opened: Opened) -> int:
    signs = unit.signs.of([opened.household]).get(opened.household)
    if opened.is_newest and signs is not None and signs.plan == opened.number:
        return signs.questions
    return len(still_to_ask(opened.data["questions"], unclear_of(unit.facts.of(opened.household))))


def who_confirmed(unit: Unit, household: str, plans: Sequence[int]) -> Mapping[int, Signed]:
    """Return who confirmed each of these plans last; plans that nobody confirmed lack."""
    found = unit.confirmations.last_of(household, plans)
    return {number: _signed(each) for number, each in found.items()}


def _signed(confirmation: Confirmation) -> Signed:
    return Signed(confirmation.made_by, confirmation.made_at)


def _data_of(desk: Desk, unit: Unit, opened: Opened, last: Confirmation) -> Data:
    if last.plan == opened.number:
        return opened.data
    found: Data = json.loads(bytes_of(desk, unit.plans.get(opened.household, last.plan)))
    return found


def _left_out(now: Data, then: Data, choice: Data) -> Iterator[str]:
    """Yield what stood in the plan of then and was not taken, unless it serves a new need now."""
    for part in CHOSEN:
        offered = {row["code"]: set(row["needs"]) for row in then[part]}
        for row in now[part]:
            code = row["code"]
            was_there = code in offered and set(row["needs"]) <= offered[code]
            if was_there and code not in choice[part]:
                yield code


def _rows(data: Data) -> Iterator[Data]:
    for part in CHOSEN:
        yield from data[part]
