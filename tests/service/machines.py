"""Machines that are let into a service past its door: for tests, drills and benchmarks."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from api.access.callers import Role, Scope
from api.identity.secrets import DrawnKey, new_key
from api.store.people import Key
from api.store.store import Store
from api.store.values import Towns
from api.usecases.entering import hashed

A_DAY = timedelta(days=1)


def let_machine_in(
    store: Store,
    at: datetime,
    role: Role,
    towns: Sequence[str] = (),
    scopes: Iterable[Scope] = tuple(Scope),
    lasts: timedelta = A_DAY,
    drawn: DrawnKey | None = None,
    organisation: str | None = None,
) -> str:
    """Keep a new key of a role; return it as the machine sends it."""
    drawn = drawn or new_key()
    with store.unit("test", at, Towns.everywhere()) as unit:
        unit.keys.add(
            Key(
                id=unit.new_id(),
                prefix=drawn.prefix,
                hash=hashed(drawn.secret),
                label="test",
                role=role.value,
                towns=tuple(towns),
                scopes=tuple(scopes),
                organisation=organisation,
                made_by="test",
                made_at=at,
                expires_at=at + lasts,
            )
        )
    return drawn.text
