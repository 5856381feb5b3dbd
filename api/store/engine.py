"""Connections: which build of a database is good enough, and how each is spoken to."""

import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import pysqlite3.dbapi2 as sqlite
from sqlalchemy import URL, Connection, Engine, create_engine, event, exc, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from api.store.errors import BusyError, RefusedError, RuleError, StoreError, UnfitError, of_database
from api.store.types import is_plain
from api.turns import Turns
from matcher.wording import Bilingual

BUSY_SECONDS = 10
_WRITERS: WeakKeyDictionary[Engine, Turns] = WeakKeyDictionary()
"""Whose turn it is to write, for each embedded database that is open."""
_OPTION = "xingfu_read_only"
_NUMBERED = re.compile(r"_\d+$")
_DEADLOCKS = {"40001", "40P01", "55P03"}
"""PostgreSQL: serialisation failure, deadlock, a lock not got in time."""
_RAISED_BY_A_GUARD = "P0001"

_ADDRESS = Bilingual(
    "地址应为 sqlite:///文件 或 postgresql://…",
    "the address has to be sqlite:///FILE or postgresql://…",
)
_IN_MEMORY = Bilingual("需要一个文件", "a file is needed")
_DAMAGED = "database disk image is malformed"  # as SQLite says it
_WAL_RESET = Bilingual(
    "SQLite {version} 有 WAL 重置缺陷，可能丢失数据；请安装 pysqlite3 0.6.1 或更新版本",
    "SQLite {version} has the WAL-reset fault and may lose data: install pysqlite3 0.6.1 or newer",
)


def address(url: str) -> URL:
    """Return `url` with the drivers of this room; refuses every other kind of database."""
    try:
        parsed = make_url(url)
    except exc.ArgumentError:
        raise UnfitError(_ADDRESS) from None
    kind = parsed.get_backend_name()
    if kind == "sqlite":
        if not parsed.database or parsed.database == ":memory:" or "mode" in parsed.query:
            raise UnfitError(_IN_MEMORY)
        return parsed.set(drivername="sqlite+pysqlite")
    if kind in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    raise UnfitError(_ADDRESS)


def is_sqlite(url: str) -> bool:
    """Say whether `url` is that of a file."""
    return address(url).get_backend_name() == "sqlite"


def file_of(url: str) -> Path:
    """Return the file of an SQLite address."""
    return Path(address(url).database or "")


def has_wal_reset_fault(version: tuple[int, int, int]) -> bool:
    """Say whether a version of SQLite may corrupt a database in WAL mode.

    The fault came with 3.7.0 and went with 3.51.3; 3.44.6 and 3.50.7 carry the cure too.
    """
    cured = {44: 6, 50: 7}
    if version >= (3, 51, 3) or version < (3, 7, 0):
        return False
    return not (version[1] in cured and version[2] >= cured[version[1]])


def engine_for(url: str, *, migrating: bool = False) -> Engine:
    """Return an engine; a `migrating` one keeps no connection and lets foreign keys rest.

    On SQLite a migration may have to build a table anew: with foreign keys on, dropping the old
    one would empty what refers to it. The migration checks them before it commits.
    """
    target = address(url)
    pool: dict[str, Any] = {"poolclass": NullPool} if migrating else {}
    if target.get_backend_name() == "sqlite":
        _refuse_faulty_build()
        engine = create_engine(
            target,
            module=sqlite,
            hide_parameters=True,
            connect_args={"timeout": BUSY_SECONDS},
            **pool,
        )
        _prepare_sqlite(engine, foreign_keys=not migrating)
    else:
        engine = create_engine(
            target,
            hide_parameters=True,
            connect_args={"options": f"-c timezone=UTC -c lock_timeout={BUSY_SECONDS}s"},
            **({} if migrating else {"pool_pre_ping": True}),
            **pool,
        )
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection in a transaction that may write; commit at the end, else roll back.

    On SQLite it holds the one lock of writers from its beginning (BEGIN IMMEDIATE). The threads of
    this process get it in the order in which they came: SQLite lets each look again and again.
    """
    with _in_turn(engine), translated(), engine.begin() as connection:
        yield connection


@contextmanager
def _in_turn(engine: Engine) -> Iterator[None]:
    if engine.dialect.name != "sqlite":
        yield
        return
    turns = _WRITERS.setdefault(engine, Turns())
    if not turns.take(BUSY_SECONDS):
        raise BusyError
    try:
        yield
    finally:
        turns.give_on()


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection that sees one moment of the database and can write nothing."""
    with translated(), engine.connect() as plain:
        if engine.dialect.name == "sqlite":
            connection = plain.execution_options(**{_OPTION: True})
        else:
            connection = plain.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        with connection.begin():
            yield connection


