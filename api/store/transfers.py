"""Transfers: a household asked from one town into another, decided by the other; both see them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import RowMapping, literal, select, tuple_, update

from api.store.errors import AbsentError, RefusedError
from api.store.scope import Scope
from api.store.tables import transfers
from api.store.types import Moment, Words
from api.store.values import Cursor, Page, page_of


class TransferState(StrEnum):
    """Where a transfer stands; all but the first are its end."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Transfer:
    """A household on its way from one town to another; its reason is sealed for its own id."""

    id: str
    household: str
    from_town: str
    to_town: str
    state: TransferState
    reason: bytes = field(repr=False)
    asked_by: str
    asked_at: datetime
    decided_by: str | None = None
    decided_at: datetime | None = None


class Transfers:
    """The transfers that begin or end in the unit's towns."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def ask(self, household: str, id: str, to_town: str, reason: bytes) -> Transfer:
        """Ask for a household of the unit's towns to be taken over, under an id of `new_id`.

        Refuses a second one while the first is not decided.
        """
        scope = self._scope
        from_town = scope.town_of(household)
        if from_town == to_town or self.open_of(household) is not None:
            raise RefusedError("transfer")
        asked = TransferState.ASKED
        made = Transfer(
            id, household, from_town, to_town, asked, reason, scope.actor, scope.at, None, None
        )
        scope.add(transfers, {name: getattr(made, name) for name in transfers.c.keys()})  # noqa: SIM118
        self._record("transfer.ask", made)
        return made

    def get(self, id: str) -> Transfer:
        """Return a transfer."""
        row = self._scope.row(select(transfers).where(transfers.c.id == id))
        if row is None:
            raise AbsentError("transfer", id)
        return _transfer(row)

    def open_of(self, household: str) -> Transfer | None:
        """Return the transfer of a household that waits to be decided, or None."""
        here = transfers.c
        asked = here.state == TransferState.ASKED
        row = self._scope.row(select(transfers).where(here.household == household, asked))
        return None if row is None else _transfer(row)

    def waiting(self, households: Iterable[str]) -> frozenset[str]:
        """Return those of some households for which a transfer waits to be decided."""
        here = transfers.c
        asked = select(here.household).where(here.state == TransferState.ASKED)
        rows = self._scope.rows(asked.where(here.household.in_(sorted(households))))
        return frozenset(row["household"] for row in rows)

    def list(
        self, limit: int, after: Cursor | None = None, state: TransferState | None = None
    ) -> Page[Transfer]:
        """Return transfers of either side, the newest first."""
        here = transfers.c
        query = select(transfers).order_by(here.asked_at.desc(), here.id.desc()).limit(limit + 1)
        if state is not None:
            query = query.where(here.state == state)
        if after is not None:
            place = tuple_(here.asked_at, here.id)
            query = query.where(place < tuple_(literal(after.at, Moment), literal(after.id, Words)))
        found = map(_transfer, self._scope.rows(query))
        return page_of(found, limit, lambda last: Cursor(last.asked_at, last.id))

    def decide(self, id: str, state: TransferState) -> Transfer:
        """End a transfer that waits; refuses one that is decided."""
        scope, here = self._scope, transfers.c
        found = self.get(id)
        waiting = update(transfers).where(here.id == id, here.state == TransferState.ASKED)
        decided = {"decided_by": scope.actor, "decided_at": scope.at}
        if state is TransferState.ASKED or not scope.change(waiting.values(state=state, **decided)):
            raise RefusedError("decided")
        self._record(f"transfer.{state}", found)
        return self.get(id)

    def _record(self, action: str, of: Transfer) -> None:
        """Keep a line for each side: neither sees what stands under the other's town."""
        details = {"household": of.household, "from": of.from_town, "to": of.to_town}
        for town in (of.from_town, of.to_town):
            self._scope.record(action, of.id, town, details)


def _transfer(row: RowMapping) -> Transfer:
    return Transfer(**{**row, "state": TransferState(row["state"])})
