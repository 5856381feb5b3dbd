"""The drill of towns: with ids that have leaked, nobody gets at a row of another town.

The story of the examples is told in one town. Before each of its steps, people and machines of
another town send the very same request, as do those who may not at all. Each is refused, in the
words for an id that never was; it is put on record; nothing of the other town stands in any
answer, and nothing there has changed.
"""

import argparse
import json
import re
import secrets
import sys
import tempfile
from base64 import b32encode
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx2

from api.access.callers import OF_AN_ORGANISATION, OF_TOWNS, Role
from api.access.operations import OPERATIONS
from api.access.rules import RULES, Action
from api.routes.examples import Example
from api.store.values import AuditRow, Search, Towns
from bench.safety.birds import Flock
from bench.safety.running import ROOT, City, Headers, running
from bench.safety.story import ENDS, BrokenOffError, Operation, Step, Teller, elsewhere
from matcher.files import load_catalogue
from matcher.offerings import Town

THERE, THIRD, HERE = "Z02", "Z03", "Z05"
_ID = 20  # an id of a row has more letters than that
TODAY = date(2026, 5, 1)
_TRACE = re.compile(r'"(?:trace|request)_id": "[^"]*"')
_REFUSED, _FOREIGN = "access.refused", "access.foreign"
_API = "/api/v1/"
_STATELESS = "what it is given is not kept, and it names no row"
_CATALOGUE = "codes of the catalogue are everybody's"
NOT_ATTACKED: Mapping[Operation, str] = {
    ("POST", "/plan"): _STATELESS,
    ("POST", "/whatif"): _STATELESS,
    ("POST", "/api/v1/match"): _STATELESS,
    ("POST", "/api/v1/assess"): _STATELESS,
    ("POST", "/api/v1/explain"): _STATELESS,
    ("POST", "/api/v1/whatif"): _STATELESS,
    ("GET", "/api/v1/items/{code}"): _CATALOGUE,
}
"""Operations that have ids or bodies and are left out, each with the reason."""


@dataclass
class Found:
    """What the drill found: how often each operation was tried, and what is wrong."""

    tried: Counter[Operation] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Stranger:
    """Somebody of another town, or of a role that may not at all."""

    told: str
    role: Role
    headers: Headers
    is_machine: bool
    town: str | None

    def may(self, action: Action) -> bool:
        """Say whether the rules let the role do it; what is left are the towns."""
        rule = RULES.get(action)
        if rule is None:
            return True
        return self.role in rule.roles and not (self.is_machine and rule.scope is None)


def unheard(found: Found, operations: Mapping[Operation, Action] = OPERATIONS) -> list[Operation]:
    """Return the operations with ids or bodies that were not tried and are not excused.

    Pages are not told of in the story: tests/service/test_access_of_pages.py tries every one.
    """
    with_ids = {
        (method, path)
        for (method, path), action in operations.items()
        if action not in (Action.ENTER, Action.OWN)
        and path.startswith(_API)
        and ("{" in path or method != "GET")
    }
    return sorted(with_ids - set(found.tried) - set(NOT_ATTACKED))


def drill(
    city: City, there: str = THERE, third: str = THIRD, heres: Sequence[str] = (HERE,)
) -> Found:
    """Tell the story in the town `there`, with strangers of other towns at every step."""
    found, place = Found(), moved(there, third)
    flock = Flock(int(there[1:]))
    teller = Teller(city, {"east": there, "west": third}, lambda e: flock.example(place(e)))
    strangers = list(_strangers(city, heres))
    own = _own_ids(city, heres[0], third)
    for number, (step, who) in enumerate(teller.steps()):
        if step.action in (Action.OWN, Action.ENTER):
            teller.take(step, who)
            continue
        sent = _with_key(step, number)
        watch = _Watch(city, teller, flock, there, heres[0], found)
        for stranger in strangers:
            watch.attack(stranger, sent)
            watch.attack_through_own(stranger, sent, own)
        try:
            answer = teller.take(sent, who)
        except BrokenOffError as error:
            found.wrong.append(str(error))
            return found
        for stranger in strangers[:2]:
            watch.after(stranger, sent, answer)
        found.tried[sent.operation] += 1
    return found


def cursors(city: City, there: str = THERE, here: str = HERE) -> Found:
    """Try the cursors of one town's lists in another town."""
    found, place = Found(), moved(there, THIRD)
    for number in (701, 702):
        flock = Flock(number)
        towns = {"east": there, "west": THIRD}
        Teller(city, towns, lambda e, f=flock: f.example(place(e))).tell(ENDS)  # type: ignore[misc]
    owner, stranger = city.key(Role.WORKER, there), city.key(Role.WORKER, here)
    document = city.client.get("/openapi.json").json()
    for path, methods in document["paths"].items():
        names = {p["name"] for p in methods.get("get", {}).get("parameters", ())}
        if "cursor" not in names or "{" in path:
            continue
        first = city.request(owner, "GET", path, params={"limit": 1})
        cursor = first.is_success and first.json().get("next")
        if not cursor:
            continue
        found.tried[("GET", path)] += 1
        answer = city.request(stranger, "GET", path, params={"limit": 1, "cursor": cursor})
        if answer.status_code != 422:
            found.wrong.append(f"GET {path}: {answer.status_code} to another town's cursor")
    return found


