"""What a unit keeps until it ends: audit lines, rows numbered by them, requests to be answered."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Table

from api.store.errors import MisuseError
from api.store.values import Json

Values = dict[str, Any]


class Ending:
    """What is written last, whole or not at all."""

    def __init__(self) -> None:
        self._records: list[Values] = []
        self._numbered: list[tuple[int, Table, Values]] = []
        self._begun: set[str] = set()

    def record(self, action: str, target: str, town: str | None, details: Json) -> None:
        """Keep a line for the audit; it is written when the unit ends, whole or not at all."""
        self._records.append({"action": action, "target": target, "town": town, "details": details})

    def records(self) -> Iterator[Values]:
        """Return the lines kept for the audit, in order."""
        return iter(self._records)

    def numbered_later(self, table: Table) -> list[Values]:
        """Return the rows of a table that are kept for the unit's end, in order."""
        return [values for _, of, values in self._numbered if of is table]

    def expect(self, key: str) -> None:
        """Remember that request `key` was begun and has to be answered in this unit."""
        self._begun.add(key)

    def answered(self, key: str) -> None:
        """Say that request `key` has its answer."""
        if key not in self._begun:
            raise MisuseError("begin a request before answering it")
        self._begun.discard(key)
