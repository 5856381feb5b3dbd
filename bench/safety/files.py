"""The drill of files: none brings the service down, and each refusal says what to do.

Damaged files and those of a bad day at a desk go through the upload of a running service. What
is refused names the file's fault or row and column, each with its cure. The service stays alive,
and with its reading child it stays under its memory.
"""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2

from api.access.callers import Role
from bench.safety.memory import watched
from bench.safety.running import City, Headers, running
from tests.sheets.damaging import SEED, damaged
from tests.sheets.odd_files import ODD_FILES, Fate, OddFile

UPLOAD = ("POST", "/api/v1/imports")
_TOWN = "Z02"
_MOST_MEMORY = 1 << 30
_AT_ONCE = 2
_PATIENCE = 200


@dataclass(frozen=True)
class Outcome:
    """What became of a file, and what is wrong with what was said of it."""

    fate: Fate
    status: int
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """What the drill found."""

    outcomes: Counter[str]
    wrong: tuple[str, ...]
    peak: int
    is_alive: bool


def drill(city: City, mutated: int, seed: int = SEED, odd: Iterable[OddFile] = ODD_FILES) -> Found:
    """Send the odd files and `mutated` damaged ones; return what became of them."""
    upload = uploader(city, city.key(Role.WORKER, _TOWN))
    fates: Counter[str] = Counter()
    wrong: list[str] = []
    with watched(city.process.pid) as peak:
        for told, outcome in _sent(upload, _files(odd, mutated, seed)):
            fates[f"{outcome.fate} {outcome.status}"] += 1
            wrong += [f"{told}: {each}" for each in outcome.wrong]
        is_alive = city.is_alive()
    return Found(fates, tuple(wrong), peak.bytes, is_alive)


def uploader(city: City, who: Headers) -> Callable[[bytes, str], Outcome]:
    """Return what sends a file as a desk would, waiting where it is told to wait."""

    def upload(data: bytes, name: str) -> Outcome:
        headers = {"X-File-Name": quote(name), "Content-Type": "application/octet-stream"}
        for _ in range(_PATIENCE):
            answer = city.request(who, *UPLOAD, content=data, headers=headers)
            if answer.status_code != httpx2.codes.SERVICE_UNAVAILABLE:
                break
        return judged(answer.status_code, _json(answer))

    return upload


def judged(status: int, told: Mapping[str, Any]) -> Outcome:
    """Return what an answer makes of a file, and what it should have said and did not."""
    if status >= httpx2.codes.INTERNAL_SERVER_ERROR:
        return Outcome(Fate.FILE, status, (f"answered {status}",))
    if status >= httpx2.codes.BAD_REQUEST:
        detail = str(told.get("detail", ""))
        return Outcome(Fate.FILE, status, () if detail else ("refused without a word",))
    faults = list(faults_in(told))
    wrong = tuple(sorted({each for fault in faults for each in _missing(fault)}))
    held_back = any(not fault.get("is_warning", False) for fault in faults)
    return Outcome(Fate.ROW if held_back else Fate.READ, status, wrong)


def faults_in(told: Any) -> Iterator[Mapping[str, Any]]:
    """Yield the faults of an answer, wherever they stand in it."""
    if isinstance(told, Mapping):
        if "cure" in told and "row" in told:
            yield told
        for value in told.values():
            yield from faults_in(value)
    elif isinstance(told, list):
        for value in told:
            yield from faults_in(value)


def _missing(fault: Mapping[str, Any]) -> Iterator[str]:
    if not fault.get("row"):
        yield f"a fault names no row: {fault.get('kind')}"
    for name in ("reason", "cure"):
        if not fault.get(name):
            yield f"a fault has no {name}: {fault.get('kind')}"


def _files(odd: Iterable[OddFile], mutated: int, seed: int) -> Iterator[tuple[OddFile, bytes]]:
    for file in odd:
        yield file, file.make()
    for number, data in enumerate(damaged(seed, mutated)):
        yield OddFile(f"damaged file {number}", "台账.xlsx", bytes, frozenset(Fate)), data


def _sent(
    upload: Callable[[bytes, str], Outcome], files: Iterable[tuple[OddFile, bytes]]
) -> Iterator[tuple[str, Outcome]]:
    def send(each: tuple[OddFile, bytes]) -> tuple[str, Outcome]:
        file, data = each
        found = upload(data, file.name)
        if found.fate not in file.fates:
            right = " or ".join(sorted(file.fates))
            more = f"is {found.fate} ({found.status}) and should be {right}"
            found = Outcome(found.fate, found.status, (*found.wrong, more))
        return file.told, found

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        yield from pool.map(send, files)


def _json(answer: httpx2.Response) -> Mapping[str, Any]:
    try:
        told = answer.json()
    except ValueError:
        return {}
    return told if isinstance(told, Mapping) else {}


def main(argv: list[str] | None = None) -> int:
    """Run the drill and print what was found; 1 where anything is wrong."""
    parser = argparse.ArgumentParser(prog="python -m bench.safety.files", description=__doc__)
    parser.add_argument("--mutated", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=SEED)
    asked = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as city:
        found = drill(city, asked.mutated, asked.seed)
    print_found(found, asked.seed)
    return int(bool(found.wrong) or not found.is_alive or found.peak > _MOST_MEMORY)


def print_found(found: Found, seed: int) -> None:
    """Print what became of the files."""
    say = sys.stdout.write
    say(f"files: {sum(found.outcomes.values()):,}, seed {seed}\n")
    for name, count in sorted(found.outcomes.items()):
        say(f"  {name}: {count:,}\n")
    say(f"  most memory, service and child: {found.peak / (1 << 20):,.0f} MiB\n")
    say(f"  the service is {'alive' if found.is_alive else 'DEAD'}\n")
    for line in found.wrong:
        say(f"  WRONG {line}\n")


if __name__ == "__main__":
    sys.exit(main())
