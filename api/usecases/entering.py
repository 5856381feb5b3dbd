"""Who calls: a session's id or a machine's key becomes a caller, or nobody."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from api.access.callers import Caller, Role, Scope, towns_of
from api.store.people import Account, AccountState, Key, Session, Stage
from api.store.store import Unit
from api.store.values import Towns
from api.usecases.desk import Office

DOORKEEPER = "service"
"""The audit's name for the service itself."""
_TOUCH = timedelta(minutes=1)
_KEY_PARTS = 3


@dataclass(frozen=True, slots=True)
class Told:
    """What a request brings to say who sends it: the id in its cookie, or a key."""

    session: str | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session lasts unused and at most, and whether demo accounts may come in."""

    idle: timedelta
    whole: timedelta
    demo: bool = False


@dataclass(frozen=True, slots=True)
class Entered:
    """The caller, and the session they came in by (None: a machine).

    Before `until` nothing but a change in the store makes another of it.
    """

    caller: Caller
    session: Session | None = None
    account: Account | None = None
    until: datetime | None = None


def hashed(secret: str) -> str:
    """Return the SHA-256 of a secret of 256 random bits: it needs no slower hash."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def identify(office: Office, told: Told, limits: Limits) -> Entered | None:
    """Return who calls; None where nobody is told, and where it is not, or no longer, true."""
    at = office.now()
    with office.store.view(DOORKEEPER, at, Towns.everywhere()) as unit:
        found = known(unit, told, limits, at)
    if found is None:
        return None
    session = found.session
    if session is not None and is_to_touch(found, at):
        with office.store.unit(DOORKEEPER, at, Towns.everywhere()) as unit:
            unit.sessions.touch(session.hash, at)
    return found


def known(unit: Unit, told: Told, limits: Limits, at: datetime) -> Entered | None:
    """Return who calls by what stands in the store at this moment; `identify` is over it."""
    found = _by_key(unit, told.key, limits, at) if told.key else _by_session(unit, told, limits)
    if found is None or not _still_counts(found.session, at, limits):
        return None
    return found


def is_to_touch(entered: Entered, at: datetime) -> bool:
    """Say whether it has to be written down that a session was used."""
    return entered.session is not None and at - entered.session.seen_at > _TOUCH


def caller_of(account: Account, stage: Stage) -> Caller:
    """Return an account as a caller; one that has to change its password is not whole."""
    role = Role(account.role)
    is_whole = stage is Stage.WHOLE and not account.must_change
    towns = towns_of(role, frozenset(account.towns))
    return Caller(f"account:{account.id}", role, towns, None, account.organisation, is_whole)


def _by_session(unit: Unit, told: Told, limits: Limits) -> Entered | None:
    found = unit.sessions.find(hashed(told.session)) if told.session else None
    if found is None:
        return None
    session, account = found
    if account.state is not AccountState.ACTIVE or (account.demo and not limits.demo):
        return None
    until = min(session.expires_at, session.seen_at + min(_TOUCH, limits.idle))
    return Entered(caller_of(account, session.stage), session, account, until)


def _by_key(unit: Unit, told: str, limits: Limits, at: datetime) -> Entered | None:
    parts = told.split("_", _KEY_PARTS - 1)
    if len(parts) != _KEY_PARTS or parts[0] != "xf":
        return None
    key = unit.keys.by_prefix(parts[1])
    if key is None or not hmac.compare_digest(key.hash, hashed(parts[2])):
        return None
    if key.revoked_at is not None or (key.demo and not limits.demo):
        return None
    return None if key.expires_at <= at else Entered(_machine(key), until=key.expires_at)


def _machine(key: Key) -> Caller:
    role, scopes = Role(key.role), frozenset(map(Scope, key.scopes))
    towns = towns_of(role, frozenset(key.towns))
    return Caller(f"key:{key.id}", role, towns, scopes, key.organisation)


def _still_counts(session: Session | None, at: datetime, limits: Limits) -> bool:
    return session is None or (at < session.expires_at and at - session.seen_at <= limits.idle)


@dataclass(frozen=True, slots=True)
class Refusal:
    """What somebody asked for and may not: the action, the operation, the row it is about."""

    action: str
    operation: str
    row: str | None = None


def put_on_record(office: Office, caller: Caller, refused: Refusal) -> None:
    """Put a refusal on record, under the caller's only town where it has one."""
    details = {"action": refused.action, "operation": refused.operation}
    with office.store.unit(caller.id, office.now(), Towns.everywhere()) as unit:
        town = next(iter(caller.towns)) if caller.towns and len(caller.towns) == 1 else None
        unit.audit.record("access.refused", refused.row or caller.id, details, town)
