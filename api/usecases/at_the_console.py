"""Accounts as whoever has a shell on the machine keeps them."""

from collections.abc import Mapping
from datetime import datetime

from api.identity.secrets import DrawnKey
from api.store.people import Account
from api.store.store import Store
from api.store.values import Towns
from api.usecases.keeping_accounts import (
    CONSOLE,
    Grant,
    KeyGrant,
    Made,
    add_account,
    set_active,
)
from api.usecases.keeping_accounts import add_key as keep_key
from api.usecases.keeping_accounts import reset as reset_account
from api.usecases.signing_in import folded

_AT_ONCE = 200


def everybody(store: Store, at: datetime) -> tuple[Account, ...]:
    """Return all accounts, the oldest first."""
    found: list[Account] = []
    after = None
    with store.view(CONSOLE, at, Towns.everywhere()) as unit:
        while True:
            page = unit.accounts.list(_AT_ONCE, after)
            found += page.rows
            after = page.after
            if after is None:
                return tuple(found)


def add(store: Store, at: datetime, name: str, grant: Grant, known: Mapping[str, str]) -> Made:
    """Make an account; return it with its first password."""
    with store.unit(CONSOLE, at, Towns.everywhere()) as unit:
        return add_account(unit, CONSOLE, at, name, grant, known)


def add_key(store: Store, at: datetime, wanted: KeyGrant, known: Mapping[str, str]) -> DrawnKey:
    """Make a key; return what was drawn for it, which is told once."""
    with store.unit(CONSOLE, at, Towns.everywhere()) as unit:
        return keep_key(unit, CONSOLE, at, wanted, known)[1]


def disable(store: Store, at: datetime, name: str) -> bool:
    """Keep an account out; say whether there is one."""
    with store.unit(CONSOLE, at, Towns.everywhere()) as unit:
        found = unit.accounts.by_name(folded(name))
        if found is not None:
            set_active(unit, None, found, found.version, is_active=False)
        return found is not None


def reset(store: Store, at: datetime, name: str, *, factor: bool) -> Made | None:
    """Give an account a new first password and return both; None where there is no account."""
    with store.unit(CONSOLE, at, Towns.everywhere()) as unit:
        found = unit.accounts.by_name(folded(name))
        if found is None:
            return None
        return reset_account(unit, CONSOLE, found, found.version, factor=factor)
