"""Households that come whole: all their rows at once, with one line of the audit each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from api.store.errors import RefusedError
from api.store.facts import last_day
from api.store.scope import Scope
from api.store.signs import heard_first
from api.store.tables import (
    facts,
    households,
    member_initials,
    members,
    needs,
    personal_fields,
)
from api.store.tables_of_desk import plan_signs
from api.store.values import (
    Household,
    HouseholdState,
    Json,
    NeedState,
    NewFact,
    Owner,
    PersonalField,
    Sealed,
)
from matcher.needs import Urgency

_TEXT = "text"


@dataclass(frozen=True, slots=True)
class NewMember:
    """A member to be added, with the initials of every reading of the name."""

    id: str
    relation: str
    initials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewNeed:
    """An open need to be added; `text` is bound to its id."""

    id: str
    text: Sealed
    urgency: Urgency | None
    member: str | None
    noted_on: date


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A whole household to be added, under ids drawn before so that its fields are bound to them.

    Facts and needs name members of its own; of one name a member has one fact. `alerts` are the
    danger signs that all of it tells.
    """

    id: str
    town: str
    members: tuple[NewMember, ...] = ()
    personal: tuple[PersonalField, ...] = ()
    facts: tuple[NewFact, ...] = ()
    needs: tuple[NewNeed, ...] = ()
    consent: Mapping[str, Json] = field(default_factory=dict)
    alerts: int = 0


class Newcomers:
    """Adds households of the unit's towns, many at a time."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def add(self, newcomers: Sequence[Newcomer]) -> tuple[Household, ...]:
        """Add whole households, each at version 1 and taken by this unit; all or none."""
        scope = self._scope
        for each in newcomers:
            scope.admit(each.town)
            self._check(each)
        self._put(households, [self._household(each) for each in newcomers])
        for each in newcomers:
            scope.mark_taken(each.id)
        self._put(members, [row for each in newcomers for row in self._members(each)])
        self._put(member_initials, [row for each in newcomers for row in _initials(each)])
        self._put(facts, [row for each in newcomers for row in self._facts(each)])
        self._put(needs, [row for each in newcomers for row in self._needs(each)])
        self._put(personal_fields, [row for each in newcomers for row in _fields(each)])
        told = ((each.id, each.alerts) for each in newcomers if each.alerts)
        self._put(plan_signs, [heard_first(id, alerts, scope.at) for id, alerts in told])
        for each in newcomers:
            scope.record("household.add", each.id, each.town, _told(each))
        made = [Household(**self._household(each)) for each in newcomers]
        return tuple(made)

    def _put(self, table: Any, rows: list[dict[str, Any]]) -> None:
        if rows:
            self._scope.add(table, *rows)

    def _check(self, newcomer: Newcomer) -> None:
        """Refuse what the database would not: days to come, and rows about nobody of these."""
        own = {None, *(member.id for member in newcomer.members)}
        owners = {newcomer.id, *own}
        if any(fact.as_of > last_day(self._scope.at) for fact in newcomer.facts):
            raise RefusedError("day to come")
        about = {fact.member for fact in newcomer.facts} | {n.member for n in newcomer.needs}
        fields = {(f.owner, f.household == newcomer.id) for f in newcomer.personal}
        if not about <= own or any(o not in owners or not same for o, same in fields):
            raise RefusedError("other household")

    def _household(self, newcomer: Newcomer) -> dict[str, Any]:
        return {
            "id": newcomer.id,
            "town": newcomer.town,
            "state": HouseholdState.ACTIVE,
            "version": 1,
            "created_at": self._scope.at,
            "updated_at": self._scope.at,
            "consent": dict(newcomer.consent),
        }

    def _members(self, newcomer: Newcomer) -> Iterator[dict[str, Any]]:
        for position, member in enumerate(newcomer.members):
            yield {
                "id": member.id,
                "household": newcomer.id,
                "relation": member.relation,
                "position": position,
                "joined_at": self._scope.at,
                "left_at": None,
            }

    def _facts(self, newcomer: Newcomer) -> Iterator[dict[str, Any]]:
        for fact in newcomer.facts:
            yield {
                "id": self._scope.new_id(),
                "household": newcomer.id,
                "member": fact.member,
                "name": fact.name,
                "value": fact.value,
                "source": fact.source,
                "as_of": fact.as_of,
                "expires": fact.expires,
                "recorded_by": self._scope.actor,
                "recorded_at": self._scope.at,
                "superseded_at": None,
            }

    def _needs(self, newcomer: Newcomer) -> Iterator[dict[str, Any]]:
        for need in newcomer.needs:
            yield {
                "id": need.id,
                "household": newcomer.id,
                "member": need.member,
                "state": NeedState.OPEN,
                "urgency": need.urgency,
                "noted_on": need.noted_on,
                "recorded_by": self._scope.actor,
                "recorded_at": self._scope.at,
                "changed_at": self._scope.at,
            }


def _initials(newcomer: Newcomer) -> Iterator[dict[str, Any]]:
    for member in newcomer.members:
        for spelt in sorted(set(member.initials)):
            about = {"member": member.id, "household": newcomer.id, "town": newcomer.town}
            yield {**about, "initials": spelt}


def _fields(newcomer: Newcomer) -> Iterator[dict[str, Any]]:
    of_needs = (
        PersonalField(Owner.NEED, need.id, newcomer.id, _TEXT, need.text) for need in newcomer.needs
    )
    for each in (*newcomer.personal, *of_needs):
        yield {
            "owner": each.owner,
            "name": each.name,
            "kind": each.kind,
            "household": newcomer.id,
            "ciphertext": each.sealed.ciphertext,
            "key_id": each.sealed.key_id,
            "blind": each.sealed.blind,
        }


def _told(newcomer: Newcomer) -> Json:
    """Return the audit's details: ids and names of facts, no value."""
    return {
        "version": 1,
        "members": [member.id for member in newcomer.members],
        "needs": [need.id for need in newcomer.needs],
        "facts": sorted({fact.name for fact in newcomer.facts}),
        "fields": sorted({each.name for each in newcomer.personal}),
    }
