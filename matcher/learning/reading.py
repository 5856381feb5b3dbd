"""Read events from numbered JSON texts; what is wrong with a line is said of that line."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from matcher.errors import Fault, nearest
from matcher.learning.events import UNSHOWN, Candidate, Log, Reply, Shown, log_of
from matcher.reading.entries import Entry
from matcher.reading.schemas import Schema, check_schema
from matcher.wording import Bilingual

_OBJECT = Bilingual("一个 {…}", "one {…}")
_OF_A_PERSON = re.compile(r"\d{17}[\dXx]|(?<!\d)1[3-9]\d{9}(?!\d)")
"""The shapes of an identity number and of a mobile telephone's."""


@dataclass(frozen=True, slots=True)
class Read:
    """The events that could be read, and a fault for each line that could not."""

    log: Log
    faults: tuple[Fault, ...]


def read_events(lines: Iterable[tuple[int, str]], file: str, schema: Schema) -> Read:
    """Return the events of a file, whatever their order; a bad line never spoils the others.

    All copies of a plan that is shown twice are refused, and so is a reply to a plan or code
    that nobody was shown.
    """
    entries, faults = _entries(lines, file, schema)
    plans, twice = _plans([entry for entry in entries if entry.data["event"] == "shown"])
    faults += twice
    accepted = {_key(e) for e in entries if e.data["event"] in ("accepted", "added")}
    replies = []
    for entry in (each for each in entries if each.data["event"] != "shown"):
        fault = _misfit(entry, plans, accepted)
        if fault:
            faults.append(fault)
        else:
            replies.append(_reply(entry.data))
    ordered = sorted(faults, key=lambda fault: fault.line or 0)
    return Read(log_of(plans.values(), replies), tuple(ordered))


def _entries(
    lines: Iterable[tuple[int, str]], file: str, schema: Schema
) -> tuple[list[Entry], list[Fault]]:
    good, faults = [], []
    for number, line in lines:
        found = _entry(line, file, number)
        wrong = [found] if isinstance(found, Fault) else _wrong(found, schema)
        faults += wrong
        if isinstance(found, Entry) and not wrong:
            good.append(found)
    return good, faults


def _entry(line: str, file: str, number: int) -> Entry | Fault:
    try:
        data = json.loads(line, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        return Fault("not_json", expected=str(error), file=file, line=number)
    if not isinstance(data, dict):
        return Fault("wrong_type", str(data), _OBJECT, file=file, line=number)
    return Entry(data, file, number, {})


def _no_number(word: str) -> float:
    raise ValueError(f"{word} is no number of JSON")


def _wrong(entry: Entry, schema: Schema) -> list[Fault]:
    """Return what is wrong with one event by itself: its shape, its day, its ids, its ranks."""
    faults = list(check_schema(entry, schema))
    if faults:
        return faults[:1]
    data = entry.data
    for name in ("plan", "household", "worker"):
        if _OF_A_PERSON.search(str(data.get(name, ""))):
            return [entry.fault("event_names_person", name)]
    if not _is_day(data["on"]):
        return [entry.fault("bad_date", "on", value=data["on"])]
    return _wrong_items(entry) if data["event"] == "shown" else []


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _wrong_items(entry: Entry) -> list[Fault]:
    items = entry.data["items"]
    twice = [code for code, n in Counter(item["code"] for item in items).items() if n > 1]
    if twice:
        return [entry.fault("duplicate_id", "items", value=twice[0])]
    ranks = sorted(item["rank"] for item in items if "rank" in item)
    if ranks != list(range(1, len(ranks) + 1)):
        return [entry.fault("event_ranks", "items", value=", ".join(map(str, ranks)))]
    return []


def _plans(entries: Sequence[Entry]) -> tuple[dict[str, Shown], list[Fault]]:
    counts = Counter(entry.data["plan"] for entry in entries)
    twice = [
        entry.fault("duplicate_id", "plan", value=entry.data["plan"])
        for entry in entries
        if counts[entry.data["plan"]] > 1
    ]
    single = (entry.data for entry in entries if counts[entry.data["plan"]] == 1)
    return {data["plan"]: _shown(data) for data in single}, twice


def _shown(data: Mapping[str, Any]) -> Shown:
    found = [
        Candidate(
            item["code"],
            int(item.get("rank", UNSHOWN)),
            {name: float(value) for name, value in sorted(item["values"].items())},
        )
        for item in data["items"]
    ]
    candidates = tuple(sorted(found, key=lambda candidate: candidate.code))
    return Shown(data["plan"], data["household"], data["worker"], data["mode"], candidates)


def _reply(data: Mapping[str, Any]) -> Reply:
    detail = data.get("reason", data.get("result", ""))
    return Reply(data["event"], data["plan"], data["code"], detail)


def _key(entry: Entry) -> tuple[str, str]:
    return entry.data["plan"], entry.data["code"]


def _misfit(
    entry: Entry, plans: Mapping[str, Shown], accepted: set[tuple[str, str]]
) -> Fault | None:
    """Return why a reply fits no plan that was shown, or None where it does."""
    event, plan, code = entry.data["event"], entry.data["plan"], entry.data["code"]
    if plan not in plans:
        return entry.fault("event_of_no_plan", "plan", value=plan, near=nearest(plan, plans))
    ranks = {candidate.code: candidate.rank for candidate in plans[plan].candidates}
    if event == "outcome":
        return (
            None if _key(entry) in accepted else entry.fault("event_not_taken", "code", value=code)
        )
    if event == "added":
        return entry.fault("event_was_shown", "code", value=code) if ranks.get(code) else None
    if not ranks.get(code):
        shown = [name for name, rank in ranks.items() if rank]
        return entry.fault("event_not_shown", "code", value=code, near=nearest(code, shown))
    return None