@dataclass
class _Watch:
    """Sends one step as strangers and looks at what they are told and what it changed."""

    city: City
    teller: Teller
    flock: Flock
    there: str
    own_town: str
    found: Found

    def attack(self, stranger: Stranger, step: Step) -> None:
        """Send the step as it is, and once more with ids that never were."""
        if stranger.may(step.action) and stranger.role not in (OF_TOWNS | OF_AN_ORGANISATION):
            return
        before, line = self._stands(), self._line()
        leaked = self._leaked(step)
        answer = step.send(self.city, stranger.headers)
        self._look(stranger, step, answer)
        records = {row.action for row in self._since(line)}
        if not stranger.may(step.action):
            self._expect(stranger, step, answer, {403}, records & {_REFUSED} != set())
        elif leaked:
            self._expect(stranger, step, answer, {404}, records & {_FOREIGN} != set())
            self._compare(stranger, step, answer, leaked)
        elif step.method != "GET" and answer.is_success and self._stands() != before:
            self._say(stranger, step, f"{answer.status_code}, though it is another town's")
        if self._stands() != before:
            self._say(stranger, step, "something of the other town has changed")

    def attack_through_own(self, stranger: Stranger, step: Step, own: Mapping[str, str]) -> None:
        """Send the step with one's own household and the other town's row below it."""
        leaked = [value for value in step.values.values() if len(value) > _ID]
        names = [name for name, value in step.values.items() if value in leaked[:-1]]
        is_own = stranger.town == self.own_town and names and set(names) <= set(own)
        if not is_own or not stranger.may(step.action):
            return
        before, line = self._stands(), self._line()
        mixed = elsewhere(step, {step.values[name]: own[name] for name in names})
        answer = mixed.send(self.city, stranger.headers)
        self._look(stranger, mixed, answer)
        known = {row.action for row in self._since(line)}
        if answer.status_code not in (412, 428):
            self._expect(stranger, mixed, answer, {404}, _FOREIGN in known)
        if self._stands() != before:
            self._say(stranger, mixed, "something of the other town has changed")

    def after(self, stranger: Stranger, step: Step, answer: httpx2.Response) -> None:
        """Try the mark of the answer, and the key of the request, once it was done."""
        if not stranger.may(step.action) or not self._leaked(step):
            return
        headers = dict(step.headers)
        if "etag" in answer.headers and step.method == "GET":
            headers["If-None-Match"] = answer.headers["etag"]
        again = replace(step, headers=headers).send(self.city, stranger.headers)
        self._look(stranger, step, again)
        if again.status_code != 404 or "idempotency-replayed" in again.headers:
            told = f"{again.status_code} to a key or mark of the other town"
            self._say(stranger, step, told)

    def _leaked(self, step: Step) -> dict[str, str]:
        """Return the ids of rows that stand in the step, each with one that never was."""
        told = json.dumps([step.path, step.query, step.body], ensure_ascii=False, default=str)
        ids = {value for value in self.teller.kept.values() if len(value) > _ID and value in told}
        return {value: never() for value in ids}

    def _look(self, stranger: Stranger, step: Step, answer: httpx2.Response) -> None:
        """Look for anything of the other town in an answer."""
        if answer.status_code >= 500:
            self._say(stranger, step, f"answered {answer.status_code}")
        sent = json.dumps([step.path, step.query, step.body], ensure_ascii=False, default=str)
        marks = [*self.teller.kept.values(), *self.flock.birds()]
        text = answer.text + json.dumps(dict(answer.headers))
        for value in {mark for mark in marks if len(mark) > 5 and mark not in sent}:
            if value in text:
                self._say(stranger, step, f"{answer.status_code} tells something of the other town")

    def _compare(
        self, stranger: Stranger, step: Step, answer: httpx2.Response, leaked: Mapping[str, str]
    ) -> None:
        line = self._line()
        other = elsewhere(step, leaked).send(self.city, stranger.headers)
        one, two = _words(answer, leaked), _words(other, {new: old for old, new in leaked.items()})
        if one != two:
            self._say(stranger, step, f"other words than for what never was: {one} {two}")
        if any(row.action == _FOREIGN for row in self._since(line)):
            self._say(stranger, step, "what never was is on record as another town's")

    def _expect(
        self,
        stranger: Stranger,
        step: Step,
        answer: httpx2.Response,
        right: set[int],
        is_on_record: bool,
    ) -> None:
        if answer.status_code not in right:
            self._say(stranger, step, f"{answer.status_code} {answer.text[:200]}")
        elif not is_on_record:
            self._say(stranger, step, f"{answer.status_code}, and it is not on record")

    def _say(self, stranger: Stranger, step: Step, what: str) -> None:
        place = f"{step.method} {step.example.path}"
        self.found.wrong.append(f"{place} by {stranger.told}: {what}")

    def _stands(self) -> list[tuple[str, int]]:
        store, all_of_it = self.city.store, Search(town=self.there, state=None)
        with store.view("drill", datetime.now(UTC), Towns.everywhere()) as unit:
            rows = unit.households.search(all_of_it, 200).rows
        return [(row.id, row.version) for row in rows]

    def _line(self) -> int:
        with self.city.store.view("drill", datetime.now(UTC), Towns.everywhere()) as unit:
            last = unit.audit.list(1)
        return last[0].number if last else 0

    def _since(self, line: int) -> list[AuditRow]:
        with self.city.store.view("drill", datetime.now(UTC), Towns.everywhere()) as unit:
            return [row for row in unit.audit.list(20) if row.number > line]


