"""Signing in and out: a new session each time, and for each step up of one."""

import re
import unicodedata
from dataclasses import dataclass, field

from api.access.callers import Role
from api.access.rules import asks_for_factor
from api.identity.factors import step_of
from api.identity.passwords import hash_of, is_outdated, is_right
from api.identity.secrets import new_secret
from api.personal.cipher import Place, open_sealed
from api.store.people import Account, AccountState, Session, Stage
from api.store.store import Unit
from api.store.values import Towns
from api.usecases import tries
from api.usecases.desk import Office
from api.usecases.devices import device_of
from api.usecases.entering import Entered, Limits, hashed
from api.usecases.tries import DOORKEEPER

FACTOR = "factor"
"""The field under which a second factor's secret is sealed."""
NAME = re.compile(r"[^\W_][\w.@-]{1,63}")
_UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Credentials:
    """What somebody who signs in tells, from which address, and the cookie of their browser."""

    name: str
    password: str = field(repr=False)
    code: str = field(default="", repr=False)
    address: str = ""
    device: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Opened:
    """A session that was begun: its secret id, for the cookie alone."""

    secret: str = field(repr=False)
    session: Session
    account: Account


def folded(name: str) -> str:
    """Return the one form of an account's name."""
    return unicodedata.normalize("NFKC", name).strip().lower()


def sign_in(
    office: Office, limits: Limits, told: Credentials, previous: str | None = None
) -> Opened:
    """Begin a session, and end the one the browser had; ProblemError where anything is wrong.

    Unknown names take as long as known ones. Where a second factor is asked for and not told,
    the session stays at the password.
    """
    name = folded(told.name)
    theirs, shared = _marks(office, name, told)
    tries.count(office, *shared, *theirs)
    account = _usable(office, limits, name)
    right = is_right(None if account is None else account.password, told.password)
    if account is None or not right:
        refuse(office, account)
        raise tries.wrong()
    step = None
    if account.factor is not None and told.code:
        step = checked_step(office, account, told.code)
    with office.store.unit(f"account:{account.id}", office.now(), Towns.everywhere()) as unit:
        tries.clear(unit, *theirs)
        for mark in shared:
            tries.take_back(unit, mark)
        if is_outdated(account.password or ""):
            unit.accounts.rehash(account.id, hash_of(told.password))
        opened = _begin(office, limits, unit, account, step)
        if previous is not None:
            unit.sessions.remove(hashed(previous))
    return opened


def _marks(
    office: Office, name: str, told: Credentials
) -> tuple[tuple[tries.Mark, ...], tuple[tries.Mark, ...]]:
    """Return under what a try is counted: what it clears where it is right, what it shares.

    In a browser that this name was let in with before, nobody else's tries count.
    """
    device = device_of(office, told.device)
    if device is not None and device.knows(office, name):
        return (tries.whom(office, "sign-in by device", name, device.id),), ()
    theirs = (
        tries.whom(office, "sign-in", name, told.address),
        tries.whom(office, "sign-in by name", name, pace=tries.BY_NAME),
    )
    shared = tries.whom(office, "sign-in by address", told.address, pace=tries.BY_ADDRESS)
    return theirs, (shared,)


def enter_as(
    office: Office,
    limits: Limits,
    subject: str,
    previous: str | None,
    *,
    has_given_factor: bool = False,
) -> Opened | None:
    """Begin a session for who is `subject` to the single sign-on; None where nobody is.

    `has_given_factor`: the single sign-on took a second factor, and that counts here.
    """
    with office.store.view(DOORKEEPER, office.now(), Towns.everywhere()) as unit:
        account = unit.accounts.by_subject(subject)
    if account is None or not is_usable(account, limits):
        refuse(office, account)
        return None
    with office.store.unit(f"account:{account.id}", office.now(), Towns.everywhere()) as unit:
        opened = _begin(office, limits, unit, account, None, has_given_factor=has_given_factor)
        if previous is not None:
            unit.sessions.remove(hashed(previous))
    return opened