def copy_file(url: str, to: Path) -> None:
    """Write a whole copy of an SQLite database, as it is at one moment, to an empty file."""
    raw = engine_for(url, migrating=True).raw_connection()
    try:
        raw.cursor().execute("VACUUM INTO ?", (str(to),))
    except sqlite.Error as error:
        raise of_database(error.sqlite_errorname) from None
    finally:
        raw.close()


@contextmanager
def translated() -> Iterator[None]:
    """Turn a database's errors into the store's; their words are dropped, they quote rows."""
    try:
        yield
    except exc.StatementError as error:
        # what a column type refused comes wrapped
        if isinstance(error.orig, StoreError):
            raise _placed(error.orig, error.params) from None
        raise _translation(error) from None
    except exc.TimeoutError:
        raise BusyError from None


def _placed(error: StoreError, params: Any) -> StoreError:
    """Return what a column type refused, with the place where it can be told."""
    rows = params if isinstance(params, list | tuple) else (params,)
    for row in rows:
        for name, value in row.items() if isinstance(row, Mapping) else ():
            if isinstance(value, str) and not is_plain(value):
                return RefusedError("text at", place=_NUMBERED.sub("", str(name)))
    return error


def _translation(error: exc.StatementError) -> StoreError:
    state = getattr(error.orig, "sqlstate", None)
    code = getattr(error.orig, "sqlite_errorname", None) or ""
    if state in _DEADLOCKS or code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return BusyError()
    if isinstance(error, exc.IntegrityError):
        return RuleError(_constraint(error) or "constraint")
    if isinstance(error, exc.DataError) or state == _RAISED_BY_A_GUARD:
        return RuleError(state or "data")
    return of_database(code or state)


def _constraint(error: exc.StatementError) -> str | None:
    diagnosis = getattr(error.orig, "diag", None)
    name = getattr(diagnosis, "constraint_name", None)
    return name or getattr(error.orig, "sqlite_errorname", None)


def _refuse_faulty_build() -> None:
    version = sqlite.sqlite_version_info
    if has_wal_reset_fault(version):
        text = ".".join(map(str, version))
        raise UnfitError(_WAL_RESET.filled(version=text))


def _into_wal(cursor: DBAPICursor) -> None:
    """Turn write-ahead logging on, once for a file; the change does not wait for others itself."""
    for _ in range(BUSY_SECONDS * 20):
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite.OperationalError as error:
            if not error.sqlite_errorname.startswith("SQLITE_BUSY"):
                raise
            time.sleep(0.05)
        except UnicodeDecodeError:  # the driver cannot read its own complaint of a damaged file
            damaged = sqlite.DatabaseError(_DAMAGED)
            damaged.sqlite_errorname = "SQLITE_CORRUPT"
            raise damaged from None
        else:
            return
    raise BusyError


def _prepare_sqlite(engine: Engine, *, foreign_keys: bool) -> None:
    """Set each new connection up, and say ourselves how a transaction begins."""

    @event.listens_for(engine, "connect")
    def connected(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        _into_wal(cursor)
        # FULL: what is acknowledged survives a power cut too, not only the death of the process
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")
        # what is erased is overwritten, not only unlinked
        cursor.execute("PRAGMA secure_delete = ON")
        cursor.execute("PRAGMA trusted_schema = OFF")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        read_only = connection.get_execution_options().get(_OPTION, False)
        connection.exec_driver_sql(f"PRAGMA query_only = {'ON' if read_only else 'OFF'}")
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
