"""The needs ledger: a household, its members and what they said they need."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from matcher.facts import Value


class Urgency(StrEnum):
    """How pressing the worker judged a need to be."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Need:
    """One entry of the ledger; `member` is None when it concerns the whole household.

    `lead` counts what cleaning took off the front of the text as it was written.
    """

    id: str
    text: str
    member: str | None = None
    urgency: Urgency = Urgency.MEDIUM
    recorded_at: date | None = None
    lead: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the household; an absent fact is unknown.

    `lapsed` names the states that were true of them and whose time is over: somebody who died
    more than a month ago is still dead.
    """

    id: str
    facts: Mapping[str, Value] = field(default_factory=dict)
    lapsed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Held:
    """A code that is held already, by one member or (None) by the whole household."""

    code: str
    member: str | None = None
    until: date | None = field(default=None, compare=False)  # the last day, where one is known


@dataclass(frozen=True, slots=True)
class Household:
    """A household as its ledger tells of it on a day; an absent fact is unknown."""

    id: str
    facts: Mapping[str, Value] = field(default_factory=dict)
    members: tuple[Member, ...] = ()
    needs: tuple[Need, ...] = ()
    receiving: tuple[Held, ...] = ()
    as_of: date | None = None

    def member(self, member_id: str | None) -> Member | None:
        """Return the member of that id, or None."""
        return next((m for m in self.members if m.id == member_id), None)

    def told(self, fact: str, value: Value, member_id: str | None = None) -> "Household":
        """Return the household with one fact more, its own or a member's."""
        if member_id is None:
            return replace(self, facts={**self.facts, fact: value})
        members = tuple(
            replace(m, facts={**m.facts, fact: value}) if m.id == member_id else m
            for m in self.members
        )
        return replace(self, members=members)
