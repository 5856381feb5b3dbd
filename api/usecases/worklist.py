"""The work list: which families come first at a desk, and the numbers of its towns.

It rests on counts that were kept with each plan: no plan is opened to make it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from api.store.signs import Signs, TownNumbers
from api.store.store import Unit
from api.usecases.desk import Desk
from api.usecases.shown import show_rows

MOST = 6
"""How many families stand in each part of the list."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A family that waits for somebody: as a row of a list, with its plan's signs if it has any."""

    family: dict[str, Any]
    signs: Signs | None


@dataclass(frozen=True, slots=True)
class Worklist:
    """What comes first at a desk, part by part, and the numbers of each town."""

    danger: tuple[Waiting, ...]
    to_confirm: tuple[Waiting, ...]
    to_ask: tuple[Waiting, ...]
    changed: tuple[Waiting, ...]
    towns: tuple[TownNumbers, ...]


def worklist(desk: Desk, unit: Unit, *, numbers_alone: bool = False) -> Worklist:
    """Return what comes first at a desk; with `numbers_alone` no family is named."""
    towns = unit.signs.numbers()
    if numbers_alone:
        return Worklist((), (), (), (), towns)
    parts = (
        unit.signs.in_danger(MOST),
        unit.signs.to_confirm(MOST),
        unit.signs.to_ask(MOST),
    )
    changed = unit.signs.changed(MOST)
    signs = dict(unit.signs.of(changed))
    ids = list(dict.fromkeys([*changed, *(each.household for part in parts for each in part)]))
    kept = unit.listing.households(ids)
    rows = {row["id"]: row for row in show_rows(desk, unit, kept.values())}
    told = [tuple(Waiting(rows[each.household], each) for each in part) for part in parts]
    danger, to_confirm, to_ask = told
    lately = tuple(Waiting(rows[id], signs.get(id)) for id in changed)
    return Worklist(danger, to_confirm, to_ask, lately, towns)


def with_signs(
    unit: Unit, rows: Iterable[dict[str, Any]]
) -> tuple[tuple[dict[str, Any], Signs | None], ...]:
    """Return rows of a list of households, each with the signs of its newest plan."""
    told = tuple(rows)
    signs = unit.signs.of([row["id"] for row in told])
    return tuple((row, signs.get(row["id"])) for row in told)


def signs_of_one(unit: Unit, household: str) -> Signs | None:
    """Return the signs of a family's newest plan, or None where it has no plan."""
    return unit.signs.of([household]).get(household)


def notice_danger(unit: Unit, household: str) -> None:
    """Say that whoever acts has taken notice of a family's danger signs, on record."""
    unit.signs.notice(household)
