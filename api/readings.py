"""The shapes of what was understood of a household's needs, as a plan's JSON has it."""

from typing import Literal

from pydantic import BaseModel, ConfigDict


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Quote(_Model):
    """Words of a need's text as it was sent: characters `start` up to `end`, counted from 0."""

    start: int
    end: int
    words: str


class DomainHeard(Quote):
    """A domain that a clause is about, by a sign, an item's name, or likeness to items."""

    domain: str
    label: str
    by: Literal["sign", "name", "likeness"]


class SignHeard(Quote):
    """A sign that a clause tells, or (`told` false) only sounds like, with how much it does."""

    sign: str
    label: str
    told: bool
    likeness: float | None


class FactHeard(Quote):
    """A fact that a clause voices and nobody has recorded: to be confirmed, never taken over."""

    fact: str
    member: str | None
    value: bool | int | float | str
    text: str


class ItemHeard(Quote):
    """An item that a clause names."""

    code: str
    voice: Literal["asked", "mentioned", "turned_down"]
    text: str


class SlipHeard(Quote):
    """A misspelt word, and what may be meant."""

    meant: str
    text: str


class UrgencyGround(_Model):
    """What an urgency rests on: words, a sign, recorded facts, how the matter stands, an alert."""

    kind: Literal["words", "sign", "fact", "stance", "alert"]
    name: str
    level: Literal["low", "medium", "high"]
    label: str
    member: str | None
    facts: list[str]
    quote: Quote | None


class UrgencyHeard(_Model):
    """The worker's urgency, and beside it how pressing the need reads; no score goes by it."""

    worker: Literal["low", "medium", "high"]
    heard: Literal["low", "medium", "high"]
    because: list[UrgencyGround]


class TypedNeed(Quote):
    """One of the separate needs in a text: whom it concerns, what it is about, how it stands.

    `open`: items were looked for; `beyond`: nothing on the lists helps with it. `unlisted` are
    words for somebody whom the record does not list.
    """

    members: list[str]
    by: Literal["words", "context", "ledger", "nobody"]
    unlisted: Quote | None
    stance: Literal["asks", "tells", "refused", "solved", "past", "denied", "story"]
    stance_words: Quote | None
    open: bool
    beyond: bool
    domains: list[DomainHeard]
    signs: list[SignHeard]
    facts: list[FactHeard]
    items: list[ItemHeard]
    slips: list[SlipHeard]
    text: str


class Understood(_Model):
    """What was understood of one entry of the ledger."""

    need: str
    urgency: UrgencyHeard
    clauses: list[TypedNeed]
