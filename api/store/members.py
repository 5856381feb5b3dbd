"""The members of a household, and how their names begin in pinyin."""

from collections.abc import Iterable

from sqlalchemy import RowMapping, bindparam, delete, select, update

from api.store.errors import AbsentError
from api.store.scope import Scope
from api.store.tables import member_initials, members
from api.store.values import Json, Member

_ALL = (
    select(members)
    .where(members.c.household == bindparam("whose"))
    .order_by(members.c.position, members.c.id)
)
_HERE = _ALL.where(members.c.left_at.is_(None))


class Members:
    """The members of households of the unit's towns."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def add(
        self, household: str, relation: str, position: int = 0, initials: Iterable[str] = ()
    ) -> Member:
        """Add a member; `initials` are those of every reading of the name."""
        scope = self._scope
        scope.hold(household)
        member = Member(scope.new_id(), household, relation, position, scope.at)
        values = {name: getattr(member, name) for name in members.c.keys()}  # noqa: SIM118
        scope.add(members, values)
        self._spell(member, initials)
        self._record("member.add", member, {"relation": relation})
        return member

    def get(self, id: str) -> Member:
        """Return a member."""
        row = self._scope.row(select(members).where(members.c.id == id))
        if row is None:
            raise AbsentError("member", id)
        return _member(row)

    def of(self, household: str, *, departed: bool = False) -> tuple[Member, ...]:
        """Return the members of a household in order, those who left only where asked."""
        self._scope.town_of(household)
        query = _ALL if departed else _HERE
        rows = self._scope.prepared_rows(query, {"whose": household})
        return tuple(map(_member, rows))

    def change(self, id: str, relation: str, position: int) -> Member:
        """Set a member's relation to the head of the household, and place in the list."""
        member = self._held(id)
        changed = update(members).where(members.c.id == id)
        self._scope.change(changed.values(relation=relation, position=position))
        self._record("member.change", member, {"relation": relation})
        return self.get(id)

    def rename(self, id: str, initials: Iterable[str]) -> None:
        """Replace the initials by which a member is found; the name itself is a personal field."""
        member = self._held(id)
        gone = delete(member_initials).where(member_initials.c.member == id)
        self._scope.change(gone)
        self._spell(member, initials)
        self._record("member.rename", member, {})

    def leave(self, id: str, reason: str) -> Member:
        """Say that a member has left the household: from now on found only where asked."""
        member = self._held(id)
        gone = update(members).where(members.c.id == id, members.c.left_at.is_(None))
        self._scope.change(gone.values(left_at=self._scope.at))
        self._scope.change(delete(member_initials).where(member_initials.c.member == id))
        self._record("member.leave", member, {"reason": reason})
        return self.get(id)

    def come_back(self, id: str, initials: Iterable[str]) -> Member:
        """Say that a member who left is of the household again, found by name as before."""
        member = self._held(id)
        self._scope.change(update(members).where(members.c.id == id).values(left_at=None))
        self._scope.change(delete(member_initials).where(member_initials.c.member == id))
        self._spell(member, initials)
        self._record("member.return", member, {})
        return self.get(id)

    def _held(self, id: str) -> Member:
        member = self.get(id)
        self._scope.hold(member.household)
        return member

    def _spell(self, member: Member, initials: Iterable[str]) -> None:
        town = self._scope.town_of(member.household)
        about = {"member": member.id, "household": member.household, "town": town}
        rows = [{**about, "initials": each} for each in sorted(set(initials))]
        if rows:
            self._scope.add(member_initials, *rows)

    def _record(self, action: str, member: Member, details: Json) -> None:
        self._scope.record_of(member.household, action, member.id, details)


def _member(row: RowMapping) -> Member:
    return Member(**row)
