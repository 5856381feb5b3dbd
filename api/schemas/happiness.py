"""The shapes of confirmed plans, happiness lists, their feed and the receipts for them."""

import re
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from api.schemas.base import BodyModel, Model, Note, wrong

Code = Annotated[str, StringConstraints(min_length=1, max_length=20)]
Outcome = Literal[
    "delivered", "read", "interested", "declined", "applied", "granted", "refused", "served"
]
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})")
_EARLIEST = 2000


def _moment(value: Any) -> Any:
    """Read a moment with its zone and nothing else: pydantic would also take seconds."""
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        try:
            found = datetime.fromisoformat(value)
            if found.year >= _EARLIEST:
                return found
        except ValueError:
            pass
    raise wrong(
        "不是带时区的时间，请写成 2026-05-01T09:30:00+08:00",
        "not a moment with its zone; write it as 2026-05-01T09:30:00+08:00",
    )


Moment = Annotated[datetime, BeforeValidator(_moment)]


class ConfirmationAsked(BodyModel):
    """What is taken of a plan, in the order in which the family is to read it.

    Without `items` or `offers` it is all of the plan's. The note is for those who keep the
    ledger: it never stands in the list.
    """

    items: list[Code] | None = Field(None, max_length=500)
    offers: list[Code] | None = Field(None, max_length=500)
    team: Code | None = None
    note: Note | None = None
    stale: bool = Field(False, description="confirm though the ledger was changed since the plan")


class EntryMade(Model):
    """An entry of a list and what it stands for; only who keeps the ledger is told."""

    entry: str
    kind: Literal["help", "offer", "team"]
    code: str
    member: str | None
    needs: list[str]


Made = list[EntryMade]
Codes = list[str]


class Confirmed(Model):
    """A confirmed plan: its list, and the codes that are to be told in person alone."""

    confirmation: str
    plan: int
    list: str
    version: int
    entries: Made
    left_out: Codes
    pushed: bool


class EntryOf(EntryMade):
    """An entry, and where it stands by the receipts for it."""

    state: Outcome | None
    at: str | None
    reason: str | None


class ListRow(Model):
    """A version of a family's list."""

    id: str
    version: int
    plan: int
    made_by: str
    made_at: str
    digest: str
    pushed: bool
    team: str | None
    note: str | None
    left_out: list[str]
    entries: list[EntryOf]


class ListRows(Model):
    """A family's lists, newest first, and the cursor of the next page."""

    lists: list[ListRow]
    next: str | None


class TwoTexts(Model):
    """A text in both languages."""

    zh: str
    en: str


class Call(Model):
    """Whom to call."""

    who: TwoTexts
    phone: str | None


class Entry(Model):
    """One thing a family may count on, in their own words."""

    entry: str
    kind: Literal["help", "offer", "team"]
    what: TwoTexts
    more: TwoTexts | None
    why: list[TwoTexts]
    bring: list[TwoTexts]
    where: TwoTexts
    call: Call
    how_long: TwoTexts
    get: TwoTexts | None
    until: str | None


class HappinessList(Model):
    """A family's list as it was made."""

    id: str
    household: str
    version: int
    made_on: str
    title: TwoTexts
    entries: list[Entry]


class ChangeOf(Model):
    """A list that stands from now on, or (`withdrawn`) must no longer be shown."""

    number: int = Field(description="larger than that of every change before; use it to dedupe")
    kind: Literal["list", "withdrawn"]
    household: str
    list: str
    version: int
    reason: Literal["closed", "consent", "erased", "moved"] | None
    at: str


class Feed(Model):
    """Changes in order, where to go on, and whether more are there already."""

    changes: list[ChangeOf]
    next: str | None
    more: bool


class ReceiptTold(BodyModel):
    """What became of an entry; `id` is the sender's own, and the same receipt counts once.

    Without an entry it is of the whole list: delivered and read alone.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[!-~]{1,100}$")]
    entry: Annotated[str, StringConstraints(max_length=64)] | None = None
    kind: Outcome
    reason: Annotated[Note, StringConstraints(max_length=500)] | None = None
    at: Moment


class ReceiptTaken(Model):
    """A receipt as it was taken: where the entry stands now, and what followed in the ledger."""

    id: str
    list: str
    entry: str | None
    kind: Outcome
    at: str
    state: Outcome
    needs: dict[str, Literal["open", "served"]]
    plan: int | None = Field(description="the plan that was made in the place of what was refused")
