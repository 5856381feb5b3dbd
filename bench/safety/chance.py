"""Requests by chance of our own making: quick, as many callers at once, and with a memory.

What answers tell of is asked for later; a change carries the version that was read just before;
bodies are those of the story, bent or not, or made after the schema.
"""

import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import httpx2

from api.access.callers import Role
from api.access.operations import OPERATIONS
from api.access.rules import RULES, Action
from bench.safety.birds import Flock
from bench.safety.judging import Judge
from bench.safety.known import Known
from bench.safety.making import Maker
from bench.safety.running import City, Headers, new_session
from bench.safety.story import Step

Operation = tuple[str, str]
ROLES = (Role.WORKER, Role.TOWN, Role.BUREAU, Role.SECURITY)
EAST, WEST = "Z02", "Z03"
_STRAY = ("0", "x", "-1", "99999999999999999999", "mzxw6ytboi2gk3tumvzha5lfon", "latest", "a.b")
_VERSIONS = ('"v1"', '"v2"', 'W/"v3"', '"v999"', "*", "v1", '""', '"v0"', "")
_FAMILIES = 1_000
_DRILLED = re.compile(rb"drill-[0-9a-f]{8}")
_KEYS = ("k-1", "k-2", "k-3", "k-4", "k 5", "x" * 300)
_SLOW = frozenset({("POST", "/api/v1/session"), ("POST", "/api/v1/session/password")})
"""Operations that hash a password on purpose slowly; sent a tenth as often."""
_NAMES_A_MEMBER = frozenset({("POST", "/api/v1/households/{id}/facts")})
"""Operations whose body has an id that has to fit the one in the path."""
_ENDS = frozenset({Action.ERASE, Action.TRANSFER})
"""Actions after which a household is not where it was; sent a quarter as often."""


