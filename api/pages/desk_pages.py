"""What the template of the work list is given."""

from dataclasses import dataclass

from api.pages.family_pages import FamilyRow
from api.pages.frame import Frame, Words


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the work list: what it is, what to say where it is empty, and who stands in it.

    `more` says how many wait beside these ("" for none), `sign` by which filter they are found.
    """

    key: str
    title: str
    empty: str
    rows: tuple[FamilyRow, ...]
    more: str
    sign: str


@dataclass(frozen=True, slots=True)
class TownRow:
    """A town in numbers, in the order of the table's heads."""

    code: str
    name: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DeskPage:
    """The first page of who keeps or watches ledgers: what comes next, and the towns' numbers."""

    frame: Frame
    words: Words
    heading: str
    parts: tuple[Part, ...]
    heads: tuple[str, ...]
    towns: tuple[TownRow, ...]
    can_add: bool
