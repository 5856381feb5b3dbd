"""What works once, and what went wrong before: for units of all towns only."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Insert, RowMapping, case, delete, literal, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from api.store.people import Purpose, Token
from api.store.scope import Scope
from api.store.tables_of_people import attempts, tokens
from api.store.types import Moment

_AHEAD = timedelta(minutes=10)
"""What was tried later than this from now was tried by a clock that was wrong."""


class Tokens:
    """Links and states that work once, found by the hash of their secret."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def add(self, token: Token) -> None:
        """Keep a token."""
        self._scope.add(
            tokens,
            {
                "hash": token.hash,
                "purpose": token.purpose.value,
                "details": dict(token.details),
                "made_at": token.made_at,
                "expires_at": token.expires_at,
            },
        )

    def find(self, hash: str, purpose: Purpose) -> Token | None:
        """Return a token that would still work, or None."""
        here = tokens.c
        mine = (here.hash == hash, here.purpose == purpose.value, here.used_at.is_(None))
        alive = here.expires_at > literal(self._scope.at, Moment)
        row = self._scope.row(select(tokens).where(*mine, alive))
        return None if row is None else _token(row)

    def use(self, hash: str, purpose: Purpose) -> Token | None:
        """Use a token up and return it; None where it works no more: only one gets it."""
        found = self.find(hash, purpose)
        used = update(tokens).where(tokens.c.hash == hash, tokens.c.used_at.is_(None))
        if found is None or self._scope.change(used.values(used_at=self._scope.at)) != 1:
            return None
        return found

    def drop(self, purpose: Purpose) -> int:
        """Delete all tokens of a purpose; return how many."""
        return self._scope.change(delete(tokens).where(tokens.c.purpose == purpose.value))

    def forget(self, before: datetime) -> int:
        """Delete tokens that were used, or whose end lies before a moment; return how many."""
        over = tokens.c.expires_at <= literal(before, Moment)
        return self._scope.change(delete(tokens).where(or_(over, tokens.c.used_at.is_not(None))))


class Attempts:
    """Wrong tries in a row, counted before a secret is looked at and cleared where it was right.

    So tries that come at the same time count each, and none slips through.
    """

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def wait_until(self, whom: str) -> datetime | None:
        """Return until when `whom` has to wait, or None where they may try."""
        row, at = self._scope.row(select(attempts).where(attempts.c.whom == whom)), self._scope.at
        if row is None or row["wait_until"] <= at or row["last_at"] > at + _AHEAD:
            return None
        found: datetime = row["wait_until"]
        return found

    def count(self, whom: str, fresh_after: datetime) -> int | None:
        """Count a try as wrong and return the how many-th in a row; None: they have to wait.

        Tries that ended before `fresh_after` are forgotten, and so is a wait of a clock that was
        ahead and was put right: it would lock an office out for as long as the clock was wrong.
        """
        scope, here = self._scope, attempts.c
        at = scope.at
        first = {"whom": whom, "failures": 0, "last_at": at, "wait_until": at}
        scope.add_unless_there(self._insert(), first)
        old = here.last_at < literal(fresh_after, Moment)
        failures = case((old, 1), else_=here.failures + 1)
        is_wrong = here.last_at > literal(at + _AHEAD, Moment)
        is_over = here.wait_until <= literal(at, Moment)
        may = update(attempts).where(here.whom == whom, or_(is_over, is_wrong))
        until = case((is_wrong, literal(at, Moment)), else_=here.wait_until)
        values = {"failures": failures, "last_at": at, "wait_until": until}
        rows = scope.changed(may.values(**values), here.failures)
        return int(rows[0]["failures"]) if rows else None

    def delay(self, whom: str, until: datetime) -> None:
        """Let `whom` wait until a moment."""
        mine = update(attempts).where(attempts.c.whom == whom)
        self._scope.change(mine.values(wait_until=until))

    def take_back(self, whom: str) -> None:
        """Count one wrong try less; whoever had to wait for it need not."""
        mine = update(attempts).where(attempts.c.whom == whom, attempts.c.failures > 0)
        fewer = attempts.c.failures - 1
        self._scope.change(mine.values(failures=fewer, wait_until=self._scope.at))

    def clear(self, whom: str) -> None:
        """Forget the wrong tries of `whom`."""
        self._scope.change(delete(attempts).where(attempts.c.whom == whom))

    def forget(self, before: datetime) -> int:
        """Delete what was last tried before a moment; return how many."""
        old = attempts.c.last_at <= literal(before, Moment)
        return self._scope.change(delete(attempts).where(old))

    def _insert(self) -> Insert:
        if self._scope.dialect == "sqlite":
            return sqlite.insert(attempts).on_conflict_do_nothing()
        return postgresql.insert(attempts).on_conflict_do_nothing()


def _token(row: RowMapping) -> Token:
    told: dict[str, Any] = {**row, "purpose": Purpose(row["purpose"])}
    return Token(**told)
