"""The shapes of kept plans: how one is asked for, corrected, listed, compared."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field

from api.schemas.base import Model, branched_by, wrong
from api.schemas.matching import Plan

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _written_out(value: Any) -> Any:
    """Let through only YYYY-MM-DD: pydantic would also take seconds since 1970."""
    if not (isinstance(value, str) and _DAY.fullmatch(value)):
        raise ValueError(value)
    return value


Day = Annotated[date, BeforeValidator(_written_out)]
Code = Annotated[str, Field(min_length=1, max_length=20, description="the code of a list item")]
Reason = Annotated[str, Field(min_length=1, max_length=1_000, pattern=r"\S")]


class PlanAsked(Model):
    """How a plan is asked for; without `on` it is that of today."""

    on: Day | None = None
    lang: Literal["zh", "en"] | None = None
    top: int = Field(20, ge=1, le=2_000)
    carry: bool = Field(False, description="lay the corrections of the newest plan on it")


class Remove(Model):
    """Take an item out."""

    do: Literal["remove"]
    code: Code
    reason: Reason


class Add(Model):
    """Add an item for a member; `at` is its rank, the last without it.

    What the facts rule out is added only with `despite_ineligible`.
    """

    do: Literal["add"]
    code: Code
    member: str | None = Field(None, max_length=64)
    at: int | None = Field(None, ge=1, le=2_000)
    despite_ineligible: bool = False
    reason: Reason


class Reorder(Model):
    """Put the items of `codes` first, in this order; the others follow as they stood."""

    do: Literal["reorder"]
    codes: list[Code] = Field(min_length=1, max_length=500)
    reason: Reason


class Note(Model):
    """Say something about an item, or without a code about the plan; `reason` is what is said."""

    do: Literal["note"]
    code: Code | None = None
    reason: Reason


def _says_what(told: Any) -> Any:
    if isinstance(told, Mapping) and "do" not in told:
        raise wrong(
            "应写明 do，只能是 remove、add、reorder、note",
            "do must be told: remove, add, reorder or note",
        )
    return told


Change = Annotated[
    Annotated[Remove | Add | Reorder | Note, branched_by("do")], BeforeValidator(_says_what)
]


class CorrectionAsked(Model):
    """What a person changes in a plan, in order, each change with its reason."""

    changes: list[Change] = Field(min_length=1, max_length=100)


class RecomputationAsked(Model):
    """By which catalogue a plan is worked out again: without a name as it was made."""

    catalogue: str | None = Field(None, max_length=100)


class KeptPlan(Plan):
    """A kept plan: the JSON of `xingfu match --json`; a corrected one also tells its corrections.

    An item that a person added says `by_hand`, and may have a status that no matched plan has.
    """

    model_config = ConfigDict(extra="allow")


class DigestsShape(Model):
    """SHA-256 of what a catalogue makes plans with."""

    catalogue: str
    figures: str
    ranker: str


class MadeWith(DigestsShape):
    """SHA-256 of what a plan's bytes rest on."""

    supply: str | None = Field(
        description="of the supply at that moment: what charities had posted and what was left"
    )


class CarriedFrom(Model):
    """Of which version a change was first, by whom and when."""

    of: int
    by: str
    at: str


class ChangeTold(Model):
    """A change in a list of versions; `carried` where it is that of an earlier plan."""

    do: str
    code: str | None
    member: str | None
    reason: str
    carried: CarriedFrom | None


class Counts(Model):
    """How many items came, went, moved and changed since the version before."""

    come: int
    gone: int
    moved: int
    changed: int


class OfferCounts(Model):
    """How many offers of charities came and went since the version before."""

    come: int
    gone: int


class Version(Model):
    """One version of a household's plan: who made it, when, with what, and what changed."""

    number: int
    made_by: str
    made_at: str
    ledger: int
    digest: str
    made_with: MadeWith
    corrects: int | None
    changes: list[ChangeTold]
    items: Counts | None
    offers: OfferCounts | None


class Versions(Model):
    """The versions of a household's plan, newest first, and the cursor of the next page."""

    plans: list[Version]
    next: str | None


class Named(Model):
    """A code with its name."""

    code: str
    name: str


class Standing(Model):
    """A status and whose it is."""

    status: str
    member: str | None


class RowTold(Named):
    """An item or offer that came or went."""

    rank: int
    status: str
    member: str | None


class Moved(Named):
    """An item that stands elsewhere among those that both plans have."""

    from_: int = Field(alias="from")
    to: int


class Changed(Named):
    """An item whose status or beneficiary is another."""

    was: Standing
    is_: Standing = Field(alias="is")


class ItemsCompared(Model):
    """What became of the items."""

    come: list[RowTold]
    gone: list[RowTold]
    moved: list[Moved]
    changed: list[Changed]


class OffersCompared(Model):
    """Offers that came and went."""

    come: list[RowTold]
    gone: list[RowTold]


class QuestionTold(Model):
    """A question that came or went."""

    fact: str
    member: str | None
    label: str


class QuestionsCompared(Model):
    """Questions that came and went."""

    come: list[QuestionTold]
    gone: list[QuestionTold]


class AlertTold(Model):
    """An alert that came or went."""

    kind: str
    need: str | None
    member: str | None
    label: str


class AlertsCompared(Model):
    """Alerts that came and went."""

    come: list[AlertTold]
    gone: list[AlertTold]


class Compared(Model):
    """What tells the later of two plans from the earlier."""

    same: bool
    items: ItemsCompared
    offers: OffersCompared
    questions: QuestionsCompared
    alerts: AlertsCompared


class Difference(Compared):
    """What tells plan `number` from plan `against`."""

    number: int
    against: int


class Recomputation(Model):
    """Whether a plan comes out the same, byte for byte, and where it does not what differs."""

    number: int
    same: bool
    digest: str
    recomputed: str
    catalogue: str
    made_with: MadeWith
    by: MadeWith
    others: list[str] = Field(description="the digests that are other than they were")
    says: str
    difference: Compared


class FigureValue(Model):
    """What a figure is from a day on."""

    from_: str = Field(alias="from")
    value: float
    by: list[str]
    source: str
    confidence: str


class FigureTold(Model):
    """A policy figure with its dated values."""

    name: str
    label: str
    unit: str
    values: list[FigureValue]


class CatalogueTold(Model):
    """The catalogue that runs: version, digests, figures with dates, and what it is."""

    name: str
    title: str
    version: str
    reconstruction: bool
    notice: str | None
    mode: Literal["hybrid", "lexical"]
    digests: DigestsShape
    items: int
    offerings: int
    figures: list[FigureTold]


class CatalogueRow(Model):
    """A catalogue by which plans can be worked out again."""

    name: str
    runs: bool
    digest: str


class Catalogues(Model):
    """The catalogues there are, the running one first."""

    running: str
    catalogues: list[CatalogueRow]
