"""What the service costs: a stored plan beside FastAPI, a matched one, and a crowd in the store.

`python -m bench.service` prints these figures alone.
"""

import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from rich.console import Console

from api.access.callers import Caller, Role, Scope
from api.bootstrap import make_gate, make_matcher, new_keys
from api.clock import now, today
from api.personal.keys import KeyRing, parse_keys
from api.settings import Settings
from api.store.migrate import upgrade
from api.store.store import Store
from api.store.values import Search, Towns
from api.usecases.desk import Office
from api.usecases.ledgers import keep, read
from api.usecases.makings import Making, making_of
from api.usecases.planning import Asked, draft_plan, keep_plan
from bench.crowd import add_crowd
from bench.ledger import invented_ledger
from bench.load import Load, load, request
from bench.report import Figure, show
from bench.setting import ROOT
from matcher.pipeline.matcher import Matcher
from tests.service.machines import let_machine_in
from tests.service.process import free_port

HOUSEHOLDS, CROWD = 20, 100_000
_ROUNDS, _NUM, _CONNECTIONS = 3, 600, 8
_SEARCHES = 300
_PATIENCE = 120.0
_TICKS = os.sysconf("SC_CLK_TCK")
_TOWN = "Z02"
EVERYWHERE = Towns.everywhere()


@dataclass(frozen=True, slots=True)
class Child:
    """A process that serves on a port."""

    process: subprocess.Popen[bytes]
    port: int

    def cpu(self) -> float:
        """Return the CPU seconds it has taken so far."""
        told = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(") ", 1)[1].split()
        return (int(told[11]) + int(told[12])) / _TICKS


@dataclass(frozen=True, slots=True)
class Stock:
    """A database with households that have plans, and a key of a worker who may see them."""

    url: str
    office: Office
    making: Making
    ids: Sequence[str]
    key: str
    plan: bytes


Requests = tuple[Child, list[bytes]]
"""A process that serves, and what it is asked."""


def figures(crowd: int = CROWD) -> tuple[dict[str, list[Figure]], list[str]]:
    """Return the figures by database, and what has to be known to read them."""
    matcher = make_matcher(Settings(), today())
    sections = {}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        stack.enter_context(_environment(XINGFU_KEYS=new_keys()))
        for name, url in _databases(folder, stack):
            stock = _stocked(url, matcher)
            sections[f"the service on {name}, one worker"] = _of(stock, folder, crowd)
    return sections, _notes(matcher, crowd)


@contextmanager
def stocked(url: str) -> Iterator[Stock]:
    """Yield a new database with the households that have plans, and keys in the environment."""
    with _environment(XINGFU_KEYS=new_keys()):
        yield _stocked(url, make_matcher(Settings(), today()))


def _of(stock: Stock, folder: Path, crowd: int) -> list[Figure]:
    file = folder / "plan.json"
    file.write_bytes(stock.plan)
    found: list[Figure] = []
    with serving("ours", stock.url) as ours:
        with serving("peer", str(file)) as peer:
            plan = (peer, [request("GET", "/plan", {})])
            found += beside("stored plan", (ours, _stored(stock)), plan)
        with serving("peer-row", str(file)) as peer:
            found += _like_for_like(stock, ours, peer)
        found += _matched(stock, ours)
        few, looked = _tail(stock, ours), _searched(stock)
        add_crowd(stock.url, crowd)
        many, looked_again = _tail(stock, ours), _searched(stock)
    grown = f"with {crowd:,} households in the store"
    return [
        *found,
        Figure(f"stored plan, p99 {grown} / without", many / few, "×", 1.5),
        Figure(f"search, p99 {grown} / without", looked_again / looked, "×", 1.5),
        Figure(f"search, p99 {grown}", 1_000 * looked_again, "ms"),
    ]


def beside(what: str, ours: Requests, peer: Requests) -> list[Figure]:
    """Return how many times the peer's requests a second we serve; both are asked in turn."""
    pairs = [(_measured(*ours), _measured(*peer)) for _ in range(_ROUNDS)]
    rate, cpu = (
        tuple(median(getattr(pair[side], name) for pair in pairs) for side in (0, 1))
        for name in ("rate", "cpu")
    )
    return [
        Figure(f"{what} / FastAPI with a response model, rate", rate[0] / rate[1], "×", 4, True),
        Figure("the same by CPU a request of the server", cpu[1] / cpu[0], "×"),
        Figure(f"{what} served", rate[0], "/s"),
        Figure("FastAPI with a response model", rate[1], "/s"),
        Figure(f"{what}, CPU a request", 1_000 * cpu[0], "ms"),
        Figure("FastAPI with a response model, CPU a request", 1_000 * cpu[1], "ms"),
    ]


def _like_for_like(stock: Stock, ours: Child, peer: Child) -> list[Figure]:
    """Return the same beside the peer behind a key that is checked and a row that is read."""
    theirs = [request("GET", "/plan", {"Authorization": "Bearer peer"})]
    pairs = [(_measured(ours, _stored(stock)), _measured(peer, theirs)) for _ in range(_ROUNDS)]
    rate = median(own.rate / other.rate for own, other in pairs)
    cpu = median(other.cpu / own.cpu for own, other in pairs)
    return [
        Figure("stored plan / FastAPI behind a key and a row, rate", rate, "×"),
        Figure("the same by CPU a request", cpu, "×"),
    ]


@dataclass(frozen=True, slots=True)
class _Measured:
    rate: float
    cpu: float


