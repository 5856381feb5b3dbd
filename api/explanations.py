"""The shapes of the JSON that explains a verdict, for the OpenAPI document."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Truth = bool | None
Value = bool | int | float | str
Status = Literal["eligible", "unknown", "ineligible", "held"]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Remedy(_Model):
    """A fact that can be changed, of a member or (null) of the household, and how.

    `through` is the item by which it is obtained; `sure` says that nothing is open there.
    """

    fact: str
    member: str | None
    who: str
    label: str
    from_: Value = Field(alias="from")
    to: Value
    from_said: str
    to_said: str
    advice: str
    through: str | None
    sure: bool


class NearMiss(_Model):
    """The fewest remedies that lift an ineligible verdict, and what is open after them."""

    code: str
    name: str
    member: str | None
    becomes: Literal["eligible", "unknown"]
    sure: bool
    remedies: list[Remedy]
    missing: list[str]
    requires: list[str]
    text: str


class FactTold(_Model):
    """A fact of a condition: whose it is and its value in words."""

    fact: str
    member: str | None
    who: str
    label: str
    said: str
    known: bool
    worked_out_from: list[str]


class FigureTold(_Model):
    """A policy figure: its value of the day, its source, and the day from which it holds.

    `since` is null where the catalogue does not say; `value` where it rests on an unknown fact.
    """

    figure: str
    label: str
    value: float | None
    unit: str
    said: str
    source: str
    confidence: str
    since: str | None


class Side(_Model):
    """One side of a reckoning, and what it comes to."""

    text: str
    said: str
    value: float | None


class Condition(_Model):
    """A condition and what it came to for this household, with the conditions below it."""

    kind: Literal[
        "comparison",
        "reckoning",
        "all",
        "one_of",
        "not",
        "any_member",
        "count_members",
        "named",
    ]
    text: str
    said: str
    value: Truth
    member: str | None
    who: str
    facts: list[FactTold]
    figures: list[FigureTold]
    sides: list[Side]
    parts: list["Condition"]


class ExplainedVerdict(_Model):
    """A verdict: one sentence for the family, every condition for the worker, as lines and tree."""

    member: str | None
    who: str
    status: Status
    family: str
    worker: list[str]
    missing: list[str]
    tree: Condition
    near: list[NearMiss]


class Explanation(_Model):
    """Why one item is or is not for a household, beneficiary by beneficiary.

    `residual` are the conditions that no rule can settle: a checklist for a person.
    """

    household_id: str
    as_of: str
    code: str
    name: str
    source: str
    confidence: str
    verdicts: list[ExplainedVerdict]
    residual: list[str]
