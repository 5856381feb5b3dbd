"""Facts with their history: a newer one supersedes, nothing is ever overwritten."""

from dataclasses import fields
from datetime import date, datetime, timedelta, timezone
from typing import Any

from sqlalchemy import RowMapping, Select, bindparam, select, update

from api.store.errors import AbsentError, RefusedError
from api.store.scope import Scope
from api.store.tables import facts, members
from api.store.values import Fact, NewFact

_COLUMNS = [facts.c[field.name] for field in fields(Fact)]
_STANDING = select(*_COLUMNS).where(
    facts.c.household == bindparam("whose"), facts.c.superseded_at.is_(None)
)


_FIRST_TO_A_DAY = timezone(timedelta(hours=14))
"""Where on earth a day begins first."""


def last_day(at: datetime) -> date:
    """Return the latest date that it is anywhere on earth: a later one is a day to come.

    Which day it is where the ledgers are kept is for those to say who keep them.
    """
    return at.astimezone(_FIRST_TO_A_DAY).date()


class Facts:
    """The facts of households of the unit's towns."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def record(self, household: str, new: NewFact) -> Fact:
        """Record a fact of a household, or of one of its members.

        It stands from now on, unless one of a later day stands: then it joins the history at
        once. What corrects a fact takes its place whatever their days. A fact of a day that has
        not come anywhere on earth is refused.
        """
        scope = self._scope
        scope.hold(household)
        self._check(household, new)
        standing = self._standing(household, new)
        corrected = None if new.corrects is None else self.get(new.corrects)
        if corrected is not None and not _same_place(corrected, household, new):
            raise RefusedError("corrects")
        takes_over = (
            standing is None
            or new.as_of >= standing.as_of
            or (corrected is not None and corrected.id == standing.id)
        )
        if takes_over and standing is not None:
            self._supersede(standing)
        fact = Fact(
            id=scope.new_id(),
            household=household,
            member=new.member,
            name=new.name,
            value=new.value,
            source=new.source,
            as_of=new.as_of,
            expires=new.expires,
            recorded_by=scope.actor,
            recorded_at=scope.at,
            superseded_at=None if takes_over else scope.at,
        )
        scope.add(facts, {field.name: getattr(fact, field.name) for field in fields(Fact)})
        details = {"name": new.name, "member": new.member, "corrects": new.corrects}
        scope.record_of(household, "fact.record", fact.id, details)
        return fact

    def get(self, id: str) -> Fact:
        """Return a fact as it was recorded."""
        row = self._scope.row(select(*_COLUMNS).where(facts.c.id == id))
        if row is None:
            raise AbsentError("fact", id)
        return _fact(row)

    def of(self, household: str) -> tuple[Fact, ...]:
        """Return the facts that stand for a household and its members, by member and name.

        Those whose day of expiry has passed are among them: who reads them judges that.
        """
        self._scope.town_of(household)
        found = map(_fact, self._scope.prepared_rows(_STANDING, {"whose": household}))
        return tuple(sorted(found, key=lambda fact: (fact.member or "", fact.name)))

    def history(
        self, household: str, name: str | None = None, member: str | None = None
    ) -> tuple[Fact, ...]:
        """Return all that was ever recorded, oldest first: of a name, of a member where given."""
        query = self._of(household)
        if name is not None:
            query = query.where(facts.c.name == name)
        if member is not None:
            query = query.where(facts.c.member == member)
        return tuple(map(_fact, self._scope.rows(query.order_by(facts.c.number))))

    def _of(self, household: str) -> Select[Any]:
        self._scope.town_of(household)
        return select(*_COLUMNS).where(facts.c.household == household)

    def _check(self, household: str, new: NewFact) -> None:
        if new.as_of > last_day(self._scope.at):
            raise RefusedError("day to come")
        if new.expires is not None and new.expires < new.as_of:
            raise RefusedError("expires")
        if new.member is not None:
            theirs = select(members.c.id).where(
                members.c.id == new.member, members.c.household == household
            )
            if self._scope.row(theirs) is None:
                raise AbsentError("member", new.member)

    def _standing(self, household: str, new: NewFact) -> Fact | None:
        query = self._of(household).where(
            facts.c.name == new.name,
            facts.c.member.is_(None) if new.member is None else facts.c.member == new.member,
            facts.c.superseded_at.is_(None),
        )
        row = self._scope.row(query)
        return None if row is None else _fact(row)

    def _supersede(self, fact: Fact) -> None:
        gone = update(facts).where(facts.c.id == fact.id, facts.c.superseded_at.is_(None))
        self._scope.change(gone.values(superseded_at=self._scope.at))


def _same_place(fact: Fact, household: str, new: NewFact) -> bool:
    return (fact.household, fact.member, fact.name) == (household, new.member, new.name)


def _fact(row: RowMapping) -> Fact:
    return Fact(**row)
