"""The shapes of households, plans, verdicts and items, as they go in and out.

Answers are written from plain data; a test holds these models against them. Models of what
goes out have no defaults: every key is always there.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.explanations import NearMiss
from api.readings import Understood
from api.schemas.base import Model

Status = Literal["eligible", "unknown"]
Truth = bool | None
Texts = list[str]  # a model with a field named list cannot say list[str]


class MemberIn(BaseModel):
    """A member: `id` and any member facts of the vocabulary; a fact left out is unknown."""

    model_config = ConfigDict(extra="allow")

    id: str = Field(max_length=64)


class NeedIn(Model):
    """One entry of the needs ledger; `member` is left out where it concerns everyone."""

    id: str = Field(max_length=64)
    member: str | None = None
    text: str | None = Field(None, max_length=2000)
    urgency: Literal["low", "medium", "high"] | None = None
    recorded_at: str | None = Field(None, description="a date, YYYY-MM-DD")


class HeldIn(Model):
    """A code that is held already, by a member or the household, and its last day if known."""

    code: str
    member: str | None = None
    until: str | None = Field(None, description="a date, YYYY-MM-DD")


class HouseholdIn(Model):
    """A household with its members and its needs ledger; a fact left out is unknown."""

    id: str = Field(max_length=64)
    as_of: str | None = Field(None, description="a date, YYYY-MM-DD")
    facts: dict[str, Any] | None = Field(None, description="household facts of the vocabulary")
    members: list[MemberIn] | None = Field(None, max_length=100)
    needs: list[NeedIn] | None = Field(None, max_length=200)
    receiving: list[str | HeldIn] | None = Field(None, max_length=400)


class Part(Model):
    """One addend of a score: weight times value, in log-odds."""

    name: str
    value: float
    points: float


Parts = list[Part]


class ItemAmount(Model):
    """What an item is worth, as the list says it."""

    value: float | None
    unit: str
    note: str
    as_of: str


class PlanAmount(ItemAmount):
    """What a beneficiary would get: a sum, a range with its open ends null, or the item's figure.

    `about` says that the sum is an average or rounded, `line` up to what a gap is paid, `how`
    in words how the sum is reckoned. `others` are the sums of further beneficiaries, `instead`
    says what may be had in its place.
    """

    basis: Literal["this_family", "range", "item_figure"]
    low: float | None
    high: float | None
    about: bool
    per: Literal["month", "year", "once"] | None
    line: float | None
    how: str
    others: list["PlanShare"]
    instead: Texts


class PlanShare(Model):
    """What a further beneficiary of an item would be paid."""

    member: str | None
    value: float | None
    low: float | None
    high: float | None


class Unclaimed(Model):
    """Sums in CNY of what the plan would pay and is not drawn yet: an estimate, no promise."""

    month: float
    year: float
    once: float
    possible_month: float
    possible_year: float
    possible_once: float
    items: Texts
    text: str


class Placed(Model):
    """A code at its rank, best first from 1, with its score in [0, 1]."""

    code: str
    rank: int
    score: float


class PlanItem(Placed):
    """A list item in a plan, for its beneficiary."""

    name: str
    list: Literal["government", "social"]
    layer: str
    domain: str
    needs: Texts
    member: str | None
    also_for: Texts
    status: Status
    missing: Texts
    why: Texts
    parts: Parts
    amount: PlanAmount | None
    apply: str
    documents: Texts
    days: int | None
    residual: Texts
    alternative_to: Texts
    requires: Texts
    confidence: str


class Offer(Placed):
    """A charity offering that is open, has something left and serves the town."""

    name: str
    platform: str
    needs: list[str]
    member: str | None
    status: Status
    missing: list[str]
    remaining: float
    until: str
    item: str
    why: list[str]


class Team(Placed):
    """A visiting care team proposed for the household."""

    kind: str
    town: str
    visits_per_week: int
    weekdays: list[str]
    languages: list[str]
    why: list[str]


class QuestionAnswer(Model):
    """Answers that settle the same, in words, and the codes they would settle."""

    answer: str
    then: str
    text: str
    eligible: Texts
    ineligible: Texts
    held: Texts


class Question(Model):
    """A fact worth asking, of whom, and the codes it can still decide.

    `gain` is what its answer is expected to settle: the first question has the highest.
    """

    fact: str
    member: str | None
    text: str
    label: str
    supplied_by: list[str]
    sensitivity: str
    heard: str | None
    decides: list[str]
    gain: float
    answers: list[QuestionAnswer]


class Forecast(Model):
    """What time alone will change within a year, from a day on, why, and what to prepare."""

    code: str
    name: str
    member: str | None
    on: str
    becomes: Literal["eligible", "unknown", "ineligible"]
    was: Literal["eligible", "unknown", "ineligible", "held"]
    reason: Literal["birthday", "since", "duration", "school", "renewal", "lapse", "ends", "figure"]
    because: str
    then: str
    why: str
    prepare: list[str]


class Alert(Model):
    """A danger sign; `need` is null where facts alone tell of it."""

    kind: str
    need: str | None
    member: str | None
    label: str
    by: Literal["words", "likeness", "facts"]
    advice: str
    words: str
    route: str


class Registration(Model):
    """A city, other than where the family lives, whose rules decide; whose papers go where."""

    city: str
    name: str
    members: list[str]
    decides: str
    takes: str
    forwards: str
    source: str
    services: str


class ToAsk(Model):
    """A fact to verify, of whom, and what is recorded of it now (null: nothing)."""

    fact: str
    member: str | None
    text: str
    label: str
    recorded: str | None
    supplied_by: Texts
    sensitivity: str


class ToVerify(Model):
    """Facts, or a fact and a text, that do not go together; nothing has been corrected."""

    name: str
    degree: Literal["contradiction", "doubt"]
    member: str | None
    facts: Texts
    need: str | None
    words: str
    text: str
    note: str
    ask: list[ToAsk]


class Plan(Model):
    """A household's service plan."""

    household_id: str
    as_of: str
    mode: Literal["hybrid", "lexical"]
    weights: Literal["fitted", "by_hand"]
    catalogue: Literal["reconstruction"]
    registration: list[Registration]
    categories: list[str]
    unclaimed: Unclaimed
    items: list[PlanItem]
    held: list[str]
    offers: list[Offer]
    teams: list[Team]
    questions: list[Question]
    forecast: list[Forecast]
    alerts: list[Alert]
    verify: list[ToVerify]
    near: list[NearMiss]
    understood: list[Understood]
    uncovered_needs: list[str]


