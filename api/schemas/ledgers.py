"""The shapes of kept households as they come in and go out.

Models of what goes out have no defaults: every key is always there.
"""

from typing import Any, Literal

from pydantic import ConfigDict, Field, model_validator

from api.schemas.base import LONGEST_SOURCE, SOURCE, BodyModel, Day, Line, Model, Note, wrong
from api.schemas.matching import HeldIn, NeedIn
from api.schemas.telling import DangerOut, WarningOut, WordsOut

State = Literal["active", "closed", "erased"]
NeedStateName = Literal["open", "planned", "served", "withdrawn"]
UrgencyName = Literal["low", "medium", "high"]
TransferStateName = Literal["asked", "accepted", "refused", "withdrawn"]
CloseReason = Literal["moved_away", "no_longer_in_need", "deceased", "declined", "mistake", "other"]
LeaveReason = Literal["moved_out", "married", "deceased", "in_care", "mistake", "other"]
ReopenReason = Literal["in_need_again", "moved_back", "mistake", "other"]
EraseReason = Literal["family_request", "purpose_ended", "wrongly_recorded", "ordered"]
UnmaskReason = Literal[
    "verify_identity", "contact_family", "home_visit", "apply_for_item", "correct_record", "other"
]
PersonalName = Literal["name", "id_number", "phone", "address"]
Source = Field(None, description="who told it, as a code: family, hospital …", max_length=40)
OnDay = Field(None, description="the day it was true, YYYY-MM-DD; today where it is not told")


class HomeIn(Model):
    """Where a household lives and is called; null takes it away."""

    address: str | None = Field(None, max_length=200)
    phone: str | None = Field(None, max_length=60)


class PersonIn(Model):
    """A member: who they are, and any member facts of the vocabulary beside it."""

    model_config = ConfigDict(extra="allow")

    id: str | None = Field(None, max_length=64, description="for needs and receiving of this body")
    name: str | None = Field(None, max_length=60)
    id_number: str | None = Field(None, max_length=60)
    phone: str | None = Field(None, max_length=60)
    address: str | None = Field(None, max_length=200)


class KeptPersonIn(PersonIn):
    """A member of a kept household; null takes a value away, a fact is known no more."""

    position: int | None = Field(None, ge=0, le=999)
    source: str | None = Source
    as_of: str | None = OnDay


class NewNeedIn(NeedIn):
    """A need of a household that comes in; its id is for this body alone."""

    id: str | None = Field(None, max_length=64)  # type: ignore[assignment]


class NewHouseholdIn(Model):
    """A household in the input form, with who everybody is and what they agree to."""

    id: str | None = Field(None, max_length=64, description="is not kept")
    as_of: str | None = OnDay
    facts: dict[str, Any] = Field(description="household facts; residence_town is needed")
    members: list[PersonIn] | None = Field(None, max_length=100)
    needs: list[NewNeedIn] | None = Field(None, max_length=200)
    receiving: list[str | HeldIn] | None = Field(None, max_length=400)
    personal: HomeIn | None = None
    consent: dict[str, bool | dict[str, Any]] | None = Field(
        None, description="by group: true, false, or granted and on"
    )


class HouseholdChange(Model):
    """What is to change of a household; a fact that is null is known no more."""

    facts: dict[str, Any] | None = None
    personal: HomeIn | None = None
    receiving: list[str | HeldIn] | None = Field(None, max_length=400)
    source: str | None = Source
    as_of: str | None = OnDay


BODIES = (NewHouseholdIn, HouseholdChange, PersonIn, KeptPersonIn)
"""Bodies that use cases read themselves: their faults are told in the matcher's words."""


class FactIn(BodyModel):
    """A fact to be recorded; a value of null says that it is known no more."""

    name: Line
    value: str | bool | int | float | None
    member: Line | None = None
    source: str = Field("statement", pattern=SOURCE, max_length=LONGEST_SOURCE)
    as_of: Day | None = None
    expires: Day | None = None
    corrects: Line | None = None


class NeedNote(BodyModel):
    """A need to be noted."""

    text: Note
    urgency: UrgencyName | None = None
    member: Line | None = None
    recorded_at: Day | None = None


class NeedChange(BodyModel):
    """What is to change of a need; what is left out stays."""

    text: Note | None = None
    urgency: UrgencyName | None = None
    state: NeedStateName | None = None
    member: Line | None = Field(None, description="whose it is; null: the whole household's")


class ConsentIn(BodyModel):
    """What the household agrees to, by group: true, false, or granted and on."""

    groups: dict[str, Any] = Field(min_length=1, max_length=50)


class ReopenIn(BodyModel):
    """Why a ledger is opened again."""

    reason: ReopenReason


class EraseIn(BodyModel):
    """Why a household is erased."""

    reason: EraseReason


class UnmaskIn(BodyModel):
    """What is to be seen in the open, of whom and why; the note is sealed."""

    fields: list[PersonalName] = Field(min_length=1, max_length=4)
    member: Line | None = None
    reason: UnmaskReason
    note: Note | None = None


