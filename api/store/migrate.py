"""The schema: brought to a version, up or down, in one transaction on both databases."""

from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from api.store.engine import engine_for, file_of, is_sqlite, reading, writing
from api.store.errors import RefusedError, SchemaError, of_file
from api.store.every_table import metadata
from api.store.guards import guards_of

_SCRIPTS = Path(__file__).parent / "migrations"
_LOCK = 5_891_442_000
"""The advisory lock of PostgreSQL under which one process at a time migrates."""


def upgrade(url: str, to: str = "head") -> None:
    """Bring a database to a version of the schema, the newest by default; make it if need be.

    All steps are one transaction: stopped midway, nothing has happened, and it can be run again.
    Of two that upgrade at the same time one waits, and finds nothing left to do.
    """
    refuse_newer(revision_of(url))
    _migrate(url, command.upgrade, to)


def downgrade(url: str, to: str) -> None:
    """Bring a database back to an earlier version ("base": none).

    What the earlier version has no room for is lost.
    """
    _migrate(url, command.downgrade, to)


def revision_of(url: str) -> str | None:
    """Return the version of a database's schema, or None where there is none."""
    if is_sqlite(url) and not file_of(url).is_file():
        return None
    engine = engine_for(url, migrating=True)
    with reading(engine) as connection:
        return revision_in(connection)


def revision_in(connection: Connection) -> str | None:
    """Return the version of the schema that a connection sees, or None where there is none."""
    return MigrationContext.configure(connection).get_current_revision()


@cache
def newest_revision() -> str:
    """Return the version of the schema that this program works with."""
    return str(_script().get_current_head())


def known_revisions() -> tuple[str, ...]:
    """Return all versions, oldest first."""
    return tuple(reversed([script.revision for script in _script().walk_revisions()]))


def is_newer(revision: str | None) -> bool:
    """Say whether a version is none that this program knows: a newer program made it."""
    return revision is not None and revision not in known_revisions()


def refuse_newer(revision: str | None) -> None:
    """Refuse a database that a newer program has made or raised."""
    if is_newer(revision):
        raise SchemaError(revision, newest_revision(), is_newer=True)


def refuse_other(revision: str | None) -> None:
    """Refuse a database whose schema is not this program's."""
    if revision != newest_revision():
        raise SchemaError(revision, newest_revision(), is_newer=is_newer(revision))


def drift(connection: Connection) -> tuple[str, ...]:
    """Return how a database's tables differ from those of the program, in Alembic's words."""
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return tuple(_told(change) for change in compare_metadata(context, metadata))


def missing_guards(connection: Connection) -> tuple[str, ...]:
    """Return the triggers that a database ought to have and has not."""
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.dialect.name == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    )
    there = {row[0] for row in connection.execute(text(query))}
    return tuple(name for name in guards_of(connection.dialect.name) if name not in there)


def _migrate(url: str, step: Any, to: str) -> None:
    if is_sqlite(url):
        _make_private(file_of(url))
    engine = engine_for(url, migrating=True)
    with writing(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        step(_config(connection), to)
        if engine.dialect.name == "sqlite":
            orphans = connection.execute(text("PRAGMA foreign_key_check")).first()
            if orphans is not None:
                raise RefusedError("orphans")


def _make_private(file: Path) -> None:
    """Make a file that only its owner can read; SQLite gives its journals the same rights."""
    try:
        file.touch(mode=0o600, exist_ok=True)
    except OSError as error:
        raise of_file(error) from None


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _script() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _told(change: Any) -> str:
    parts = change if isinstance(change, tuple) else change[0]
    return " ".join(str(getattr(part, "name", part)) for part in parts if part is not None)
