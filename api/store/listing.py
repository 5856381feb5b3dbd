"""Many households at a glance: their rows by hundreds, for lists and comparisons."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, and_, select

from api.store.households import household_of
from api.store.personal import SEALED, sealed_of
from api.store.scope import Scope
from api.store.tables import facts, households, members, needs, personal_fields, plans
from api.store.values import Fact, Household, Json, Member, Need, NeedState, Owner, PersonalField
from matcher.needs import Urgency

_AT_ONCE = 500
_FACT = [facts.c[field.name] for field in fields(Fact)]


@dataclass(frozen=True, slots=True)
class Marked:
    """A field that has a mark that was looked for: whose it is, and of which household."""

    mark: bytes
    owner: str
    household: str
    town: str


@dataclass(frozen=True, slots=True)
class PlanMade:
    """A plan without its body."""

    household: str
    number: int
    made_by: str
    made_at: Any
    catalogue: str
    corrects: int | None


class Listing:
    """Rows of many households of the unit's towns; those out of view are left out in silence."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def households(self, ids: Sequence[str]) -> Mapping[str, Household]:
        """Return these households by id."""
        rows = self._of(select(households), households.c.id, ids)
        return {row["id"]: household_of(row) for row in rows}

    def members(self, households: Sequence[str]) -> Mapping[str, tuple[Member, ...]]:
        """Return the members of each household who have not left, in order."""
        query = select(members).where(members.c.left_at.is_(None))
        order = (members.c.position, members.c.id)
        rows = self._of(query.order_by(*order), members.c.household, households)
        return _grouped((row["household"], Member(**row)) for row in rows)

    def facts(self, households: Sequence[str]) -> Mapping[str, tuple[Fact, ...]]:
        """Return the facts that stand for each household and its members."""
        query = select(*_FACT).where(facts.c.superseded_at.is_(None)).order_by(facts.c.name)
        rows = self._of(query, facts.c.household, households)
        return _grouped((row["household"], Fact(**row)) for row in rows)

    def personal(self, households: Sequence[str]) -> Mapping[str, tuple[PersonalField, ...]]:
        """Return the personal fields of each household and its members."""
        kinds = (Owner.HOUSEHOLD, Owner.MEMBER)
        query = select(personal_fields).where(personal_fields.c.kind.in_(kinds))
        rows = self._of(query, personal_fields.c.household, households)
        return _grouped((row["household"], _field(row)) for row in rows)

    def needs(self, households: Sequence[str]) -> Mapping[str, tuple[Need, ...]]:
        """Return the needs of each household, oldest first."""
        text = and_(personal_fields.c.owner == needs.c.id, personal_fields.c.name == "text")
        query = select(needs, *SEALED).join_from(needs, personal_fields, text)
        query = query.order_by(needs.c.noted_on, needs.c.recorded_at, needs.c.id)
        rows = self._of(query, needs.c.household, households)
        return _grouped((row["household"], _need(row)) for row in rows)

    def plans(self, households: Sequence[str]) -> Mapping[str, tuple[PlanMade, ...]]:
        """Return the plans of each household without their bodies."""
        query = select(*(plans.c[field.name] for field in fields(PlanMade)))
        rows = self._of(query.order_by(plans.c.number), plans.c.household, households)
        return _grouped((row["household"], PlanMade(**row)) for row in rows)

    def marked(self, name: str, marks: Sequence[bytes]) -> tuple[Marked, ...]:
        """Return the fields of a name that have one of these blind indexes."""
        here = personal_fields.c
        query = select(here.blind, here.owner, here.household, households.c.town)
        query = query.join_from(personal_fields, households, here.household == households.c.id)
        found = self._of(query.where(here.name == name), here.blind, marks)
        return tuple(
            Marked(bytes(row["blind"]), row["owner"], row["household"], row["town"])
            for row in found
        )

    def told(self, name: str, owners: Sequence[str]) -> Mapping[str, Json]:
        """Return the value that stands of a fact, by member."""
        query = select(facts.c.member, facts.c.value).where(facts.c.superseded_at.is_(None))
        rows = self._of(query.where(facts.c.name == name), facts.c.member, owners)
        return {row["member"]: row["value"] for row in rows}

    def with_field(self, name: str, owners: Sequence[str]) -> frozenset[str]:
        """Return those of the owners who have a field of a name."""
        query = select(personal_fields.c.owner).where(personal_fields.c.name == name)
        rows = self._of(query, personal_fields.c.owner, owners)
        return frozenset(row["owner"] for row in rows)

    def _of(
        self, query: Select[Any], column: ColumnElement[Any], wanted: Sequence[Any]
    ) -> Iterator[RowMapping]:
        for start in range(0, len(wanted), _AT_ONCE):
            some = list(wanted[start : start + _AT_ONCE])
            yield from self._scope.rows(query.where(column.in_(some)))


def _grouped(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, list[Any]] = defaultdict(list)
    for household, value in pairs:
        found[household].append(value)
    return {household: tuple(values) for household, values in found.items()}


def _field(row: RowMapping) -> PersonalField:
    kind = Owner(row["kind"])
    return PersonalField(kind, row["owner"], row["household"], row["name"], sealed_of(row))


def _need(row: RowMapping) -> Need:
    plain = {name: row[name] for name in needs.c.keys()}  # noqa: SIM118
    urgency = None if row["urgency"] is None else Urgency(row["urgency"])
    state = NeedState(row["state"])
    return Need(**{**plain, "urgency": urgency, "state": state}, text=sealed_of(row))
