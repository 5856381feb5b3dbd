"""Offerings: posted, judged, opened and closed, their places counted; nothing is ever deleted."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    RowMapping,
    Select,
    func,
    literal,
    select,
    tuple_,
    update,
)

from api.store.errors import AbsentError, ConflictError, RefusedError
from api.store.scope import Scope
from api.store.supply import (
    KeptOffering,
    LiveOffering,
    NewOffering,
    OfferingState,
    Origin,
    Reservation,
    StateOfThen,
)
from api.store.tables_of_supply import offering_states, offering_towns, offerings, reservations
from api.store.types import Moment, Words
from api.store.values import Cursor, Json, Page, page_of

FIRST_POSTED = 9_001
"""The first number of what is posted; the catalogue's own lie below."""
_OPEN_TO_CHANGE = (OfferingState.DRAFT, OfferingState.RETURNED)
_ADDING = b"offerings"
"""The mark under which units that count the codes on wait for one another."""
_ACTS = {
    OfferingState.SUBMITTED: "submit",
    OfferingState.RETURNED: "return",
    OfferingState.PAUSED: "pause",
    OfferingState.CLOSED: "close",
}
_HELD = "held"
_HERE = offerings.c


class Offerings:
    """The offerings that the unit sees: of its towns, or of its organisation."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def add(self, new: NewOffering) -> KeptOffering:
        """Keep an offering with all its places; the next free code is its own."""
        scope = self._scope
        number = self._number_of(new)
        code = new.code or f"{new.kind}{number}"
        row = {
            **{"id": scope.new_id(), "code": code, "kind": new.kind, "number": number},
            **{"origin": new.origin, "organisation": new.organisation, "state": new.state},
            **{"version": 1, "content": new.content, "towns": list(new.towns)},
            **{"quantity": new.quantity, "left": new.quantity, "taken": 0},
            **{"posted_by": scope.actor, "posted_at": scope.at, "changed_at": scope.at},
        }
        scope.add(offerings, row)
        self._lay_towns(row["id"], new.towns)
        self._note_state(row["id"], new.state, 1)
        scope.record("offering.add", row["id"], None, {"code": code, "origin": str(new.origin)})
        return self.get(row["id"])

    def get(self, id: str) -> KeptOffering:
        """Return an offering as it stands."""
        row = self._scope.row(self._standing().where(_HERE.id == id))
        if row is None:
            raise AbsentError("offering", id)
        return _kept(row)

    def codes(self, *, wait: bool = False) -> frozenset[str]:
        """Return the codes of the offerings that the unit sees; `wait` keeps others from adding."""
        if wait:
            self._scope.wait_for([_ADDING])
        return frozenset(row["code"] for row in self._scope.rows(select(_HERE.code)))

    def of_reservation(self, found: Reservation) -> KeptOffering:
        """Return the offering of a reservation that was found, also where it serves other towns.

        A household may have moved since it was reserved.
        """
        if self._scope.row(select(reservations.c.id).where(reservations.c.id == found.id)) is None:
            raise AbsentError("reservation", found.id)
        query = self._standing().where(_HERE.id == found.offering)
        return _kept(self._scope.of_supply(query).mappings().one())

    def by_code(self, code: str) -> KeptOffering:
        """Return the offering of a code, as it stands."""
        row = self._scope.row(self._standing().where(_HERE.code == code))
        if row is None:
            raise AbsentError("offering", code)
        return _kept(row)

    def by_codes(self, codes: Sequence[str]) -> Mapping[str, KeptOffering]:
        """Return those of some codes that the unit sees, by code, as they stand."""
        rows = self._scope.rows(self._standing().where(_HERE.code.in_(codes)))
        return {row["code"]: _kept(row) for row in rows}

    def list(
        self,
        limit: int,
        after: Cursor | None = None,
        states: tuple[OfferingState, ...] = tuple(OfferingState),
    ) -> Page[KeptOffering]:
        """Return offerings in some states, the newest first."""
        order = (_HERE.posted_at.desc(), _HERE.id.desc())
        query = self._standing().where(_HERE.state.in_(states)).order_by(*order).limit(limit + 1)
        if after is not None:
            place = tuple_(_HERE.posted_at, _HERE.id)
            before = tuple_(literal(after.at, Moment), literal(after.id, Words))
            query = query.where(place < before)
        found = map(_kept, self._scope.rows(query))
        return page_of(found, limit, lambda last: Cursor(last.posted_at, last.id))

    def history(self, id: str) -> tuple[StateOfThen, ...]:
        """Return the states that an offering came to, oldest first."""
        query = select(offering_states).where(offering_states.c.offering == id)
        rows = self._scope.rows(query.order_by(offering_states.c.number))
        return tuple(map(_then, rows))

    def change(
        self, id: str, version: int, content: Json, towns: tuple[str, ...], quantity: int
    ) -> KeptOffering:
        """Replace what a draft or a returned offering says; nothing of it is reserved yet.

        Raises a conflict where `version` is not the one that stands.
        """
        scope, found = self._scope, self.get(id)
        if found.state not in _OPEN_TO_CHANGE or found.origin is not Origin.POSTED:
            raise RefusedError("offering state")
        changed = update(offerings).where(_HERE.id == id, _HERE.version == version)
        values = {"content": content, "towns": list(towns), "quantity": quantity, "left": quantity}
        values |= {"version": version + 1, "changed_at": scope.at}
        if scope.change(changed.values(**values)) != 1:
            raise ConflictError("offering", id, version, self.get(id).version)
        scope.change(offering_towns.delete().where(offering_towns.c.offering == id))
        self._lay_towns(id, towns)
        scope.record("offering.change", id, None, {"version": version + 1})
        return self.get(id)

    def become(
        self,
        id: str,
        state: OfferingState,
        since: tuple[OfferingState, ...],
        reason: str | None = None,
    ) -> KeptOffering:
        """Bring an offering from one of some states to another; refuses it from any other."""
        scope = self._scope
        values: dict[str, Any] = {"state": state, "reason": reason, "changed_at": scope.at}
        is_approval = state is OfferingState.ACTIVE and OfferingState.SUBMITTED in since
        if is_approval:
            values |= {"approved_by": scope.actor, "approved_at": scope.at}
        moved = update(offerings).where(_HERE.id == id, _HERE.state.in_(since))
        if scope.change(moved.values(version=_HERE.version + 1, **values)) != 1:
            self.get(id)
            raise RefusedError("offering state")
        self._note_state(id, state, len(self.history(id)) + 1, reason)
        act = _ACTS.get(state, "approve" if is_approval else "resume")
        scope.record(f"offering.{act}", id, None, None)
        return self.get(id)

    def live(self) -> tuple[LiveOffering, ...]:
        """Return every offering of the catalogue, and what is posted and active, by code.

        Whoever's towns they are: what the city offers is published, and a plan chooses by town.
        A place of the catalogue's offering that is paused or closed cannot be had: none is left.
        """
        posted = (_HERE.origin == Origin.CATALOGUE) | (_HERE.state == OfferingState.ACTIVE)
        query = self._standing().where(posted).order_by(_HERE.kind, _HERE.number)
        return tuple(map(_live, self._scope.of_supply(query).mappings().all()))

    def stamp(self) -> str:
        """Return what changes whenever anything that `live` tells has changed; it is quick."""
        lapsed = self._lapsed()
        query = select(
            func.count().label("rows"), func.coalesce(func.sum(_HERE.version), 0).label("changes")
        ).select_from(offerings)
        row = self._scope.of_supply(query).mappings().one()
        over = self._scope.of_supply(select(func.count()).select_from(reservations).where(lapsed))
        return f"{row['rows']}-{int(row['changes']) + int(over.scalar_one())}"

    def _standing(self) -> Select[Any]:
        """Return the query of offerings with the number of holds that have lapsed."""
        lapsed = select(func.count()).where(reservations.c.offering == _HERE.id, self._lapsed())
        return select(offerings, lapsed.scalar_subquery().label("lapsed"))

    def _lapsed(self) -> Any:
        return (reservations.c.state == _HELD) & (reservations.c.until <= self._scope.at)

    def _number_of(self, new: NewOffering) -> int:
        if new.code is not None:
            return int(new.code[1:])
        self._scope.wait_for([_ADDING])
        highest = select(func.max(_HERE.number)).where(_HERE.kind == new.kind)
        last = self._scope.of_supply(highest).scalar_one()
        return max(int(last or 0) + 1, FIRST_POSTED)

    def _lay_towns(self, id: str, towns: tuple[str, ...]) -> None:
        if towns:
            first, *more = ({"offering": id, "town": town} for town in towns)
            self._scope.add(offering_towns, first, *more)

    def _note_state(
        self, id: str, state: OfferingState, number: int, reason: str | None = None
    ) -> None:
        made = {"made_by": self._scope.actor, "made_at": self._scope.at}
        row = {"offering": id, "number": number, "state": state, "reason": reason, **made}
        self._scope.add(offering_states, row)


def _kept(row: RowMapping) -> KeptOffering:
    named = KeptOffering.__dataclass_fields__
    told = {name: row[name] for name in named}
    told |= {"origin": Origin(row["origin"]), "state": OfferingState(row["state"])}
    told |= {"towns": tuple(row["towns"]), "left": row["left"] + row["lapsed"]}
    return KeptOffering(**{**told, "version": row["version"] + row["lapsed"]})


def _live(row: RowMapping) -> LiveOffering:
    is_open = row["state"] == OfferingState.ACTIVE
    left = row["left"] + row["lapsed"] if is_open else 0
    origin = Origin(row["origin"])
    return LiveOffering(row["code"], origin, row["content"], tuple(row["towns"]), left)


def _then(row: RowMapping) -> StateOfThen:
    state = OfferingState(row["state"])
    return StateOfThen(row["offering"], state, row["made_by"], row["made_at"], row["reason"])
