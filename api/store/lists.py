"""Confirmed plans and the happiness lists made of them: numbered, made once, never changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import RowMapping, bindparam, func, select

from api.store.errors import AbsentError
from api.store.scope import Scope
from api.store.tables_of_lists import confirmations, happiness_lists

_ONE = select(happiness_lists).where(happiness_lists.c.id == bindparam("own"))
_NEWEST = (
    select(happiness_lists)
    .where(happiness_lists.c.household == bindparam("whose"))
    .order_by(happiness_lists.c.version.desc())
    .limit(1)
)
_LAST = select(func.max(happiness_lists.c.version).label("last")).where(
    happiness_lists.c.household == bindparam("whose")
)


@dataclass(frozen=True, slots=True)
class Confirmation:
    """That a person confirmed a plan; what they chose of it is sealed for its own id."""

    id: str
    household: str
    plan: int
    made_by: str
    made_at: datetime
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class HappinessList:
    """A version of a family's list; its bytes are sealed for its own id, `digest` is of them."""

    id: str
    household: str
    version: int
    confirmation: str
    made_by: str
    made_at: datetime
    digest: str
    content: bytes = field(repr=False)


class Confirmations:
    """What was confirmed of the plans of the unit's towns."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def add(self, household: str, id: str, plan: int, content: bytes) -> Confirmation:
        """Keep that a plan was confirmed, under an id of the unit's `new_id`."""
        scope = self._scope
        scope.lock(household)
        made = Confirmation(id, household, plan, scope.actor, scope.at, content)
        scope.add(confirmations, {n: getattr(made, n) for n in confirmations.c.keys()})  # noqa: SIM118
        scope.record_of(household, "plan.confirm", f"{household}/{plan}", {"confirmation": id})
        return made

    def get(self, id: str) -> Confirmation:
        """Return what was confirmed."""
        row = self._scope.row(select(confirmations).where(confirmations.c.id == id))
        if row is None:
            raise AbsentError("confirmation", id)
        return Confirmation(**row)

    def last_of(self, household: str, plans: Sequence[int]) -> Mapping[int, Confirmation]:
        """Return what was confirmed last of each of these plans of a household, by their numbers.

        Plans that nobody confirmed lack.
        """
        self._scope.town_of(household)
        here = happiness_lists.c
        query = (
            select(confirmations)
            .join_from(confirmations, happiness_lists, here.confirmation == confirmations.c.id)
            .where(here.household == household, confirmations.c.plan.in_(list(plans)))
            .order_by(here.version)
        )
        return {row["plan"]: Confirmation(**row) for row in self._scope.rows(query)}

    def newest(self, household: str) -> Confirmation | None:
        """Return what was confirmed last of a household, None where nothing was."""
        self._scope.town_of(household)
        here = happiness_lists.c
        query = (
            select(confirmations)
            .join_from(confirmations, happiness_lists, here.confirmation == confirmations.c.id)
            .where(here.household == household)
            .order_by(here.version.desc())
            .limit(1)
        )
        row = self._scope.row(query)
        return None if row is None else Confirmation(**row)


class Lists:
    """The happiness lists of households of the unit's towns."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def next_version(self, household: str) -> int:
        """Return the version that the next list will have, and keep it for this unit."""
        self._scope.lock(household)
        row = self._scope.prepared(_LAST, {"whose": household})
        return 1 + int(row["last"] or 0) if row else 1

    def add(
        self, household: str, id: str, confirmation: str, digest: str, content: bytes
    ) -> HappinessList:
        """Keep a list as the household's newest, under an id of the unit's `new_id`."""
        scope, version = self._scope, self.next_version(household)
        made = HappinessList(
            id, household, version, confirmation, scope.actor, scope.at, digest, content
        )
        scope.add(happiness_lists, {n: getattr(made, n) for n in happiness_lists.c.keys()})  # noqa: SIM118
        details = {"household": household, "version": version, "digest": digest}
        scope.record_of(household, "list.add", id, details)
        return made

    def get(self, id: str) -> HappinessList:
        """Return a list as it was kept."""
        row = self._scope.prepared(_ONE, {"own": id})
        if row is None:
            raise AbsentError("list", id)
        return _list(row)

    def newest(self, household: str) -> HappinessList | None:
        """Return a household's newest list, None where it has none."""
        self._scope.town_of(household)
        row = self._scope.prepared(_NEWEST, {"whose": household})
        return None if row is None else _list(row)

    def of(
        self, household: str, limit: int, before: int | None = None
    ) -> tuple[HappinessList, ...]:
        """Return a household's lists, newest first: those below version `before` where given."""
        self._scope.town_of(household)
        query = select(happiness_lists).where(happiness_lists.c.household == household)
        if before is not None:
            query = query.where(happiness_lists.c.version < before)
        rows = self._scope.rows(query.order_by(happiness_lists.c.version.desc()).limit(limit))
        return tuple(map(_list, rows))


def _list(row: RowMapping) -> HappinessList:
    return HappinessList(**row)
