"""Happiness lists read: one as it was stored, a family's versions, and the feed of changes."""

import json
from dataclasses import dataclass
from typing import Any

from api.access.rules import Action, Decision, decide, may_read_words
from api.errors import Problem, ProblemError
from api.store.errors import AbsentError
from api.store.feed import ChangeKind, ListChange
from api.store.lists import HappinessList
from api.store.receipts import Receipt
from api.store.store import Unit
from api.store.values import Cursor
from api.usecases.confirming import CONTENT, choice_or_told
from api.usecases.desk import Desk
from api.usecases.planning import stamp
from api.usecases.quoting import LEFT_OUT
from api.usecases.receipts_read import standing_receipts
from matcher.wording import Bilingual

Data = dict[str, Any]
_GONE = Bilingual(
    "这份清单已撤回，不要再给任何人看；请删除你保存的内容",
    "this list was withdrawn: show it to nobody, and delete what you keep of it",
)


@dataclass(frozen=True, slots=True)
class StoredList:
    """A list as it is served: its bytes and their digest."""

    id: str
    household: str
    digest: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Changes:
    """A part of the feed, and the place behind its last row (None: nothing was ever told)."""

    rows: list[Data]
    last: Cursor | None
    more: bool


@dataclass(frozen=True, slots=True)
class Versions:
    """A page of a family's lists, and the place of the last where more follow."""

    rows: list[Data]
    last: Cursor | None


def stored_list(desk: Desk, unit: Unit, id: str) -> StoredList:
    """Return a list with its bytes as they were stored.

    Whoever may read ledgers sees every list of their towns; anybody else what stands in the feed
    alone: what never stood there is absent, what was withdrawn is gone.
    """
    kept = list_in_view(desk, unit, id, is_late=False)
    content = desk.open_bytes(kept.content, kept.id, CONTENT).encode()
    return StoredList(kept.id, kept.household, kept.digest, content)


def list_in_view(desk: Desk, unit: Unit, id: str, *, is_late: bool) -> HappinessList:
    """Return a list that the caller may see, or with `is_late` might see once."""
    if decide(desk.caller, Action.READ) is Decision.YES:
        return unit.lists.get(id)
    told = unit.feed.of_list(id)
    if told is None:
        raise AbsentError("list", id)
    if unit.feed.is_withdrawn(told) and not (is_late and _is_here(unit, id)):
        raise ProblemError(Problem("gone", _GONE))
    return unit.lists.get(id)


def changes(unit: Unit, after: Cursor | None, limit: int) -> Changes:
    """Return what was told of lists behind a place, in order: at least once, nothing skipped."""
    number = 0 if after is None else int(after.id)
    found = unit.feed.after(number, limit + 1)
    rows = found[:limit]
    last = Cursor(rows[-1].at, str(rows[-1].number)) if rows else after
    return Changes([_change(row) for row in rows], last, len(found) > limit)


def versions(desk: Desk, unit: Unit, household: str, limit: int, after: Cursor | None) -> Versions:
    """Return a family's lists, newest first: of which plan, what stands in them, what became of it.

    Entries are told with their codes: this is for those who keep the ledger.
    """
    before = None if after is None else int(after.id)
    found = unit.lists.of(household, limit + 1, before)
    stands, last = standing_receipts(unit, household), unit.feed.last_of(household)
    rows = [_version(desk, unit, kept, stands, last) for kept in found[:limit]]
    place = found[limit - 1] if len(found) > limit else None
    return Versions(rows, None if place is None else Cursor(place.made_at, str(place.version)))


def _is_here(unit: Unit, id: str) -> bool:
    try:
        unit.lists.get(id)
    except AbsentError:
        return False
    return True


def _change(row: ListChange) -> Data:
    return {
        "number": row.number,
        "kind": str(row.kind),
        "household": row.household,
        "list": row.list,
        "version": row.version,
        "reason": None if row.reason is None else str(row.reason),
        "at": stamp(row.at),
    }


def _version(
    desk: Desk,
    unit: Unit,
    kept: HappinessList,
    stands: dict[str, Receipt],
    last: ListChange | None,
) -> Data:
    choice = choice_or_told(desk, unit, kept.confirmation)
    of = unit.confirmations.get(kept.confirmation)
    pushed = last is not None and last.kind is ChangeKind.LIST and last.list == kept.id
    return {
        "id": kept.id,
        "version": kept.version,
        "plan": of.plan,
        "made_by": kept.made_by,
        "made_at": stamp(kept.made_at),
        "digest": kept.digest,
        "pushed": pushed,
        "team": choice["team"],
        "note": choice["note"],
        "left_out": choice["left_out"],
        "entries": [_entry(desk, row, stands.get(row["entry"])) for row in choice["entries"]],
    }


def _entry(desk: Desk, row: Data, stands: Receipt | None) -> Data:
    if stands is None:
        return {**row, "state": None, "at": None, "reason": None}
    told = {"state": stands.kind, "at": stamp(stands.at), "reason": _reason(desk, stands)}
    return {**row, **told}


def _reason(desk: Desk, receipt: Receipt) -> str | None:
    """Return why it was said so, in the words of who said it: for who may read a family's words."""
    told: Data = json.loads(desk.open_bytes(receipt.content, receipt.id, CONTENT))
    return told["reason"] if told["reason"] is None or may_read_words(desk.caller) else LEFT_OUT
