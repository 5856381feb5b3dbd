"""A form that changes a ledger: done in one unit, or told that somebody else was quicker."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from api.store.errors import ConflictError
from api.store.store import Unit
from api.store.values import Answer
from api.usecases.desk import Desk

T = TypeVar("T")
_KEPT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Stale:
    """Somebody changed the ledger after it was shown: the version that was seen, and now's."""

    seen: int
    now: int


def in_one_unit(desk: Desk, do: Callable[[Unit], T]) -> T | Stale:
    """Return what `do` returns once it is committed, or that the ledger has another version."""
    try:
        with desk.unit() as unit:
            return do(unit)
    except ConflictError as error:
        if error.kind != "household":
            raise
        return Stale(error.expected, error.found)


def in_view(desk: Desk, look: Callable[[Unit], T]) -> T:
    """Return what `look` returns from a view."""
    with desk.view() as unit:
        return look(unit)


def once(
    desk: Desk, unit: Unit, key: str, make: Callable[[], str], *, is_household: bool = True
) -> str:
    """Return the id of what `make` makes; a form that comes twice gets that of the first time.

    `key` stands in the form that was shown, drawn anew for each.
    """
    kept = unit.idempotency.begin(f"form {key}", key, desk.at + _KEPT)
    row = f"{desk.caller.id} form {key}"
    if kept is not None:
        return desk.open_bytes(kept.content, row, "answer")
    made = make()
    sealed = desk.seal_bytes(made, row, "answer")
    unit.idempotency.finish(f"form {key}", Answer(303, sealed), made if is_household else None)
    return made