def moved(there: str, third: str) -> Callable[[Example], Example]:
    """Return what tells an example in two other towns than its own."""
    towns = read_towns()
    to = {THERE: there, THIRD: third}
    names = {town.code: town.name for town in towns.values()}
    words = {name: names[to[town.code]] for name, town in towns.items() if town.code in to}
    swap = {**words, **to} if (there, third) != (THERE, THIRD) else {}

    def other(value: Any) -> Any:
        match value:
            case str() if "\n" in value:
                lines = value.splitlines()
                cells = [",".join(map(other, line.split(","))) for line in lines]
                return "\n".join(cells) + "\n"
            case str():
                return swap.get(value, value)
            case Mapping():
                return {key: other(entry) for key, entry in value.items()}
            case list() | tuple():
                return [other(entry) for entry in value]
            case _:
                return value

    return lambda e: replace(e, body=other(e.body), query=other(e.query))


def read_towns() -> Mapping[str, Town]:
    """Return the towns of the catalogue by every name they go by."""
    towns = load_catalogue(ROOT / "catalogs", TODAY).towns
    return {name: town for town in towns.values() for name in (town.name, *town.aliases)}


def never() -> str:
    """Return an id of the form of ours that no row has."""
    return b32encode(secrets.token_bytes(16)).decode().rstrip("=").lower()


def _strangers(city: City, heres: Sequence[str]) -> Iterator[Stranger]:
    for here in heres:
        for role in sorted(OF_TOWNS):
            for told, way in (("a person", city.session), ("a machine", city.key)):
                name = f"{role} of {here}, {told}"
                yield Stranger(name, role, way(role, here), told == "a machine", here)
    for role in Role:
        if role not in OF_TOWNS:
            yield Stranger(f"{role}, a person", role, city.session(role), False, None)


def _own_ids(city: City, here: str, third: str) -> Mapping[str, str]:
    """Tell the story in a stranger's own town as far as it stays there; return its ids."""
    flock, place = Flock(900 + int(here[1:])), moved(here, third)
    teller = Teller(city, {"east": here, "west": third}, lambda e: flock.example(place(e)))
    teller.tell(ENDS)
    return teller.kept


def _with_key(step: Step, number: int) -> Step:
    if step.method != "POST":
        return step
    return replace(step, headers={**step.headers, "Idempotency-Key": f"step-{number}"})


def _words(answer: httpx2.Response, ids: Mapping[str, str]) -> tuple[int, str]:
    text = answer.text
    for place, old in enumerate(sorted(ids)):
        text = text.replace(old, f"id-{place}")
    return answer.status_code, _TRACE.sub("", text)


def of_pairs(city: City, most: int = 23) -> Found:
    """Drill all pairs of so many towns; return what was found in all."""
    found = Found()
    codes = sorted({town.code for town in read_towns().values()})[:most]
    for place, there in enumerate(codes):
        third = codes[place - 1]
        heres = [code for code in codes if code not in (there, third)]
        one = drill(city, there, third, heres)
        found.tried += one.tried
        found.wrong += one.wrong
    return found


def main(argv: list[str] | None = None) -> int:
    """Run the drill over all pairs of towns and print what was found; 1 where anything is wrong."""
    parser = argparse.ArgumentParser(prog="python -m bench.safety.towns", description=__doc__)
    parser.add_argument("--towns", type=int, default=23, help="how many towns, all their pairs")
    asked = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as city:
        all_found = of_pairs(city, asked.towns)
    print_found(all_found)
    return int(bool(all_found.wrong) or bool(unheard(all_found)))


def print_found(found: Found) -> None:
    """Print how much was tried and all that is wrong."""
    say = sys.stdout.write
    say(f"towns: {len(found.tried)} operations, {sum(found.tried.values()):,} steps attacked\n")
    for operation in unheard(found):
        say(f"  WRONG no step of the story attacks {' '.join(operation)}\n")
    for line in found.wrong:
        say(f"  WRONG {line}\n")


if __name__ == "__main__":
    sys.exit(main())
