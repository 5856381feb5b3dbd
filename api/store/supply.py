"""Supply as the store keeps it: frozen values of offerings and of what is reserved of them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from api.store.values import Json


class Origin(StrEnum):
    """Whence an offering came: with the catalogue, or posted by its organisation."""

    CATALOGUE = "catalogue"
    POSTED = "posted"


class OfferingState(StrEnum):
    """Where an offering stands; only an active one can be reserved."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACTIVE = "active"
    PAUSED = "paused"
    CLOSED = "closed"


class ReservationState(StrEnum):
    """What became of a reservation; a held or confirmed one keeps a place, a delivered one used it.

    The place of a released or expired one was given back.
    """

    HELD = "held"
    CONFIRMED = "confirmed"
    DELIVERED = "delivered"
    RELEASED = "released"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class NewOffering:
    """An offering to be kept; without `code` it gets the next free one of its kind.

    `towns` are codes, none for the whole city. `content` is plain JSON.
    """

    kind: str
    organisation: str
    content: Json
    towns: tuple[str, ...]
    quantity: int
    origin: Origin = Origin.POSTED
    state: OfferingState = OfferingState.DRAFT
    code: str | None = None


@dataclass(frozen=True, slots=True)
class KeptOffering:
    """An offering as it stands at the unit's moment.

    `left` counts places; those of holds that have lapsed are among them, whether or not anybody
    has swept them up. `version` rises with every change, of `left` too.
    """

    id: str
    code: str
    kind: str
    origin: Origin
    organisation: str
    state: OfferingState
    version: int
    content: Json
    towns: tuple[str, ...]
    quantity: int
    left: int
    posted_by: str
    posted_at: datetime
    approved_by: str | None
    approved_at: datetime | None
    changed_at: datetime
    reason: str | None


@dataclass(frozen=True, slots=True)
class StateOfThen:
    """A state that an offering came to: by whom, when, and why where a reason was given."""

    offering: str
    state: OfferingState
    made_by: str
    made_at: datetime
    reason: str | None


@dataclass(frozen=True, slots=True)
class LiveOffering:
    """What matching needs of an offering that can be reserved: published, and nobody's secret."""

    code: str
    origin: Origin
    content: Json
    towns: tuple[str, ...]
    left: int


@dataclass(frozen=True, slots=True)
class NewReservation:
    """A place to be held for a household until a moment; `most` is how many it may have in all.

    What was delivered to it counts like what it keeps open.
    """

    offering: str
    household: str
    until: datetime
    plan: int | None = None
    needs: tuple[str, ...] = ()
    most: int = 1


@dataclass(frozen=True, slots=True)
class Reservation:
    """A place of an offering kept for a household; `number` counts those of its offering.

    A hold whose time has passed is expired here, whether or not anybody has swept it up.
    `town` is where the household lived when it was made; of one that was erased only the place
    that it had is left (`household` None).
    """

    id: str
    offering: str
    number: int
    household: str | None
    town: str
    plan: int | None
    needs: tuple[str, ...]
    state: ReservationState
    made_by: str
    made_at: datetime
    until: datetime
    changed_by: str
    changed_at: datetime
