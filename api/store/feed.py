"""The feed of happiness lists: what a push platform is told, in the order of commits.

A row's number is that of the audit line that tells of it. Such a line is numbered under the lock
of the chain's head, which a unit holds from there to its commit (see `chain`): whoever sees a
number sees every smaller one, on both databases, and nobody who reads on from a number misses one.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import RowMapping, bindparam, select

from api.store.ending import Values
from api.store.scope import Scope
from api.store.tables_of_lists import list_changes

MOST = 500
_LAST = (
    select(list_changes)
    .where(list_changes.c.household == bindparam("whose"))
    .order_by(list_changes.c.number.desc())
    .limit(1)
)
_OF_LIST = (
    select(list_changes)
    .where(list_changes.c.list == bindparam("list"))
    .order_by(list_changes.c.number.desc())
    .limit(1)
)
_WITHDRAWN = (
    select(list_changes)
    .where(
        list_changes.c.household == bindparam("whose"),
        list_changes.c.number >= bindparam("since"),
        list_changes.c.kind == "withdrawn",
    )
    .limit(1)
)
_ON = (
    select(list_changes)
    .where(list_changes.c.number > bindparam("after"))
    .order_by(list_changes.c.number)
    .limit(bindparam("most"))
)


class ChangeKind(StrEnum):
    """A list that stands from now on, or one that must no longer be shown."""

    LIST = "list"
    WITHDRAWN = "withdrawn"


class Why(StrEnum):
    """Why a list was withdrawn."""

    CLOSED = "closed"
    CONSENT = "consent"
    ERASED = "erased"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class ListChange:
    """A row of the feed; it holds ids and nothing else of a family."""

    number: int
    household: str
    town: str
    kind: ChangeKind
    list: str
    version: int
    reason: Why | None
    at: datetime


class Feed:
    """What was told of the lists of the unit's towns; a row stays in the town it was told to."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def after(self, number: int, limit: int) -> tuple[ListChange, ...]:
        """Return the rows behind a number, in order, at most `limit` of them."""
        values = {"after": number, "most": min(limit, MOST)}
        return tuple(map(_change, self._scope.prepared_rows(_ON, values)))

    def of_list(self, list: str) -> ListChange | None:
        """Return the newest row that tells of a list, None where it never stood in the feed."""
        row = self._scope.prepared(_OF_LIST, {"list": list})
        return None if row is None else _change(row)

    def last_of(self, household: str) -> ListChange | None:
        """Return the newest row of a household, None where it has none in these towns."""
        row = self._scope.prepared(_LAST, {"whose": household})
        return None if row is None else _change(row)

    def is_withdrawn(self, told: ListChange) -> bool:
        """Say whether a list was withdrawn, by its newest row: alone, or with all of its family.

        It stays so though another version stands since: whoever pulled it has deleted it.
        """
        values = {"whose": told.household, "since": told.number}
        return self._scope.prepared(_WITHDRAWN, values) is not None

    def publish(self, household: str, list: str, version: int) -> None:
        """Tell that a list stands from now on, in the place of any before."""
        publish(self._scope, household, list, version)

    def withdraw(self, household: str, reason: Why) -> bool:
        """Tell that the list that stands must no longer be shown; False where none stands."""
        return withdraw(self._scope, household, reason)


def publish(scope: Scope, household: str, list: str, version: int) -> None:
    """Tell that a list stands from now on; it is numbered when the unit ends."""
    scope.lock(household)
    _tell(scope, household, ChangeKind.LIST, (list, version), None)


def withdraw(scope: Scope, household: str, reason: Why) -> bool:
    """Tell that the list of a household that stands is withdrawn; False where none stands."""
    scope.lock(household)
    last = standing(scope, household)
    if last is None:
        return False
    _tell(scope, household, ChangeKind.WITHDRAWN, last, reason)
    return True


def standing(scope: Scope, household: str) -> tuple[str, int] | None:
    """Return the id and version of the list of a household that stands in the feed, or None."""
    told = [v for v in scope.numbered_later(list_changes) if v["household"] == household]
    row = told[-1] if told else scope.prepared(_LAST, {"whose": household})
    if row is None or row["kind"] != ChangeKind.LIST:
        return None
    return row["list"], row["version"]


def _tell(
    scope: Scope, household: str, kind: ChangeKind, which: tuple[str, int], reason: Why | None
) -> None:
    town, (list, version) = scope.town_of(household), which
    values: Values = {
        "household": household,
        "town": town,
        "kind": kind,
        "list": list,
        "version": version,
        "reason": reason,
        "at": scope.at,
    }
    action = "list.publish" if kind is ChangeKind.LIST else "list.withdraw"
    details = {"household": household, "version": version, "reason": reason}
    scope.record(action, list, town, details)
    scope.number_by_line(list_changes, values)


def _change(row: RowMapping) -> ListChange:
    reason = None if row["reason"] is None else Why(row["reason"])
    return ListChange(**{**row, "kind": ChangeKind(row["kind"]), "reason": reason})
