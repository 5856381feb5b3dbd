"""The drill of fuzz: requests by chance, of every operation and as four roles, find no fault.

Each role sends as a person and as a machine; ids of rows that there are stand among those that
there are not. No answer is a 5xx, each is as the OpenAPI document says.
"""

import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from api.access.callers import Role
from api.access.operations import OPERATIONS
from api.access.rules import RULES, Action
from bench.safety.birds import Flock
from bench.safety.chance import EAST, ROLES, WEST, Sender
from bench.safety.memory import processor
from bench.safety.running import City, Headers, new_session, running
from bench.safety.story import ENDS, Step, Teller

_CHECKS = (
    "not_a_server_error",
    "response_schema_conformance",
    "content_type_conformance",
    "status_code_conformance",
    "response_headers_conformance",
)
_PHASES = ("examples", "fuzzing", "stateful")
_TELLINGS, _VERSIONS, _EXAMPLES = 3, 24, 8
_TOLD = re.compile(r"=+ (?:FAILURES|ERRORS) =+\n.*?(?==+ SUMMARY)", re.DOTALL)


@dataclass
class Found:
    """What the drill found: how much was sent, what was answered with success, what is wrong."""

    seed: int
    sent: Counter[str] = field(default_factory=Counter)
    accepted: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    is_alive: bool = True
    seconds: float = 0.0

    @property
    def total(self) -> int:
        """Return how many requests were sent."""
        return sum(self.sent.values())


@dataclass(frozen=True)
class Part:
    """A part of the operations, sent by one caller."""

    name: str
    document: Mapping[str, Any]
    who: Headers


def drill(city: City, requests: int, seed: int, *, in_full: bool = False) -> Found:
    """Send at least `requests` requests; return what was found.

    The shortest way sends each operation's examples as one of the roles, then requests by chance.
    In full, each role sends every operation in all phases of schemathesis first.
    """
    found, document, began = Found(seed), _document(city), _processor(city)
    steps = told_steps(city)
    known = with_ids(document, known_ids(steps))
    if in_full:
        for part in parts(city, known):
            run(city, part, found, seed, _EXAMPLES, (*_PHASES, "coverage"))
    else:
        for part in shares(city, known):
            run(city, part, found, seed, 1, ["examples"])
    by_chance(city, document, steps, max(0, requests - found.total), found)
    found.is_alive = city.is_alive()
    found.seconds = _processor(city) - began
    return found


def by_chance(
    city: City, document: Mapping[str, Any], steps: Sequence[Step], requests: int, found: Found
) -> None:
    """Send requests of our own making and add what was found."""
    sender = Sender(city, document, random.Random(found.seed), steps)
    tally = sender.send(requests)
    found.sent.update({f"{name}, by chance": count for name, count in tally.sent.items()})
    found.accepted.update(tally.accepted)
    found.statuses.update(tally.statuses)
    found.wrong += [f"{told}\n      {curl}" for told, curl in sorted(tally.wrong.items())]


def shares(city: City, document: Mapping[str, Any]) -> Iterator[Part]:
    """Yield a share of the operations for each role, as a machine: all together have all."""
    keys = sorted((m.upper(), path) for path, ms in document["paths"].items() for m in ms)
    for place, role in enumerate(ROLES):
        towns = (EAST,) if role in (Role.WORKER, Role.TOWN) else ()
        own = only(document, keys[place :: len(ROLES)])
        yield Part(f"{role}, examples", own, city.key(role, *towns))


def parts(city: City, document: Mapping[str, Any]) -> Iterator[Part]:
    """Yield what each role sends: as a person what it may, as a machine everything.

    What ends or changes one's own session is sent by somebody who is needed no more.
    """
    for role in ROLES:
        towns = (EAST,) if role in (Role.WORKER, Role.TOWN) else ()
        may = {key for key, action in OPERATIONS.items() if _may(role, action)}
        own = {key for key in may if OPERATIONS[key] is Action.OWN and key[0] != "GET"}
        yield Part(f"{role}, a person", only(document, may - own), city.session(role, *towns))
        yield Part(f"{role}, a machine", document, city.key(role, *towns))
        last = new_session(city.store, city.ring, role, towns)
        yield Part(f"{role}, their own session", only(document, own), last)


def told_steps(city: City) -> list[Step]:
    """Tell the story some times; return its steps."""
    told: list[Step] = []
    for number in range(_TELLINGS):
        teller = Teller(city, {"east": EAST, "west": WEST}, Flock(number).example)
        told += teller.tell(() if number == 0 else ENDS)
    return told


def known_ids(steps: Iterable[Step]) -> dict[tuple[str, str], list[str]]:
    """Return the ids of the rows that steps were about, by path template and parameter."""
    ids: dict[tuple[str, str], list[str]] = {}
    for step in steps:
        for name, value in step.values.items():
            ids.setdefault((step.example.path, name), []).append(value)
    return ids


