"""Signs of newest plans: counts by which the work list finds what comes next, no words of any."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, case, exists, func, or_, select, update

from api.store.errors import RefusedError
from api.store.scope import Scope
from api.store.tables import households
from api.store.tables_of_desk import plan_signs
from api.store.values import HouseholdState

_MOST = 200
_HERE = plan_signs.c


@dataclass(frozen=True, slots=True)
class Signs:
    """What the newest plan of a household counts.

    `alerts` are danger signs, `unlocks` the items that its questions decide, `confirmed` the
    number of the plan that was confirmed last; `read_at` when somebody took notice of the danger.
    """

    household: str
    plan: int
    made_at: datetime
    alerts: int
    questions: int
    unlocks: int
    uncovered: int
    items: int
    confirmed: int | None = None
    read_by: str | None = None
    read_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TownNumbers:
    """What a town's open ledgers count: households, and of them those that wait for somebody."""

    town: str
    households: int
    planned: int
    in_danger: int
    to_confirm: int
    with_questions: int
    uncovered: int


class PlanSigns:
    """The signs of the newest plans of the unit's towns."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def put(self, household: str, counts: Mapping[str, int]) -> None:
        """Keep what the newest plan counts, in the unit that keeps the plan.

        `counts` are alerts, questions, unlocks, uncovered, items and the plan's number. Danger
        that somebody has noticed is unread again where there is more of it than before.
        """
        scope, old = self._scope, self.of([household]).get(household)
        told: dict[str, Any] = {**counts, "made_at": scope.at}
        if old is None:
            scope.add(plan_signs, {"household": household, **told})
            return
        if counts["alerts"] > old.alerts:
            told |= {"read_by": None, "read_at": None}
        scope.change(update(plan_signs).where(_HERE.household == household).values(**told))

    def of(self, households: Sequence[str]) -> Mapping[str, Signs]:
        """Return the signs of these households, by household."""
        found = self._scope.rows(select(plan_signs).where(_HERE.household.in_(list(households))))
        return {row["household"]: _signs(row) for row in found}

    def notice(self, household: str) -> None:
        """Say that somebody has taken notice of the danger signs, on record."""
        scope = self._scope
        seen = {"read_by": scope.actor, "read_at": scope.at}
        if scope.change(update(plan_signs).where(_HERE.household == household).values(**seen)):
            scope.record_of(household, "danger.notice", household, {})
        else:
            scope.town_of(household)

    def confirm(self, household: str, number: int) -> None:
        """Say which plan was confirmed last, in the unit that keeps the confirmation."""
        told = update(plan_signs).where(_HERE.household == household)
        if not self._scope.change(told.values(confirmed=number)):
            self._scope.town_of(household)

    def in_danger(self, limit: int) -> tuple[Signs, ...]:
        """Return the households with danger signs that nobody has noticed, the newest first."""
        query = self._active().where(_HERE.alerts > 0, _HERE.read_at.is_(None))
        return self._first(query.order_by(_HERE.made_at.desc()), limit)

    def to_confirm(self, limit: int) -> tuple[Signs, ...]:
        """Return the households whose newest plan is not confirmed, the newest first."""
        return self._first(
            self._active().where(_unconfirmed()).order_by(_HERE.made_at.desc()), limit
        )

    def to_ask(self, limit: int) -> tuple[Signs, ...]:
        """Return the households whose questions decide most, first."""
        query = self._active().where(_HERE.unlocks > 0)
        return self._first(query.order_by(_HERE.unlocks.desc(), _HERE.household), limit)

    def changed(self, limit: int) -> tuple[str, ...]:
        """Return the ids of the open ledgers that were changed last."""
        if not 1 <= limit <= _MOST:
            raise RefusedError("limit")
        query = select(households.c.id).where(households.c.state == HouseholdState.ACTIVE)
        rows = self._scope.rows(query.order_by(households.c.updated_at.desc()).limit(limit))
        return tuple(row["id"] for row in rows)

    def numbers(self) -> tuple[TownNumbers, ...]:
        """Return what each town's open ledgers count, by its code."""
        here, home = _HERE, households.c
        open_ones = home.state == HouseholdState.ACTIVE
        all_of = select(home.town, func.count().label("households")).where(open_ones)
        query = (
            select(
                home.town,
                func.count().label("planned"),
                _counted((here.alerts > 0) & here.read_at.is_(None), "in_danger"),
                _counted(_unconfirmed(), "to_confirm"),
                _counted(here.questions > 0, "with_questions"),
                _counted(here.uncovered > 0, "uncovered"),
            )
            .join_from(households, plan_signs, here.household == home.id)
            .where(open_ones)
            .group_by(home.town)
        )
        signs = {row["town"]: row for row in self._scope.rows(query)}
        rows = self._scope.rows(all_of.group_by(home.town).order_by(home.town))
        return tuple(
            TownNumbers(row["town"], row["households"], *_rest(signs.get(row["town"])))
            for row in rows
        )

    def _active(self) -> Select[Any]:
        home = households.c  # not joined: signs are gone through in their order, to the first few
        is_open = exists(
            select(home.id).where(home.id == _HERE.household, home.state == HouseholdState.ACTIVE)
        )
        return select(plan_signs).where(is_open)

    def _first(self, query: Select[Any], limit: int) -> tuple[Signs, ...]:
        if not 1 <= limit <= _MOST:
            raise RefusedError("limit")
        return tuple(map(_signs, self._scope.rows(query.limit(limit))))


def _unconfirmed() -> Any:
    return or_(_HERE.confirmed.is_(None), _HERE.confirmed < _HERE.plan)


def _rest(row: RowMapping | None) -> tuple[int, ...]:
    names = [field.name for field in fields(TownNumbers)][2:]
    return tuple(0 if row is None else int(row[name]) for name in names)


def _counted(condition: Any, name: str) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0).label(name)


def _signs(row: RowMapping) -> Signs:
    return Signs(**{field.name: row[field.name] for field in fields(Signs)})