@dataclass
class Tally:
    """What was sent by chance and answered."""

    sent: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    accepted: Counter[str] = field(default_factory=Counter)
    wrong: dict[str, str] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Return how many requests were sent."""
        return sum(self.sent.values())


@dataclass
class Sender:
    """Sends requests by chance to a city."""

    city: City
    document: Mapping[str, Any]
    lots: random.Random
    steps: Sequence[Step]
    tally: Tally = field(default_factory=Tally)
    known: Known = field(default_factory=Known)
    bodies: dict[Operation, list[tuple[str, Any]]] = field(default_factory=dict)
    media: dict[Operation, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.maker, self.judge = Maker(self.lots, self.document), Judge(self.document)
        for step in self.steps:
            self.known.learn(step.example.path, step.path)
            self.media[step.operation] = step.example.media
            if step.body is not None:
                self.bodies.setdefault(step.operation, []).append((step.path, step.body))
        self.operations = [
            (method.upper(), path)
            for path, methods in self.document["paths"].items()
            for method in methods
        ]

    def send(self, requests: int) -> Tally:
        """Send at least so many requests, each operation as often as its share says."""
        until = self.tally.total + requests
        while self.tally.total < until:
            for operation in self.lots.sample(self.operations, len(self.operations)):
                whole, rest = divmod(_share(operation), 1)
                for _ in range(int(whole) + (self.lots.random() < rest)):
                    self._one(operation)
                if self.tally.total >= until:
                    break
        return self.tally

    def _one(self, operation: Operation) -> None:
        method, template = operation
        told = self.document["paths"][template][method.lower()]
        path, body = self.lots.choice(self.bodies.get(operation, [("", None)]))
        if not path or self.lots.random() < 0.5:  # else a body of the row that the path names
            path = self.known.path(template, self.lots, _STRAY)
        role, who = self._caller(operation)
        headers = dict(self._headers(told, template, path, role, who))
        content = self._body(told, body)
        if content is not None:
            headers["Content-Type"] = self._media(operation)
        query = dict(self._query(operation, told))
        self._sent(role, who, operation, path, params=query, headers=headers, content=content)

    def _sent(
        self, role: Role, who: Headers, operation: Operation, path: str, **more: Any
    ) -> httpx2.Response:
        method, template = operation
        name = f"{method} {template}"
        answer = self.city.request(who, method, quote(path, safe="/%"), **more)
        self.tally.sent[role.value] += 1
        self.tally.statuses[answer.status_code] += 1
        self.tally.accepted[name] += answer.is_success
        for wrong in self.judge.wrong(method, template, answer):
            self.tally.wrong.setdefault(f"{name}: {wrong}", _curl(answer, more.get("content")))
        if answer.is_success:
            self._hear(template, path, answer)
        return answer

    def _hear(self, template: str, path: str, answer: httpx2.Response) -> None:
        kind = answer.headers.get("content-type", "")
        if kind.startswith("application/json") and answer.content:
            self.known.hear(template, path, answer.json())

    def _caller(self, operation: Operation) -> tuple[Role, Headers]:
        """Return who sends: mostly one who may; as a machine or as a person."""
        action = OPERATIONS[operation]
        may = [role for role in Role if action is Action.ENTER or role in RULES[action].roles]
        may = [role for role in may if role in ROLES] or may
        role = self.lots.choice(may if self.lots.random() < 0.8 else ROLES)
        towns = (WEST if self.lots.random() < 0.15 else EAST,)
        towns = towns if role in (Role.WORKER, Role.TOWN) else ()
        if self.lots.random() < 0.5:
            return role, self.city.key(role, *towns)
        if action in (Action.OWN, Action.ENTER) and operation[0] != "GET":
            return role, new_session(self.city.store, self.city.ring, role, towns)
        return role, self.city.session(role, *towns)

    def _headers(
        self, told: Mapping[str, Any], template: str, path: str, role: Role, who: Headers
    ) -> Iterator[tuple[str, str]]:
        names = {p["name"].lower() for p in told.get("parameters", ()) if p["in"] == "header"}
        if "if-match" in names and self.lots.random() < 0.9:
            seen = self._read(template, path, role, who) if self.lots.random() < 0.8 else None
            yield "If-Match", seen or self.lots.choice(_VERSIONS)
        if "idempotency-key" in names and self.lots.random() < 0.2:
            yield "Idempotency-Key", self.lots.choice(_KEYS)

    def _read(self, template: str, path: str, role: Role, who: Headers) -> str | None:
        """Read what is about to be changed; return its version."""
        segments = template.split("/")
        end = next(n for n, each in enumerate(segments) if each.startswith("{")) + 1
        whole, own = "/".join(segments[:end]), "/".join(path.split("/")[:end])
        if ("GET", whole) not in OPERATIONS:
            return None
        answer = self._sent(role, who, ("GET", whole), own)
        return answer.headers.get("etag")

    def _query(
        self, operation: Operation, told: Mapping[str, Any]
    ) -> Iterator[tuple[str, str | list[str]]]:
        for parameter in told.get("parameters", ()):
            must = parameter.get("required", False)
            if parameter["in"] != "query" or not (must or self.lots.random() < 0.3):
                continue
            if "example" in parameter and self.lots.random() < 0.6:
                value = parameter["example"]
            elif self.lots.random() < 0.8:
                value = self.maker.value(parameter["schema"])
            else:
                value = self.maker.text()
            yield parameter["name"], _in_query(value)

    def _body(self, told: Mapping[str, Any], body: Any) -> bytes | None:
        """Return a body: garbage, made after the schema, or that of the story, bent or not."""
        schemas = told.get("requestBody", {}).get("content", {})
        schema = next((m.get("schema", {}) for m in schemas.values()), None)
        if body is None and schema is None:
            return None if self.lots.random() < 0.9 else self.maker.garbage()
        way = self.lots.random()
        if way < 0.06:
            return self.maker.garbage()
        if way < 0.25 and schema is not None:
            made = self.maker.value(schema)
            return self.maker.written(self.maker.bent(made) if way < 0.12 else made)
        if body is None:
            return self.maker.written(self.maker.value(schema or {}))
        if isinstance(body, str):
            return self._text(body, is_bent=way < 0.6)
        if self.lots.random() < 0.7:  # of another family: who is on record is not taken twice
            body = Flock(self.lots.randrange(_FAMILIES)).value(body)
        told = self.maker.written(self.maker.bent(body) if way < 0.6 else body)
        return _DRILLED.sub(b"drill-%08x" % self.lots.randrange(1 << 32), told)

    def _text(self, body: str, *, is_bent: bool) -> bytes:
        if not is_bent:
            return body.encode()
        place = self.lots.randrange(len(body))
        return (body[:place] + self.maker.text() + body[place:]).encode("utf-8", "replace")

    def _media(self, operation: Operation) -> str:
        if self.lots.random() < 0.03:
            return self.lots.choice(("text/plain", "application/xml", "multipart/form-data", "x"))
        return self.media.get(operation, "application/json")


def _share(operation: Operation) -> float:
    if operation in _SLOW:
        return 0.1
    if OPERATIONS[operation] is Action.WRITE:
        # few of these are right by chance, fewer still where two ids have to fit one another,
        # and what they write is what all rests on
        ids = operation[1].count("{") + (operation in _NAMES_A_MEMBER)
        return 3.0 * ids**2 or 3.0
    return 0.25 if OPERATIONS[operation] in _ENDS else 1.0


def _in_query(value: Any) -> str | list[str]:
    if isinstance(value, list):
        return [str(each) for each in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


def _curl(answer: httpx2.Response, content: bytes | None) -> str:
    """Return a request as one would send it by hand, without who sent it."""
    request = answer.request
    kept = ("content-type", "if-match", "idempotency-key")
    headers = "".join(f" -H '{n}: {request.headers[n]}'" for n in kept if n in request.headers)
    data = f" -d {content[:2_000].decode('utf-8', 'replace')!r}" if content else ""
    return f"curl -X {request.method}{headers}{data} '{request.url}'\n      {answer.text[:400]}"
