"""The drill of canaries: what tells who somebody is stands nowhere but sealed, and where asked for.

Invented families are written through every operation, right and wrong, and the service is killed
at last. Then every place that it has written to or said is searched for them.
"""

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2

from api.access.callers import Role
from api.access.rules import Action
from api.store.values import Towns
from bench.safety.birds import ADDRESS, NAME, NEED, OF_SUPPLY, Flock, hits
from bench.safety.running import City, Headers, running
from bench.safety.story import ENDS, BrokenOffError, Step, Teller

EAST, WEST = "Z02", "Z03"
_SHOWN_OPEN = frozenset({"need", "reason"})
"""What answers show in the open to whoever may see the household: what it asked for."""
_IN_THE_OPEN = frozenset({Action.UNMASK, Action.TRY, Action.ENTER, Action.OWN})


@dataclass
class Found:
    """How often canaries were found, by place; and where nothing could be looked at."""

    hits: Counter[str] = field(default_factory=Counter)
    searched: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    quoted: Counter[str] = field(default_factory=Counter)

    def look(self, place: str, content: bytes, but: frozenset[str] = frozenset()) -> None:
        """Search the bytes of a place."""
        self.searched[place] += len(content)
        for hit in hits(content):
            if hit.kind not in but:
                self.hits[f"{place}: {hit.kind}, {hit.form}"] += 1


def drill(city: City, families: int) -> Found:
    """Write families through every operation, kill the service, search; return what was found."""
    found = Found()
    for number in range(families):
        _family(city, Flock(number), found, is_whole=number % 10 == 0)
    _metrics(city, found)
    _said_by_store(city, found)
    city.process.kill()
    city.process.wait()
    _left_behind(city, found)
    return found


def _family(city: City, flock: Flock, found: Found, *, is_whole: bool) -> None:
    teller, told = Teller(city, {"east": EAST, "west": WEST}, flock.example), []
    try:
        for step, who in teller.steps(() if is_whole else ENDS):
            _heard(step, teller.take(step, who), found)
            told.append((step, who))
    except BrokenOffError as error:
        found.broken.append(str(error).split('{"')[0][:200])
    for step, who in told if is_whole else ():
        for wrong in wrongly(step):
            _listen(city, wrong, who, found)


def wrongly(step: Step) -> Iterator[Mapping[str, Any]]:
    """Yield requests near a step that are wrong on purpose and carry what nobody may see."""
    words = json.dumps(step.body, ensure_ascii=False) if step.body else f"{NAME}安 19991000001"
    url, told = step.path, quote(f"{NAME}安")
    yield {"method": step.method, "url": f"{url}/{told}", "content": words}
    yield {"method": "GET", "url": f"{url}?q={told}&limit={told}&on={told}&lang={told}"}
    yield {"method": step.method, "url": url, "content": words[:-1]}
    yield {"method": step.method, "url": url, "content": f'"{NEED}齐"'}
    yield {"method": step.method, "url": url, "headers": {"If-Match": '"v1', "X-File-Name": told}}
    if isinstance(step.body, Mapping) and not step.path.startswith(OF_SUPPLY):
        for body in wrong_bodies(step.body):
            if step.action is Action.KEEP_ACCOUNTS and _is_named(body):
                continue  # what the office calls its people and machines tells of no family
            yield {"method": step.method, "url": url, "json": body}


def _is_named(body: Any) -> bool:
    names = ("name", "label", "subject")
    return isinstance(body, Mapping) and any(body.get(key) == f"{NAME}安" for key in names)


def wrong_bodies(body: Mapping[str, Any]) -> Iterator[Any]:
    """Yield bodies in which each value stands once where it does not belong."""
    yield [body]
    yield {**body, "surplus": f"{ADDRESS}安"}
    for key, value in body.items():
        for wrong in (f"{NAME}安", [f"{NEED}安"], {"surplus": f"{NEED}安"}, -1):
            yield {**body, key: wrong}
        if isinstance(value, Mapping):
            yield from ({**body, key: inner} for inner in wrong_bodies(value))
        if isinstance(value, list) and value and isinstance(value[0], Mapping):
            yield from ({**body, key: [inner]} for inner in wrong_bodies(value[0]))


