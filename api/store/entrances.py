"""Accounts, sessions and keys: for units of all towns only, never for those of one."""

from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    RowMapping,
    Table,
    bindparam,
    delete,
    literal,
    or_,
    select,
    update,
)

from api.store.errors import AbsentError, ConflictError, RefusedError
from api.store.people import Account, AccountState, Key, Session, Stage
from api.store.scope import Scope
from api.store.tables_of_people import accounts, keys, sessions
from api.store.types import Moment
from api.store.values import Cursor, Page, page_of

MOST_ON_A_PAGE = 200

_BY_PREFIX = select(keys).where(keys.c.prefix == bindparam("begins"))


class Accounts:
    """The accounts of people. A change names the version that was seen; it rises by one."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def add(self, account: Account) -> Account:
        """Keep a new account; refuses a name or a subject that is taken."""
        if self.by_name(account.name) is not None:
            raise RefusedError("account name")
        self._refuse_subject(account.subject, None)
        self._scope.add(accounts, _values(account))
        self._scope.record("account.add", account.id, None, {"role": account.role})
        return account

    def get(self, id: str) -> Account:
        """Return an account."""
        found = self._one(accounts.c.id == id)
        if found is None:
            raise AbsentError("account", id)
        return found

    def by_name(self, name: str) -> Account | None:
        """Return the account that signs in with `name`, or None."""
        return self._one(accounts.c.name == name)

    def by_subject(self, subject: str) -> Account | None:
        """Return the account of who is `subject` to the single sign-on, or None."""
        return self._one(accounts.c.subject == subject)

    def list(self, limit: int, after: Cursor | None = None) -> Page[Account]:
        """Return accounts, the oldest first."""
        query = _paged(accounts, limit, after)
        found = map(_account, self._scope.rows(query))
        return page_of(found, limit, lambda last: Cursor(last.made_at, last.id))

    def has_active(self, role: str) -> bool:
        """Say whether an account of a role may sign in; those of the demo do not count."""
        return self._one(is_really(AccountState.ACTIVE) & (accounts.c.role == role)) is not None

    def assign(
        self,
        id: str,
        version: int,
        role: str,
        towns: tuple[str, ...],
        organisation: str | None,
        subject: str | None,
    ) -> Account:
        """Say anew what an account may do, and who it is to the single sign-on."""
        self._refuse_subject(subject, id)
        details = {"role": role, "towns": list(towns)}
        told = {"role": role, "towns": list(towns), "organisation": organisation}
        return self._change(id, version, "account.assign", details, **told, subject=subject)

    def set_state(self, id: str, version: int, state: AccountState) -> Account:
        """Let an account in, or keep it out."""
        return self._change(id, version, f"account.{state.value}", None, state=state.value)

    def set_password(
        self, id: str, version: int, password: str | None, must_change: bool
    ) -> Account:
        """Replace a password's hash (None: none); `must_change` where another chose it."""
        told = {"password": password, "password_at": self._scope.at, "must_change": must_change}
        details = {"must_change": must_change, "is_set": password is not None}
        return self._change(id, version, "account.password", details, **told)

    def rehash(self, id: str, password: str) -> None:
        """Keep the same password under another hash; no change of the account."""
        self._scope.change(update(accounts).where(accounts.c.id == id).values(password=password))

    def set_factor(
        self, id: str, version: int, factor: bytes | None, step: int | None = None
    ) -> Account:
        """Replace the sealed secret of the second factor (None: there is none)."""
        details = {"is_set": factor is not None}
        told = {"factor": factor, "factor_step": step}
        return self._change(id, version, "account.factor", details, **told)

    def use_step(self, id: str, step: int) -> bool:
        """Use up a step of time of the second factor; False where it, or a later one, was used."""
        last = accounts.c.factor_step
        fresh = or_(last.is_(None), last < step)
        used = update(accounts).where(accounts.c.id == id, fresh).values(factor_step=step)
        return self._scope.change(used) == 1

    def _one(self, where: ColumnElement[bool]) -> Account | None:
        row = self._scope.row(select(accounts).where(where).limit(1))
        return None if row is None else _account(row)

    def _refuse_subject(self, subject: str | None, id: str | None) -> None:
        other = None if subject is None else self.by_subject(subject)
        if other is not None and other.id != id:
            raise RefusedError("subject")

    def _change(self, id: str, version: int, action: str, details: Any, **to: Any) -> Account:
        here = accounts.c
        changed = update(accounts).where(here.id == id, here.version == version)
        if self._scope.change(changed.values(**to, version=version + 1)) != 1:
            raise ConflictError("account", id, version, self.get(id).version)
        self._scope.record(action, id, None, details)
        return self.get(id)


