"""What the service counts of itself, in the form that Prometheus reads.

Counts go by the templates of operations, never by what stood in an address: nothing personal can
be a label. Each application has a registry of its own.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

MEDIA_TYPE = CONTENT_TYPE_PLAIN_0_0_4
ELSEWHERE = "-"
"""The route of a request that is for none of the operations."""
_SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_HOLE = re.compile(r"\{[^}]*\}")
_V1 = "/api/v1"
_FAILED = frozenset({401, 429})
_DONE = frozenset(range(200, 300))

EVENTS: Mapping[tuple[str, str], tuple[str, frozenset[int]]] = {
    ("POST", f"{_V1}/match"): ("matches", _DONE),
    ("POST", f"{_V1}/households/{{}}/plans"): ("plans", _DONE),
    ("POST", f"{_V1}/households/{{}}/plans/{{}}/corrections"): ("plans", _DONE),
    ("POST", f"{_V1}/imports/{{}}/accept"): ("imports", _DONE),
    ("POST", f"{_V1}/exports"): ("exports", _DONE),
    ("POST", f"{_V1}/households/{{}}/unmask"): ("unmaskings", _DONE),
    ("POST", f"{_V1}/session"): ("sign_in_failures", _FAILED),
    ("POST", f"{_V1}/session/code"): ("sign_in_failures", _FAILED),
    ("POST", "/sign-in"): ("sign_in_failures", _FAILED),
    ("GET", "/sign-in/sso/back"): ("sign_in_failures", _FAILED),
    ("POST", "/account/code"): ("sign_in_failures", _FAILED),
}
"""Which counter an operation raises, and by which answers; `{}` stands for any name."""

_HELP = {
    "matches": "Households that were given and matched, not kept",
    "plans": "Versions of plans that were stored",
    "imports": "Imports that were accepted",
    "exports": "Lists that were given out",
    "unmaskings": "Times that personal values were shown in the open",
    "sign_in_failures": "Sign-ins and second factors that were refused or had to wait",
}


@dataclass(frozen=True, slots=True)
class State:
    """What is counted when it is asked for: events that wait, connections in use and idle.

    `catalogues_not_kept` is how often a plan was made with a catalogue that could not be kept.
    """

    outbox_waiting: int
    connections_in_use: int
    connections_idle: int
    catalogues_not_kept: int = 0


@dataclass(slots=True)
class Metrics:
    """The counters of one application."""

    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    _requests: Counter = field(init=False)
    _seconds: Histogram = field(init=False)
    _waiting: Gauge = field(init=False)
    _connections: Gauge = field(init=False)
    _not_kept: Gauge = field(init=False)
    _events: dict[str, Counter] = field(init=False)

    def __post_init__(self) -> None:
        own: Any = {"registry": self.registry, "namespace": "xingfu"}
        labels = ("method", "route", "status")
        self._requests = Counter("requests", "Requests that were answered", labels, **own)
        self._seconds = Histogram(
            *("request_seconds", "Seconds until an answer was sent", ("method", "route")),
            buckets=_SECONDS,
            **own,
        )
        self._waiting = Gauge("outbox_waiting", "Events that wait to be told outside", **own)
        self._connections = Gauge(
            "database_connections", "Connections to the database", ("state",), **own
        )
        self._not_kept = Gauge(
            "catalogues_not_kept", "Plans made with a catalogue that could not be kept", **own
        )
        self._events = {name: Counter(name, text, **own) for name, text in _HELP.items()}

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request that was answered."""
        method = method if method in _METHODS else ELSEWHERE
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)
        name, counts = EVENTS.get((method, _HOLE.sub("{}", route)), ("", _DONE))
        if name and status in counts:
            self._events[name].inc()

    def text(self, state: State) -> bytes:
        """Return all counts, with what is so now, as Prometheus reads them."""
        self._waiting.set(state.outbox_waiting)
        self._connections.labels("in_use").set(state.connections_in_use)
        self._connections.labels("idle").set(state.connections_idle)
        self._not_kept.set(state.catalogues_not_kept)
        return generate_latest(self.registry)
