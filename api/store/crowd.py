"""All active households of the unit's towns at once, of the facts that are asked for alone."""

from collections.abc import Collection
from dataclasses import dataclass, fields

from sqlalchemy import select

from api.store.scope import Scope
from api.store.tables import facts, households, members
from api.store.values import Fact, HouseholdState, Json, Member

_FACT = [facts.c[field.name] for field in fields(Fact)]
_MEMBER = [members.c[field.name] for field in fields(Member)]


@dataclass(slots=True)
class Home:
    """A household with its members and what was asked of them."""

    id: str
    consent: Json
    members: list[Member]
    facts: list[Fact]


class Crowd:
    """The active households of the unit's towns: three statements, however many they are."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def known(self, names: Collection[str]) -> tuple[Home, ...]:
        """Return each household, the oldest first, with its facts of these names."""
        here = households.c.state == HouseholdState.ACTIVE.value
        order = (households.c.created_at, households.c.id)
        rows = self._scope.rows(
            select(households.c.id, households.c.consent).where(here).order_by(*order)
        )
        homes = {row["id"]: Home(row["id"], row["consent"], [], []) for row in rows}
        own = members.join(households, members.c.household == households.c.id)
        query = select(*_MEMBER).select_from(own).where(here, members.c.left_at.is_(None))
        for row in self._scope.rows(query.order_by(members.c.position, members.c.id)):
            homes[row["household"]].members.append(Member(**row))
        told = facts.join(households, facts.c.household == households.c.id)
        query = select(*_FACT).select_from(told).where(here, facts.c.superseded_at.is_(None))
        for row in self._scope.rows(query.where(facts.c.name.in_(sorted(names)))):
            homes[row["household"]].facts.append(Fact(**row))
        return tuple(homes.values())