def sign_out(office: Office, entered: Entered) -> None:
    """End a session: its id is worth nothing from now on."""
    assert entered.session is not None
    with office.store.unit(entered.caller.id, office.now(), Towns.everywhere()) as unit:
        if unit.sessions.remove(entered.session.hash):
            unit.audit.record("session.end", entered.session.account)


def give_code(office: Office, limits: Limits, entered: Entered, code: str) -> Opened:
    """Give the second factor: the session goes on as a new one that is whole."""
    session, account = of_a_person(entered)
    if account.factor is None:
        raise tries.wrong()
    step = checked_step(office, account, code)
    with office.store.unit(entered.caller.id, office.now(), Towns.everywhere()) as unit:
        _use(unit, account, step)
        return renewed(office, unit, session, unit.accounts.get(account.id), Stage.WHOLE)


def of_a_person(entered: Entered) -> tuple[Session, Account]:
    """Return the session and the account of a caller who is a person."""
    assert entered.session is not None
    assert entered.account is not None
    return entered.session, entered.account


def checked_step(office: Office, account: Account, code: str) -> int:
    """Return the step of a code that is right; ProblemError where it is wrong or was used."""
    assert account.factor is not None
    mark = tries.whom(office, FACTOR, account.id)
    tries.count(office, mark)
    secret = open_sealed(account.factor, Place(account.id, FACTOR), office.ring)
    step = step_of(secret, code, office.now(), account.factor_step)
    if step is None:
        refuse(office, account)
        raise tries.wrong()
    with office.store.unit(DOORKEEPER, office.now(), Towns.everywhere()) as unit:
        tries.clear(unit, mark)
    return step


def renewed(office: Office, unit: Unit, session: Session, account: Account, stage: Stage) -> Opened:
    """Go on with a session under a new id; the old id ends, and no step makes it live longer."""
    at, secret = office.now(), new_secret()
    unit.sessions.remove(session.hash)
    new = Session(hashed(secret), account.id, stage, session.made_at, at, session.expires_at)
    unit.sessions.add(new)
    unit.audit.record("session.renew", account.id, {"stage": stage.value})
    return Opened(secret, new, account)


def refuse(office: Office, account: Account | None) -> None:
    """Put a failed sign-in on record, without what was typed."""
    whose = _UNKNOWN if account is None else account.id
    with office.store.unit(DOORKEEPER, office.now(), Towns.everywhere()) as unit:
        unit.audit.record("session.refused", whose)


def is_usable(account: Account, limits: Limits) -> bool:
    """Say whether anybody may sign in as this account."""
    return account.state is AccountState.ACTIVE and (limits.demo or not account.demo)


def lacks_factor(account: Account, limits: Limits) -> bool:
    """Say whether an account has to set up a second factor before it may do anything.

    The demo lets its own accounts in without one, and no other.
    """
    is_demo = limits.demo and account.demo
    return account.factor is None and asks_for_factor(Role(account.role)) and not is_demo


def _usable(office: Office, limits: Limits, name: str) -> Account | None:
    if not NAME.fullmatch(name):
        return None
    with office.store.view(DOORKEEPER, office.now(), Towns.everywhere()) as unit:
        account = unit.accounts.by_name(name)
    return account if account is not None and is_usable(account, limits) else None


def _begin(
    office: Office,
    limits: Limits,
    unit: Unit,
    account: Account,
    step: int | None,
    *,
    has_given_factor: bool = False,
) -> Opened:
    at, secret = office.now(), new_secret()
    now = unit.accounts.get(account.id)
    if now.version != account.version or not is_usable(now, limits):
        raise tries.wrong()
    if step is not None:
        _use(unit, account, step)
    asked = account.factor is not None or lacks_factor(account, limits)
    is_whole = step is not None or has_given_factor or not asked
    stage = Stage.WHOLE if is_whole else Stage.PASSWORD
    session = Session(hashed(secret), account.id, stage, at, at, at + limits.whole)
    unit.sessions.forget(at)
    unit.sessions.add(session)
    unit.audit.record("session.begin", account.id, {"stage": stage.value})
    return Opened(secret, session, now)


def _use(unit: Unit, account: Account, step: int) -> None:
    if not unit.accounts.use_step(account.id, step):
        raise tries.wrong()
