"""What became of the entries of a happiness list, by the receipts for it.

Receipts come late, twice and out of order. So an entry stands where the furthest of its receipts
says: whoever has been granted something has read of it, in whatever order that is told. Of two
that mean equally much (interested or declined, granted or refused) the later one counts, by the
moment it tells of.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Outcome(StrEnum):
    """What a receipt says of an entry."""

    DELIVERED = "delivered"
    READ = "read"
    INTERESTED = "interested"
    DECLINED = "declined"
    APPLIED = "applied"
    GRANTED = "granted"
    REFUSED = "refused"
    SERVED = "served"


_MEANING = {
    Outcome.DELIVERED: 1,
    Outcome.READ: 2,
    Outcome.INTERESTED: 3,
    Outcome.DECLINED: 3,
    Outcome.APPLIED: 4,
    Outcome.GRANTED: 5,
    Outcome.REFUSED: 5,
    Outcome.SERVED: 6,
}
ENDS = frozenset({Outcome.DECLINED, Outcome.REFUSED, Outcome.SERVED})
"""Nothing more is waited for where an entry stands at one of these."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One receipt: of which entry, what, when; `place` breaks ties, larger is later."""

    entry: str
    outcome: Outcome
    at: datetime
    place: str = ""


class Become(StrEnum):
    """What a need has become."""

    SERVED = "served"
    OPEN = "open"


def standing(heard: Iterable[Heard]) -> dict[str, Heard]:
    """Return for each entry the receipt that says where it stands, in whatever order they came."""
    found: dict[str, Heard] = {}
    for each in heard:
        if each.entry not in found or _later(each) > _later(found[each.entry]):
            found[each.entry] = each
    return found


def needs_after(
    entries: Sequence[tuple[str, Sequence[str]]], now: Mapping[str, Outcome]
) -> dict[str, Become]:
    """Return what needs have become, by entries (with the needs they serve) and where they stand.

    A need is served once every entry that serves it has ended and one of them was served; it is
    open again once all have ended and none was. Of others nothing is said.
    """
    serving: dict[str, list[Outcome | None]] = {}
    for entry, needs in entries:
        for need in needs:
            serving.setdefault(need, []).append(now.get(entry))
    return {
        need: Become.SERVED if Outcome.SERVED in outcomes else Become.OPEN
        for need, outcomes in serving.items()
        if all(outcome in ENDS for outcome in outcomes)
    }


def _later(heard: Heard) -> tuple[int, datetime, str]:
    return _MEANING[heard.outcome], heard.at, heard.place
