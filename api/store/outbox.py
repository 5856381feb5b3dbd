"""The outbox: what happened here is told outside at least once, in order for each household.

A sender leases events, sends, and says how it went. A lease that runs out gives the event to the
next sender; whoever receives tells doubles by the event's id.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, and_, delete, exists, literal, or_, select, tuple_, update
from sqlalchemy.sql import ColumnElement

from api.store.errors import AbsentError
from api.store.scope import Scope
from api.store.tables import outbox
from api.store.types import Moment, Words
from api.store.values import Cursor, Event, Page, page_of

_COLUMNS = [column for column in outbox.c if column.name != "number"]


class Outbox:
    """The events of households of the unit's towns (of all towns: those of no household too)."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def put(self, kind: str, payload: bytes, household: str | None = None) -> Event:
        """Put an event in; it is sent once this unit has been committed."""
        scope = self._scope
        event = Event(
            id=scope.new_id(),
            kind=kind,
            household=household,
            payload=payload,
            created_at=scope.at,
            due_at=scope.at,
            attempts=0,
        )
        scope.add(outbox, {column.name: getattr(event, column.name) for column in _COLUMNS})
        return event

    def get(self, id: str) -> Event:
        """Return an event as it stands."""
        row = self._scope.row(select(*_COLUMNS).where(outbox.c.id == id))
        if row is None:
            raise AbsentError("event", id)
        return _event(row)

    def list(
        self, limit: int, after: Cursor | None = None, *, waiting: bool = False
    ) -> Page[Event]:
        """Return events, the newest first: all, or those that still wait to be sent."""
        here = outbox.c
        query = select(*_COLUMNS).order_by(here.created_at.desc(), here.id.desc())
        if waiting:
            query = query.where(_waiting())
        if after is not None:
            before = tuple_(literal(after.at, Moment), literal(after.id, Words))
            query = query.where(tuple_(here.created_at, here.id) < before)
        rows = self._scope.rows(query.limit(limit + 1))
        return page_of(map(_event, rows), limit, lambda last: Cursor(last.created_at, last.id))

    def lease(self, limit: int, until: datetime) -> tuple[Event, ...]:
        """Take up to `limit` events that are due, for nobody else until then.

        Of each household only the oldest waiting event is given out, and none while it is being
        sent or waits for another try: what comes later cannot overtake it.
        """
        scope, here, older = self._scope, outbox.c, outbox.alias()
        first = ~exists(
            select(older.c.number).where(
                older.c.household == here.household,
                older.c.number < here.number,
                older.c.delivered_at.is_(None),
                older.c.given_up_at.is_(None),
            )
        )
        free = or_(here.lease_until.is_(None), here.lease_until <= literal(scope.at, Moment))
        query = (
            select(here.id)
            .where(_waiting(), here.due_at <= literal(scope.at, Moment), free, first)
            .order_by(here.due_at, here.number)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        ids = [row["id"] for row in scope.rows(query)]
        taken = update(outbox).where(here.id.in_(ids))
        values = {"lease_until": until, "attempts": here.attempts + 1}
        rows = scope.changed(taken.values(**values), here.number, *_COLUMNS)
        return tuple(_event(row) for row in sorted(rows, key=lambda row: int(row["number"])))

    def delivered(self, id: str) -> bool:
        """Say that an event arrived, whoever holds its lease; False if that was known."""
        done = self._waiting(id).values(delivered_at=self._scope.at, lease_until=None)
        return self._scope.change(done) == 1

    def failed(self, id: str, attempt: int, again_at: datetime, note: str) -> bool:
        """Say that try number `attempt` failed and when to try again; `note` says why.

        Returns False where another sender has taken the event since: then this one says nothing.
        """
        retried = self._waiting(id).where(outbox.c.attempts == attempt)
        values = {"due_at": again_at, "lease_until": None, "note": note}
        return self._scope.change(retried.values(**values)) == 1

    def give_up(self, id: str, note: str) -> bool:
        """Say that an event is not to be tried again; later ones of the household go on."""
        values = {"given_up_at": self._scope.at, "lease_until": None, "note": note}
        done = self._scope.change(self._waiting(id).values(**values)) == 1
        if done:
            self._scope.record("outbox.give_up", id, None, {})
        return done

    def replay(self, id: str) -> bool:
        """Send an event once more that arrived or was given up; False if it still waits."""
        here = outbox.c
        over = or_(here.delivered_at.is_not(None), here.given_up_at.is_not(None))
        anew = {"due_at": self._scope.at, "delivered_at": None, "given_up_at": None}
        again = update(outbox).where(here.id == id, over)
        done = self._scope.change(again.values(**anew, lease_until=None, attempts=0)) == 1
        if done:
            self._scope.record("outbox.replay", id, None, {})
        return done

    def forget(self, delivered_before: datetime) -> int:
        """Delete events that arrived before a moment; return how many."""
        old = delete(outbox).where(outbox.c.delivered_at < literal(delivered_before, Moment))
        return self._scope.change(old)

    def _waiting(self, id: str) -> Any:
        return update(outbox).where(outbox.c.id == id, _waiting())


def _waiting() -> ColumnElement[bool]:
    return and_(outbox.c.delivered_at.is_(None), outbox.c.given_up_at.is_(None))


def _event(row: RowMapping) -> Event:
    return Event(**{column.name: row[column.name] for column in _COLUMNS})
