"""Signs of households: counts by which the work list finds what comes next, no words of any.

Danger is heard with every change of a ledger; the other counts are those of the newest plan.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, and_, case, exists, func, or_, select, update

from api.store.errors import RefusedError
from api.store.scope import Scope
from api.store.tables import households
from api.store.tables_of_desk import plan_signs
from api.store.values import HouseholdState

MOST = 200
"""How many households a part of the work list holds at most."""
_NOTHING = dict.fromkeys(("alerts", "questions", "unlocks", "uncovered", "items"), 0)
_HERE = plan_signs.c
_KEPT = (HouseholdState.ACTIVE, HouseholdState.CLOSED)


@dataclass(frozen=True, slots=True)
class Signs:
    """What a household's ledger tells of danger, and what its newest plan counts, if it has any.

    `alerts` are danger signs, `unlocks` the items that its questions decide, `confirmed` the
    number of the plan that was confirmed last; `heard_at` since when the danger waits, `read_at`
    when somebody took notice of it.
    """

    household: str
    plan: int | None
    made_at: datetime | None
    alerts: int
    questions: int
    unlocks: int
    uncovered: int
    items: int
    confirmed: int | None = None
    read_by: str | None = None
    read_at: datetime | None = None
    heard_at: datetime | None = None

    @property
    def is_unread(self) -> bool:
        """Whether there is danger of which nobody has taken notice."""
        return self.alerts > 0 and self.read_at is None


@dataclass(frozen=True, slots=True)
class TownNumbers:
    """What a town's open ledgers count: households, and of them those that wait for somebody.

    `in_danger` counts closed ledgers too.
    """

    town: str
    households: int
    planned: int
    in_danger: int
    to_confirm: int
    with_questions: int
    uncovered: int


class PlanSigns:
    """The signs of the households of the unit's towns."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def put(self, household: str, counts: Mapping[str, int]) -> None:
        """Keep what the newest plan counts, in the unit that keeps the plan.

        `counts` are questions, unlocks, uncovered, items, the plan's number, and alerts where the
        plan is of the ledger as it stands.
        """
        self._put(household, {**counts, "made_at": self._scope.at}, is_new=False)

    def hear(self, household: str, alerts: int, *, is_new: bool = False) -> None:
        """Keep how many danger signs a ledger tells, in the unit that changes it.

        What somebody has noticed is unread again where there is more of it than before, or where
        some of it `is_new`.
        """
        self._put(household, {"alerts": alerts}, is_new=is_new)

    def ask(self, household: str, counts: Mapping[str, int]) -> None:
        """Keep how many questions are left and what they decide, of a household that has signs."""
        if not self._scope.change(
            update(plan_signs).where(_HERE.household == household).values(**counts)
        ):
            self._scope.town_of(household)

    def _put(self, household: str, told: dict[str, Any], *, is_new: bool) -> None:
        scope, old = self._scope, self.of([household]).get(household)
        before = old.alerts if old else 0
        alerts = told.get("alerts", before)
        if alerts > before or (alerts and is_new):
            waits = old is not None and old.alerts and old.read_at is None
            told |= {"read_by": None, "read_at": None} | ({} if waits else {"heard_at": scope.at})
        if old is not None:
            scope.change(update(plan_signs).where(_HERE.household == household).values(**told))
        elif alerts or "plan" in told:
            scope.add(plan_signs, {"household": household, **_NOTHING, **told})

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
        """Return the households with danger signs that nobody has noticed, the oldest first.

        Also of closed ledgers: what came after the closing nobody else would see.
        """
        query = self._kept().where(_HERE.alerts > 0, _HERE.read_at.is_(None))
        return self._first(query.order_by(_HERE.heard_at, _HERE.household), limit)

    def to_confirm(self, limit: int) -> tuple[Signs, ...]:
        """Return the households whose newest plan is not confirmed, the newest first."""
        return self._first(
            self._active().where(unconfirmed()).order_by(_HERE.made_at.desc()), limit
        )

    def to_ask(self, limit: int) -> tuple[Signs, ...]:
        """Return the households whose questions decide most, first."""
        query = self._active().where(_HERE.unlocks > 0)
        return self._first(query.order_by(_HERE.unlocks.desc(), _HERE.household), limit)

    def changed(self, limit: int) -> tuple[str, ...]:
        """Return the ids of the open ledgers that were changed last."""
        if not 1 <= limit <= MOST:
            raise RefusedError("limit")
        query = select(households.c.id).where(households.c.state == HouseholdState.ACTIVE)
        rows = self._scope.rows(query.order_by(households.c.updated_at.desc()).limit(limit))
        return tuple(row["id"] for row in rows)

    def numbers(self) -> tuple[TownNumbers, ...]:
        """Return what each town's open ledgers count, by its code; danger in closed ones too."""
        here, home = _HERE, households.c
        is_open, is_kept = home.state == HouseholdState.ACTIVE, home.state.in_(_KEPT)
        all_of = select(home.town, _counted(is_open, "households")).where(is_kept)
        query = (
            select(
                home.town,
                _counted(is_open & here.plan.is_not(None), "planned"),
                _counted((here.alerts > 0) & here.read_at.is_(None), "in_danger"),
                _counted(is_open & unconfirmed(), "to_confirm"),
                _counted(is_open & (here.questions > 0), "with_questions"),
                _counted(is_open & (here.uncovered > 0), "uncovered"),
            )
            .join_from(households, plan_signs, here.household == home.id)
            .where(is_kept)
            .group_by(home.town)
        )
        signs = {row["town"]: row for row in self._scope.rows(query)}
        rows = self._scope.rows(all_of.group_by(home.town).order_by(home.town))
        return tuple(
            TownNumbers(row["town"], row["households"], *_rest(signs.get(row["town"])))
            for row in rows
        )

    def _active(self) -> Select[Any]:
        return _in_state(HouseholdState.ACTIVE)

    def _kept(self) -> Select[Any]:
        return _in_state(*_KEPT)

    def _first(self, query: Select[Any], limit: int) -> tuple[Signs, ...]:
        if not 1 <= limit <= MOST:
            raise RefusedError("limit")
        return tuple(map(_signs, self._scope.rows(query.limit(limit))))


def confirm_anew(scope: Scope, household: str) -> None:
    """Say that no plan counts as confirmed any more: the list that was made of it is taken back."""
    scope.change(update(plan_signs).where(_HERE.household == household).values(confirmed=None))


def unconfirmed() -> Any:
    """Return the condition that a household has a plan and that its newest is not confirmed."""
    is_older = or_(_HERE.confirmed.is_(None), _HERE.confirmed < _HERE.plan)
    return and_(_HERE.plan.is_not(None), is_older)


def heard_first(household: str, alerts: int, at: datetime) -> dict[str, Any]:
    """Return the row of a household that was just made, in whose ledger danger is told."""
    return {"household": household, **_NOTHING, "alerts": alerts, "heard_at": at}


def _rest(row: RowMapping | None) -> tuple[int, ...]:
    names = [field.name for field in fields(TownNumbers)][2:]
    return tuple(0 if row is None else int(row[name]) for name in names)


def _counted(condition: Any, name: str) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0).label(name)


def _in_state(*states: HouseholdState) -> Select[Any]:
    home = households.c  # not joined: signs are gone through in their order, to the first few
    is_of_them = exists(select(home.id).where(home.id == _HERE.household, home.state.in_(states)))
    return select(plan_signs).where(is_of_them)


def _signs(row: RowMapping) -> Signs:
    return Signs(**{field.name: row[field.name] for field in fields(Signs)})
