"""All that is sealed, read a few households at a time, for whoever has the keys to open it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from dataclasses import field as kept_as

from sqlalchemy import Connection, Engine, func, select

from api.store.engine import engine_for, reading
from api.store.envelopes import SEALED_COLUMNS
from api.store.tables import households, ledger_versions, personal_fields, plans

_AT_ONCE = 50
_FILES_AT_ONCE = 10
"""Rows that may hold whole files: fewer at once."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """One sealed value: the row and the field that it is sealed for, and how to know it again.

    `digest` is that of the text before it was sealed, `blind` the mark under which it is found;
    each None where there is none.
    """

    row: str
    field: str
    sealed: bytes = kept_as(repr=False)
    digest: str | None = None
    blind: bytes | None = kept_as(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Amount:
    """How many households there are, and how many values are sealed in all."""

    households: int
    sealed: int


def amount(url: str) -> Amount:
    """Return how much there is to open in a database."""
    with reading(engine_for(url, migrating=True)) as connection:
        count = select(func.count())
        sealed = connection.execute(count.select_from(personal_fields)).scalar_one()
        made = connection.execute(count.where(plans.c.key_id.is_not(None))).scalar_one()
        there = connection.execute(count.select_from(households)).scalar_one()
    return Amount(int(there), int(sealed) + int(made))


def of_households(url: str, newest: int | None = None) -> Iterator[Envelope]:
    """Yield what is sealed of all households, or of the `newest` ones: those changed last.

    Every few households are one look at the database, so no writer's log grows behind it.
    """
    engine = engine_for(url, migrating=True)
    for few in _last(engine, newest) if newest is not None else _all(engine):
        with reading(engine) as connection:
            yield from _fields(connection, few)
            yield from _plans(connection, few)


def of_others(url: str) -> Iterator[Envelope]:
    """Yield what is sealed in columns of their own: of accounts, imports, transfers."""
    engine = engine_for(url, migrating=True)
    for table, names in SEALED_COLUMNS.values():
        columns, after = (table.c.id, *(table.c[name] for name in names)), ""
        while True:
            query = select(*columns).where(table.c.id > after).order_by(table.c.id)
            with reading(engine) as connection:
                rows = connection.execute(query.limit(_FILES_AT_ONCE)).mappings().all()
            for row in rows:
                after = row["id"]
                yield from (Envelope(after, n, row[n]) for n in names if row[n] is not None)
            if not rows:
                break


def _all(engine: Engine) -> Iterator[Sequence[str]]:
    after = ""
    while True:
        query = select(households.c.id).where(households.c.id > after).order_by(households.c.id)
        with reading(engine) as connection:
            few = connection.execute(query.limit(_AT_ONCE)).scalars().all()
        if not few:
            return
        yield few
        after = few[-1]


def _last(engine: Engine, most: int) -> Iterator[Sequence[str]]:
    query = select(households.c.id).order_by(households.c.updated_at.desc(), households.c.id)
    with reading(engine) as connection:
        found = connection.execute(query.limit(most)).scalars().all()
    for start in range(0, len(found), _AT_ONCE):
        yield found[start : start + _AT_ONCE]


def _fields(connection: Connection, few: Sequence[str]) -> Iterator[Envelope]:
    here, versions = personal_fields.c, ledger_versions.c
    joined = personal_fields.outerjoin(ledger_versions, versions.id == here.owner)
    query = select(here.owner, here.name, here.ciphertext, here.blind, versions.digest)
    query = query.select_from(joined).where(here.household.in_(few))
    query = query.order_by(here.owner, here.name).execution_options(yield_per=_AT_ONCE)
    with connection.execute(query) as rows:
        for row in rows:
            yield Envelope(row.owner, row.name, row.ciphertext, row.digest, row.blind)


def _plans(connection: Connection, few: Sequence[str]) -> Iterator[Envelope]:
    here = plans.c
    query = select(here.household, here.number, here.content, here.digest, here.reason)
    query = query.where(here.household.in_(few), here.key_id.is_not(None))
    query = query.order_by(here.household, here.number).execution_options(yield_per=_AT_ONCE)
    with connection.execute(query) as rows:
        for row in rows:
            name = f"{row.household}/{row.number}"
            yield Envelope(name, "plan", row.content, row.digest)
            if row.reason is not None:
                yield Envelope(name, "reason", row.reason)
