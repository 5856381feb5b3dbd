"""Backups: a whole copy of a database while it is used, and a new database from one."""

import os
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import URL, inspect

from api.store.engine import address, copy_file, engine_for, file_of, is_sqlite, reading
from api.store.errors import RefusedError, UnreachableError, of_file
from api.store.migrate import known_revisions, revision_of, upgrade
from api.store.upkeep import Finding, check

BESIDE = ("", "-wal", "-shm", "-journal")
"""How the names of the files end that are an SQLite database together."""
_HEAD_OF_DUMP = b"PGDMP"
_HEAD_OF_SQLITE = b"SQLite format 3\0"


def backup(url: str, file: Path) -> None:
    """Write a database as it is at one moment to a new file, while others go on using it.

    The file is complete once it bears its name, and only its owner can read it. It holds what
    the database holds: personal fields as they are encrypted there, without the keys.
    """
    if file.exists():
        raise RefusedError("file is there", file=file.name)
    if revision_of(url) is None:
        raise RefusedError("no database")
    part = part_of(file)
    _refuse_left_over(part)
    _make_private(part)
    try:
        (_backup_sqlite if is_sqlite(url) else _backup_postgresql)(url, part)
        _sync(part)
        part.rename(file)
    finally:
        part.unlink(missing_ok=True)


def restore(url: str, file: Path) -> tuple[Finding, ...]:
    """Make a database from a backup, bring it to this program's schema, and check it.

    Never touches a database that is there: `url` has to name a file that is not there yet, or an
    empty PostgreSQL database. Returns what the check of the new database found.
    """
    _refuse_unlike(url, file)
    (_restore_sqlite if is_sqlite(url) else _restore_postgresql)(url, file)
    return check(url)


def part_of(file: Path) -> Path:
    """Return the file that a backup, or a database that is restored, is until it is complete."""
    return file.with_name(file.name + ".part")


def files_there(target: Path) -> tuple[Path, ...]:
    """Return which files of an SQLite database are there; what was left of a dead one counts.

    A write-ahead log without its database would be played into whatever takes its name.
    """
    beside = (target.with_name(target.name + end) for end in BESIDE)
    return tuple(file for file in beside if file.exists() or file.is_symlink())


def _refuse_left_over(part: Path) -> None:
    """Refuse to go on beside what another one writes, or left when it was killed."""
    if part.exists():
        raise RefusedError("left over", file=part.name)


def _backup_sqlite(url: str, part: Path) -> None:
    copy_file(url, part)
    damaged = [finding for finding in check(f"sqlite:///{part}") if finding.kind == "pages"]
    if damaged:
        raise RefusedError("damaged copy")


def _backup_postgresql(url: str, part: Path) -> None:
    target = address(url)
    _run(target, "pg_dump", "--format=custom", "--no-owner", "--file", str(part), *_base(target))
    _run(target, "pg_restore", "--list", str(part))


def _restore_sqlite(url: str, file: Path) -> None:
    target = file_of(url)
    there = files_there(target)
    if there:
        raise RefusedError("file is there", file=", ".join(file.name for file in there))
    part = part_of(target)
    _refuse_left_over(part)
    try:
        _make_private(part)
        with file.open("rb") as source, part.open("wb") as copy:
            shutil.copyfileobj(source, copy)
        copied = f"sqlite:///{part}"
        _refuse_unknown(revision_of(copied))
        upgrade(copied)
        _sync(part)
        part.rename(target)
    except OSError as error:
        raise of_file(error) from None
    finally:
        for leftover in target.parent.glob(part.name + "*"):
            leftover.unlink()


def _restore_postgresql(url: str, file: Path) -> None:
    target = address(url)
    with reading(engine_for(url, migrating=True)) as connection:
        if inspect(connection).get_table_names():
            raise RefusedError("not empty")
    _read_whole(target, file)
    _run(
        target,
        "pg_restore",
        *("--exit-on-error", "--single-transaction", "--no-owner"),
        *(*_base(target), str(file)),
    )
    _refuse_unknown(revision_of(url))
    upgrade(url)


def _read_whole(target: URL, file: Path) -> None:
    """Refuse a dump that cannot be read to its end: it is read once with no database."""
    try:
        _run(target, "pg_restore", "--file", os.devnull, str(file))
    except UnreachableError as error:
        if error.why != "program failed":
            raise
        raise RefusedError("damaged backup", file=file.name) from None


def _refuse_unlike(url: str, file: Path) -> None:
    try:
        with file.open("rb") as source:
            head = source.read(len(_HEAD_OF_SQLITE))
    except OSError as error:
        raise of_file(error) from None
    wanted = _HEAD_OF_SQLITE if is_sqlite(url) else _HEAD_OF_DUMP
    if not head.startswith(wanted):
        raise RefusedError("other kind", file=file.name)


def _refuse_unknown(revision: str | None) -> None:
    if revision not in known_revisions():
        raise RefusedError("other program")


def _base(target: URL) -> tuple[str, ...]:
    """Name the database without its password, which others could read in the process list."""
    plain = target.set(drivername="postgresql", password=None)
    return ("--dbname", plain.render_as_string(hide_password=False))


def _run(target: URL, program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's own programs; its words may quote rows and are dropped."""
    secret = {"PGPASSWORD": str(target.password)} if target.password else {}
    try:
        done = subprocess.run(
            [program, *arguments],
            env={**os.environ, **secret},
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        raise UnreachableError("no program", program=program) from None
    if done.returncode:
        raise UnreachableError("program failed", program=program, status=str(done.returncode))


def _make_private(file: Path) -> None:
    try:
        file.touch(mode=0o600, exist_ok=False)
    except OSError as error:
        raise of_file(error) from None


def _sync(file: Path) -> None:
    """See that a file and its name are on disk."""
    for place in (file, file.parent):
        descriptor = os.open(place, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