class MemberTruth(Model):
    """What one member makes of a condition over members."""

    member: str | None
    value: Truth


class Comparison(Model):
    """A comparison of a rule, and whether it holds; null is unknown."""

    text: str
    value: Truth


class Quantified(Comparison):
    """A condition over the members, with what each makes of it."""

    members: list[MemberTruth]


class Verdict(Model):
    """The verdict of one list item for one beneficiary."""

    code: str
    member: str | None
    status: Literal["eligible", "unknown", "ineligible", "held"]
    missing: list[str]
    failed: list[str]
    conditions: list[Comparison | Quantified]


class Assessment(Model):
    """The verdicts of every list item for a household."""

    household_id: str
    as_of: str
    verdicts: list[Verdict]


class Item(Model):
    """A list item as the catalogue has it."""

    code: str
    name: str
    list: Literal["government", "social"]
    layer: str
    domain: str
    also: Texts
    provider: str
    per: Literal["member", "household"]
    audience: Texts | Literal["all"]
    eligibility: str
    form: str
    amount: ItemAmount
    limited: bool
    apply: str
    documents: Texts
    days: int | None
    excludes: Texts
    requires: Texts
    residual: Texts
    source: str
    confidence: str


class Items(Model):
    """A stretch of the list items that were found."""

    total: int
    items: list[Item]
    catalogue: Literal["reconstruction"]


class Health(Model):
    """That the service is up, how it searches, how much it has loaded."""

    status: Literal["ok"]
    mode: Literal["hybrid", "lexical"]
    items: int
    offerings: int


class ProblemMend(Model):
    """One thing to mend, in the body (`pointer`) or in the query (`parameter`)."""

    pointer: str | None
    parameter: str | None
    reason: str
    near: str | None


class ProblemShape(Model):
    """What went wrong, as RFC 9457 has it, with the X-Request-Id; kinds may have members more."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    errors: list[ProblemMend]
    trace_id: str | None