class TransferIn(BodyModel):
    """The town that is to take the household over, by code or name, and why."""

    to: Line
    reason: Note


class SearchIn(BodyModel):
    """What to look for: one of name, initials, id_number and phone."""

    name: Line | None = None
    initials: str | None = Field(None, pattern="^[A-Za-z]{1,16}$")
    id_number: Line | None = None
    phone: Line | None = None
    town: Line | None = None
    state: State | None = None
    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, max_length=500)

    @model_validator(mode="after")
    def _one(self) -> "SearchIn":
        told = (self.name, self.initials, self.id_number, self.phone)
        if sum(each is not None for each in told) != 1:
            raise wrong(
                "请只写姓名、首字母、证件号码、电话中的一项",
                "tell one of name, initials, id_number and phone",
            )
        return self


class FactOut(Model):
    """A fact as it was recorded."""

    id: str
    member: str | None
    name: str
    value: Any
    source: str
    as_of: str
    expires: str | None
    recorded_by: str
    recorded_at: str
    superseded_at: str | None


class RecordedOut(FactOut):
    """A fact that was just recorded; `withheld`: its value may not be shown without consent."""

    withheld: bool


class MemberOut(Model):
    """A member, masked, with the facts that stand."""

    id: str
    relation: str
    position: int
    joined_at: str
    left_at: str | None
    name: str | None
    id_number: str | None
    phone: str | None
    address: str | None
    facts: list[FactOut]


class NeedOut(Model):
    """A need with its words and what became of it; a key without `needs:read` gets no words."""

    id: str
    member: str | None
    text: str | None
    urgency: UrgencyName | None
    state: NeedStateName
    noted_on: str
    recorded_by: str
    recorded_at: str
    changed_at: str


class HomeOut(Model):
    """Where a household lives and is called, masked."""

    address: str | None
    phone: str | None


class HeldOut(Model):
    """A code that is held already."""

    code: str
    member: str | None
    until: str | None


class MemberTakenOut(MemberOut):
    """A member who was just added or changed, and what should be looked at."""

    warnings: list[WarningOut]


class MemberLeftOut(MemberOut):
    """A member who has left, and their needs that wait: withdraw them or hand them to others."""

    needs: list[NeedOut]


class NeedTakenOut(NeedOut):
    """A need that was just noted or changed, what should be looked at, and what danger it tells."""

    warnings: list[WarningOut]
    alerts: list[DangerOut]


class GroupOut(Model):
    """A group of fields: what for, on what ground, and whether the household agreed."""

    label: WordsOut
    purpose: WordsOut
    basis: Literal["law", "consent"]
    granted: bool | None
    on: str | None


class HeadOut(Model):
    """What every list tells of a household."""

    id: str
    town: str
    town_name: str
    state: State
    version: int
    created_at: str
    updated_at: str


class HouseholdOut(HeadOut):
    """A kept household as it stands, masked; `withheld` are groups there is no ground to show."""

    personal: HomeOut
    facts: list[FactOut]
    members: list[MemberOut]
    needs: list[NeedOut]
    receiving: list[HeldOut]
    consent: dict[str, GroupOut]
    withheld: list[str]


class HouseholdTakenOut(HouseholdOut):
    """A household that was just taken in or changed, and what should be looked at."""

    warnings: list[WarningOut]
    alerts: list[DangerOut]


class RowMember(Model):
    """A member in a list of households."""

    id: str
    relation: str
    name: str | None


class RowOut(HeadOut):
    """A household in a list."""

    members: list[RowMember]


class HouseholdsOut(Model):
    """A page of households, the newest first; `next` is the cursor of the next page."""

    items: list[RowOut]
    next: str | None


class MembersOut(Model):
    """The members of a household."""

    items: list[MemberOut]


class FactsOut(Model):
    """Facts of a household and its members."""

    items: list[FactOut]
    withheld: list[str]


class NeedsOut(Model):
    """The needs of a household, oldest first."""

    items: list[NeedOut]


class ConsentOut(Model):
    """What a household agreed to, by group."""

    groups: dict[str, GroupOut]


class UnmaskedOut(Model):
    """Personal values in the open; `act` names the line of the audit."""

    household: str
    member: str | None
    values: dict[str, str | None]
    act: str


class TransferOut(Model):
    """A household on its way from one town to another."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    id: str
    household: str
    from_: str = Field(alias="from")
    from_name: str
    to: str
    to_name: str
    state: TransferStateName
    reason: str
    asked_by: str
    asked_at: str
    decided_by: str | None
    decided_at: str | None


class TransferAskedOut(TransferOut):
    """A transfer that was just asked for, and what should be looked at in its reason."""

    warnings: list[WarningOut]


class TransfersOut(Model):
    """A page of transfers, the newest first; `next` is the cursor of the next page."""

    items: list[TransferOut]
    next: str | None