def with_ids(
    document: Mapping[str, Any], ids: Mapping[tuple[str, str], list[str]]
) -> dict[str, Any]:
    """Return the document with ids of rows among the values of its parameters."""
    made = deepcopy(dict(document))
    for path, methods in made["paths"].items():
        for operation in methods.values():
            for parameter in operation.get("parameters", ()):
                known = _known(path, parameter, ids)
                if known:
                    schema = parameter["schema"]
                    numbers = schema.get("type") == "integer"
                    values = sorted({int(each) if numbers else each for each in known})
                    parameter["schema"] = {"anyOf": [{"enum": values}, schema]}
                    parameter["example"] = values[0]
    return made


def only(document: Mapping[str, Any], keys: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return the document with these operations alone."""
    kept = set(keys)
    paths = {
        path: {m: op for m, op in methods.items() if (m.upper(), path) in kept}
        for path, methods in document["paths"].items()
    }
    return {**document, "paths": {path: methods for path, methods in paths.items() if methods}}


def run(
    city: City, part: Part, found: Found, seed: int, examples: int, phases: Iterable[str]
) -> None:
    """Send one part's requests and add what was found."""
    if not part.document["paths"]:
        return
    with tempfile.TemporaryDirectory() as folder:
        schema, report = Path(folder, "openapi.json"), Path(folder, "report.json")
        schema.write_text(json.dumps(part.document), "utf-8")
        command = [sys.executable, "-m", "schemathesis.cli", "--no-color", "run", str(schema)]
        command += ["--url", city.url, "--phases", ",".join(phases), "--checks", ",".join(_CHECKS)]
        command += ["--seed", str(seed), "-n", str(examples), "--max-redirects", "0"]
        command += ["--report-json-path", str(report), "--generation-database", "none"]
        command += ["--warnings", "off", "--no-shrink", "--continue-on-failure"]
        command += ["--suppress-health-check", "all", "--request-timeout", "60"]
        for name, value in part.who.items():
            command += ["-H", f"{name}: {value}"]
        ended = subprocess.run(
            command, capture_output=True, text=True, cwd=folder, check=False, env=_environment()
        )
        _add(found, part, ended, report, seed)


def _add(
    found: Found,
    part: Part,
    ended: "subprocess.CompletedProcess[str]",
    report: Path,
    seed: int,
) -> None:
    if not report.exists():
        found.wrong.append(f"{part.name}: no report\n{ended.stdout[-2000:]}{ended.stderr[-2000:]}")
        found.sent[part.name] += 1
        return
    told = json.loads(report.read_text("utf-8"))
    found.sent[part.name] += told["test_cases"]["generated"]
    for operation, phases in told["valid_rates"].items():
        found.accepted[operation] += sum(each["accepted"] for each in phases.values())
    if ended.returncode:
        found.wrong.append(f"{part.name}, seed {seed}:\n{_told_wrong(ended.stdout)}")


def _told_wrong(printed: str) -> str:
    found = _TOLD.search(printed)
    return found[0] if found else printed[-3000:]


def never_accepted(found: Found) -> list[str]:
    """Return the documented operations that no request by chance has got a success from."""
    keys = {name for name in found.accepted if found.accepted[name] == 0}
    return sorted(keys)


def _may(role: Role, action: Action) -> bool:
    return action is Action.ENTER or role in RULES[action].roles


def _known(
    path: str, parameter: Mapping[str, Any], ids: Mapping[tuple[str, str], list[str]]
) -> list[str]:
    if parameter["in"] == "path":
        return ids.get((path, parameter["name"]), [])
    if parameter["name"].lower() == "if-match":
        return [f'"v{number}"' for number in range(1, _VERSIONS)]
    return []


def _document(city: City) -> dict[str, Any]:
    found: dict[str, Any] = city.client.get("/openapi.json").json()
    return found


def _processor(city: City) -> float:
    return processor(city.process.pid) + processor("self")


def _environment() -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "NO_COLOR": "1"}


def main(argv: list[str] | None = None) -> int:
    """Run the drill and print what was found; 1 where anything is wrong."""
    parser = argparse.ArgumentParser(prog="python -m bench.safety.fuzz", description=__doc__)
    parser.add_argument("--requests", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=20260601)
    parser.add_argument("--quick", action="store_true", help="as the tests do")
    asked = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as city:
        found = drill(city, asked.requests, asked.seed, in_full=not asked.quick)
    print_found(found)
    return int(bool(found.wrong) or not found.is_alive)


def print_found(found: Found) -> None:
    """Print what was sent and all that is wrong."""
    say = sys.stdout.write
    say(f"fuzz: {found.total:,} requests, seed {found.seed}")
    say(f", {found.seconds:.0f} s of processor time\n")
    told = ", ".join(f"{status}: {count:,}" for status, count in sorted(found.statuses.items()))
    say(f"  answered by chance with {told}\n")
    for name, count in found.sent.items():
        say(f"  {name}: {count:,}\n")
    say(f"  never answered with success: {', '.join(never_accepted(found)) or 'none'}\n")
    say(f"  the service is {'alive' if found.is_alive else 'DEAD'}\n")
    for each in found.wrong:
        say(f"  WRONG {each}\n")


if __name__ == "__main__":
    sys.exit(main())
