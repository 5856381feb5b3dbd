"""The rows of the page of a trial: figures to change, and what comes of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A policy figure with its value of today, where that is from, and an input for another."""

    name: str
    label: str
    now: str
    follows: str
    source: str
    value: str
    error: str


@dataclass(frozen=True, slots=True)
class FigureGroup:
    """Figures of one kind under a heading.

    `is_open` shows them all at once; else the ones that are filled in, and `more` says how many
    there are and leads by `address` to them.
    """

    key: str
    title: str
    rows: tuple[FigureRow, ...]
    is_open: bool
    more: str
    address: str


@dataclass(frozen=True, slots=True)
class BarRow:
    """How many households gain an item, and how many lose it; widths are out of 100."""

    name: str
    gaining: str
    losing: str
    right: str
    left: str


@dataclass(frozen=True, slots=True)
class TableView:
    """A table under its title: heads, and rows of a name and cells, each with its head."""

    key: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    caption: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a trial came to, in sentences, bars and tables."""

    headline: str
    summary: tuple[str, ...]
    bars: tuple[BarRow, ...]
    tables: tuple[TableView, ...]
    notes: tuple[str, ...]
