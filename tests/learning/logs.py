"""Small logs of plans at work, as lines and as values."""

import json
from functools import cache
from typing import Any

from matcher.learning.events import Candidate, Log, Reply, Shown, log_of
from matcher.learning.proposing import Ways
from matcher.learning.reading import Read, read_events
from matcher.learning.simulating import SCENARIOS, Played, play
from tests.support import CATALOGS

SCHEMA = json.loads((CATALOGS / "schemas" / "event.schema.json").read_text(encoding="utf-8"))
WORLDS = {scenario.name: scenario for scenario in SCENARIOS}


def ways(seed: int = 1, **changes: Any) -> Ways:
    return Ways(lambda rows, points: 0.0, seed, **changes)


@cache
def played(name: str, households: int = 1000, seed: int = 1) -> Played:
    """Return a world played through, once for all tests."""
    return play(WORLDS[name], households, ways(seed))


def shown_line(plan: str = "p-1", household: str = "h-1", **changes: Any) -> dict[str, Any]:
    items = [
        {"code": "S001", "rank": 1, "values": {"words": 1.5}},
        {"code": "S002", "rank": 2, "values": {"words": 0.5}},
        {"code": "S003", "values": {"words": -1}},
    ]
    head = {"worker": "w-1", "on": "2026-05-20", "mode": "lexical", "items": items}
    return {"event": "shown", "plan": plan, "household": household, **head, **changes}


def reply_line(
    event: str = "accepted", code: str = "S001", plan: str = "p-1", **more: str
) -> dict[str, Any]:
    return {"event": event, "plan": plan, "code": code, "on": "2026-05-21", **more}


def read(*lines: dict[str, Any] | str) -> Read:
    texts = [x if isinstance(x, str) else json.dumps(x, ensure_ascii=False) for x in lines]
    return read_events(list(enumerate(texts, start=1)), "events.jsonl", SCHEMA)


def log(*replies: tuple[str, str, str], values: dict[str, float] | None = None) -> Log:
    """Return a log of one plan of three codes, S003 not shown, and its replies."""
    parts = values or {"words": 1.0}
    ranks = (("S001", 1), ("S002", 2), ("S003", 0))
    candidates = tuple(Candidate(code, rank, parts) for code, rank in ranks)
    plan = Shown("p-1", "h-1", "w-1", "lexical", candidates)
    return log_of([plan], [Reply(event, "p-1", code, detail) for event, code, detail in replies])
