"""Sealed values that stand in columns of their own, walked so that keys can be rotated."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Table, select, update

from api.store.errors import MisuseError
from api.store.scope import Scope
from api.store.tables import imports, transfers
from api.store.tables_of_lists import confirmations, happiness_lists, receipts
from api.store.tables_of_people import accounts

SEALED_COLUMNS: Mapping[str, tuple[Table, tuple[str, ...]]] = {
    "account": (accounts, ("factor",)),
    "import": (imports, ("file", "reading", "file_name", "report")),
    "transfer": (transfers, ("reason",)),
    "confirmation": (confirmations, ("content",)),
    "list": (happiness_lists, ("content",)),
    "receipt": (receipts, ("content",)),
}
"""Tables by the kind of their rows, and which of their columns are sealed."""
KINDS = tuple(SEALED_COLUMNS)
"""The kinds of rows that hold such values, each sealed for the row's id and the column's name."""


@dataclass(frozen=True, slots=True)
class Envelopes:
    """The sealed values of one row, by column; what is empty is left out."""

    kind: str
    id: str
    sealed: Mapping[str, bytes] = field(repr=False)


class Envelopment:
    """The rows that hold sealed values in columns of their own; for units of all towns only."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def walk(self, kind: str, limit: int, after: str = "") -> tuple[Envelopes, ...]:
        """Return rows of a kind in order of their ids, from behind the id `after`."""
        table, names = self._of(kind)
        columns = (table.c.id, *(table.c[name] for name in names))
        query = select(*columns).where(table.c.id > after).order_by(table.c.id).limit(limit)
        return tuple(
            Envelopes(kind, row["id"], {n: row[n] for n in names if row[n] is not None})
            for row in self._scope.rows(query)
        )

    def reseal(self, old: Envelopes, new: Mapping[str, bytes]) -> bool:
        """Replace values by the same sealed with another key; not where they changed meanwhile."""
        table, _ = self._of(old.kind)
        as_read = update(table).where(
            table.c.id == old.id, *(table.c[name] == old.sealed[name] for name in new)
        )
        done = self._scope.change(as_read.values(**new)) == 1
        if done:
            details = {"kind": old.kind, "fields": sorted(new)}
            self._scope.record("personal.reseal", old.id, None, details)
        return done

    def _of(self, kind: str) -> tuple[Table, tuple[str, ...]]:
        if not self._scope.is_everywhere:
            raise MisuseError("keys are rotated for the whole city")
        return SEALED_COLUMNS[kind]
