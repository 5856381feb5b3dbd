"""What the template of a family's happiness list is given."""

from dataclasses import dataclass

from api.pages.frame import Frame, Words


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One entry of the list in everyday words; one declined or refused is not had."""

    what: str
    more: str
    why: tuple[str, ...]
    bring: str
    where: str
    call: str
    how_long: str
    get: str
    until: str
    state: str
    reason: str
    is_had: bool


@dataclass(frozen=True, slots=True)
class ListPage:
    """A family's happiness list, as they will read it; without one, how to come by it.

    `unlisted` tells the worker of places kept for the family that it says nothing of.
    """

    frame: Frame
    words: Words
    heading: str
    base: str
    family: str
    who: str
    made: str
    stands: str
    unlisted: str
    entries: tuple[ListEntry, ...]
    printed: str
