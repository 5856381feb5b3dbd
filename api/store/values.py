"""What goes into the store and comes out of it: frozen values, never rows of a database."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from matcher.needs import Urgency

T = TypeVar("T")
Json = Any
"""What JSON has words for: None, bool, int, float, str, lists and mappings of them."""


@dataclass(frozen=True, slots=True)
class Towns:
    """The towns that a unit may see: a set of their codes, or all of them (None).

    `organisation` is whose offerings it sees, and no other's: that of somebody who offers.
    """

    codes: frozenset[str] | None
    organisation: str | None = None

    @classmethod
    def of(cls, *codes: str) -> "Towns":
        """Return a view of these towns and no other; of none, it sees nothing."""
        return cls(frozenset(codes))

    @classmethod
    def everywhere(cls) -> "Towns":
        """Return the view of the whole city, and of what belongs to no town."""
        return cls(None)

    def include(self, code: str | None) -> bool:
        """Say whether a row of town `code` (None: of no town) may be seen."""
        return self.codes is None or code in self.codes

    @property
    def only(self) -> str | None:
        """Return the one town where there is just one."""
        return next(iter(self.codes)) if self.codes and len(self.codes) == 1 else None


class HouseholdState(StrEnum):
    """Where a household stands: erased ones are an empty shell that keeps its id."""

    ACTIVE = "active"
    CLOSED = "closed"
    ERASED = "erased"


class NeedState(StrEnum):
    """What became of a need."""

    OPEN = "open"
    PLANNED = "planned"
    SERVED = "served"
    WITHDRAWN = "withdrawn"


class Owner(StrEnum):
    """Whose row a personal field belongs to."""

    HOUSEHOLD = "household"
    MEMBER = "member"
    NEED = "need"
    LEDGER = "ledger"


@dataclass(frozen=True, slots=True)
class Household:
    """A household; `version` counts the units that changed anything in its ledger."""

    id: str
    town: str
    state: HouseholdState
    version: int
    created_at: datetime
    updated_at: datetime
    consent: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a household; who has left it keeps the row, with the moment."""

    id: str
    household: str
    relation: str
    position: int
    joined_at: datetime
    left_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact as somebody recorded it; `value` None says that it is known no more.

    `as_of` is the day it was true, `expires` the last day it can be relied on; `superseded_at`
    is set once a newer one, or a correction of this one, stands.
    """

    id: str
    household: str
    member: str | None
    name: str
    value: Json
    source: str
    as_of: date
    expires: date | None
    recorded_by: str
    recorded_at: datetime
    superseded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewFact:
    """A fact to be recorded; `corrects` is the id of one that was wrong, whatever its day."""

    name: str
    value: Json
    source: str
    as_of: date
    member: str | None = None
    expires: date | None = None
    corrects: str | None = None


@dataclass(frozen=True, slots=True)
class Sealed:
    """An encrypted value as the room of personal data made it; opaque here.

    `blind` is its blind index, where the field can be searched for equality.
    """

    ciphertext: bytes = field(repr=False)
    key_id: str
    blind: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class PersonalField:
    """One encrypted field of one row (`owner`, an id) of a household."""

    kind: Owner
    owner: str
    household: str
    name: str
    sealed: Sealed


@dataclass(frozen=True, slots=True)
class Need:
    """What somebody said they need, on the day `noted_on`; the words are personal data."""

    id: str
    household: str
    member: str | None
    state: NeedState
    urgency: Urgency | None
    text: Sealed
    noted_on: date
    recorded_by: str
    recorded_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Ledger:
    """A household's ledger as it was when a plan was made: number and SHA-256 of the snapshot."""

    household: str
    number: int
    digest: str
    made_by: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Made:
    """What a plan was made with: enough to make the same bytes again."""

    ledger: int
    catalogue: str
    figures: str
    ranker: str
    supply: str | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """The bytes of a plan as they are served, or sealed with key `key_id`.

    `digest` is the SHA-256 of the served bytes in both cases.
    """

    content: bytes = field(repr=False)
    digest: str
    key_id: str | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """Why a plan replaces the plan `of`; `reason` is sealed like the plan's body, if that is."""

    of: int
    reason: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan, one of a household's numbered versions; it is never changed."""

    household: str
    number: int
    made_by: str
    made_at: datetime
    made: Made
    body: Body
    correction: Correction | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Something to be told to the world outside, at least once, in order for each household."""

    id: str
    kind: str
    household: str | None
    payload: bytes = field(repr=False)
    created_at: datetime
    due_at: datetime
    attempts: int
    lease_until: datetime | None = None
    delivered_at: datetime | None = None
    given_up_at: datetime | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request was answered, kept for whoever asks the very same again."""

    status: int
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One thing that somebody did; `hash` covers all of it and the row before."""

    number: int
    at: str
    actor: str
    action: str
    target: str
    town: str | None
    details: Json
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Cursor:
    """The place after which a page begins: the order's value and the id that breaks ties."""

    at: datetime
    id: str


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A part of a list, and where the next part begins (None: this is the last)."""

    rows: tuple[T, ...]
    after: Cursor | None = None


@dataclass(frozen=True, slots=True)
class Search:
    """What households to look for; whatever is None is not asked. All of it must hold.

    `blind` is a field's name and a blind index, `initials` the beginning of a member's initials,
    `sign` what the newest plan shows: danger, unread (danger), unconfirmed, questions.
    """

    town: str | None = None
    state: HouseholdState | None = HouseholdState.ACTIVE
    blind: tuple[str, bytes] | None = None
    initials: str | None = None
    sign: str | None = None


def page_of(rows: Iterable[T], limit: int, place: Callable[[T], Cursor]) -> Page[T]:
    """Return the first `limit` of `rows`, which were asked for one more than that."""
    found = tuple(rows)
    return Page(found) if len(found) <= limit else Page(found[:limit], place(found[limit - 1]))
