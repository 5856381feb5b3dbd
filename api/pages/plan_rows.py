"""What the page of a plan shows, row by row."""

from dataclasses import dataclass

from api.pages.fields import Field


@dataclass(frozen=True, slots=True)
class AlertRow:
    """A danger sign, the words it rests on, and who is told; `sure` unless likeness raised it."""

    label: str
    who: str
    by: str
    said: str
    route: str
    sure: bool


@dataclass(frozen=True, slots=True)
class AskRow:
    """A fact to verify: the question, what is recorded, who can tell, with what care."""

    text: str
    recorded: str
    suppliers: str
    care: str


@dataclass(frozen=True, slots=True)
class VerifyRow:
    """What does not fit together, how sure that is, and what to ask."""

    text: str
    degree: str
    badge: str
    note: str
    asks: tuple[AskRow, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """A condition on which a verdict rests, marked by what it came to; `status` is a style."""

    mark: str
    text: str
    status: str
    parts: tuple["Branch", ...] = ()


@dataclass(frozen=True, slots=True)
class NearRow:
    """An item that is just missed, and what to do about it."""

    name: str
    who: str
    status: str
    badge: str
    text: str


@dataclass(frozen=True, slots=True)
class WhyRow:
    """Why an item is or is not for one beneficiary."""

    who: str
    status: str
    badge: str
    family: str
    rests_on: tuple[Branch, ...]
    near: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WhyNot:
    """An item that was asked about, and why it is or is not for each beneficiary."""

    name: str
    rows: tuple[WhyRow, ...]
    residual: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A list item of the plan as a person reads it; with `is_folded` what it rests on is hidden."""

    rank: int
    name: str
    layer: str
    status: str
    badge: str
    who: str
    also_for: str
    reasons: tuple[str, ...]
    ranking: tuple[str, ...]
    missing: tuple[str, ...]
    amount: str
    basis: str
    how: str
    amount_note: str
    apply: str
    documents: str
    days: str
    residual: tuple[str, ...]
    rests_on: tuple[Branch, ...]
    alternatives: str
    also_answers: tuple[str, ...]
    is_folded: bool = False


@dataclass(frozen=True, slots=True)
class NeedGroup:
    """A voiced need and the items that serve it first of all."""

    whose: str
    text: str
    urgency: str
    items: tuple[ItemRow, ...]


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question worth asking, its input, who can tell, what it decides, and what each answer."""

    text: str
    field: Field
    suppliers: str
    decides: str
    effects: tuple[str, ...]
    heard: str
    care: str


@dataclass(frozen=True, slots=True)
class OfferRow:
    """A charity offering, what is left of it, and for which need."""

    name: str
    platform: str
    status: str
    badge: str
    who: str
    left: str
    until: str
    reasons: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A visiting team."""

    name: str
    visits: str
    days: str
    languages: str
    reasons: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """An item that time will open, close or put in doubt: for whom, and what to prepare."""

    name: str
    who: str
    status: str
    badge: str
    then: str
    prepare: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DayRow:
    """A day within a year on which something happens by itself, and what it changes.

    Where it changes many things, the first stand in `changes` and the others in `others`.
    """

    day: str
    because: str
    changes: tuple[ChangeRow, ...]
    others: tuple[ChangeRow, ...]
    more: str


@dataclass(frozen=True, slots=True)
class Line:
    """A heading with what is said under it."""

    head: str
    text: str


@dataclass(frozen=True, slots=True)
class RegistrationRow:
    """Which city's rule decides, who takes the papers, where they go, and on what that rests."""

    decides: str
    takes: str
    forwards: str
    source: str
    services: str = ""
