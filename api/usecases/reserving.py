"""Reserving: a place is held for a family, confirmed, given back, delivered.

What is asked of a household is asked in the unit that takes the place: nothing can come between.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from api.access.rules import Side, side_of
from api.errors import Problem, ProblemError
from api.store.store import Unit
from api.store.supply import (
    KeptOffering,
    NewReservation,
    OfferingState,
    Reservation,
    ReservationState,
)
from api.store.values import Cursor, HouseholdState, Page
from api.store.values import Household as Kept
from api.usecases.desk import Desk
from api.usecases.had_already import most_places
from api.usecases.ledgers import read, refuse_erased, told_of, town_name
from api.usecases.needs_book import of_household
from api.usecases.offering_book import moment_told, row, seen
from api.usecases.places import open_places
from matcher.needs import Household
from matcher.wording import Bilingual

BECOMES: Mapping[str, ReservationState] = {
    "confirmation": ReservationState.CONFIRMED,
    "release": ReservationState.RELEASED,
    "delivery": ReservationState.DELIVERED,
}
"""What each act makes of a reservation."""
_WORDS = {
    "used up": Bilingual(
        "已经没有名额了，别人先预留了；请看方案里的其他供给",
        "nothing is left: others were quicker; see what else the plan offers",
    ),
    "theirs": Bilingual(
        "已为这户预留了名额，没有更多名额了；请刷新页面查看",
        "a place is held for this household already and no more are left; reload to see it",
    ),
    "not open": Bilingual(
        "这项供给现在不能预留（暂停、结束或不在日期内）",
        "this offering cannot be reserved now: it is paused, closed or out of its dates",
    ),
    "town": Bilingual(
        "这项供给不面向这户所在的镇街", "the offering does not serve the household's town"
    ),
    "ruled out": Bilingual(
        "按已知情况，这户不符合这项供给的条件；情况有误请先更正",
        "the facts rule this household out; correct them first if they are wrong",
    ),
    "unconfirmed": Bilingual(
        "社工还没有确认这份预留；确认以后再记“已交付”",
        "no worker has confirmed this reservation yet; note the delivery after that",
    ),
    "closed": Bilingual("档案已关闭，请先重新打开", "the ledger is closed: reopen it first"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """For whom a place is to be held, by which plan and for which of their needs.

    `one_at_a_time`: not while they hold another place of it, as two who look at one page at once
    would otherwise both take one.
    """

    household: str
    plan: int | None = None
    needs: tuple[str, ...] = ()
    one_at_a_time: bool = False


def hold(desk: Desk, unit: Unit, id: str, wanted: Wanted) -> dict[str, Any]:
    """Hold a place of an offering for a household of the caller's towns, for a time."""
    found = seen(desk, unit, id)
    kept = unit.households.get(wanted.household)
    _refuse_ended(kept)
    _refuse_not_open(found, desk.today)
    if found.left < 1:  # told at once; the store asks again when it takes the place
        whose = "theirs" if _is_held_for(unit, kept.id, id) else "used up"
        raise ProblemError(Problem("used-up", _WORDS[whose]))
    if found.towns and kept.town not in found.towns:
        raise ProblemError(Problem("ruled-out", _WORDS["town"]))
    if wanted.plan is not None:
        unit.plans.get(kept.id, wanted.plan)
    for need in wanted.needs:
        of_household(unit, kept.id, need)
    most = _most(desk, found, read(told_of(desk, unit, kept.id), desk))
    if wanted.one_at_a_time:
        most = min(most, _num_delivered(unit, kept.id, id) + 1)
    new = NewReservation(
        offering=id,
        household=kept.id,
        until=desk.at + desk.office.hold,
        plan=wanted.plan,
        needs=tuple(dict.fromkeys(wanted.needs)),
        most=most,
    )
    return show(desk, unit, unit.reservations.hold(new))


