"""Random edits of the audit by somebody with all rights: each is found, at the first bad row."""

import argparse
import random
import sys
from collections.abc import Sequence
from contextlib import suppress

from sqlalchemy import Connection, text

from api.store import chain
from api.store.engine import engine_for, writing
from bench.drill.places import fill, new_ring, sqlite_place
from bench.drill.report import Line, end, timed

_GUARDS = ("audit_keep", "audit_whole", "audit_head_whole", "audit_head_forward", "audit_anew")
_KINDS = ("change", "change", "delete", "swap", "insert", "cut", "forge", "append", "rewind")
_FIELDS = ("at", "actor", "action", "target", "town", "details", "previous", "hash")


class _UndoneError(Exception):
    """What was done in a transaction is to be forgotten."""


def drill(edits: int, seed: int = 1) -> list[Line]:
    """Change, delete, swap and insert rows, one edit at a time, each undone before the next."""
    lots = random.Random(seed)
    with sqlite_place() as (_, url):
        fill(url, 40, new_ring()[1])
        engine = engine_for(url, migrating=True)

        def attack() -> tuple[str, bool]:
            missed = [edit for edit in range(edits) if not _is_found(engine, lots)]
            return f"{edits - len(missed):,} found at their row", not missed

        line = timed("audit", f"{edits:,} random edits, deletions, swaps, insertions", attack)
        engine.dispose()
    return [line]


def _is_found(engine, lots: random.Random) -> bool:  # type: ignore[no-untyped-def]
    report = None
    with suppress(_UndoneError), writing(engine) as connection:
        for name in _GUARDS:
            connection.execute(text(f"DROP TRIGGER {name}"))
        first = _meddle(connection, lots)
        report = chain.verify(connection)
        raise _UndoneError
    if report is None or report.first_bad is None or report.last_bad is None:
        return False
    return report.first_bad <= first <= report.last_bad


def _meddle(connection: Connection, lots: random.Random) -> int:
    """Do one thing to the audit; return the first row that is then wrong."""
    last = int(connection.execute(text("SELECT max(number) FROM audit")).scalar_one())
    number = lots.randint(1, last)
    kind = lots.choice(_KINDS)
    if kind == "change":
        _set(connection, number, lots.choice(_FIELDS), f"{lots.getrandbits(64):x}")
        return number
    if kind == "delete":
        connection.execute(text("DELETE FROM audit WHERE number = :n"), {"n": number})
        return number
    if kind == "cut":
        connection.execute(text("DELETE FROM audit WHERE number >= :n"), {"n": number})
        return number
    if kind in ("forge", "append"):
        return _forge(connection, number if kind == "forge" else last, kind == "append")
    if kind == "rewind":
        back = min(number, last - 1)
        row = "SELECT number, hash FROM audit WHERE number = :n"
        connection.execute(text(f"UPDATE audit_head SET (number, hash) = ({row})"), {"n": back})
        return back + 1
    if kind == "insert":
        copied = ", ".join(_FIELDS)
        insert = f"INSERT INTO audit (number, {copied}) SELECT :m, {copied} FROM audit"
        connection.execute(text(f"{insert} WHERE number = :n"), {"n": number, "m": last + 1})
        return last + 1
    other = lots.choice([n for n in range(1, last + 1) if n != number])
    for old, new in ((number, 0), (other, number), (0, other)):
        connection.execute(
            text("UPDATE audit SET number = :new WHERE number = :old"), {"old": old, "new": new}
        )
    return min(number, other)


def _forge(connection: Connection, number: int, is_new: bool) -> int:
    """Write a row, or add one at the end, that carries the hash it ought to have."""
    query = text("SELECT * FROM audit WHERE number = :n")
    row = dict(connection.execute(query, {"n": number}).mappings().one())
    row["actor"] = "forger"
    if is_new:
        row |= {"number": number + 1, "previous": row["hash"]}
    row["hash"] = chain.row_hash(row)
    names = ", ".join(row)
    values = ", ".join(f":{name}" for name in row)
    connection.execute(text("DELETE FROM audit WHERE number = :n"), {"n": row["number"]})
    connection.execute(text(f"INSERT INTO audit ({names}) VALUES ({values})"), row)
    return int(row["number"])


def _set(connection: Connection, number: int, field: str, value: str) -> None:
    statement = text(f"UPDATE audit SET {field} = :value WHERE number = :number")
    connection.execute(statement, {"value": value, "number": number})


def main(argv: Sequence[str] | None = None) -> int:
    """Run the drill by itself."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edits", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args(argv)
    return end(drill(told.edits, told.seed))


if __name__ == "__main__":
    sys.exit(main())
