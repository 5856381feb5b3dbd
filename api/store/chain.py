"""The audit's chain: each row's hash covers the row and the hash before it.

Whoever changes, removes, adds or swaps rows breaks it at the first of them. The head (one row
apart) tells when the end was cut off or something was added behind it. Whoever rewrites rows and
head together is found by an anchor: a number and hash noted outside the database at some time.
No row behind the last anchor is vouched for.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, insert, select, update

from api.store.canonical import canonical, digest
from api.store.engine import translated
from api.store.errors import BrokenAuditError, RefusedError, RuleError
from api.store.tables import audit, audit_head
from matcher.wording import Bilingual

GENESIS = "0" * 64
_HASHED = ("number", "at", "actor", "action", "target", "town", "details", "previous")
_AT_ONCE = 1000


class Breach(StrEnum):
    """How the chain is broken at a row."""

    ALTERED = "altered"
    MISSING = "missing"
    UNLINKED = "unlinked"
    CUT = "cut"
    BEYOND = "beyond"
    REWRITTEN = "rewritten"


_WORDS = {
    Breach.ALTERED: Bilingual("内容被改动", "its content was changed"),
    Breach.MISSING: Bilingual("缺失", "it is missing"),
    Breach.UNLINKED: Bilingual("两行不衔接", "the two do not follow from one another"),
    Breach.CUT: Bilingual("末尾与链头不符", "the end does not agree with the head"),
    Breach.BEYOND: Bilingual("在链头之后，不是程序写的", "it stands behind the head"),
    Breach.REWRITTEN: Bilingual(
        "与留存的锚点或链头不符", "it is not what an anchor or the head noted"
    ),
}
_ROW = Bilingual("审计第 {first} 行：{what}", "audit row {first}: {what}")
_ONE_OF_TWO = Bilingual(
    "审计第 {first} 行或第 {last} 行：{what}", "audit row {first} or {last}: {what}"
)
_ONE_OF_MANY = Bilingual(
    "审计第 {first} 至 {last} 行中：{what}", "one of the audit rows {first} to {last}: {what}"
)


@dataclass(frozen=True, slots=True)
class Anchor:
    """The number and hash of an audit row, noted outside the database."""

    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What a walk along the chain found: rows read, the end, and where it is broken if it is.

    The first bad row is one from `first_bad` to `last_bad`: often these are the same. Up to row
    `vouched` the rows are those that an anchor noted.
    """

    rows: int
    head: Anchor
    first_bad: int | None = None
    breach: Breach | None = None
    last_bad: int | None = None
    vouched: int = 0

    @property
    def message(self) -> Bilingual | None:
        """Return what is wrong, for a person; None where all is well."""
        if self.breach is None:
            return None
        assert self.first_bad is not None
        assert self.last_bad is not None
        apart = self.last_bad - self.first_bad
        text = (_ROW, _ONE_OF_TWO, _ONE_OF_MANY)[min(apart, 2)]
        what, places = _WORDS[self.breach], {"first": self.first_bad, "last": self.last_bad}
        return Bilingual(
            text.say("zh", what=what.zh, **places), text.say("en", what=what.en, **places)
        )


def row_hash(row: Mapping[str, Any]) -> str:
    """Return the hash that a row of the audit must carry."""
    return digest(canonical({name: row[name] for name in _HASHED}).encode())


def append(
    connection: Connection, at: str, actor: str, records: Iterable[Mapping[str, Any]]
) -> int:
    """Add rows at the end of the chain and return the number of the first.

    Other writers wait from here to the commit, so numbers stand in the order of commits. Has to
    be the last thing a transaction does, but for rows that take these numbers: nothing else may
    wait behind this lock.
    """
    kept = list(records)
    if not kept:
        return 0
    last = _head(connection, locked=True)
    if last is None:
        raise BrokenAuditError
    rows = []
    for record in kept:
        row = {
            **record,
            "number": last.number + 1,
            "at": at,
            "actor": actor,
            "details": canonical(record["details"]),
            "previous": last.hash,
        }
        last = Anchor(row["number"], row_hash(row))
        rows.append({**row, "hash": last.hash})
    try:
        with translated():
            connection.execute(insert(audit), rows)
            connection.execute(update(audit_head).values(number=last.number, hash=last.hash))
    except RuleError:  # the numbers are taken: somebody moved the head
        raise BrokenAuditError from None
    return int(rows[0]["number"])


