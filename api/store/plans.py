"""Ledger versions and plans: numbered, made once, never changed."""

from typing import Any

from sqlalchemy import RowMapping, and_, bindparam, func, select, update

from api.store.canonical import digest
from api.store.errors import AbsentError, ConflictError, RefusedError
from api.store.personal import SEALED, keep, sealed_of
from api.store.scope import Scope
from api.store.tables import ledger_versions, personal_fields, plans
from api.store.values import (
    Body,
    Correction,
    Ledger,
    Made,
    Owner,
    PersonalField,
    Plan,
    Sealed,
)

SNAPSHOT = "snapshot"
"""The name of the personal field that holds a ledger's snapshot."""
_MOST = 200
_OF_ONE = select(plans).where(plans.c.household == bindparam("whose"))
_ONE = _OF_ONE.where(plans.c.number == bindparam("which"))
_NEWEST = _OF_ONE.order_by(plans.c.number.desc()).limit(1)
_LAST = select(func.max(plans.c.number).label("last")).where(
    plans.c.household == bindparam("whose")
)
_NEWEST_LEDGER = (
    select(ledger_versions)
    .where(ledger_versions.c.household == bindparam("whose"))
    .order_by(ledger_versions.c.number.desc())
    .limit(1)
)


class Ledgers:
    """Snapshots of the ledgers of the unit's towns, from which plans were made."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def add(self, household: str, id: str, digest: str, snapshot: Sealed) -> Ledger:
        """Keep the ledger as it stands, under an id of the unit's `new_id`; return its version.

        `digest` is the SHA-256 of the snapshot before it was sealed. Where the newest version
        has the same, that one is returned and nothing is added.
        """
        scope = self._scope
        scope.lock(household)
        last = self.newest(household)
        if last is not None and last.digest == digest:
            return last
        number = last.number + 1 if last else 1
        made = Ledger(household, number, digest, scope.actor, scope.at)
        named = {"household": household, "number": number, "id": id, "digest": digest}
        scope.add(ledger_versions, {**named, "made_by": made.made_by, "made_at": made.made_at})
        keep(scope, PersonalField(Owner.LEDGER, id, household, SNAPSHOT, snapshot))
        scope.record_of(household, "ledger.add", id, {"number": number, "digest": digest})
        return made

    def newest(self, household: str) -> Ledger | None:
        """Return the newest version of a household's ledger, or None."""
        self._scope.town_of(household)
        row = self._scope.prepared(_NEWEST_LEDGER, {"whose": household})
        return None if row is None else _ledger(row)

    def get(self, household: str, number: int) -> Ledger:
        """Return a version of a household's ledger."""
        return _ledger(self._row(household, number))

    def snapshot(self, household: str, number: int) -> PersonalField:
        """Return what a ledger said at a version, sealed, with the id it is bound to."""
        row = self._row(household, number)
        return PersonalField(Owner.LEDGER, row["id"], household, SNAPSHOT, sealed_of(row))

    def _row(self, household: str, number: int) -> RowMapping:
        fields, versions = personal_fields.c, ledger_versions.c
        its_own = and_(fields.owner == versions.id, fields.name == SNAPSHOT)
        query = (
            select(ledger_versions, *SEALED)
            .join_from(ledger_versions, personal_fields, its_own)
            .where(versions.household == household, versions.number == number)
        )
        row = self._scope.row(query)
        if row is None:
            raise AbsentError("ledger", f"{household} {number}")
        return row


