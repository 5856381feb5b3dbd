"""kill -9 of a real service while clients write over HTTP; of a PostgreSQL server likewise.

In the end every write that a client was acknowledged is there once, audit, kept answers and rows
agree, and all was back in time after each kill.
"""

import argparse
import os
import random
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select

from api.store.engine import engine_for, reading
from api.store.migrate import upgrade
from api.store.tables import audit, households, idempotency, needs
from api.store.upkeep import check
from bench.drill.clients import Client
from bench.drill.forking import PID
from bench.drill.places import TOWNS, let_in, new_ring, sqlite_place
from bench.drill.report import Line, end
from tests.service.process import Running, start
from tests.store.postgres import Server, binaries

_PATIENCE, _BACK_WITHIN, _FIRST_START = 60.0, 10.0, 300.0
FORKING = "bench.drill.forking"


@dataclass(frozen=True, slots=True)
class Plan:
    """How often is killed, under how many clients, and how many writes are to be acknowledged.

    Without `writes` a kill follows on the other by chance alone.
    """

    kills: int
    writes: int = 0
    clients: int = 4
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Back:
    """After how many seconds all is back: what was killed, and then the service."""

    killed: float
    service: float


def sqlite(plan: Plan) -> list[Line]:
    """Kill the service over the embedded database."""
    with sqlite_place() as (folder, url):
        return [_kill_service("kill -9 of the service, SQLite", url, folder, plan)]


def postgresql(kills: Plan, crashes: Plan) -> list[Line]:
    """Kill the service over PostgreSQL, then the server under a service that goes on."""
    programs = binaries()
    if programs is None:
        return [Line("kill -9, PostgreSQL", "nothing", "NO POSTGRESQL on this machine", 0, False)]
    server = Server(programs, durable=True)
    try:
        with TemporaryDirectory(prefix="xingfu-drill-") as name:
            lines = []
            for number, title in enumerate(("the service", "the PostgreSQL server")):
                url = server.url(server.database())
                upgrade(url)
                folder = Path(name) / str(number)
                folder.mkdir()
                title = f"kill -9 of {title}, PostgreSQL"
                if number == 0 and kills.kills:
                    lines.append(_kill_service(title, url, folder, kills))
                elif number == 1 and crashes.kills:
                    lines.append(_crash(title, server, url, folder, crashes))
            return lines
    finally:
        server.stop()


def _kill_service(title: str, url: str, folder: Path, plan: Plan) -> Line:
    file = folder / PID
    service = start(folder, FORKING, **_settings(url))

    def kill() -> Back:
        dead = int(file.read_text("ascii"))
        os.kill(dead, signal.SIGKILL)
        began = time.monotonic()
        while int(file.read_text("ascii")) == dead and time.monotonic() - began < _PATIENCE:
            time.sleep(0.01)
        service.wait_until_it_answers("/readyz")
        return Back(0.0, time.monotonic() - began)

    return _drill(title, url, service, kill, plan)


def _crash(title: str, server: Server, url: str, folder: Path, plan: Plan) -> Line:
    service = start(folder, FORKING, **_settings(url))

    def crash() -> Back:
        server.crash()
        began = time.monotonic()
        server.start()
        between = time.monotonic()
        service.wait_until_it_answers("/readyz")
        return Back(between - began, time.monotonic() - between)

    return _drill(title, url, service, crash, plan)


def _settings(url: str) -> dict[str, str]:
    return {"database": url, "keys": new_ring()[0], "rate": "100000", "burst": "100000"}


