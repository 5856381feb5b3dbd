"""What drills work on: databases filled with invented families, and keys to come in by."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import insert, select

from api.access.callers import Role
from api.bootstrap import new_keys
from api.personal.blind import blind_index
from api.personal.cipher import Place, seal
from api.personal.keys import KeyRing, parse_keys
from api.store import chain
from api.store.canonical import digest, instant
from api.store.engine import engine_for, reading, writing
from api.store.migrate import upgrade
from api.store.store import Store, Unit, random_id
from api.store.tables import audit, metadata
from api.store.values import Body, Made, NewFact, Owner, PersonalField, Sealed, Towns
from matcher.needs import Urgency
from tests.service.machines import let_machine_in

TOWNS = ("Z02", "Z03", "Z04")
EVERYWHERE = Towns.everywhere()
_AT_ONCE = 200
_COPIED_AT_ONCE, _ID_LENGTH = 500, 26


@contextmanager
def sqlite_place() -> Iterator[tuple[Path, str]]:
    """Give a folder and the address of an embedded database in it, at the newest schema."""
    with TemporaryDirectory(prefix="xingfu-drill-") as name:
        url = f"sqlite:///{name}/xingfu.db"
        upgrade(url)
        yield Path(name), url


def new_ring(*more: str) -> tuple[str, KeyRing]:
    """Return a new ring as text and as it is read; `more` are keys of older rings."""
    text = ",".join((new_keys(), *more))
    ring = parse_keys(text)
    assert isinstance(ring, KeyRing)
    return text, ring


def let_in(url: str, town: str = TOWNS[0]) -> str:
    """Make a machine's key for a worker of a town; return what it has to send."""
    with Store.open(url) as store:
        return let_machine_in(store, datetime.now(UTC), Role.WORKER, (town,))


def fill(url: str, households: int, ring: KeyRing) -> None:
    """Add invented households, some hundred in a unit."""
    with Store.open(url) as store:
        for first in range(0, households, _AT_ONCE):
            with store.unit("drill", datetime.now(UTC), EVERYWHERE) as unit:
                for number in range(first, min(first + _AT_ONCE, households)):
                    _family(unit, number, ring)


def multiply(url: str, households: int, ring: KeyRing) -> None:
    """Add one household, then as many copies of all its rows as are asked for, quickly.

    Ids are new and the audit's chain is whole; what is sealed is copied as it is, so it is for
    drills that open nothing.
    """
    fill(url, 1, ring)
    engine = engine_for(url, migrating=True)
    with reading(engine) as connection:
        family = {
            each: [dict(row) for row in connection.execute(select(each)).mappings()]
            for each in metadata.sorted_tables
            if each.name not in ("audit_head", "keys")
        }
    ids = {
        value
        for rows in family.values()
        for row in rows
        for value in row.values()
        if isinstance(value, str) and len(value) == _ID_LENGTH
    }
    for first in range(1, households, _COPIED_AT_ONCE):
        count = min(_COPIED_AT_ONCE, households - first)
        names = [{old: random_id() for old in ids} for _ in range(count)]
        with writing(engine) as connection:
            for each, rows in family.items():
                copies = [_copy(row, new) for new in names for row in rows]
                if each is audit:
                    chain.append(connection, instant(datetime.now(UTC)), "drill", copies)
                elif copies:
                    connection.execute(insert(each), copies)
    engine.dispose()


def _copy(row: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    told = {
        name: names.get(value, value) if isinstance(value, str) else value
        for name, value in row.items()
        if name != "number" or "hash" not in row
    }
    if "details" in told and "previous" in told:
        told["details"] = json.loads(told["details"])
    elif "number" in told and "id" in told and "digest" not in told:
        del told["number"]  # counted by the database
    return told


def _family(unit: Unit, number: int, ring: KeyRing) -> None:
    home = unit.households.add(TOWNS[number % len(TOWNS)]).id
    member = unit.members.add(home, "head", 0, ["xm"]).id
    for name, value in (("name", f"小明{number}"), ("phone", f"139{number:08}")):
        field = _sealed(ring, value, member, name)
        unit.personal.put(PersonalField(Owner.MEMBER, member, home, name, field))
    today = datetime.now(UTC).date()
    unit.facts.record(home, NewFact("household_size", 1 + number % 5, "statement", today))
    unit.facts.record(home, NewFact("sex", "f", "statement", today, member))
    need = unit.new_id()
    unit.needs.add(
        home, need, _sealed(ring, f"屋顶漏水{number}", need, "text"), Urgency.HIGH, member
    )
    ledger, content = unit.new_id(), f'{{"household_id":"{home}","items":[]}}'.encode()
    snapshot = _sealed(ring, f'{{"id":"{home}"}}', ledger, "snapshot")
    unit.ledgers.add(home, ledger, digest(content), snapshot)
    unit.plans.add(home, Made(1, "c", "f", "r"), Body(content, digest(content)))
    unit.outbox.put("plan.made", b"{}", home)


def _sealed(ring: KeyRing, text: str, row: str, field: str) -> Sealed:
    envelope = seal(text, Place(row, field), ring)
    return Sealed(envelope, ring.active.id, blind_index(field, text, ring))


def digests(url: str) -> dict[str, tuple[int, str]]:
    """Return of each table how many rows it has, and one hash over all of them, in order."""
    found = {}
    with reading(engine_for(url, migrating=True)) as connection:
        for each in metadata.sorted_tables:
            query = select(each).order_by(*each.primary_key.columns)
            total, rows = "", 0
            for part in connection.execution_options(yield_per=1000).execute(query).partitions():
                rows += len(part)
                total = digest((total + repr([tuple(row) for row in part])).encode())
            found[each.name] = (rows, total)
    return found
