"""Reservations: a place is taken by one conditional update, and given back exactly once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, case, func, literal, select, tuple_, update

from api.store.errors import AbsentError, RefusedError
from api.store.scope import Scope
from api.store.supply import NewReservation, OfferingState, Reservation, ReservationState
from api.store.tables_of_supply import offerings, reservations
from api.store.types import Moment, Words
from api.store.values import Cursor, Page, page_of

OPEN = (ReservationState.HELD, ReservationState.CONFIRMED)
"""What keeps a place that can still come back."""
HAD = (*OPEN, ReservationState.DELIVERED)
"""What counts against how many a household may have: what is delivered is had for good."""
_SINCE = {
    ReservationState.CONFIRMED: (ReservationState.HELD,),
    ReservationState.RELEASED: OPEN,
    ReservationState.DELIVERED: OPEN,
}
_HERE, _OFFERED = reservations.c, offerings.c
_LEFT = _OFFERED.left


class Reservations:
    """The reservations of households of the unit's towns, or of its organisation's offerings."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def hold(self, new: NewReservation) -> Reservation:
        """Take a place for a household until a moment, in one update that cannot oversell.

        Refuses ("used up") where none is left, where the offering is not active ("not open"),
        and where the household has as many as it may, of which what is delivered counts too
        ("reserved already", "delivered already").
        """
        scope = self._scope
        scope.lock(new.household)
        self._see(new.offering)
        self._refuse_another(new)
        number = self._taken(new.offering) or self._taken_of_lapsed(new.offering)
        if number is None:
            self._refuse(new.offering)
        id = scope.new_id()
        row = {
            **{"id": id, "offering": new.offering, "number": number},
            **{"household": new.household, "town": scope.town_of(new.household)},
            **{"plan": new.plan, "needs": list(new.needs), "state": ReservationState.HELD},
            **{"made_by": scope.actor, "made_at": scope.at, "until": new.until},
            **{"changed_by": scope.actor, "changed_at": scope.at},
        }
        scope.add(reservations, row)
        made = self.get(id)
        self._record("hold", made)
        return made

    def get(self, id: str) -> Reservation:
        """Return a reservation as it stands at the unit's moment."""
        row = self._scope.row(select(reservations).where(_HERE.id == id))
        if row is None:
            raise AbsentError("reservation", id)
        return self._told(row)

    def of(self, household: str) -> tuple[Reservation, ...]:
        """Return the reservations of a household, the newest first."""
        self._scope.town_of(household)
        query = select(reservations).where(_HERE.household == household)
        rows = self._scope.rows(query.order_by(_HERE.made_at.desc(), _HERE.id.desc()))
        return tuple(map(self._told, rows))

    def list(self, offering: str, limit: int, after: Cursor | None = None) -> Page[Reservation]:
        """Return the reservations of an offering that the unit sees, the newest first."""
        query: Select[Any] = select(reservations).where(_HERE.offering == offering)
        query = query.order_by(_HERE.made_at.desc(), _HERE.id.desc()).limit(limit + 1)
        if after is not None:
            place = tuple_(_HERE.made_at, _HERE.id)
            before = tuple_(literal(after.at, Moment), literal(after.id, Words))
            query = query.where(place < before)
        found = map(self._told, self._scope.rows(query))
        return page_of(found, limit, lambda last: Cursor(last.made_at, last.id))

    def counts(self, ids: Sequence[str]) -> Mapping[str, Mapping[ReservationState, int]]:
        """Return how many reservations that the unit sees some offerings have, by their state."""
        lapsed = (_HERE.state == ReservationState.HELD) & (_HERE.until <= self._scope.at)
        standing = case((lapsed, ReservationState.EXPIRED.value), else_=_HERE.state)
        query = select(_HERE.offering, standing.label("standing"), func.count().label("num"))
        query = query.where(_HERE.offering.in_(ids)).group_by(_HERE.offering, "standing")
        found: dict[str, dict[ReservationState, int]] = {}
        for row in self._scope.rows(query):
            told = found.setdefault(row["offering"], {})
            told[ReservationState(row["standing"])] = row["num"]
        return found

    def decide(self, id: str, state: ReservationState) -> Reservation:
        """Confirm, release or deliver a reservation; what is released gives its place back.

        Refuses it from any other state, and of a hold whose time has passed.
        """
        scope, found = self._scope, self.get(id)
        self._lock(found.offering)
        stands = (_HERE.state != ReservationState.HELD) | (_HERE.until > scope.at)
        moved = update(reservations).where(
            _HERE.id == id, _HERE.state.in_(_SINCE.get(state, ())), stands
        )
        values = {"state": state, "changed_by": scope.actor, "changed_at": scope.at}
        if scope.change(moved.values(**values)) != 1:
            raise RefusedError("reservation state")
        if state is ReservationState.RELEASED:
            self._give_back(found.offering, 1)
        self._record({"confirmed": "confirm", "released": "release"}.get(state, "deliver"), found)
        return self.get(id)

    def forget(self, household: str) -> None:
        """Release what a household keeps open, and forget whose any of it was; it is erased."""
        scope = self._scope
        scope.hold(household)
        self.give_up(household)
        bare = update(reservations).where(_HERE.household == household)
        scope.change(bare.values(household=None, plan=None, needs=[]))

    def give_up(self, household: str) -> None:
        """Release what a household keeps open: its ledger is closed or goes to another town."""
        for each in self.of(household):
            if each.state in OPEN:
                self.decide(each.id, ReservationState.RELEASED)

    def expire(self, at: datetime) -> int:
        """End every hold whose time has passed, and give its place back; return how many.

        For units of all towns only: what is over is over for all alike.
        """
        lapsed = (_HERE.state == ReservationState.HELD) & (_HERE.until <= at)
        query = select(_HERE.offering).where(lapsed).distinct().order_by(_HERE.offering)
        found = [row["offering"] for row in self._scope.rows(query)]
        return sum(self._swept(offering, at) for offering in found)

    def _told(self, row: RowMapping) -> Reservation:
        state = ReservationState(row["state"])
        if state is ReservationState.HELD and row["until"] <= self._scope.at:
            state = ReservationState.EXPIRED
        return Reservation(**{**row, "needs": tuple(row["needs"]), "state": state})

    def _see(self, offering: str) -> None:
        if self._scope.row(select(_OFFERED.id).where(_OFFERED.id == offering)) is None:
            raise AbsentError("offering", offering)

    def _refuse_another(self, new: NewReservation) -> None:
        """Refuse a place beyond those that a household may have.

        They are counted under its lock, so two who reach at once are counted one after the other.
        """
        had = [
            each.state
            for each in self.of(new.household)
            if each.offering == new.offering and each.state in HAD
        ]
        if len(had) >= new.most:
            if any(state in OPEN for state in had):
                raise RefusedError("reserved already")
            raise RefusedError("delivered already")

    def _refuse(self, offering: str) -> None:
        query = select(_OFFERED.state).where(_OFFERED.id == offering)
        state = self._scope.of_supply(query).scalar_one()
        if state == OfferingState.ACTIVE:
            raise RefusedError("used up")
        raise RefusedError("not open")

    def _taken(self, offering: str) -> int | None:
        """Take a place; return its number, None where there is none to be had."""
        free = (_OFFERED.id == offering) & (_OFFERED.state == OfferingState.ACTIVE) & (_LEFT > 0)
        change = {"left": _LEFT - 1, "taken": _OFFERED.taken + 1, "version": _OFFERED.version + 1}
        taking = update(offerings).where(free).values(change).returning(_OFFERED.taken)
        found = self._scope.of_supply(taking).scalar_one_or_none()
        return None if found is None else int(found)

    def _taken_of_lapsed(self, offering: str) -> int | None:
        """Take a place that a hold has lost by now, where nobody swept that up yet."""
        return self._taken(offering) if self._swept(offering, self._scope.at) else None

    def _swept(self, offering: str, at: datetime) -> int:
        self._lock(offering)
        lapsed = (_HERE.state == ReservationState.HELD) & (_HERE.until <= at)
        over = update(reservations).where(_HERE.offering == offering, lapsed)
        values = {"state": ReservationState.EXPIRED, "changed_at": self._scope.at}
        num = self._scope.of_supply(over.values(**values)).rowcount
        if num:
            self._give_back(offering, num)
            self._scope.record("reservation.expire", offering, None, {"count": num})
        return num

    def _lock(self, offering: str) -> None:
        """Make whoever else counts places of an offering wait; it comes before any reservation."""
        same = update(offerings).where(_OFFERED.id == offering).values(version=_OFFERED.version)
        self._scope.of_supply(same)

    def _give_back(self, offering: str, num: int) -> None:
        change = {"left": _LEFT + num, "version": _OFFERED.version + num}
        self._scope.of_supply(update(offerings).where(_OFFERED.id == offering).values(change))

    def _record(self, act: str, of: Reservation) -> None:
        details = {"offering": of.offering, "number": of.number}
        self._scope.record(f"reservation.{act}", of.id, of.town, details)