def decide(desk: Desk, unit: Unit, id: str, act: str, version: int | None = None) -> dict[str, Any]:
    """Do one of the acts of `BECOMES` to a reservation; a conflict where it moved on unseen.

    Who offers delivers what a worker has confirmed with the family, and nothing before.
    """
    if act == "delivery" and side_of(desk.caller.role) is Side.OFFERS:
        _refuse_unconfirmed(desk, unit, id)
    return show(desk, unit, unit.reservations.decide(id, BECOMES[act], version))


def as_it_stands(desk: Desk, unit: Unit, id: str) -> dict[str, Any]:
    """Return a reservation that the caller sees, as it stands."""
    return show(desk, unit, unit.reservations.get(id))


def of_household_told(desk: Desk, unit: Unit, household: str) -> list[dict[str, Any]]:
    """Return the reservations of a household, the newest first."""
    unit.households.get(household)
    return [show(desk, unit, each) for each in unit.reservations.of(household)]


def listed(
    desk: Desk, unit: Unit, id: str, limit: int, after: Cursor | None
) -> Page[dict[str, Any]]:
    """Return a page of the reservations of an offering that the caller sees."""
    found = seen(desk, unit, id)
    page = unit.reservations.list(id, limit, after)
    return Page(tuple(_told(desk, found, each) for each in page.rows), page.after)


def show(desk: Desk, unit: Unit, found: Reservation) -> dict[str, Any]:
    """Return a reservation as it stands; to who offers without a word of whose it is."""
    return _told(desk, unit.offerings.of_reservation(found), found)


def _told(desk: Desk, offering: KeptOffering, found: Reservation) -> dict[str, Any]:
    offers = side_of(desk.caller.role) is Side.OFFERS
    catalogue = desk.office.matcher.catalogue
    told = row(desk, offering)
    return {
        "id": found.id,
        "number": found.number,
        "offering": found.offering,
        "code": offering.code,
        "name": told["name"],
        "provider": told["provider"],
        "town": found.town,
        "town_name": town_name(found.town, catalogue),
        "state": str(found.state),
        "version": found.version,
        "until": moment_told(desk, found.until),
        "changed_at": moment_told(desk, found.changed_at),
        "household": None if offers else found.household,
        "plan": None if offers else found.plan,
        "needs": None if offers else list(found.needs),
        "made_by": None if offers else found.made_by,
        "made_at": None if offers else found.made_at.isoformat(),
    }


def _refuse_ended(kept: Kept) -> None:
    refuse_erased(kept)
    if kept.state is HouseholdState.CLOSED:
        raise ProblemError(Problem("closed", _WORDS["closed"]))


def is_open_on(found: KeptOffering, today: date) -> bool:
    """Say whether an offering is active and within its days, whatever is left of it."""
    starts, ends = (date.fromisoformat(found.content[name]) for name in ("starts", "ends"))
    return found.state is OfferingState.ACTIVE and starts <= today <= ends


def _is_held_for(unit: Unit, household: str, offering: str) -> bool:
    return any(place.offering == offering for place in open_places(unit, household))


def _refuse_unconfirmed(desk: Desk, unit: Unit, id: str) -> None:
    found = unit.reservations.get(id)
    if found.state is ReservationState.HELD and found.until > desk.at:
        raise ProblemError(Problem("wrong-state", _WORDS["unconfirmed"]))


def _num_delivered(unit: Unit, household: str, offering: str) -> int:
    rows = unit.reservations.of(household)
    delivered = ReservationState.DELIVERED
    return sum(each.offering == offering and each.state is delivered for each in rows)


def _refuse_not_open(found: KeptOffering, today: date) -> None:
    if not is_open_on(found, today):
        raise ProblemError(Problem("wrong-state", _WORDS["not open"]))


def _most(desk: Desk, found: KeptOffering, home: Household) -> int:
    most = most_places(desk, found, home)
    if not most:
        raise ProblemError(Problem("ruled-out", _WORDS["ruled out"]))
    return most
