"""The shapes of the JSON of a trial, for the OpenAPI document."""

from typing import Literal

from pydantic import BaseModel, ConfigDict


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Coded(_Model):
    """An item, or a shared condition, by its code and its name."""

    code: str
    name: str


class ChangedText(Coded):
    """A condition before and after."""

    before: str
    after: str


class ChangedFigure(_Model):
    """A figure before and after; `keys` name the row of a table.

    `follows` is the figure of which it is a multiple and with which it went, else empty.
    """

    name: str
    label: str
    unit: str
    keys: list[str]
    before: float | None
    after: float | None
    follows: str


class Changes(_Model):
    """All that the change changes."""

    figures: list[ChangedFigure]
    conditions: list[ChangedText]
    shared: list[ChangedText]
    added: list[Coded]
    removed: list[Coded]
    touched: list[Coded]


class TrialCost(_Model):
    """CNY a month, as far as amounts are known; `net` is null where none is.

    `known` and `unknown` count beneficiaries with and without an amount, `rough` those of whom
    the rule says only at least or about.
    """

    gained: float
    lost: float
    changed: float
    net: float | None
    known: int
    unknown: int
    rough: int


class Moved(_Model):
    """How many beneficiaries, in how many households."""

    beneficiaries: int
    households: int


class TrialItem(Coded):
    """What happens to one item; `settled` is part of `gain`, `doubted` part of `loss`."""

    per: Literal["member", "household"]
    gain: Moved
    loss: Moved
    opened: Moved
    closed: Moved
    settled: Moved
    doubted: Moved
    held_in: Moved
    held_out: Moved
    cost: TrialCost
    gaining: list[str]
    losing: list[str]


class TrialGroup(_Model):
    """What happens to the households of a town or category; `key` is null for those of none."""

    key: str | None
    name: str
    households: int
    gaining: int
    losing: int
    opened: int
    closed: int
    cost: TrialCost


class Trial(_Model):
    """What a change would do to the households that were sent; nothing is written."""

    hypothetical: Literal[True]
    on: str
    source: Literal["file", "demo", "labelled", "invented", "request"]
    households: int
    people: int
    refused: int
    changes: Changes
    summary: list[str]
    notes: list[str]
    totals: TrialGroup
    items: list[TrialItem]
    unfelt: list[Coded]
    towns: list[TrialGroup]
    categories: list[TrialGroup]
    gaining: list[str]
    losing: list[str]
