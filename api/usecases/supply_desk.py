"""What the pages of supply ask: offerings with what is reserved of them; each act in one unit."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from api.access.rules import Side, side_of
from api.errors import ProblemError, problem_of_store
from api.store.errors import AbsentError, ConflictError, RefusedError
from api.store.store import Unit
from api.store.supply import KeptOffering, OfferingState, ReservationState
from api.store.values import Cursor
from api.usecases import offering_book, reach, reserving
from api.usecases.at_a_form import Stale, once
from api.usecases.desk import Desk
from api.usecases.item_told import Clause, clauses
from api.usecases.offering_book import SINCE, VISIBLE
from api.usecases.offering_forms import Who, text_of
from matcher.offerings import Catalogue
from matcher.reading.posted import condition_of
from matcher.wording import Lang

T = TypeVar("T")
Data = dict[str, Any]
GROUPS: Mapping[Side, tuple[OfferingState, ...]] = {
    Side.OFFERS: (
        *(OfferingState.RETURNED, OfferingState.DRAFT, OfferingState.SUBMITTED),
        *(OfferingState.ACTIVE, OfferingState.PAUSED, OfferingState.CLOSED),
    ),
    Side.JUDGES: (OfferingState.SUBMITTED, OfferingState.ACTIVE, OfferingState.PAUSED),
    Side.RESERVES: (OfferingState.ACTIVE,),
}
"""In which order each side is shown the states: what waits for them first."""
KEPT = (ReservationState.HELD, ReservationState.CONFIRMED)
"""In which a reservation can still be delivered."""
OVER = "over"
"""The heading of what is past its last day, which is no state of its own."""
_RAN = (OfferingState.ACTIVE, OfferingState.PAUSED)


@dataclass(frozen=True, slots=True)
class Counts:
    """How much of an offering is reserved, as far as the caller sees it."""

    held: int = 0
    confirmed: int = 0
    delivered: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """The offerings of a state, each with what is reserved of it; `after` is where more begin."""

    state: str
    rows: tuple[tuple[Data, Counts], ...]
    after: Cursor | None


@dataclass(frozen=True, slots=True)
class Opened:
    """An offering as its page has it.

    `can` names the acts that its state and towns allow the caller's side; `by` tells of each state
    who brought it about, by the name in which they sign in ("": somebody of the city, whom
    charities know by office).
    """

    told: Data
    counts: Counts
    reservations: tuple[Data, ...]
    after: Cursor | None
    can: frozenset[str]
    is_judged_here: bool
    by: tuple[str, ...]


def side(desk: Desk) -> Side:
    """Return the side of supply on which the caller stands."""
    return side_of(desk.caller.role)


def states_seen(desk: Desk) -> tuple[str, ...]:
    """Return the states that the caller may ask for."""
    return tuple(str(state) for state in VISIBLE[side(desk)])


def groups(
    desk: Desk, unit: Unit, state: str | None, limit: int, after: Cursor | None
) -> tuple[Group, ...]:
    """Return what the caller sees by state, or that of one state from a place on.

    What is past its last day stands apart, last of all: it is neither matched nor reserved.
    """
    wanted = GROUPS[side(desk)] if state is None else (OfferingState(state),)
    found = [_group(desk, unit, each, limit, after) for each in wanted]
    over = tuple(row for group in found for row in group.rows if is_over(row[0], desk.today))
    running = [
        replace(group, rows=tuple(row for row in group.rows if row not in over)) for group in found
    ]
    return (*running, Group(OVER, over, None)) if over else tuple(running)


def is_over(told: Mapping[str, Any], today: date) -> bool:
    """Say whether an offering that was open is past its last day."""
    return told["state"] in _RAN and date.fromisoformat(told["ends"]) < today


def num_to_judge(desk: Desk) -> int:
    """Return how many offerings wait for this caller to approve or return them."""
    with desk.view() as unit:
        return unit.offerings.num_to_judge(desk.caller.towns)


def _group(desk: Desk, unit: Unit, state: OfferingState, limit: int, after: Cursor | None) -> Group:
    page = offering_book.listed(desk, unit, limit, after, state)
    counts = _counts(unit, [row["id"] for row in page.rows])
    return Group(str(state), tuple((row, counts[row["id"]]) for row in page.rows), page.after)


def _counts(unit: Unit, ids: Sequence[str]) -> dict[str, Counts]:
    found = unit.reservations.counts(ids) if ids else {}
    counted = (ReservationState.HELD, ReservationState.CONFIRMED, ReservationState.DELIVERED)
    return {id: Counts(*(found.get(id, {}).get(state, 0) for state in counted)) for id in ids}


def opened(desk: Desk, id: str, limit: int, after: Cursor | None) -> Opened:
    """Return an offering as its page has it."""
    with desk.view() as unit:
        found = offering_book.seen(desk, unit, id)
        told = offering_book.show(desk, unit, found)
        page = reserving.listed(desk, unit, id, limit, after)
        counts = _counts(unit, [id])[id]
        actors = [each.made_by for each in unit.offerings.history(id)]
    here = _is_judged_here(desk, found)
    can = {name for name, (_, since) in SINCE.items() if found.state in since}
    return Opened(
        told=told,
        counts=counts,
        reservations=tuple(page.rows),
        after=page.after,
        can=frozenset(can if here else ()),
        is_judged_here=here,
        by=_names(desk, actors),
    )


def _is_judged_here(desk: Desk, found: KeptOffering) -> bool:
    if side(desk) is not Side.JUDGES:
        return True
    try:
        offering_book.refuse_not_judged_here(desk, found)
    except ProblemError:
        return False
    return True


def _names(desk: Desk, actors: Sequence[str]) -> tuple[str, ...]:
    """Return by what names people acted; to who offers only those of their own house."""
    names = {}
    offers = side(desk) is Side.OFFERS
    with desk.of_the_city().view() as unit:
        for actor in dict.fromkeys(actors):
            kind, _, own = actor.partition(":")
            try:
                account = unit.accounts.get(own) if kind == "account" else None
            except AbsentError:
                account = None
            is_own = account is not None and account.organisation == desk.caller.offers_for
            names[actor] = account.name if account and (is_own or not offers) else ""
    return tuple(names[actor] for actor in actors)


def reached(desk: Desk, id: str) -> Data:
    """Return how many families an offering would reach; counts below five are not told."""
    with desk.view() as unit:
        found = offering_book.seen(desk, unit, id)
    return reach.reach(desk, found)


def act_on(desk: Desk, id: str, name: str) -> None:
    """Do one of the acts of `SINCE` to an offering."""
    _refused_as_problem(lambda: _act(desk, id, name, None, None))


def judge(desk: Desk, id: str, name: str, version: int, reason: str | None = None) -> Stale | None:
    """Approve or return an offering; Stale where it is not the version that was read."""
    return _or_stale(lambda: _act(desk, id, name, reason, version))


def _act(desk: Desk, id: str, name: str, reason: str | None, version: int | None) -> None:
    with desk.unit() as unit:
        offering_book.act(desk, unit, id, name, reason, version)


def deliver(desk: Desk, id: str, reservation: str, version: int) -> Stale | None:
    """Say that the family has got what was reserved of an offering; Stale where it moved on."""
    return _or_stale(lambda: _deliver(desk, id, reservation, version))


def _deliver(desk: Desk, id: str, reservation: str, version: int) -> None:
    with desk.unit() as unit:
        offering_book.seen(desk, unit, id)
        if unit.reservations.get(reservation).offering != id:
            raise AbsentError("reservation", reservation)
        reserving.decide(desk, unit, reservation, "delivery", version)


def post(desk: Desk, kind: str, told: Mapping[str, Any], key: str) -> str:
    """Keep a draft and return its id; a form that comes twice (`key`) makes one draft."""

    def make(unit: Unit) -> str:
        return str(offering_book.post(desk, unit, kind, told)["id"])

    with desk.unit() as unit:
        return once(desk, unit, key, lambda: make(unit), is_household=False)


def change(desk: Desk, id: str, version: int, told: Mapping[str, Any]) -> Stale | None:
    """Change what a draft or a returned offering says; Stale where somebody else was quicker."""
    return _or_stale(lambda: _change(desk, id, version, told))


def _change(desk: Desk, id: str, version: int, told: Mapping[str, Any]) -> None:
    with desk.unit() as unit:
        offering_book.change(desk, unit, id, version, told)


def _or_stale(do: Callable[[], None]) -> Stale | None:
    try:
        _refused_as_problem(do)
    except ConflictError as error:
        if error.kind not in ("offering", "reservation"):
            raise
        return Stale(error.expected, error.found)
    return None


def _refused_as_problem(do: Callable[[], T]) -> T:
    try:
        return do()
    except RefusedError as error:
        raise ProblemError(problem_of_store(error)) from None


def who_in_words(
    told: Mapping[str, Any], catalogue: Catalogue, desk: Desk, lang: Lang
) -> tuple[Clause, ...]:
    """Return for whom an offering is, in words; all of it must hold."""
    node = condition_of(told["condition"], told["per"] == "member", catalogue)
    return clauses(node, catalogue, desk.today, lang)


def chosen_in_words(who: Who, desk: Desk, lang: Lang) -> tuple[Clause, ...]:
    """Return the choices of the form in words; a problem where nothing or nonsense is chosen."""
    catalogue = desk.office.matcher.catalogue
    told = {"condition": text_of(who, catalogue), "per": who.per}
    return who_in_words(told, catalogue, desk, lang)


def last_provider(desk: Desk) -> str:
    """Return under which name the caller's organisation offered something last, or nothing."""
    with desk.view() as unit:
        rows = unit.offerings.list(1).rows
    return str(rows[0].content["provider"]) if rows else ""
