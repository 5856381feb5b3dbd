"""What the plan's page is given of each need that was understood."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a ledger text; `marked` words are those that something rests on."""

    words: str
    marked: bool


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """One of the separate needs in a text: its words, what was understood, what to confirm."""

    pieces: tuple[Piece, ...]
    text: str
    tags: tuple[str, ...]
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnderstoodRow:
    """What was understood of one entry of the ledger, and how pressing it reads."""

    urgency: str
    heard: str
    because: str
    clauses: tuple[ClauseRow, ...]
