"""Keeping the database well for whoever runs the service: upgrade, check, back up, restore."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from api.store import backups, upkeep
from api.store.chain import Anchor
from api.store.engine import address, file_of, is_sqlite
from api.store.migrate import newest_revision, revision_of, upgrade
from api.store.state import look_at
from api.store.upkeep import Finding
from api.usecases.archives import num_without_catalogue
from api.usecases.folders import make_folder
from matcher.wording import Bilingual

Findings = tuple[Finding, ...]
"""What is wrong with a database, each with its cure."""

_AT_ONCE = 1 << 20
_WORDS = {
    "taken": Bilingual(
        "{what} 已经存在，不会覆盖；换一个文件名",
        "{what} is there already and is never written over: give another name",
    ),
    "no-backup": Bilingual("没有备份文件 {what}", "there is no backup file {what}"),
    "no-folder": Bilingual(
        "没有文件夹 {what}；请先建好", "there is no folder {what}: make it first"
    ),
    "target": Bilingual(
        "数据库 {what} 已经存在；恢复只建新库：先把列出的文件全部一起移走，"
        "或把 XINGFU_DATABASE 指向新的位置",
        "the database {what} is there already; restoring makes a new one: move all of these files "
        "away together first, or point XINGFU_DATABASE to a new place",
    ),
    "no-database": Bilingual(
        "没有数据库；运行 xingfu db upgrade 新建",
        "there is no database; run xingfu db upgrade to make one",
    ),
}


class KeepingError(Exception):
    """What was asked cannot be done as things stand; `message` says why, and the cure.

    `is_misuse` says that a file was named that is not there.
    """

    def __init__(self, kind: str, what: str = "", *, is_misuse: bool = False) -> None:
        self.is_misuse = is_misuse
        text = _WORDS[kind]
        self.message = text.filled(what=what)
        super().__init__(self.message.en)


@dataclass(frozen=True, slots=True)
class Written:
    """A backup that was written: its file, bytes and SHA-256."""

    file: Path
    size: int
    digest: str


def named(url: str) -> str:
    """Return the address of a database without its password."""
    return str(file_of(url)) if is_sqlite(url) else address(url).render_as_string()


def bring_up(url: str) -> tuple[str | None, str]:
    """Bring a database to this program's schema, made if need be; return version before, after."""
    if is_sqlite(url):
        make_folder(file_of(url).parent)
    before = revision_of(url)
    upgrade(url)
    return before, newest_revision()


def check(url: str, anchors: Sequence[Anchor] = ()) -> Findings:
    """Return what is wrong with a database, each with its cure; nothing is changed."""
    return upkeep.check(url, anchors)


def plans_without_catalogue(url: str, home: Path) -> int:
    """Return how many plans' catalogue is not kept below the data home: they cannot be remade."""
    return num_without_catalogue(home, look_at(url).made_with)


def back_up(url: str, file: Path) -> Written:
    """Write a whole copy of the database as it is now to a new file only its owner can read."""
    if file.exists():
        raise KeepingError("taken", str(file))
    if not file.absolute().parent.is_dir():
        raise KeepingError("no-folder", str(file.absolute().parent))
    if revision_of(url) is None:
        raise KeepingError("no-database")
    backups.backup(url, file)
    return Written(file, file.stat().st_size, _digest(file))


def bring_back(url: str, file: Path) -> Findings:
    """Make the database anew from a backup and return what a check of it found."""
    if not file.is_file():
        raise KeepingError("no-backup", str(file), is_misuse=True)
    if is_sqlite(url):
        target = file_of(url)
        there = backups.files_there(target)
        if there:
            raise KeepingError("target", ", ".join(map(str, there)))
        make_folder(target.absolute().parent)
    return backups.restore(url, file)


def _digest(file: Path) -> str:
    found = hashlib.sha256()
    with file.open("rb") as content:
        while part := content.read(_AT_ONCE):
            found.update(part)
    return found.hexdigest()
