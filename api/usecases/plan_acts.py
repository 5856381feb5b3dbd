"""What is done with a plan from its page: confirmed for the family, places reserved by it."""

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

from api.errors import Problem, ProblemError, problem_of_store
from api.store.errors import AbsentError, ConflictError, RefusedError
from api.store.store import Unit
from api.usecases.confirmed_again import is_to_confirm_again
from api.usecases.confirming import Choice, choice_of, draft_confirmation, keep_confirmation
from api.usecases.desk import Desk
from api.usecases.lists_read import stored_list, versions
from api.usecases.makings import Making
from api.usecases.offers_now import had_by
from api.usecases.plan_changes import MovedError
from api.usecases.push_consent import list_is_lost
from api.usecases.receipts_read import OF_THE_WHOLE, outcomes_of
from api.usecases.reserving import BECOMES, Wanted, decide, hold
from matcher.wording import Bilingual

Data = dict[str, Any]
_MOVED_ON = Bilingual(
    "没有改动：这份预留刚才被人改过。请先看下面现在的样子，再决定。",
    "Nothing was done: somebody has just changed this reservation. See how it stands below first.",
)
ACTS = tuple(BECOMES)
"""What may be done to a reservation."""


@dataclass(frozen=True, slots=True)
class Done:
    """A plan that was confirmed: the list's version, how much is to be told in person instead."""

    version: int
    num_left_out: int
    pushed: bool


def confirm_plan(desk: Desk, making: Making, plan: tuple[str, int], choice: Choice) -> Done:
    """Make a plan (household, number) the next version of the family's list.

    MovedError where it is the newest no more.
    """
    try:
        draft = draft_confirmation(desk, making, plan, choice)
        with desk.unit() as unit:
            told = keep_confirmation(desk, unit, draft).data
    except ConflictError as error:
        if error.kind != "plan":
            raise
        raise MovedError(error.found) from None
    return Done(told["version"], len(told["left_out"]), told["pushed"])


def told_in_person(desk: Desk, making: Making, plan: tuple[str, int]) -> tuple[str, ...]:
    """Return the codes of a plan that must not stand in a list; nothing is kept.

    None where another plan has come meanwhile: whoever reads this one is told so when they confirm.
    """
    try:
        return draft_confirmation(desk, making, plan, Choice()).told.left_out
    except ConflictError:
        return ()


def has_more_to_tell(desk: Desk, making: Making, plan: tuple[str, int]) -> bool:
    """Say whether a list of the whole plan would hold anything; nothing is kept."""
    try:
        return bool(draft_confirmation(desk, making, plan, Choice()).told.entries)
    except ConflictError:
        return False


def newest_list(desk: Desk, unit: Unit, household: str) -> Data | None:
    """Return the newest happiness list of a family as it was stored, or None."""
    found = versions(desk, unit, household, 1, None).rows
    if not found:
        return None
    told: Data = json.loads(stored_list(desk, unit, found[0]["id"]).content)
    whole = outcomes_of(unit, household, of=found[0]["id"]).get(OF_THE_WHOLE)
    return {
        **told,
        **{name: found[0][name] for name in ("made_by", "made_at", "pushed")},
        **_taken_back(desk, unit, household),
        "state": None if whole is None else str(whole.outcome),
        "stands": {row["entry"]: row for row in found[0]["entries"]},
    }


def how_the_list_stands(desk: Desk, unit: Unit, household: str) -> Data | None:
    """Return a family's newest list in figures, or None: version, entries, how many stand where."""
    found = versions(desk, unit, household, 1, None).rows
    if not found:
        return None
    states = Counter(row["state"] for row in found[0]["entries"] if row["state"])
    entries = len(found[0]["entries"])
    return {
        **{name: found[0][name] for name in ("version", "pushed")},
        **_taken_back(desk, unit, household),
        "entries": entries,
        "states": states,
    }


def _taken_back(desk: Desk, unit: Unit, household: str) -> Data:
    return {
        "to_confirm_again": is_to_confirm_again(unit, household),
        "is_lost": list_is_lost(desk, unit, household),
    }


def not_in_list(desk: Desk, unit: Unit, household: str) -> tuple[str, ...]:
    """Return the names of what a place is kept of for a family that its newest list tells not of.

    What is told in person is told.
    """
    newest = unit.confirmations.newest(household)
    if newest is None:
        return ()
    choice = choice_of(desk, unit, newest.id)
    told = {*choice["left_out"], *(row["code"] for row in choice["entries"])}
    kept, _ = had_by(desk, unit, household)
    return tuple(dict.fromkeys(row["name"] for row in kept if row["code"] not in told))


def reserve(desk: Desk, plan: tuple[str, int], code: str, needs: tuple[str, ...]) -> None:
    """Hold a place of an offering, by its code, for the family of a plan; one at a time."""
    household, number = plan
    try:
        with desk.unit() as unit:
            offering = unit.offerings.by_code(code).id
            hold(desk, unit, offering, Wanted(household, number, needs, one_at_a_time=True))
    except RefusedError as error:  # in another window it was done before
        raise ProblemError(problem_of_store(error)) from None


def act_on(desk: Desk, household: str, reservation: str, act: str, seen: int | None) -> str:
    """Confirm, give back or deliver a reservation of a household, by the version that was seen.

    Return its offering's code.
    """
    try:
        with desk.unit() as unit:
            unit.households.get(household)
            if unit.reservations.get(reservation).household != household:
                raise AbsentError("reservation", reservation)
            return str(decide(desk, unit, reservation, act, seen)["code"])
    except ConflictError as error:
        if error.kind != "reservation":
            raise
        raise ProblemError(Problem("conflict", _MOVED_ON)) from None
    except RefusedError as error:
        raise ProblemError(problem_of_store(error)) from None
