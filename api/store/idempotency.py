"""Idempotency: the same request of the same caller is carried out once and answered alike.

A key is what the caller's key was turned into: nobody reads here what a program sent.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Insert, RowMapping, delete, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite

from api.store.errors import AbsentError, ErasedAnswerError, KeyReusedError
from api.store.scope import Scope
from api.store.tables import idempotency
from api.store.types import Moment
from api.store.values import Answer

ERASED = ""
"""What stands for a request whose household was erased: its key alone is kept."""


class Idempotency:
    """The answers kept for the unit's own actor; nobody else's are ever seen, only swept away."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def begin(self, key: str, body_hash: str, expires_at: datetime) -> Answer | None:
        """Return the answer this request got before, or None: then carry it out and finish it.

        A double that comes at the same time waits here for the first to end. Raises where the key
        belongs to another request (another `body_hash`), where the household that it was about was
        erased since, and where that is another town's now. A request begun has to be finished in
        the same unit.
        """
        scope, here = self._scope, idempotency.c
        mine = (here.caller == scope.actor, here.key == key)
        scope.change(delete(idempotency).where(*mine, here.expires_at <= literal(scope.at, Moment)))
        values = {
            "caller": scope.actor,
            "key": key,
            "body_hash": body_hash,
            "begun_at": scope.at,
            "expires_at": expires_at,
        }
        if scope.add_unless_there(self._insert(), values):
            scope.expect(key)
            return None
        row = scope.row(select(idempotency).where(*mine))
        if row is None:  # there, and not for this unit's towns
            raise AbsentError("household", "")
        return _answer(row, body_hash)

    def kept(self, key: str, body_hash: str) -> Answer | None:
        """Return the answer this request got before, or None; raises as `begin` does."""
        scope, here = self._scope, idempotency.c
        valid = here.expires_at > literal(scope.at, Moment)
        row = scope.row(
            select(idempotency).where(here.caller == scope.actor, here.key == key, valid)
        )
        return None if row is None else _answer(row, body_hash)

    def finish(self, key: str, answer: Answer, household: str | None = None) -> None:
        """Keep the answer to a request that was begun; `household` is whom it is about."""
        if household is not None:
            self._scope.town_of(household)
        self._scope.answered(key)
        here = idempotency.c
        mine = update(idempotency).where(here.caller == self._scope.actor, here.key == key)
        values: dict[str, Any] = {"status": answer.status, "content": answer.content}
        self._scope.change(mine.values(**values, household=household))

    def forget(self, before: datetime) -> int:
        """Delete the answers, of all callers, that expired by a moment; return how many."""
        over = idempotency.c.expires_at <= literal(before, Moment)
        return self._scope.sweep(delete(idempotency).where(over))

    def _insert(self) -> Insert:
        if self._scope.dialect == "sqlite":
            return sqlite.insert(idempotency).on_conflict_do_nothing()
        return postgresql.insert(idempotency).on_conflict_do_nothing()


def _answer(row: RowMapping, body_hash: str) -> Answer:
    if row["body_hash"] == ERASED:
        raise ErasedAnswerError
    if row["body_hash"] != body_hash or row["status"] is None:
        raise KeyReusedError
    return Answer(row["status"], row["content"])
