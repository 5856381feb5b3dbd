"""What a form asks for, a field and its choices; and a name that leads somewhere."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a select."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Field:
    """An input: its kind is select, number, date, text or textarea."""

    name: str
    label: str
    kind: str
    value: str = ""
    choices: tuple[Choice, ...] = ()
    error: str = ""
    low: float | None = None
    high: float | None = None
    step: str = "1"
    unit: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What has to be mended first, and the input it stands at (empty: at none)."""

    sentence: str
    at: str


@dataclass(frozen=True, slots=True)
class NamedLink:
    """A name with where it leads."""

    name: str
    address: str
