"""What is recorded of a plan at work: what was shown at which rank, and what became of it.

An event has no room for names or texts: ids are pseudonyms, answers and reasons are words of
a short list, and of the household there are only the values of the score's parts.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from matcher.values import Ranked

UNSHOWN = 0
"""The rank of a candidate that was measured but not shown."""


class Answer(StrEnum):
    """What a worker did with a candidate, as far as it is known."""

    ACCEPTED = "accepted"
    REMOVED = "removed"
    ADDED = "added"
    NONE = "none"


OF_FACTS = frozenset({"already_held", "not_eligible"})
"""Reasons that speak of a fact nobody had recorded, and so not of the order of the plan."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A code as it stood in a plan: its rank (0: not shown) and the values of its parts."""

    code: str
    rank: int
    values: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Shown:
    """A plan as a worker saw it."""

    plan: str
    household: str
    worker: str
    mode: str
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of one code of one plan; `detail` is a removal's reason or an outcome."""

    event: str
    plan: str
    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Log:
    """All that was recorded, in an order of its own: that of the file does not matter."""

    shown: tuple[Shown, ...]
    replies: tuple[Reply, ...]

    @property
    def events(self) -> int:
        """Return how many events there are."""
        return len(self.shown) + len(self.replies)


def log_of(shown: Iterable[Shown], replies: Iterable[Reply]) -> Log:
    """Return a log: sorted, and a reply that stands twice taken once."""
    ordered = sorted(set(replies), key=lambda r: (r.plan, r.code, r.event, r.detail))
    return Log(tuple(sorted(shown, key=lambda s: s.plan)), tuple(ordered))


def of_mode(log: Log, mode: str) -> Log:
    """Return what was recorded of the plans of one mode."""
    shown = tuple(one for one in log.shown if one.mode == mode)
    plans = {one.plan for one in shown}
    return Log(shown, tuple(reply for reply in log.replies if reply.plan in plans))


def digest(log: Log) -> str:
    """Return the SHA-256 of a log; the same for the same events in any order."""
    parts: list[Any] = [
        [
            s.plan,
            s.household,
            s.worker,
            s.mode,
            [[c.code, c.rank, dict(c.values)] for c in s.candidates],
        ]
        for s in log.shown
    ]
    parts += [[r.event, r.plan, r.code, r.detail] for r in log.replies]
    text = json.dumps(parts, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def shown_event(
    head: Mapping[str, str], ranked: Sequence[Ranked], first: int, names: Iterable[str]
) -> dict[str, Any]:
    """Return the event of a plan of which the `first` candidates are shown, in plan order.

    `head` gives plan, household, worker, on and mode: pseudonyms, a day and a mode. Every part
    of `names` gets a value, since a part that is absent would be read as not measured.
    """
    parts = sorted(names)
    items = [
        {
            "code": one.code,
            **({"rank": rank} if rank <= first else {}),
            "values": {name: round(float(one.values.get(name, 0.0)), 4) for name in parts},
        }
        for rank, one in enumerate(ranked, start=1)
    ]
    return {"event": "shown", **head, "items": items}
