"""Whether anything at all was committed: a mark of the whole database, cheap enough to ask always.

Two marks are equal only if nothing was committed between them, by this process or any other, with
an audit line or without (a session that was ended or seen, a wrong try, a key's rotation, a sweep).

On SQLite it is `PRAGMA data_version` of a connection kept for it alone: another number after each
commit of any other connection. On PostgreSQL it is the snapshot that a query sees: which
transactions are over. Equal snapshots see the same rows.
"""

import asyncio
import time
from collections.abc import Hashable, MutableMapping
from contextlib import suppress
from typing import Any, Protocol
from urllib.parse import quote

import psycopg
import pysqlite3.dbapi2 as sqlite
from psycopg.pq import ExecStatus
from sqlalchemy import Engine

Mark = tuple[int, Hashable]
_PATIENCE = 1.0
"""So many seconds an answer is waited for, and lie between two tries to connect."""
_NAME = b"mark"
_SNAPSHOT = b"SELECT pg_catalog.pg_current_snapshot()"
_IS_REPLICA = "SELECT pg_catalog.pg_is_in_recovery()"


class Changes(Protocol):
    """Tells the marks of one database."""

    async def mark(self) -> Mark | None:
        """Return the mark of a moment after the call; None where it cannot be told just now."""

    def close(self) -> None:
        """Give the connection back."""


def changes_of(engine: Engine) -> Changes:
    """Return what tells the marks of an engine's database; it connects when first asked."""
    if engine.dialect.name == "sqlite":
        return FileChanges(engine.url.database or "")
    _, told = engine.dialect.create_connect_args(engine.url)
    return ServerChanges(told)


class FileChanges:
    """The marks of an SQLite file. Never waits: a file that is locked has none just now."""

    def __init__(self, file: str) -> None:
        self._address = f"file:{quote(file)}?mode=rw"
        self._connection: Any = None
        self._opened = 0

    async def mark(self) -> Mark | None:
        """Return the mark of now."""
        try:
            if self._connection is None:
                self._connection = self._open()
            found = self._connection.execute("PRAGMA data_version").fetchall()
        except sqlite.Error:
            self.close()
            return None
        return self._opened, found[0][0]

    def close(self) -> None:
        """Close the connection; the next one's numbers are not those of this one."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def _open(self) -> Any:
        self._opened += 1
        opened = sqlite.connect(
            self._address, uri=True, timeout=0, isolation_level=None, check_same_thread=False
        )
        opened.execute("PRAGMA query_only = ON")
        return opened


class ServerChanges:
    """The marks of a PostgreSQL database, over one connection of the running loop's.

    Whoever asks while a question is under way waits for the next: it is sent after they asked, and
    one answers all who came meanwhile. A standby has no marks: what its snapshots see differs.
    """

    def __init__(self, told: MutableMapping[str, Any]) -> None:
        self._told = told
        self._loop: asyncio.AbstractEventLoop | None = None
        self._connection: psycopg.Connection[Any] | None = None
        self._connecting: asyncio.Task[None] | None = None
        self._waiting: list[asyncio.Future[Mark | None]] = []
        self._asking: list[asyncio.Future[Mark | None]] = []
        self._found: Mark | None = None
        self._given_up: asyncio.TimerHandle | None = None
        self._opened, self._tried = 0, -_PATIENCE

    async def mark(self) -> Mark | None:
        """Return the mark of a moment after the call."""
        loop = asyncio.get_running_loop()
        if loop is not self._loop:
            self.close()
            self._loop = loop
        if self._connection is None:
            self._try_to_connect(loop)
            return None
        waiter: asyncio.Future[Mark | None] = loop.create_future()
        self._waiting.append(waiter)
        if not self._asking:
            self._ask()
        return await waiter

    def close(self) -> None:
        """Close the connection; who still waits is told that there is no mark."""
        loop, connection = self._loop, self._connection
        self._connection = None
        if loop is None or loop.is_closed():
            self._waiting, self._asking = [], []
        else:
            if connection is not None:
                loop.remove_reader(connection.pgconn.socket)
            self._tell(None, [*self._asking, *self._waiting])
            self._waiting = []
        if connection is not None:
            connection.close()

    def _try_to_connect(self, loop: asyncio.AbstractEventLoop) -> None:
        at = time.monotonic()
        under_way = self._connecting is not None and not self._connecting.done()
        if at - self._tried >= _PATIENCE and not under_way:
            self._tried = at
            self._connecting = loop.create_task(self._connect(loop))

    async def _connect(self, loop: asyncio.AbstractEventLoop) -> None:
        opened = await loop.run_in_executor(None, self._opened_connection)
        if opened is None:
            return
        self._opened += 1
        self._connection = opened
        loop.add_reader(opened.pgconn.socket, self._read)

    def _opened_connection(self) -> psycopg.Connection[Any] | None:
        with suppress(psycopg.Error):
            opened = psycopg.connect(**self._told, autocommit=True)
            row = opened.execute(_IS_REPLICA).fetchone()
            prepared = opened.pgconn.prepare(_NAME, _SNAPSHOT)
            if row == (False,) and prepared.status == ExecStatus.COMMAND_OK:
                return opened
            opened.close()
        return None

    def _ask(self) -> None:
        assert self._connection is not None
        assert self._loop is not None
        self._asking, self._waiting, self._found = self._waiting, [], None
        try:
            self._connection.pgconn.send_query_prepared(_NAME, [])
            self._connection.pgconn.flush()
        except psycopg.Error:
            self.close()
            return
        self._given_up = self._loop.call_later(_PATIENCE, self.close)

    def _read(self) -> None:
        """Take what came in; where it is the whole answer, tell it to all who asked."""
        connection = self._connection
        if connection is None:
            return
        try:
            connection.pgconn.consume_input()
            while not connection.pgconn.is_busy():
                result = connection.pgconn.get_result()
                if result is None:
                    self._tell(self._found, self._asking)
                    break
                if result.status == ExecStatus.TUPLES_OK:
                    self._found = (self._opened, result.get_value(0, 0))
        except psycopg.Error:
            self.close()
            return
        if self._waiting and not self._asking:
            self._ask()

    def _tell(self, mark: Mark | None, waiters: list[asyncio.Future[Mark | None]]) -> None:
        if self._given_up is not None:
            self._given_up.cancel()
        self._given_up, self._asking = None, []
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(mark)
