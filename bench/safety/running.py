"""A real service of a small invented city: its own process, its own database, people let in.

Everything that the service can leave behind lies under one folder: database, backups, cache,
temporary files, what it printed. Keys, people and families are invented.
"""

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx2

from api.access.callers import OF_AN_ORGANISATION, Role, Scope
from api.access.operations import OPERATIONS
from api.access.rules import Action
from api.bootstrap import new_keys
from api.personal.keys import KeyRing, parse_keys
from api.signing import token
from api.store.migrate import upgrade
from api.store.people import Account, Session, Stage
from api.store.store import Store
from api.store.values import Towns
from api.usecases.entering import hashed
from tests.service.machines import let_machine_in
from tests.service.process import free_port
from tests.service.supply import OTHER

ROOT = Path(__file__).resolve().parents[2]
_STARTS_WITHIN, _ENDS_WITHIN = 90.0, 30.0
_MAKER = "drill"
Headers = Mapping[str, str]


@dataclass
class City:
    """A running service: where it answers, its folder, its process, and the way past its door."""

    url: str
    folder: Path
    process: subprocess.Popen[bytes]
    store: Store
    ring: KeyRing
    client: httpx2.Client
    _let_in: dict[tuple[object, ...], Headers] = field(default_factory=dict)

    @property
    def log(self) -> Path:
        """Return the file of all that the service has printed."""
        return self.folder / "printed.log"

    @cached_property
    def served(self) -> frozenset[tuple[str, str]]:
        """Return the operations that are served: there somebody is asked who they are."""
        found = set()
        for (method, path), action in OPERATIONS.items():
            answer = self.client.request(method, path) if action is not Action.ENTER else None
            if answer is None or answer.status_code != httpx2.codes.NOT_FOUND:
                found.add((method, path))
        return frozenset(found)

    def key(self, role: Role, *towns: str, scopes: Sequence[Scope] = tuple(Scope)) -> Headers:
        """Return the headers of a machine of this role and these towns; made when first asked."""
        name = ("key", role, towns, tuple(scopes))
        if name not in self._let_in:
            self._let_in[name] = _key(self.store, role, towns, scopes)
        return self._let_in[name]

    def session(self, role: Role, *towns: str) -> Headers:
        """Return the headers of a person who has signed in; made when first asked."""
        name = ("session", role, towns)
        if name not in self._let_in:
            self._let_in[name] = new_session(self.store, self.ring, role, towns)
        return self._let_in[name]

    def is_alive(self) -> bool:
        """Say whether the process that was started still runs and answers."""
        if self.process.poll() is not None:
            return False
        return self.client.get("/healthz").status_code == httpx2.codes.OK

    def request(self, who: Headers, method: str, path: str, **more: Any) -> httpx2.Response:
        """Send one request as somebody."""
        headers = {**who, **more.pop("headers", {})}
        return self.client.request(method, path, headers=headers, **more)


@contextmanager
def running(folder: Path, program: str = "api.cli.main", **environment: str) -> Iterator[City]:
    """Run the service over a new database in `folder` until the block is left."""
    for name in ("tmp", "cache", "home"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    told, port = new_keys(), free_port()
    database = f"sqlite:///{folder / 'xingfu.db'}"
    upgrade(database)
    ring = parse_keys(told)
    assert isinstance(ring, KeyRing)
    settings = {
        "XINGFU_DATABASE": database,
        "XINGFU_KEYS": told,
        "XINGFU_PORT": str(port),
        "XINGFU_ENCODER": "lexical",
        "XINGFU_CACHE": str(folder / "cache"),
        "XINGFU_RATE": "1e9",
        "XINGFU_BURST": "1000000000",
        "XINGFU_DATA_HOME": str(folder / "home"),
        "TMPDIR": str(folder / "tmp"),
        **environment,
    }
    url = f"http://127.0.0.1:{port}"
    with (
        Store.open(database) as store,
        (folder / "printed.log").open("ab") as printed,
        httpx2.Client(base_url=url, timeout=120, trust_env=False) as client,
    ):
        process = _start(program, settings, printed)
        try:
            _await(process, client, folder / "printed.log")
            yield City(url, folder, process, store, ring, client)
        finally:
            _end(process)


def new_session(
    store: Store,
    ring: KeyRing,
    role: Role,
    towns: Sequence[str],
    organisation: str = OTHER,
) -> Headers:
    """Let a new person in past the door; return what their browser would send.

    `organisation` is that of a charity; whoever tells none is of another than the story's.
    """
    secret, at = secrets.token_urlsafe(32), datetime.now(UTC)
    with store.unit(_MAKER, at, Towns.everywhere()) as unit:
        name = f"drill-{secrets.token_hex(4)}"
        own = organisation if role in OF_AN_ORGANISATION else None
        account = Account(unit.new_id(), name, role.value, tuple(towns), _MAKER, at, own)
        unit.accounts.add(account)
        ends = at + timedelta(hours=12)
        unit.sessions.add(Session(hashed(secret), account.id, Stage.WHOLE, at, at, ends))
    return {
        "Cookie": f"xingfu_session={secret}",
        "X-CSRF-Token": token(ring, "csrf", hashed(secret)),
    }


def _key(store: Store, role: Role, towns: Sequence[str], scopes: Sequence[Scope]) -> Headers:
    key = let_machine_in(store, datetime.now(UTC), role, towns, scopes, timedelta(days=2))
    return {"Authorization": f"Bearer {key}"}


def _start(program: str, settings: Mapping[str, str], printed: Any) -> subprocess.Popen[bytes]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("XINGFU_")}
    command = [sys.executable, "-m", program, "serve"]
    return subprocess.Popen(
        command, cwd=ROOT, env={**own, **settings}, stdout=printed, stderr=subprocess.STDOUT
    )


def _await(process: subprocess.Popen[bytes], client: httpx2.Client, printed: Path) -> None:
    until = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the service did not start:\n{printed.read_text()}")
        try:
            client.get("/healthz")
            return
        except httpx2.TransportError:
            time.sleep(0.1)
    raise RuntimeError("the service does not answer")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_ENDS_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
