"""What a database says of itself to who runs it: version, keys in use, what waits, connections."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import groupby

import pysqlite3.dbapi2 as sqlite
from sqlalchemy import ColumnElement, Connection, Engine, Table, func, select, text
from sqlalchemy.pool import QueuePool

from api.store.engine import engine_for, has_wal_reset_fault, reading, translated
from api.store.entrances import is_really
from api.store.envelopes import SEALED_COLUMNS
from api.store.migrate import is_newer, missing_guards, newest_revision, revision_of
from api.store.people import AccountState
from api.store.personal import sealed_of
from api.store.tables import outbox, personal_fields, plans
from api.store.tables_of_people import accounts
from api.store.values import Owner, PersonalField

_MOST_KEYS = 100
_FEW = 15
"""Values of one key that are looked at: in order of random ids, so any of them."""


@dataclass(frozen=True, slots=True)
class KeyUse:
    """A key by its id: how many fields and plans it sealed, and a few of these fields."""

    key_id: str
    fields: int
    plans: int
    samples: tuple[PersonalField, ...]


@dataclass(frozen=True, slots=True)
class Connections:
    """How many connections of the pool are in use, and how many wait to be used."""

    in_use: int
    idle: int


def samples(connection: Connection) -> tuple[PersonalField, ...]:
    """Return a few sealed fields of each key that sealed any, key by key.

    Quick whatever the number of rows: all of it is asked of an index.
    """
    found, last = list[PersonalField](), ""
    fields = personal_fields.c
    for _ in range(_MOST_KEYS):
        query = select(fields.key_id).where(fields.key_id > last).order_by(fields.key_id)
        following = connection.execute(query.limit(1)).scalar()
        if following is None:
            break
        last = following
        found.extend(_few_of(connection, last))
    return tuple(found)


def _few_of(connection: Connection, key_id: str) -> list[PersonalField]:
    fields = personal_fields.c
    query = select(personal_fields).where(fields.key_id == key_id)
    rows = connection.execute(query.order_by(fields.owner, fields.name).limit(_FEW)).mappings()
    return [
        PersonalField(
            Owner(row["kind"]), row["owner"], row["household"], row["name"], sealed_of(row)
        )
        for row in rows
    ]


def uses_of_keys(connection: Connection) -> tuple[KeyUse, ...]:
    """Return what each key sealed, in order of the ids; counts every row."""
    fields, made = personal_fields.c, plans.c
    sealed = select(fields.key_id, func.count()).group_by(fields.key_id)
    planned = select(made.key_id, func.count()).where(made.key_id.is_not(None))
    by_fields = {row[0]: row[1] for row in connection.execute(sealed)}
    by_plans = {row[0]: row[1] for row in connection.execute(planned.group_by(made.key_id))}
    by_key = groupby(samples(connection), key=lambda field: field.sealed.key_id)
    shown = {key_id: tuple(few) for key_id, few in by_key}
    ids = sorted({*by_fields, *by_plans})
    return tuple(KeyUse(i, by_fields.get(i, 0), by_plans.get(i, 0), shown.get(i, ())) for i in ids)


@dataclass(frozen=True, slots=True)
class ToRotate:
    """How many rows a rotation looks at: sealed by another key, in columns of their own, marked."""

    fields: int
    plans: int
    others: int
    marks: int


def to_rotate(connection: Connection, key_id: str) -> ToRotate:
    """Return how much a rotation to a key has before it."""

    def count(table: Table, *where: ColumnElement[bool]) -> int:
        query = select(func.count()).select_from(table).where(*where)
        return int(connection.execute(query).scalar_one())

    fields = personal_fields.c
    return ToRotate(
        count(personal_fields, fields.key_id != key_id),
        count(plans, plans.c.key_id != key_id),
        sum(count(table) for table, _ in SEALED_COLUMNS.values()),
        count(personal_fields, fields.blind.is_not(None)),
    )


def waiting(connection: Connection) -> int:
    """Return how many events of the outbox are neither delivered nor given up."""
    here = outbox.c
    query = select(func.count()).where(here.delivered_at.is_(None), here.given_up_at.is_(None))
    return int(connection.execute(query).scalar_one())


def made_with(connection: Connection) -> tuple[tuple[tuple[str, str, str], int], ...]:
    """Return the digests with which plans were made, and how many plans with each three."""
    three = (plans.c.catalogue, plans.c.figures, plans.c.ranker)
    query = select(*three, func.count()).group_by(*three)
    return tuple(((row[0], row[1], row[2]), int(row[3])) for row in connection.execute(query))


def active_accounts(connection: Connection) -> Mapping[str, int]:
    """Return how many accounts of each role may sign in; those of the demo do not count."""
    role = accounts.c.role
    query = select(role, func.count()).where(is_really(AccountState.ACTIVE)).group_by(role)
    return {row[0]: int(row[1]) for row in connection.execute(query)}


def server_version(connection: Connection) -> str | None:
    """Return the version of a database server; None of an embedded database."""
    if connection.dialect.name != "postgresql":
        return None
    return str(connection.execute(text("SHOW server_version")).scalar_one())


def connections_of(engine: Engine) -> Connections:
    """Return how the connections of an engine are used."""
    pool = engine.pool
    if not isinstance(pool, QueuePool):
        return Connections(0, 0)
    return Connections(pool.checkedout(), pool.checkedin())


def settle(engine: Engine) -> None:
    """Bring what is in the write-ahead log of an SQLite database into its file."""
    if engine.dialect.name != "sqlite":
        return
    with translated(), engine.connect() as connection:
        cursor = connection.connection.cursor()
        cursor.execute("PRAGMA query_only = OFF")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@dataclass(frozen=True, slots=True)
class DatabaseState:
    """A database at an address: its schema and what the keys sealed (None, empty: no database)."""

    revision: str | None
    newest: str
    server: str | None = None
    uses: tuple[KeyUse, ...] = ()
    waiting: int = 0
    made_with: tuple[tuple[tuple[str, str, str], int], ...] = ()
    guards: tuple[str, ...] = ()
    accounts: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_newer(self) -> bool:
        """Say whether a newer program has made or raised it."""
        return is_newer(self.revision)


def look_at(url: str) -> DatabaseState:
    """Return how the database at an address stands; raises where it does not answer."""
    found, newest = revision_of(url), newest_revision()
    if found is None:
        return DatabaseState(None, newest)
    with reading(engine_for(url, migrating=True)) as connection:
        server = server_version(connection)
        if found != newest:
            return DatabaseState(found, newest, server)
        uses, left = uses_of_keys(connection), waiting(connection)
        made, guards = made_with(connection), missing_guards(connection)
        people = active_accounts(connection)
        return DatabaseState(found, newest, server, uses, left, made, guards, people)


def build_of_sqlite() -> tuple[str, bool]:
    """Return the version of the embedded database, and whether it has the WAL-reset fault."""
    build: tuple[int, int, int] = sqlite.sqlite_version_info
    return ".".join(map(str, build)), has_wal_reset_fault(build)