def require_end(connection: Connection) -> None:
    """Raise where the head is not of the last row; quick whatever the number of rows."""
    query = select(audit.c.number, audit.c.hash).order_by(audit.c.number.desc()).limit(1)
    last = connection.execute(query).first()
    if _head(connection) != (Anchor(0, GENESIS) if last is None else Anchor(*last)):
        raise BrokenAuditError


def _head(connection: Connection, *, locked: bool = False) -> Anchor | None:
    query = select(audit_head.c.number, audit_head.c.hash)
    found = connection.execute(query.with_for_update() if locked else query).all()
    return Anchor(found[0].number, found[0].hash) if len(found) == 1 else None


def walk(
    rows: Iterable[Mapping[str, Any]], head: Anchor | None, anchors: Sequence[Anchor] = ()
) -> ChainReport:
    """Follow the chain from its beginning and stop at the first bad row.

    A row that was taken out is named by the number it had. Where two rows do not follow from one
    another either may be forged; where a row is not what was noted of it, so may any since the
    last anchor. Rows after the first bad one are not judged: nothing can be said of them.
    """
    noted = {anchor.number: anchor.hash for anchor in anchors}
    last, count, vouched = Anchor(0, GENESIS), 0, 0
    for row in rows:
        expected = last.number + 1
        breach = Breach.BEYOND if head == last else _breach(row, expected, last.hash)
        if breach is Breach.UNLINKED:
            # the row before may be the forged one, where nothing outside vouches for it
            first = max(expected - 1, vouched + 1)
            return ChainReport(count, last, first, breach, expected, vouched)
        if breach is not None:
            return ChainReport(count, last, expected, breach, expected, vouched)
        last, count = Anchor(expected, row["hash"]), count + 1
        if not _is_noted(last, head, noted):
            return ChainReport(count, last, vouched + 1, Breach.REWRITTEN, expected, vouched)
        vouched = expected if expected in noted else vouched
    beyond = [number for number in noted if number > last.number]
    if head != last or beyond:
        end = last.number + 1
        return ChainReport(count, last, end, Breach.CUT, end, vouched)
    return ChainReport(count, last, vouched=vouched)


def _is_noted(last: Anchor, head: Anchor | None, noted: Mapping[int, str]) -> bool:
    """Say whether a row is what anchor and head noted of it, where they noted any of it."""
    if noted.get(last.number, last.hash) != last.hash:
        return False
    return head is None or head.number != last.number or head.hash == last.hash


def _breach(row: Mapping[str, Any], expected: int, previous: str) -> Breach | None:
    if row["number"] != expected:
        return Breach.MISSING
    try:
        right = row_hash(row)
    except RefusedError:  # bytes or broken text where text belongs
        return Breach.ALTERED
    if row["hash"] != right:
        return Breach.ALTERED
    return None if row["previous"] == previous else Breach.UNLINKED


def verify(connection: Connection, anchors: Sequence[Anchor] = ()) -> ChainReport:
    """Walk the chain of a database, some rows in memory at a time."""
    return export(connection, lambda _row: None, anchors)


def export(
    connection: Connection,
    write: Callable[[Mapping[str, Any]], None],
    anchors: Sequence[Anchor] = (),
) -> ChainReport:
    """Give every row to `write`, also those behind the first bad one, and walk the chain."""
    head = _head(connection)
    query = select(audit).order_by(audit.c.number)
    with connection.execution_options(yield_per=_AT_ONCE).execute(query) as result:
        rows = (_written(dict(row), write) for row in result.mappings())
        report = walk(rows, head, anchors)
        for _ in rows:
            pass
    return report


def _written(
    row: Mapping[str, Any], write: Callable[[Mapping[str, Any]], None]
) -> Mapping[str, Any]:
    write(row)
    return row
