"""Keeping a database well: what is wrong with it, a copy of it, a database from a copy."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, ForeignKeyConstraint, Table, and_, func, select, text
from sqlalchemy.exc import DatabaseError

from api.store import chain
from api.store.canonical import digest
from api.store.chain import Anchor
from api.store.engine import engine_for, file_of, is_sqlite, reading
from api.store.errors import StoreError
from api.store.every_table import metadata
from api.store.migrate import drift, is_newer, missing_guards, newest_revision, revision_of
from api.store.tables import ledger_versions, personal_fields, plans
from matcher.wording import Bilingual

_AT_ONCE = 200
_MOST = 20
_SAYS = {
    "absent": Bilingual("没有数据库文件 {what}", "there is no database file {what}"),
    "unreachable": Bilingual("{what}", "{what}"),
    "schema": Bilingual(
        "数据库结构版本是 {what}，程序需要 {wanted}",
        "the schema is at version {what}, the program needs {wanted}",
    ),
    "newer": Bilingual(
        "数据库结构版本是 {what}，比程序的 {wanted} 新",
        "the schema is at version {what}, newer than the program's {wanted}",
    ),
    "drift": Bilingual("表结构与程序不符：{what}", "a table is not as the program has it: {what}"),
    "guard": Bilingual("缺少保护触发器 {what}", "the guard {what} is missing"),
    "pages": Bilingual("数据库文件已损坏：{what}", "the database file is damaged: {what}"),
    "orphans": Bilingual("有记录找不到所属：{what}", "rows refer to what is not there: {what}"),
    "snapshot": Bilingual(
        "台账版本没有内容：{what}", "a version of a ledger has no content: {what}"
    ),
    "plan": Bilingual(
        "方案内容与摘要不符：{what}", "the bytes of a plan are not those of its digest: {what}"
    ),
    "audit": Bilingual("{what}", "{what}"),
}
_CURES = {
    "absent": Bilingual("运行 xingfu db upgrade 新建", "run xingfu db upgrade to make one"),
    "unreachable": Bilingual(
        "检查地址、权限、磁盘空间以及数据库是否在运行",
        "see to the address, the rights, room on the disk, and that the database runs",
    ),
    "schema": Bilingual("运行 xingfu db upgrade", "run xingfu db upgrade"),
    "newer": Bilingual(
        "安装更新的程序，或恢复升级前的备份",
        "install the newer program, or restore the backup made before the upgrade",
    ),
    "drift": Bilingual("从备份恢复，或找出谁改了表", "restore a backup, or find who changed it"),
    "guard": Bilingual("从备份恢复，并查看谁删了它", "restore a backup, and find who dropped it"),
    "pages": Bilingual("停止写入，从备份恢复", "stop writing and restore a backup"),
    "orphans": Bilingual("从备份恢复", "restore a backup"),
    "snapshot": Bilingual("从备份恢复这一版台账", "restore this ledger from a backup"),
    "plan": Bilingual("从备份恢复这一份方案", "restore this plan from a backup"),
    "audit": Bilingual(
        "保留数据库原样，通知审计管理员", "keep the database as it is and tell the audit officer"
    ),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a database: its kind, what, and the cure."""

    kind: str
    message: Bilingual
    cure: Bilingual


def check(url: str, anchors: Sequence[Anchor] = ()) -> tuple[Finding, ...]:
    """Return what is wrong with a database; nothing is changed, and nothing raised for it.

    Looked at: that it answers, the version and shape of the schema, the guards, the pages of the
    file, references, the bytes of plans that are not sealed, the audit's chain (and what `anchors`
    noted of it). Whether what is sealed opens only the keys can tell: see `api.store.sealed`.
    """
    found: list[Finding] = []
    try:
        found += _checked(url, anchors)
    except StoreError as error:
        found.append(Finding("unreachable", error.message, _CURES["unreachable"]))
    except (ValueError, DatabaseError) as error:  # a value that is no text, a page that is none
        found.append(_finding("pages", type(error).__name__))
    return tuple(found)


def _checked(url: str, anchors: Sequence[Anchor]) -> Iterator[Finding]:
    if is_sqlite(url) and not file_of(url).is_file():
        yield _finding("absent", file_of(url).name)
        return
    engine = engine_for(url, migrating=True)
    with reading(engine) as connection:
        if engine.dialect.name == "sqlite":
            yield from _pages(connection)
    found, wanted = revision_of(url), newest_revision()
    if found != wanted:
        yield _finding("newer" if is_newer(found) else "schema", found or "-", wanted=wanted)
        return
    with reading(engine) as connection:
        yield from (_finding("drift", change) for change in drift(connection))
        yield from (_finding("guard", name) for name in missing_guards(connection))
        yield from _orphans(connection)
        yield from _snapshots(connection)
        yield from _plans(connection)
        report = chain.verify(connection, anchors)
    if report.message is not None:
        yield Finding("audit", report.message, _CURES["audit"])


def _pages(connection: Connection) -> Iterator[Finding]:
    for row in connection.execute(text("PRAGMA integrity_check(10)")):
        if row[0] != "ok":
            yield _finding("pages", str(row[0]))


def _orphans(connection: Connection) -> Iterator[Finding]:
    """Ask for each reference whether it leads anywhere: a server can be told not to look."""
    for table in metadata.sorted_tables:
        for key in sorted(table.foreign_key_constraints, key=lambda key: str(key.name)):
            lost = _lost(connection, table, key)
            if lost:
                yield _finding("orphans", f"{key.name}: {lost}")


def _lost(connection: Connection, table: Table, key: ForeignKeyConstraint) -> int:
    target = key.referred_table.alias()
    pairs = [(table.c[e.parent.name], target.c[e.column.name]) for e in key.elements]
    joined = table.outerjoin(target, and_(*(here == there for here, there in pairs)))
    query = select(func.count()).select_from(joined).where(pairs[0][1].is_(None))
    for here, _ in pairs:
        query = query.where(here.is_not(None))
    return int(connection.execute(query).scalar_one())


def _snapshots(connection: Connection) -> Iterator[Finding]:
    """Ask whether each ledger that plans were made from is still there: no reference says so."""
    here, fields = ledger_versions.c, personal_fields.c
    lost = (
        select(here.household, here.number)
        .select_from(ledger_versions.outerjoin(personal_fields, fields.owner == here.id))
        .where(fields.owner.is_(None))
        .limit(_MOST)
    )
    for row in connection.execute(lost):
        yield _finding("snapshot", f"{row.household} {row.number}")


def _plans(connection: Connection) -> Iterator[Finding]:
    here = plans.c
    query = select(here.household, here.number, here.content, here.digest)
    query = query.where(here.key_id.is_(None)).execution_options(yield_per=_AT_ONCE)
    with connection.execute(query) as rows:
        for row in rows:
            if digest(row.content) != row.digest:
                yield _finding("plan", f"{row.household}/{row.number}")


def _finding(kind: str, what: str, **more: str) -> Finding:
    said = _SAYS[kind]
    both = {"what": what, **more}
    return Finding(kind, said.filled(**both), _CURES[kind])
