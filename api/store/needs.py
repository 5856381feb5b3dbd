"""Needs: their words sealed, their state in the open."""

from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import RowMapping, Select, and_, bindparam, select, update

from api.store.errors import AbsentError
from api.store.personal import SEALED, keep, sealed_of
from api.store.scope import Scope
from api.store.tables import members, needs, personal_fields
from api.store.values import Json, Need, NeedState, Owner, PersonalField, Sealed
from matcher.needs import Urgency

TEXT = "text"
"""The name of the personal field that holds a need's words."""


class Needs:
    """The needs of households of the unit's towns."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def add(
        self,
        household: str,
        id: str,
        text: Sealed,
        urgency: Urgency | None = None,
        member: str | None = None,
        noted_on: date | None = None,
    ) -> Need:
        """Add an open need under an id of the unit's `new_id`, to which `text` can be bound.

        Without `noted_on` it was said on the unit's own day.
        """
        scope = self._scope
        scope.hold(household)
        self._check(household, member)
        need = Need(
            id=id,
            household=household,
            member=member,
            state=NeedState.OPEN,
            urgency=urgency,
            text=text,
            noted_on=noted_on or scope.at.date(),
            recorded_by=scope.actor,
            recorded_at=scope.at,
            changed_at=scope.at,
        )
        values = {name: getattr(need, name) for name in needs.c.keys()}  # noqa: SIM118
        scope.add(needs, values)
        keep(scope, PersonalField(Owner.NEED, id, household, TEXT, text))
        self._record("need.add", need, {"urgency": urgency})
        return need

    def get(self, id: str) -> Need:
        """Return a need as it stands."""
        row = self._scope.row(_with_text().where(needs.c.id == id))
        if row is None:
            raise AbsentError("need", id)
        return _need(row)

    def of(self, household: str, *states: NeedState) -> tuple[Need, ...]:
        """Return a household's needs, oldest first: all, or those in one of these states."""
        self._scope.town_of(household)
        rows = self._scope.prepared_rows(_in_states(states), {"whose": household})
        return tuple(map(_need, rows))

    def set_state(self, id: str, state: NeedState) -> Need:
        """Say what became of a need."""
        need = self._change(id, state=state)
        self._record("need.state", need, {"state": state})
        return need

    def set_urgency(self, id: str, urgency: Urgency | None) -> Need:
        """Judge anew how pressing a need is."""
        need = self._change(id, urgency=urgency)
        self._record("need.urgency", need, {"urgency": urgency})
        return need

    def hand_over(self, id: str, member: str | None) -> Need:
        """Say of whom a need is: a member of its household, or (None) all of them."""
        self._check(self.get(id).household, member)
        need = self._change(id, member=member)
        self._record("need.member", need, {"member": member})
        return need

    def reword(self, id: str, text: Sealed) -> Need:
        """Replace the words of a need; what they were stays in earlier ledger versions alone."""
        fields = personal_fields.c
        need = self._change(id)
        of_need = update(personal_fields).where(fields.owner == id, fields.name == TEXT)
        sealed = {"ciphertext": text.ciphertext, "key_id": text.key_id, "blind": text.blind}
        self._scope.change(of_need.values(**sealed))
        self._record("need.reword", need, {})
        return self.get(id)

    def _change(self, id: str, **values: Any) -> Need:
        self._scope.hold(self.get(id).household)
        changed = update(needs).where(needs.c.id == id)
        self._scope.change(changed.values(changed_at=self._scope.at, **values))
        return self.get(id)

    def _check(self, household: str, member: str | None) -> None:
        if member is None:
            return
        theirs = select(members.c.id).where(
            members.c.id == member, members.c.household == household
        )
        if self._scope.row(theirs) is None:
            raise AbsentError("member", member)

    def _record(self, action: str, need: Need, details: Json) -> None:
        self._scope.record_of(need.household, action, need.id, details)


def _with_text() -> Select[Any]:
    fields = personal_fields.c
    its_text = and_(fields.owner == needs.c.id, fields.name == TEXT)
    at_home = fields.household == needs.c.household  # else a planner may go through every text
    return select(needs, *SEALED).join_from(needs, personal_fields, and_(its_text, at_home))


@lru_cache(maxsize=64)
def _in_states(states: tuple[NeedState, ...]) -> Select[Any]:
    query = _with_text().where(needs.c.household == bindparam("whose"))
    if states:
        query = query.where(needs.c.state.in_(states))
    return query.order_by(needs.c.noted_on, needs.c.recorded_at, needs.c.id)


def _need(row: RowMapping) -> Need:
    return Need(
        id=row["id"],
        household=row["household"],
        member=row["member"],
        state=NeedState(row["state"]),
        urgency=None if row["urgency"] is None else Urgency(row["urgency"]),
        text=sealed_of(row),
        noted_on=row["noted_on"],
        recorded_by=row["recorded_by"],
        recorded_at=row["recorded_at"],
        changed_at=row["changed_at"],
    )