def _listen(city: City, wrong: Mapping[str, Any], who: Headers, found: Found) -> None:
    more = dict(wrong)
    headers = {"Content-Type": "application/json", "If-Match": '"v999"'}
    headers |= more.pop("headers", {})
    if "content" in more:
        more["content"] = more["content"].encode()
    answer = city.request(who, more.pop("method"), more.pop("url"), headers=headers, **more)
    if answer.is_error:
        _error(answer, found)


def _error(answer: httpx2.Response, found: Found) -> None:
    """Look at an error; one shows the ledger as it stands, under the masks of whoever reads it."""
    content = answer.content
    shows_the_ledger = answer.status_code == httpx2.codes.PRECONDITION_FAILED
    open_to_them = _SHOWN_OPEN if shows_the_ledger else frozenset()
    found.look(f"error {answer.status_code}", content, open_to_them)
    if any(hits(content)):
        found.quoted[answer.request.method + " " + content.decode("utf-8", "replace")[:300]] += 1
    found.look("headers of answers", str(dict(answer.headers)).encode())


def _heard(step: Step, answer: httpx2.Response, found: Found) -> None:
    """Look at what a step said: masked, but for what was asked for in the open."""
    found.look("headers of answers", str(dict(answer.headers)).encode())
    found.look("addresses asked for", str(answer.request.url).encode())
    if step.action in _IN_THE_OPEN:
        return
    place = "exports" if step.action is Action.EXPORT else "masked answers"
    found.look(place, answer.content, _SHOWN_OPEN)


def _metrics(city: City, found: Found) -> None:
    answer = city.request(city.key(Role.SYSTEM), "GET", "/metrics")
    found.look("metrics", answer.content)


def _said_by_store(city: City, found: Found) -> None:
    with city.store.view("drill", datetime.now(UTC), Towns.everywhere()) as unit:
        before = None
        while rows := unit.audit.list(500, before):
            told = [(r.action, r.target, r.town, r.details) for r in rows]
            for line in told:
                found.look("audit", json.dumps(line, ensure_ascii=False).encode())
            before = rows[-1].number


def _left_behind(city: City, found: Found) -> None:
    """Search every file under the folder of the service, and a backup of its database."""
    from api.store.backups import backup

    backup(f"sqlite:///{city.folder / 'xingfu.db'}", city.folder / "backup.db")
    for path in sorted(city.folder.rglob("*")):
        if path.is_file():
            place = path.relative_to(city.folder).parts[0]
            found.look(f"file {place}", path.read_bytes())


def main(argv: list[str] | None = None) -> int:
    """Run the drill and print what was found by place; 1 where anything was."""
    parser = argparse.ArgumentParser(prog="python -m bench.safety.canaries", description=__doc__)
    parser.add_argument("--families", type=int, default=1_000)
    asked = parser.parse_args(argv)
    wrong, began = 0, time.process_time()
    for way, more in WAYS.items():
        with tempfile.TemporaryDirectory() as folder, running(Path(folder), **more) as city:
            found = drill(city, asked.families if way == "json" else asked.families // 10)
        print_found(found, f"{asked.families} families, logs {way}")
        wrong += len(found.hits) + len(found.broken)
    sys.stdout.write(f"  processor time of the drill itself: {time.process_time() - began:.0f} s\n")
    return int(wrong > 0)


WAYS: Mapping[str, Mapping[str, str]] = {
    "json": {"XINGFU_LOG": "json"},
    "plain": {"XINGFU_LOG": "plain"},
    "plain, at debug level": {"XINGFU_LOG": "plain", "program": "bench.safety.loud"},
}
"""How the service logs."""


def print_found(found: Found, title: str) -> None:
    """Print where was searched, how much, and what was found."""
    say = sys.stdout.write
    say(f"canaries: {title}\n")
    for place, size in sorted(found.searched.items()):
        say(f"  {place}: {size:,} bytes\n")
    for line in sorted(set(found.broken)):
        say(f"  BROKEN {line}\n")
    for place, count in sorted(found.hits.items()):
        say(f"  WRONG {place}: {count:,}\n")


if __name__ == "__main__":
    sys.exit(main())
