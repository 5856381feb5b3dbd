"""The story of the API's examples, told by drills to a running service: whole, or up to a place.

An operation that is added to the service is added to the story (a test of the examples says so),
and with that it stands in every drill.
"""

import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import httpx2

from api.access.callers import OF_TOWNS, Role
from api.access.operations import OPERATIONS
from api.access.rules import Action
from api.routes.examples import Example, filled
from bench.safety.rows import Row, key_of, whole_story
from bench.safety.running import City, Headers, new_session
from tests.service.people import ORGANISATION

Operation = tuple[str, str]
_NAMES = re.compile(r"\{(\w+)\}")
ENDS = frozenset({Action.ERASE, Action.TRANSFER})
"""Actions after which a household is not where it was."""


class BrokenOffError(Exception):
    """A step of the story was not answered as its example says."""

    def __init__(self, told: str) -> None:
        super().__init__(f"the story breaks off: {told}")


@dataclass(frozen=True)
class Step:
    """One request of the story, with everything filled in; `values` are its path parameters."""

    example: Example
    method: str
    path: str
    values: Mapping[str, str]
    query: Mapping[str, Any]
    body: Any
    headers: Mapping[str, str]

    @property
    def operation(self) -> Operation:
        """Return method and path template."""
        return self.method, self.example.path

    @property
    def action(self) -> Action:
        """Return what the step is to the rules of access."""
        return OPERATIONS[self.operation]

    def send(self, city: City, who: Headers) -> httpx2.Response:
        """Send the step as somebody."""
        more: dict[str, Any] = {"params": dict(self.query), "headers": dict(self.headers)}
        if isinstance(self.body, str):
            more["content"] = self.body.encode()
        elif self.body is not None:
            more["json"] = self.body
        if "content" in more:
            more["headers"]["Content-Type"] = self.example.media
        return city.request(who, self.method, self.path, **more)


@dataclass
class Teller:
    """Tells the story in some towns: east and west of the story are `towns` of the city."""

    city: City
    towns: Mapping[str, str]
    rewrite: Callable[[Example], Example] = lambda example: example
    kept: dict[str, str] = field(default_factory=lambda: {"number": "1"})
    _seen: str = '"v1"'
    _people: dict[tuple[Role, str], Headers] = field(default_factory=dict)

    def steps(self, until: Iterable[Action] = ()) -> Iterator[tuple[Step, Headers]]:
        """Yield each step with who takes it; whoever is given one has to `take` it.

        Ends before the first step whose action is in `until`.
        """
        ends, served = frozenset(until), self.city.served
        for example in whole_story():
            if key_of(example) not in served:
                continue
            step = self._step(self.rewrite(example))
            if step.action in ends:
                return
            yield step, self._who(example)

    def take(self, step: Step, who: Headers) -> httpx2.Response:
        """Take a step and keep what later ones need; BrokenOffError where it goes wrong."""
        answer = step.send(self.city, who)
        if answer.status_code != step.example.status:
            told = f"{step.method} {step.example.path}: {answer.status_code} {answer.text[:600]}"
            raise BrokenOffError(told)
        self._seen = answer.headers.get("etag", self._seen)
        for name, place in step.example.keep.items():
            self.kept[name] = str(_at(answer.json(), place))
        return answer

    def tell(self, until: Iterable[Action] = ()) -> list[Step]:
        """Take all steps; return them as they were taken."""
        told = []
        for step, who in self.steps(until):
            self.take(step, who)
            told.append(step)
        return told

    def _who(self, example: Example) -> Headers:
        town = self.towns[example.town]
        name = (example.by, town)
        if name not in self._people or OPERATIONS[key_of(example)] is Action.OWN:
            towns = (town,) if example.by in OF_TOWNS else ()
            self._people[name] = new_session(
                self.city.store, self.city.ring, example.by, towns, ORGANISATION
            )
        return self._people[name]

    def _step(self, example: Example) -> Step:
        row = example if isinstance(example, Row) else None
        headers = {"If-Match": self._seen} if example.seen else {}
        names = row.names if row else {}
        kept = self.kept | {name: _kept(self.kept, of) for name, of in names.items()}
        kept |= filled(example.places, kept)
        kept["fresh"] = f"drill-{secrets.token_hex(4)}"
        values = {name: kept.get(name, "") for name in _NAMES.findall(example.path)}
        return Step(
            example=example,
            method=example.method.upper(),
            path=filled(example.path, kept),
            values=values,
            query=filled(example.query, kept),
            body=filled(example.body, kept),
            headers={**headers, **(row.headers if row else {})},
        )


def elsewhere(step: Step, ids: Mapping[str, str]) -> Step:
    """Return the same step with other ids in its path, query and body."""
    path, query, body = step.path, step.query, step.body
    for old, new in ids.items():
        path = path.replace(old, new)
        query, body = _swapped(query, old, new), _swapped(body, old, new)
    return replace(step, path=path, query=query, body=body)


def _swapped(value: Any, old: str, new: str) -> Any:
    match value:
        case str():
            return value.replace(old, new)
        case Mapping():
            return {key: _swapped(entry, old, new) for key, entry in value.items()}
        case list() | tuple():
            return [_swapped(entry, old, new) for entry in value]
        case _:
            return value


def _kept(kept: Mapping[str, str], name: str) -> str:
    return name[1:] if name.startswith("=") else kept.get(name, "")


def _at(value: Any, place: str) -> Any:
    for key in place.split("."):
        value = value[int(key)] if isinstance(value, list) else value[key]
    return value
