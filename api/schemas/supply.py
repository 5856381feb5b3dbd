"""The shapes of offerings and of what is reserved of them, as they come in and go out.

Models of what goes out have no defaults: every key is always there.
"""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from api.schemas.base import BodyModel, Day, Model, Note, seen

KindName = Literal["W", "F", "B"]
OfferingStateName = Literal["draft", "submitted", "returned", "active", "paused", "closed"]
ReservationStateName = Literal["held", "confirmed", "delivered", "released", "expired"]
PerName = Literal["household", "member"]


def _text(most: int) -> Any:
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=most)


Title = Annotated[str, _text(60), BeforeValidator(seen)]
"""A short text of one line: a name, a few words in which families ask."""
Lines = Annotated[str, _text(500), BeforeValidator(seen)]
Code = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Age = Annotated[int, Field(ge=0, le=130)]
ConditionText = Annotated[str, Field(min_length=1, max_length=4_000)]


class WhoIn(BodyModel):
    """Who an offering is for, by choices: all that is chosen has to hold, of a list any one."""

    per: PerName = "member"
    age_from: Age | None = None
    age_to: Age | None = None
    relief_status: list[Code] = Field(default_factory=list, max_length=20)
    categories: list[Code] = Field(default_factory=list, max_length=20)
    single_parent: bool | None = None
    disability: bool | None = None
    disability_grade: int | None = Field(
        None, ge=1, le=4, description="the mildest grade that counts; 1 is the gravest"
    )
    education: list[Code] = Field(default_factory=list, max_length=20)
    illness: list[Code] = Field(default_factory=list, max_length=20)


class OfferingChange(BodyModel):
    """What is to change of a draft or a returned offering; what is left out stays as it is."""

    name: Title | None = None
    provider: Title | None = Field(None, description="the giver's name, as families read it")
    domain: Code | None = Field(None, description="the domain of need, such as goods")
    form: Code | None = Field(None, description="what is given, such as in_kind or cash")
    items: list[Code] | None = Field(None, max_length=10, description="items it goes along with")
    who: WhoIn | None = Field(None, description="who it is for, by a form")
    condition: ConditionText | None = Field(None, description="or by a condition text")
    per: PerName | None = Field(None, description="of whom the condition text speaks")
    phrases: list[Title] | None = Field(
        None, max_length=10, description="everyday words in which families ask for it"
    )
    towns: list[Code] | None = Field(None, max_length=100, description="empty: the whole city")
    starts: Day | None = Field(None, description="the first day, YYYY-MM-DD")
    ends: Day | None = Field(None, description="the last day, YYYY-MM-DD")
    quantity: int | None = Field(None, ge=1, le=100_000)
    budget: int | None = Field(None, ge=1, le=1_000_000_000, description="CNY, of a fund")
    cap: int | None = Field(None, ge=1, le=1_000_000_000, description="CNY, the most of a grant")
    worth: float | None = Field(None, ge=0, le=1_000_000_000, description="CNY, of one place")
    note: Lines | None = None


class OfferingIn(OfferingChange):
    """An offering to be posted: a micro-wish (W), a micro-fund (F) or a project (B)."""

    kind: KindName
    name: Title
    provider: Title = Field(description="the giver's name, as families read it")
    domain: Code = Field(description="the domain of need, such as goods")
    starts: Day = Field(description="the first day, YYYY-MM-DD")
    ends: Day = Field(description="the last day, YYYY-MM-DD")


class ReturnIn(BodyModel):
    """Why an offering is returned, for who posted it."""

    reason: Note


class ReservationIn(BodyModel):
    """For whom a place is to be held."""

    household: str = Field(min_length=1, max_length=64)
    plan: int | None = Field(None, ge=1, le=1_000_000, description="the plan it goes by")
    needs: list[Annotated[str, Field(min_length=1, max_length=64)]] = Field(
        default_factory=list, max_length=50
    )


class WhoOut(Model):
    """Who an offering is for, by choices."""

    per: PerName
    age_from: int | None
    age_to: int | None
    relief_status: list[str]
    categories: list[str]
    single_parent: bool | None
    disability: bool | None
    disability_grade: int | None
    education: list[str]
    illness: list[str]


class StateOut(Model):
    """A state that an offering came to."""

    state: OfferingStateName
    by: str = Field(description="who did it; to who offers no more than charity or office")
    at: str = Field(description="when; to who offers the day alone")
    reason: str | None


class OfferingRow(Model):
    """An offering as a list has it; `left` counts places.

    To who offers `posted_at`, `approved_at` and `changed_at` are days.
    """

    id: str
    code: str
    kind: KindName
    origin: Literal["catalogue", "posted"]
    organisation: str | None
    state: OfferingStateName
    version: int
    name: str
    provider: str
    domain: str
    form: str
    items: list[str]
    who: WhoOut | None
    per: PerName
    condition: str
    phrases: list[str]
    starts: str
    ends: str
    quantity: int | None
    budget: int | None
    cap: int | None
    worth: float | None
    note: str | None
    towns: list[str]
    town_names: list[str]
    places: int
    left: int
    posted_at: str
    approved_at: str | None
    changed_at: str
    reason: str | None


class OfferingOut(OfferingRow):
    """An offering as it stands, with the states that it came to."""

    in_lists: bool = Field(
        description="whether a family's happiness list may name it; what would let anybody guess "
        "an illness, violence or the like is told by a worker in person"
    )
    history: list[StateOut]


class OfferingsOut(Model):
    """A page of offerings, the newest first; `next` is the cursor of the next page."""

    items: list[OfferingRow]
    next: str | None


class ReachOut(Model):
    """How many families an offering would reach, in steps of `fewest`; null: fewer than that."""

    id: str
    reaches: int | None
    may_reach: int | None
    fewest: int
    on: str


class ReservationOut(Model):
    """A place kept for a household; who offers is not told whose it is, nor by whom and when.

    To them `until` and `changed_at` are days.
    """

    id: str
    number: int
    offering: str
    code: str
    name: str
    provider: str
    town: str
    town_name: str
    state: ReservationStateName
    version: int
    until: str
    changed_at: str
    household: str | None
    plan: int | None
    needs: list[str] | None
    made_by: str | None
    made_at: str | None


class ReservationsOut(Model):
    """A page of reservations, the newest first; `next` is the cursor of the next page."""

    items: list[ReservationOut]
    next: str | None


class ReservationsOfOut(Model):
    """The reservations of a household, the newest first."""

    items: list[ReservationOut]
