"""What an answer rests upon: the questions that were put to the database for it, and their rows.

An answer that came about in views alone follows from its request, the clock and these rows. When
the database has changed since, the same questions are put again; where every row is what it was,
so is the answer.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, RowMapping, Select

Rows = tuple[tuple[Any, ...], ...]
_ROW_BYTES = 100
_noting: ContextVar["Questions | None"] = ContextVar("noting", default=None)


@dataclass(slots=True)
class Questions:
    """Queries as they were run, narrowed to somebody's towns, with the rows that came back.

    `are_all` is False where a unit for changes was opened as well: then nothing follows from them.
    """

    are_all: bool = True
    _asked: list[tuple[Select[Any], Mapping[str, Any] | None, Rows]] = field(default_factory=list)

    def note(
        self, query: Select[Any], values: Mapping[str, Any] | None, found: Sequence[RowMapping]
    ) -> None:
        """Remember a question and its rows."""
        self._asked.append((query, values, _plain(found)))

    @property
    def size(self) -> int:
        """Return about how many bytes of memory the rows take."""
        return sum(
            _ROW_BYTES + sum(len(value) for value in row if isinstance(value, bytes | str))
            for _, _, rows in self._asked
            for row in rows
        )

    def are_answered_alike(self, connection: Connection) -> bool:
        """Put them again in one view; say whether each gets the rows that it had."""
        return all(
            _plain(connection.execute(query, values).mappings().all()) == rows
            for query, values, rows in self._asked
        )


@contextmanager
def noted() -> Iterator[Questions]:
    """Note the questions of all units and views that are opened inside, in its threads too."""
    questions = Questions()
    token = _noting.set(questions)
    try:
        yield questions
    finally:
        _noting.reset(token)


def noting() -> Questions | None:
    """Return where questions are noted just now, or None."""
    return _noting.get()


def _plain(found: Sequence[RowMapping]) -> Rows:
    return tuple(tuple(row.values()) for row in found)
