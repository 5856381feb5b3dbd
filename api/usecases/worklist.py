"""The work list: which families come first at a desk, and the numbers of its towns.

It rests on counts that were kept with each change of a ledger and each plan: none is opened to
make it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.store.signs import Signs, TownNumbers
from api.store.store import Unit
from api.usecases.desk import Desk
from api.usecases.shown import show_rows

FEW = 6
"""How many families stand in each part of the list, but for danger."""
IN_DANGER = 100
"""How many families in danger stand in the list, those that wait longest first.

How many more there are is told beside them, and the list of families finds each of them.
"""
_COUNTED = {
    "danger": "in_danger",
    "to_confirm": "to_confirm",
    "to_ask": "with_questions",
    "changed": "households",
}
"""By which number of the towns it is known how many belong to each part."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A family that waits for somebody: as a row of a list, with its signs if it has any."""

    family: dict[str, Any]
    signs: Signs | None


@dataclass(frozen=True, slots=True)
class Worklist:
    """What comes first at a desk, part by part, and the numbers of each town.

    `more` tells of each part how many families wait that do not stand in it.
    """

    danger: tuple[Waiting, ...]
    to_confirm: tuple[Waiting, ...]
    to_ask: tuple[Waiting, ...]
    changed: tuple[Waiting, ...]
    towns: tuple[TownNumbers, ...]
    more: Mapping[str, int]


def worklist(desk: Desk, unit: Unit, *, numbers_alone: bool = False) -> Worklist:
    """Return what comes first at a desk; with `numbers_alone` no family is named."""
    towns = unit.signs.numbers()
    if numbers_alone:
        return Worklist((), (), (), (), towns, {})
    parts = (
        unit.signs.in_danger(IN_DANGER),
        unit.signs.to_confirm(FEW),
        unit.signs.to_ask(FEW),
    )
    changed = unit.signs.changed(FEW)
    signs = dict(unit.signs.of(changed))
    ids = list(dict.fromkeys([*changed, *(each.household for part in parts for each in part)]))
    kept = unit.listing.households(ids)
    rows = {row["id"]: row for row in show_rows(desk, unit, kept.values())}
    told = [tuple(Waiting(rows[each.household], each) for each in part) for part in parts]
    danger, to_confirm, to_ask = told
    lately = tuple(Waiting(rows[id], signs.get(id)) for id in changed)
    return Worklist(danger, to_confirm, to_ask, lately, towns, _more((*parts, changed), towns))


def _more(parts: Iterable[Sequence[Any]], towns: Iterable[TownNumbers]) -> Mapping[str, int]:
    """Return how many families wait beyond those that stand in each part."""
    told = tuple(towns)
    return {
        part: max(0, sum(getattr(town, number) for town in told) - len(rows))
        for (part, number), rows in zip(_COUNTED.items(), parts, strict=True)
    }


def with_signs(
    unit: Unit, rows: Iterable[dict[str, Any]]
) -> tuple[tuple[dict[str, Any], Signs | None], ...]:
    """Return rows of a list of households, each with its signs."""
    told = tuple(rows)
    signs = unit.signs.of([row["id"] for row in told])
    return tuple((row, signs.get(row["id"])) for row in told)


def signs_of_one(unit: Unit, household: str) -> Signs | None:
    """Return the signs of a family, or None where it has no plan and tells no danger."""
    return unit.signs.of([household]).get(household)


def is_unread(signs: Signs | None) -> bool:
    """Say whether there is danger in a family of which nobody has taken notice."""
    return signs is not None and signs.is_unread


def notice_danger(unit: Unit, household: str) -> None:
    """Say that whoever acts has taken notice of a family's danger signs, on record."""
    unit.signs.notice(household)