class Sessions:
    """Sessions of people, found by the hash of their id."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def add(self, session: Session) -> None:
        """Keep a new session."""
        self._scope.add(sessions, _values(session))

    def find(self, hash: str) -> tuple[Session, Account] | None:
        """Return a session with its account, or None."""
        row = self._scope.row(select(sessions).where(sessions.c.hash == hash))
        if row is None:
            return None
        session = _session(row)
        found = self._scope.row(select(accounts).where(accounts.c.id == session.account))
        return None if found is None else (session, _account(found))

    def of(self, account: str) -> tuple[Session, ...]:
        """Return the sessions of an account, the newest first."""
        mine = select(sessions).where(sessions.c.account == account)
        return tuple(map(_session, self._scope.rows(mine.order_by(sessions.c.made_at.desc()))))

    def touch(self, hash: str, seen_at: datetime) -> None:
        """Say when a session was last used."""
        self._scope.change(update(sessions).where(sessions.c.hash == hash).values(seen_at=seen_at))

    def remove(self, hash: str) -> bool:
        """End a session; say whether there was one."""
        return self._scope.change(delete(sessions).where(sessions.c.hash == hash)) == 1

    def end(self, account: str) -> int:
        """End all sessions of an account; return how many there were."""
        ended = self._scope.change(delete(sessions).where(sessions.c.account == account))
        if ended:
            self._scope.record("session.end-all", account, None, {"ended": ended})
        return ended

    def forget(self, before: datetime, unused_since: datetime | None = None) -> int:
        """Delete sessions whose end lies before a moment; return how many.

        Also those that were last used before `unused_since`, where that is told.
        """
        over = sessions.c.expires_at <= literal(before, Moment)
        if unused_since is not None:
            over = or_(over, sessions.c.seen_at < literal(unused_since, Moment))
        return self._scope.change(delete(sessions).where(over))


class Keys:
    """Keys of machines."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def add(self, key: Key) -> Key:
        """Keep a new key."""
        self._scope.add(keys, _values(key))
        self._scope.record("key.add", key.id, None, {"role": key.role, "scopes": key.scopes})
        return key

    def get(self, id: str) -> Key:
        """Return a key."""
        row = self._scope.row(select(keys).where(keys.c.id == id))
        if row is None:
            raise AbsentError("key", id)
        return _key(row)

    def by_prefix(self, prefix: str) -> Key | None:
        """Return the key that begins with `prefix`, or None."""
        row = self._scope.prepared(_BY_PREFIX, {"begins": prefix})
        return None if row is None else _key(row)

    def list(self, limit: int, after: Cursor | None = None) -> Page[Key]:
        """Return keys, the oldest first, those too that are no longer good."""
        found = map(_key, self._scope.rows(_paged(keys, limit, after)))
        return page_of(found, limit, lambda last: Cursor(last.made_at, last.id))

    def revoke(self, id: str) -> Key:
        """End a key now; one that was ended stays so."""
        if self.get(id).revoked_at is None:
            self._set(id, revoked_at=self._scope.at)
            self._scope.record("key.revoke", id, None, None)
        return self.get(id)

    def replace(self, id: str, by: str, until: datetime) -> Key:
        """Say which key takes the place of one that lives on until a moment, and no longer.

        Refuses one that was ended or replaced before.
        """
        key = self.get(id)
        if key.revoked_at is not None or key.replaced_by is not None:
            raise RefusedError("key is over")
        self._set(id, replaced_by=by, expires_at=min(until, key.expires_at))
        self._scope.record("key.replace", id, None, {"by": by})
        return self.get(id)

    def _set(self, id: str, **to: Any) -> None:
        self._scope.change(update(keys).where(keys.c.id == id).values(**to))


def is_really(state: AccountState) -> ColumnElement[bool]:
    """Return what holds of the accounts in a state that are not the demo's."""
    return accounts.c.demo.is_(False) & (accounts.c.state == state.value)


def _paged(table: Table, limit: int, after: Cursor | None) -> Any:
    if not 1 <= limit <= MOST_ON_A_PAGE:
        raise RefusedError("limit")
    made_at, id = table.c.made_at, table.c.id
    query = select(table).order_by(made_at, id).limit(limit + 1)
    if after is None:
        return query
    at = literal(after.at, Moment)
    return query.where(or_(made_at > at, (made_at == at) & (id > after.id)))


def _values(value: Any) -> dict[str, Any]:
    told = {each.name: getattr(value, each.name) for each in fields(value)}
    return {name: list(v) if isinstance(v, tuple) else v for name, v in told.items()}


def _account(row: RowMapping) -> Account:
    towns, state = tuple(row["towns"]), AccountState(row["state"])
    return Account(**{**row, "towns": towns, "state": state})


def _session(row: RowMapping) -> Session:
    return Session(**{**row, "stage": Stage(row["stage"])})


def _key(row: RowMapping) -> Key:
    return Key(**{**row, "towns": tuple(row["towns"]), "scopes": tuple(row["scopes"])})
