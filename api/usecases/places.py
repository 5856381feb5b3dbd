"""Places that are held for a family, as what becomes of its list settles them."""

from collections.abc import Mapping
from datetime import datetime

from api.store.reservations import OPEN
from api.store.store import Unit
from api.store.supply import Reservation, ReservationState
from matcher.planning.outcomes import Outcome

_BECOMES: Mapping[Outcome, ReservationState] = {
    Outcome.DECLINED: ReservationState.RELEASED,
    Outcome.REFUSED: ReservationState.RELEASED,
    Outcome.SERVED: ReservationState.DELIVERED,
}
"""What a receipt makes of the place of its entry; others leave it."""


def settle_place(
    unit: Unit, household: str, code: str | None, outcome: Outcome, *, at: datetime
) -> None:
    """Give back or use up the place that is held for what a receipt is of.

    A place that a person took or moved after the moment of the receipt is theirs to settle.
    """
    becomes = _BECOMES.get(outcome)
    if becomes is None or code is None:
        return
    for place in open_places(unit, household):
        is_of_it = unit.offerings.of_reservation(place).code == code
        if is_of_it and place.changed_at <= at:
            unit.reservations.decide(place.id, becomes)


def open_places(unit: Unit, household: str) -> tuple[Reservation, ...]:
    """Return the places that are held or confirmed for a family, the newest first."""
    return tuple(each for each in unit.reservations.of(household) if each.state in OPEN)
