"""Where the offers of a plan stand at the moment somebody looks, whatever the plan was made with.

A plan keeps what was left when it was made; since then others may have reserved, the charity may
have paused it, and this family may have had it delivered.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from api.store.reservations import OPEN
from api.store.store import Unit
from api.store.supply import KeptOffering, ReservationState
from api.usecases.desk import Desk
from api.usecases.had_already import most_places
from api.usecases.ledgers import read, told_of
from api.usecases.live_supply import remaining
from api.usecases.reserving import is_open_on, of_household_told
from matcher.needs import Household

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class OfferNow:
    """An offer as it stands for a family: `left` counts as the catalogue does, CNY or places.

    `kept` are its reservations that keep a place, `delivered` those that were brought;
    `has_room` says that the family may have one more, were there any; `items` are the codes of
    what it is related to.
    """

    left: int
    is_open: bool
    has_room: bool
    items: tuple[str, ...] = ()
    kept: tuple[Data, ...] = ()
    delivered: tuple[Data, ...] = ()


def offers_now(
    desk: Desk, unit: Unit, household: str, codes: Sequence[str], *, with_places: bool
) -> dict[str, OfferNow]:
    """Return by code where the offers of a family's plan stand; without any that is not kept here.

    `with_places` tells what is reserved for the family too: not everybody who reads a plan may
    see that.
    """
    found = unit.offerings.by_codes(codes)
    told = of_household_told(desk, unit, household) if with_places and found else []
    had = [
        row
        for row in told
        if row["code"] in found and row["state"] in (*OPEN, ReservationState.DELIVERED)
    ]
    home = read(told_of(desk, unit, household), desk) if had else None
    return {
        code: _now(desk, each, home, [row for row in had if row["code"] == code])
        for code, each in found.items()
    }


def had_by(desk: Desk, unit: Unit, household: str) -> tuple[tuple[Data, ...], tuple[Data, ...]]:
    """Return the places that are kept for a family, and those brought, whatever its plans say."""
    told = of_household_told(desk, unit, household)
    kept = tuple(row for row in told if row["state"] in OPEN)
    return kept, tuple(row for row in told if row["state"] == ReservationState.DELIVERED)


def _now(desk: Desk, found: KeptOffering, home: Household | None, had: Sequence[Data]) -> OfferNow:
    return OfferNow(
        left=remaining(found),
        is_open=is_open_on(found, desk.today),
        has_room=not had or home is None or len(had) < most_places(desk, found, home),
        items=tuple(found.content["items"]),
        kept=tuple(row for row in had if row["state"] in OPEN),
        delivered=tuple(row for row in had if row["state"] == ReservationState.DELIVERED),
    )
