"""The JSON of imports and exports."""

from typing import Any, Literal

from pydantic import Field

from api.schemas.base import Model


class SheetChoiceIn(Model):
    """How one sheet is to be read: columns by letter, each with the key of what it means."""

    sheet: str = Field(max_length=100)
    kind: Literal["households", "members", "needs", "mixed", "ignored"] | None = None
    head: int | None = Field(None, ge=1, le=1_048_576)
    columns: dict[str, str] = Field(default_factory=dict, max_length=600)


class MappingIn(Model):
    """How the sheets of a file are to be read, and the town of rows that tell none."""

    sheets: list[SheetChoiceIn] = Field(default_factory=list, max_length=60)
    town: str | None = Field(None, max_length=40)


class AcceptIn(Model):
    """Whether columns that are only alike are right, and what the families agreed to on paper."""

    confirmed: bool = False
    consent: dict[str, bool | dict[str, Any]] | None = Field(
        None, description="of every household of the file, by group: true, or granted and on"
    )


class FiltersIn(Model):
    """Which households an export is of; the town by code or name."""

    town: str | None = Field(None, max_length=40)
    state: Literal["active", "closed", "all"] = "active"


class ExportIn(Model):
    """What is to be exported, and as what kind of file."""

    what: Literal["households", "needs", "members", "plans"]
    format: Literal["xlsx", "csv", "json"] = "xlsx"
    filters: FiltersIn = Field(default_factory=FiltersIn)


StateName = Literal["checked", "accepted", "undone", "dropped"]


class ColumnOut(Model):
    """How one column is read; `score` says how sure that is, `rival` what it also could be."""

    letter: str
    heading: str
    target: str
    label: str
    score: float
    sure: bool
    samples: list[str]
    rival: str | None


class SheetOut(Model):
    """How one sheet is read; `head` is the row of its headings."""

    sheet: str
    kind: Literal["households", "members", "needs", "mixed", "ignored"]
    head: int | None
    columns: list[ColumnOut]


class NoteOut(Model):
    """Something about a whole file."""

    kind: str
    text: str


class FaultOut(Model):
    """What is to be mended, and how; the value is masked."""

    degree: str
    sheet: str
    row: int
    column: str
    heading: str
    value: str
    reason: str
    cure: str


class ImportLine(Model):
    """An import as a line of a list."""

    id: str
    state: StateName
    file_name: str
    made_by: str
    counts: dict[str, Any]
    made_at: str
    accepted_at: str | None
    undo_until: str | None
    undone_at: str | None


class ImportOut(ImportLine):
    """An import: how its file is read, what is good in it and what is to be mended."""

    town: str | None
    unconfirmed: bool
    mapping: list[SheetOut]
    notes: list[NoteOut]
    same_file: list[str]
    faults: list[FaultOut]


class ImportsOut(Model):
    """A page of imports, the newest first; `next` is the cursor of the next page."""

    imports: list[ImportLine]
    next: str | None


class UndoneOut(Model):
    """An import that was taken back; `left` are households that were changed since.

    `elsewhere` is how many more stay because they moved to towns that the caller does not see.
    """

    id: str
    state: StateName
    erased: int
    left: list[str]
    elsewhere: int
