"""What the templates of imports are given."""

from dataclasses import dataclass

from api.pages.fields import Choice, Field, Trouble
from api.pages.frame import Frame, Words


@dataclass(frozen=True, slots=True)
class ImportRow:
    """An import as a line of the list."""

    id: str
    address: str
    file_name: str
    state: str
    when: str
    counts: str
    stored: int


@dataclass(frozen=True, slots=True)
class ImportsPage:
    """Where a file is sent, and what was sent before."""

    frame: Frame
    words: Words
    heading: str
    town: Field | None
    pasted: str
    error: Trouble | None
    imports: tuple[ImportRow, ...]
    following: str


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """A column of a file: its heading, masked samples, what it is taken for, and how surely."""

    name: str
    letter: str
    heading: str
    samples: str
    label: str
    sure: bool


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A sheet of a file and how it is read."""

    number: int
    name: str
    kind: Field
    columns: tuple[ColumnRow, ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class FaultRow:
    """One thing to mend: where, the masked value, what is wrong and how to mend it."""

    degree: str
    place: str
    heading: str
    value: str
    reason: str
    cure: str


@dataclass(frozen=True, slots=True)
class LeftRow:
    """A family that stayed when its import was undone, and why."""

    address: str
    name: str
    town: str
    why: str


@dataclass(frozen=True, slots=True)
class ImportPage:
    """One import: what was found in its file, how it is read, what is to be mended.

    `can` says what may be done with it now: `map`, `accept`, `drop`, `undo`. `files` is the
    address of its faults as a file, without its ending.
    """

    frame: Frame
    words: Words
    heading: str
    base: str
    files: str
    state: str
    counts: str
    stored: str
    notes: tuple[str, ...]
    can: tuple[str, ...]
    good: int
    unconfirmed: bool
    undo_hint: str
    left: tuple[LeftRow, ...]
    more_left: str
    error: Trouble | None
    sheets: tuple[SheetRow, ...]
    targets: tuple[str, ...]
    groups: tuple[Choice, ...]
    faults: tuple[FaultRow, ...]
    more_faults: str