def _drill(title: str, url: str, service: Running, kill: Callable[[], Back], plan: Plan) -> Line:
    began, stop, lots = time.monotonic(), threading.Event(), random.Random(plan.seed)
    try:
        service.wait_until_it_answers("/readyz", _FIRST_START)
        crew = [Client(service.port, let_in(url, TOWNS[0]), stop) for _ in range(plan.clients)]
        for client in crew:
            client.start()
        backs = [_once_more(crew, plan, number, lots, kill) for number in range(plan.kills)]
        _await_writes(crew, plan.writes)
        time.sleep(0.5)
        stop.set()
        for client in crew:
            client.join(timeout=60)
    finally:
        stop.set()
        service.kill()
    wrong = [*_wrong(url, crew), *_late(backs)]
    done = f"{plan.kills:,} kills, {plan.clients} clients"
    return Line(title, done, _told(crew, backs, wrong), time.monotonic() - began, not wrong)


def _once_more(
    crew: list[Client], plan: Plan, number: int, lots: random.Random, kill: Callable[[], Back]
) -> Back:
    """Kill, once the share of the writes is acknowledged that comes before, and a moment more."""
    _await_writes(crew, plan.writes * number // plan.kills)
    time.sleep(lots.uniform(0.05, 0.8))
    return kill()


def _await_writes(crew: list[Client], wanted: int) -> None:
    """Wait until so many writes are acknowledged, for as long as anything goes forward."""
    last, since = -1, time.monotonic()
    while (now := sum(client.acknowledged for client in crew)) < wanted:
        if now > last:
            last, since = now, time.monotonic()
        elif time.monotonic() - since > _PATIENCE:
            return
        time.sleep(0.02)


def _told(crew: list[Client], backs: list[Back], wrong: list[str]) -> str:
    acknowledged = sum(client.acknowledged for client in crew)
    found = f"{acknowledged:,} acknowledged in {sum(client.tries for client in crew):,} tries"
    if wrong:
        return f"{found} BUT {wrong}"
    within = f"back within {max(back.killed + back.service for back in backs):.1f} s"
    if any(back.killed for back in backs):
        own = f"{max(back.service for back in backs):.1f} s after the server"
        within += f", the service {own}"
    return f"{found}, 0 lost, 0 doubled; {within}"


def _late(backs: list[Back]) -> list[str]:
    longest = max(back.killed + back.service for back in backs)
    return [f"back only after {longest:.1f} s"] if longest > _BACK_WITHIN else []


def _wrong(url: str, crew: list[Client]) -> list[str]:
    """Return what does not agree: journals, rows, audit, kept answers, the check of all."""
    with reading(engine_for(url, migrating=True)) as connection:
        rows = Counter(connection.execute(select(needs.c.id)).scalars())
        homes = Counter(connection.execute(select(households.c.id)).scalars())
        kept = connection.execute(select(idempotency.c.key)).all()
        lines = connection.execute(select(audit.c.action, audit.c.target)).all()
    said = Counter(need for client in crew for need in client.needs)
    said_homes = Counter(home for client in crew for home in client.households)
    noted = Counter(line.target for line in lines if line.action == "need.add")
    agree = {
        "somebody was refused": not any(
            name for client in crew for name in client.refused if not name.startswith("5")
        ),
        "a client hangs": not any(client.is_alive() for client in crew),
        "needs: journal and rows": said == rows,
        "households: journal and rows": said_homes == homes,
        "needs: audit and rows": noted == rows,
        "kept answers": len(kept) == len(rows) + len(homes),
        "check": not check(url),
    }
    return [name for name, holds in agree.items() if not holds]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the drill by itself."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, number in (("kills", 200), ("postgresql-kills", 100), ("crashes", 20)):
        parser.add_argument(f"--{name}", type=int, default=number)
    for name, number in (("writes", 0), ("clients", 4), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=number)
    told = parser.parse_args(argv)

    def plan(kills: int) -> Plan:
        return Plan(kills, told.writes, told.clients, told.seed)

    lines = sqlite(plan(told.kills)) if told.kills else []
    if told.postgresql_kills or told.crashes:
        lines += postgresql(plan(told.postgresql_kills), plan(told.crashes))
    return end(lines)


if __name__ == "__main__":
    sys.exit(main())