def _measured(child: Child, requests: list[bytes]) -> _Measured:
    load(child.port, requests, _CONNECTIONS, _NUM // 6)
    before = child.cpu()
    found = load(child.port, requests, _CONNECTIONS, _NUM)
    return _Measured(found.rate, (child.cpu() - before) / _NUM)


def _matched(stock: Stock, ours: Child) -> list[Figure]:
    """Return how long matching a kept household and keeping its plan takes, vectors cached."""
    headers = {**authorised(stock), "Content-Type": "application/json"}
    asked = [request("POST", _plans(id), headers, b"{}") for id in stock.ids]
    load(ours.port, asked, _CONNECTIONS, len(asked), 201)
    before = ours.cpu()
    found = load(ours.port, asked, _CONNECTIONS, 5 * len(asked), 201)
    cpu = (ours.cpu() - before) / len(found.seconds)
    alone = load(ours.port, asked, 1, len(asked), 201)
    return [
        Figure("matched and stored, 8 connections, p99", _ms(found, 0.99), "ms", 50),
        Figure("matched and stored, 8 connections, median", _ms(found, 0.5), "ms"),
        Figure("matched and stored, 1 connection, p90", _ms(alone, 0.9), "ms"),
        Figure("matched and stored, CPU a request", 1_000 * cpu, "ms"),
    ]


def _ms(found: Load, share: float) -> float:
    return 1_000 * found.worst(share)


def _tail(stock: Stock, ours: Child) -> float:
    """Return the p99 of stored plans: the middle one of some runs."""
    runs = (load(ours.port, _stored(stock), _CONNECTIONS, _NUM) for _ in range(_ROUNDS))
    return median(run.worst(0.99) for run in runs)


def _searched(stock: Stock) -> float:
    """Return the p99 of a search by two initials and by a sealed value, in this process."""
    searches = [
        *(Search(initials=pair) for pair in ("lx", "zh", "wm")),
        Search(blind=("name", secrets.token_bytes(32))),
    ]
    spent = []
    for number in range(_SEARCHES):
        begun = time.perf_counter()
        with stock.office.store.view("bench", now(), Towns.of(_TOWN)) as unit:
            unit.households.search(searches[number % len(searches)], 20)
        spent.append(time.perf_counter() - begun)
    return Load(tuple(spent), 1.0).worst(0.99)


def _stored(stock: Stock) -> list[bytes]:
    return [request("GET", f"{_plans(id)}/1", authorised(stock)) for id in stock.ids]


def authorised(stock: Stock) -> dict[str, str]:
    """Return the headers of the stock's key."""
    return {"Authorization": f"Bearer {stock.key}"}


def _plans(id: str) -> str:
    return f"/api/v1/households/{id}/plans"


def _stocked(url: str, matcher: Matcher) -> Stock:
    upgrade(url)
    settings = Settings(database=url)
    store = Store.open(url)
    ring = parse_keys(os.environ["XINGFU_KEYS"])
    assert isinstance(ring, KeyRing)
    office = make_gate(settings, store, ring, matcher).office
    making = making_of(settings, matcher)
    desk = office.desk(Caller("bench", Role.TOWN, None))
    ids, plan = [], b""
    for data in map(json.loads, invented_ledger(HOUSEHOLDS)):
        with desk.unit() as unit:
            data["facts"]["residence_town"] = "东区街道"
            id = keep(desk, unit, read(data, desk)).id
        draft = draft_plan(desk, making, id, Asked())
        with desk.unit() as unit:
            plan = keep_plan(desk, unit, draft).content
        ids.append(id)
    scopes = (Scope.PLANS_READ, Scope.PLANS_WRITE)
    key = let_machine_in(store, now(), Role.WORKER, (_TOWN,), scopes)
    return Stock(url, office, making, ids, key, plan)


@contextmanager
def serving(kind: str, told: str) -> Iterator[Child]:
    """Serve ours over a database, or a peer over a file, in a child process."""
    port = free_port()
    command = [sys.executable, "-m", "bench.served", kind, told, str(port)]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        _wait(process, port)
        yield Child(process, port)
    finally:
        process.terminate()
        process.wait()


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the service does not start")


def _databases(folder: Path, stack: ExitStack) -> Iterator[tuple[str, str]]:
    """Yield the embedded database, and PostgreSQL where this machine has its programs."""
    from tests.store.postgres import Server, binaries

    yield "SQLite", f"sqlite:///{folder / 'xingfu.db'}"
    programs = binaries()
    if programs is not None:
        server = Server(programs, durable=True)
        stack.callback(server.stop)
        yield "PostgreSQL", server.url(server.database())


@contextmanager
def _environment(**values: str) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(values)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _notes(matcher: Matcher, crowd: int) -> list[str]:
    return [
        "The service: real uvicorn in a child process, loopback, 8 connections that each wait for "
        "their answer; each request with a key that is looked up anew. The peer has its plan in "
        f"memory and asks nobody who they are. Search: {matcher.library.mode}, 20 households; in "
        "this process.",
        f"Of the {crowd:,} households each has two members and a plan of 1,500 bytes.",
    ]


def main() -> None:
    """Print the figures of the service alone; a number on the command line sets the crowd."""
    found, notes = figures(int(sys.argv[1]) if len(sys.argv) > 1 else CROWD)
    show(Console(), "幸福清单: what serving costs", found, notes)


if __name__ == "__main__":
    main()
