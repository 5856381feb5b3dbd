"""A service over a store of its own: callers of every role, each with a key, and their clients.

Keys and people are invented.
"""

import base64
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.access.callers import Role, Scope
from api.app import create_app
from api.bootstrap import everyday_by, no_need_by
from api.clock import day_in_china
from api.gate import Buckets, Gate
from api.identity.secrets import DrawnKey
from api.personal.keys import KeyRing, parse_keys
from api.settings import Settings
from api.store.store import Store
from api.usecases.desk import Office
from api.usecases.entering import Limits
from matcher.pipeline.matcher import Matcher
from tests.service.machines import let_machine_in

NOW = datetime(2026, 5, 1, 2, 0, tzinfo=UTC)
TODAY = date(2026, 5, 1)
EAST, WEST = "Z02", "Z03"
"""Codes of 东区 and 西区."""


def ring() -> KeyRing:
    """Return a ring of two sealing keys, for tests only."""
    drawn = (base64.b64encode(bytes((17 * n + 7 * i) % 251 for i in range(32))) for n in (1, 2, 3))
    names = ("k1", "k0", "index")
    text = ",".join(f"{name}:{key.decode()}" for name, key in zip(names, drawn, strict=True))
    found = parse_keys(text)
    assert isinstance(found, KeyRing), found
    return found


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    at: datetime = NOW

    def now(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class Service:
    """A running service with its store; `headers(role, town)` lets somebody in."""

    app: FastAPI
    client: TestClient
    office: Office
    clock: Clock
    keys: dict[tuple[str, ...], str] = field(default_factory=dict)

    def headers(
        self,
        role: Role,
        *towns: str,
        scopes: Sequence[Scope] = tuple(Scope),
        organisation: str | None = None,
    ) -> dict[str, str]:
        """Return the headers of a machine of this role and these towns; made when first asked."""
        name = (role.value, *towns, *scopes, organisation or "")
        if name not in self.keys:
            self.keys[name] = self._key(role, towns, scopes, organisation)
        return {"Authorization": f"Bearer {self.keys[name]}"}

    def as_(self, role: Role, *towns: str, **more: Any) -> "Visitor":
        """Return a client that calls as a machine of this role and these towns."""
        return Visitor(self.client, self.headers(role, *towns, **more))

    def _key(
        self,
        role: Role,
        towns: tuple[str, ...],
        scopes: Sequence[Scope],
        organisation: str | None,
    ) -> str:
        prefix = f"t{len(self.keys):07}"
        secret = base64.urlsafe_b64encode(prefix.encode() * 4).decode().rstrip("=")
        drawn = DrawnKey(prefix, secret)
        lasts = timedelta(days=400)
        return let_machine_in(
            self.office.store, NOW, role, towns, scopes, lasts, drawn, organisation
        )


@dataclass(frozen=True)
class Visitor:
    """A client that says who it is with every request."""

    client: TestClient
    headers: dict[str, str]

    def request(self, method: str, url: str, **more: Any) -> Any:
        headers = {**self.headers, **more.pop("headers", {})}
        return self.client.request(method, url, headers=headers, **more)

    def get(self, url: str, **more: Any) -> Any:
        return self.request("GET", url, **more)

    def post(self, url: str, **more: Any) -> Any:
        return self.request("POST", url, **more)

    def put(self, url: str, **more: Any) -> Any:
        return self.request("PUT", url, **more)

    def patch(self, url: str, **more: Any) -> Any:
        return self.request("PATCH", url, **more)

    def delete(self, url: str, **more: Any) -> Any:
        return self.request("DELETE", url, **more)


def gate_over(store: Store, matcher: Matcher, clock: Clock, *, demo: bool = False) -> Gate:
    """Return a gate whose buckets never run dry."""
    words = (no_need_by(Settings(), matcher), everyday_by(Settings()))
    office = Office(store, ring(), matcher, clock.now, day_in_china, *words)
    limits = Limits(timedelta(minutes=30), timedelta(hours=12), demo)
    return Gate(office, limits, Buckets(1e9, 1e9))


@contextmanager
def serving(
    url: str, matcher: Matcher, settings: Settings, demos: Sequence[Any] = ()
) -> Iterator[Service]:
    """Serve a database that has the newest schema."""
    clock = Clock()
    with Store.open(url) as store:
        gate = gate_over(store, matcher, clock, demo=settings.demo)
        app = create_app(matcher, settings, lambda: TODAY, gate, demos)
        with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as client:
            yield Service(app, client, gate.office, clock)


def new_database(folder: Path) -> str:
    """Return the address of a new embedded database."""
    from api.store.migrate import upgrade

    url = f"sqlite:///{folder / 'xingfu.db'}"
    upgrade(url)
    return url
