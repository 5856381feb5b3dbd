"""The push client killed again and again: every list is seen, each once, in the family's order.

Lists are confirmed and withdrawn all the while; the client of `examples/` runs as a process of
its own and is ended by SIGKILL wherever it happens to be.
"""

import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from api.access.callers import Role
from api.personal.cipher import Place, seal
from api.store.canonical import digest
from api.store.feed import Why
from api.store.store import Unit
from api.store.values import Body, Made, Sealed, Towns
from bench.drill.report import Line, end, timed
from bench.safety.running import ROOT, City, running

TOWN = "Z02"
SEED = 5
_FAMILIES = 40
_EACH_WITHDRAWN = 9
_ACTOR = "drill"
_CLIENT = ROOT / "examples" / "push_client.py"
_PATIENCE = 120.0
_TEXT = {"zh": "租房补贴", "en": "rent subsidy"}


def drill(changes: int, kills: int) -> list[Line]:
    """Tell `changes` changes while the client is killed `kills` times; return what was found."""
    done = f"{changes:,} changes, client killed {kills} times (seed {SEED})"
    return [timed("push client", done, lambda: _found(changes, kills))]


@dataclass(eq=False)
class _Told:
    """What was told, by family, in order: kind and list."""

    rows: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))


def _found(changes: int, kills: int) -> tuple[str, bool]:
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as city:
        told, file = _Told(), Path(folder) / "platform.db"
        homes = _homes(city)
        teller = threading.Thread(target=_tell, args=(city, homes, changes, told))
        teller.start()
        _kill(city, file, kills)
        teller.join()
        _client(city, file, "--once").wait(_PATIENCE)
        return _compared(file, told)


def _homes(city: City) -> list[str]:
    with city.store.unit(_ACTOR, _now(), Towns.everywhere()) as unit:
        homes = [unit.households.add(TOWN).id for _ in range(_FAMILIES)]
        for home in homes:
            own = unit.new_id()
            snapshot = seal("{}", Place(own, "snapshot"), city.ring)
            unit.ledgers.add(home, own, digest(b"{}"), Sealed(snapshot, city.ring.active.id))
            made = Made(1, "c", "f", "r")
            unit.plans.add(home, made, Body(b"{}", digest(b"{}")))
    return homes


def _tell(city: City, homes: Sequence[str], changes: int, told: _Told) -> None:
    draw = random.Random(SEED)
    standing: dict[str, str] = {}
    for number in range(changes):
        home = draw.choice(homes)
        with city.store.unit(_ACTOR, _now(), Towns.everywhere()) as unit:
            if home in standing and number % _EACH_WITHDRAWN == 0:
                unit.feed.withdraw(home, Why.CONSENT)
                row = ("withdrawn", standing.pop(home))
            else:
                standing[home] = _list(city, unit, home)
                row = ("list", standing[home])
        told.rows[home].append(row)


def _list(city: City, unit: Unit, home: str) -> str:
    confirmation, own = unit.new_id(), unit.new_id()
    sealed = seal("{}", Place(confirmation, "content"), city.ring)
    unit.confirmations.add(home, confirmation, 1, sealed)
    head = {"id": own, "household": home, "version": unit.lists.next_version(home)}
    content = json.dumps({**head, "made_on": "2026-05-01", "title": _TEXT, "entries": []})
    body = seal(content, Place(own, "content"), city.ring)
    kept = unit.lists.add(home, own, confirmation, digest(content.encode()), body)
    unit.feed.publish(home, own, kept.version)
    return own


def _kill(city: City, file: Path, kills: int) -> None:
    draw = random.Random(SEED)
    for _ in range(kills):
        client = _client(city, file)
        time.sleep(draw.uniform(0.2, 1.2))
        client.kill()
        client.wait()


def _client(city: City, file: Path, *more: str) -> subprocess.Popen[bytes]:
    key = city.key(Role.PUSH, TOWN)["Authorization"].removeprefix("Bearer ")
    command = [sys.executable, str(_CLIENT), "--url", city.url, "--db", str(file)]
    return subprocess.Popen(
        [*command, "--every", "0.05", *more], env={**os.environ, "XINGFU_PUSH_KEY": key}
    )


def _compared(file: Path, told: _Told) -> tuple[str, bool]:
    """Hold what the client kept against what was told."""
    db = sqlite3.connect(file)
    query = "SELECT household, kind, list FROM changes ORDER BY number"
    seen: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for household, kind, own in db.execute(query):
        seen[household].append((kind, own))
    shown = dict(db.execute("SELECT household, list FROM families WHERE content IS NOT NULL"))
    waiting = db.execute("SELECT count(*) FROM receipts WHERE state = 'waiting'").fetchone()[0]
    db.close()
    lost = sum(row not in seen[home] for home, rows in told.rows.items() for row in rows)
    doubled = sum(len(rows) - len(set(rows)) for rows in seen.values())
    orders = sum(seen[home] != rows for home, rows in told.rows.items())
    last = {home: rows[-1] for home, rows in told.rows.items()}
    wrong = sum(
        shown.get(home) != (own if kind == "list" else None) for home, (kind, own) in last.items()
    )
    faults = (lost, doubled, orders, wrong, waiting)
    words = ("lost", "doubled", "families out of order", "shown wrongly", "receipts unsent")
    found = ", ".join(f"{n} {word}" for n, word in zip(faults, words, strict=True))
    return found, not any(faults)


def _now() -> datetime:
    return datetime.now(UTC)


if __name__ == "__main__":
    sys.exit(end(drill(2_000, 10)))