class Plans:
    """The plans of households of the unit's towns."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def next_number(self, household: str) -> int:
        """Return the number that the next plan will have, and keep it for this unit."""
        self._scope.lock(household)
        return self._last(household) + 1

    def add(
        self, household: str, made: Made, body: Body, correction: Correction | None = None
    ) -> Plan:
        """Keep a plan as the household's newest.

        A correction is of the newest plan: raises a conflict where another has come between.
        Refuses a body whose digest is not that of its bytes (a sealed one is taken at its word).
        """
        scope = self._scope
        number = self.next_number(household)
        if correction is not None and correction.of != number - 1:
            raise ConflictError("plan", household, correction.of, number - 1)
        if body.key_id is None and digest(body.content) != body.digest:
            raise RefusedError("digest")
        plan = Plan(household, number, scope.actor, scope.at, made, body, correction)
        scope.add(plans, _values(plan))
        details = {
            "number": number,
            "digest": body.digest,
            "ledger": made.ledger,
            "corrects": correction.of if correction else None,
        }
        action = "plan.correct" if correction else "plan.add"
        scope.record_of(household, action, f"{household}/{number}", details)
        return plan

    def get(self, household: str, number: int) -> Plan:
        """Return a plan with its bytes as they were given."""
        row = self._scope.prepared(_ONE, {"whose": household, "which": number})
        if row is None:
            raise AbsentError("plan", f"{household}/{number}")
        return _plan(row)

    def newest(self, household: str) -> Plan:
        """Return a household's newest plan."""
        row = self._scope.prepared(_NEWEST, {"whose": household})
        if row is None:
            raise AbsentError("plan", household)
        return _plan(row)

    def of(self, household: str, limit: int = _MOST, before: int | None = None) -> tuple[Plan, ...]:
        """Return a household's plans, newest first: those below number `before` where given."""
        self._scope.town_of(household)
        query = select(plans).where(plans.c.household == household)
        if before is not None:
            query = query.where(plans.c.number < before)
        rows = self._scope.rows(query.order_by(plans.c.number.desc()).limit(limit))
        return tuple(map(_plan, rows))

    def sealed_otherwise(
        self, key_id: str, limit: int, after: tuple[str, int] = ("", 0)
    ) -> tuple[Plan, ...]:
        """Return sealed plans whose key is not `key_id`, by household and number."""
        here, (household, number) = plans.c, after
        later = (here.household == household) & (here.number > number)
        query = select(plans).where(
            here.key_id.is_not(None), here.key_id != key_id, (here.household > household) | later
        )
        rows = self._scope.rows(query.order_by(here.household, here.number).limit(limit))
        return tuple(map(_plan, rows))

    def reseal(self, plan: Plan, content: bytes, key_id: str, reason: bytes | None) -> bool:
        """Replace a sealed plan's bytes by the same sealed with another key.

        Returns False where it was sealed anew meanwhile. A plan that is not sealed is refused.
        """
        if plan.body.key_id is None or (reason is None) != (plan.correction is None):
            raise RefusedError("seal")
        here = plans.c
        as_read = update(plans).where(
            here.household == plan.household,
            here.number == plan.number,
            here.key_id == plan.body.key_id,
        )
        sealed = {"content": content, "key_id": key_id, "reason": reason}
        done = self._scope.change(as_read.values(**sealed)) == 1
        if done:
            target, details = f"{plan.household}/{plan.number}", {"key": key_id}
            self._scope.record_of(plan.household, "plan.reseal", target, details)
        return done

    def _last(self, household: str) -> int:
        row = self._scope.prepared(_LAST, {"whose": household})
        return int(row["last"] or 0) if row else 0


def _ledger(row: RowMapping) -> Ledger:
    return Ledger(row["household"], row["number"], row["digest"], row["made_by"], row["made_at"])


def _values(plan: Plan) -> dict[str, Any]:
    correction = plan.correction
    return {
        "household": plan.household,
        "number": plan.number,
        "made_by": plan.made_by,
        "made_at": plan.made_at,
        "ledger": plan.made.ledger,
        "catalogue": plan.made.catalogue,
        "figures": plan.made.figures,
        "ranker": plan.made.ranker,
        "supply": plan.made.supply,
        "content": plan.body.content,
        "digest": plan.body.digest,
        "key_id": plan.body.key_id,
        "corrects": correction.of if correction else None,
        "reason": correction.reason if correction else None,
    }


def _plan(row: RowMapping) -> Plan:
    return Plan(
        household=row["household"],
        number=row["number"],
        made_by=row["made_by"],
        made_at=row["made_at"],
        made=Made(row["ledger"], row["catalogue"], row["figures"], row["ranker"], row["supply"]),
        body=Body(row["content"], row["digest"], row["key_id"]),
        correction=None if row["corrects"] is None else Correction(row["corrects"], row["reason"]),
    )
