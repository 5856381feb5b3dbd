"""What the templates of supply are given: offerings by state, one of them, the form for one."""

from dataclasses import dataclass

from api.pages.fields import Choice, Field, NamedLink, Trouble
from api.pages.frame import Frame, Words
from api.pages.plan_rows import Line
from api.usecases.item_told import Clause


@dataclass(frozen=True, slots=True)
class SupplyRow:
    """An offering in a list, with what is left and what is reserved of it, in places."""

    address: str
    code: str
    name: str
    kind: str
    provider: str
    towns: str
    ends: str
    note: str
    places: int
    left: int
    held: int
    confirmed: int
    delivered: int


@dataclass(frozen=True, slots=True)
class SupplyGroup:
    """The offerings of a state, what that state means for whoever looks, and where more are."""

    state: str
    title: str
    hint: str
    is_waiting: bool
    rows: tuple[SupplyRow, ...]
    following: str


@dataclass(frozen=True, slots=True)
class SupplyPage:
    """The offerings that somebody sees: a charity its own, a clerk those of their towns."""

    frame: Frame
    words: Words
    heading: str
    hint: str
    counted: str
    filters: tuple[Field, ...]
    groups: tuple[SupplyGroup, ...]
    empty: str
    can_post: bool


@dataclass(frozen=True, slots=True)
class ReservedRow:
    """A place that is reserved: to who offers it names no family; `family` is its address."""

    number: int
    town: str
    state: str
    badge: str
    until: str
    changed: str
    family: str
    deliver: str
    version: str


@dataclass(frozen=True, slots=True)
class StateLine:
    """A state that an offering came to: in a sentence, by whom, when, why."""

    text: str
    by: str
    at: str
    reason: str


@dataclass(frozen=True, slots=True)
class ActButton:
    """An act with its address; with a `hint` it is asked about first."""

    name: str
    label: str
    address: str
    is_main: bool
    hint: str


@dataclass(frozen=True, slots=True)
class Reach:
    """How many families an offering would reach: in sentences."""

    sure: str
    may: str
    note: str


@dataclass(frozen=True, slots=True)
class OfferingPage:
    """One offering: what it is, where it stands, what can be done, what is reserved of it."""

    frame: Frame
    words: Words
    id: str
    version: str
    heading: str
    tags: tuple[str, ...]
    state: str
    badge: str
    state_hint: str
    warnings: tuple[Line, ...]
    returned: str
    errors: tuple[Trouble, ...]
    who: tuple[Clause, ...]
    per: str
    towns: str
    days: str
    size: str
    counts: tuple[Line, ...]
    provider: str
    items: tuple[NamedLink, ...]
    phrases: tuple[str, ...]
    note: str
    reach: Reach | None
    reach_address: str
    edit: str
    acts: tuple[ActButton, ...]
    can_return: bool
    reason: str
    reason_error: str
    not_yours: str
    reserved_hint: str
    reserved: tuple[ReservedRow, ...]
    following: str
    history: tuple[StateLine, ...]


@dataclass(frozen=True, slots=True)
class Ticks:
    """Choices of which any number may be ticked, or with `is_one` just one."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    chosen: tuple[str, ...]
    error: str = ""
    hint: str = ""
    is_one: bool = False


@dataclass(frozen=True, slots=True)
class OfferingFormPage:
    """The form by which an offering is posted or changed; nothing that was typed is lost."""

    frame: Frame
    words: Words
    heading: str
    action: str
    back: str
    once: str
    version: str
    stale: str
    errors: tuple[Trouble, ...]
    kind: Ticks
    fixed_kind: str
    what: tuple[Field, ...]
    per: Ticks
    who_fields: tuple[Field, ...]
    who_ticks: tuple[Ticks, ...]
    who_error: str
    who_told: tuple[Clause, ...]
    who_kept: str
    towns: Ticks
    dates: tuple[Field, ...]
    sizes: tuple[Field, ...]
    items: Ticks
    found: str
    phrases: Field
    note: Field
