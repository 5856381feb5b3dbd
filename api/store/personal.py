"""Personal fields: what is encrypted, given and taken as it is; searched by blind index."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, delete, literal, select, tuple_, update

from api.store.errors import AbsentError, RefusedError
from api.store.scope import Scope
from api.store.tables import members, personal_fields
from api.store.types import Words
from api.store.values import Owner, PersonalField, Sealed

SEALED = (personal_fields.c.ciphertext, personal_fields.c.key_id, personal_fields.c.blind)
"""The columns of a sealed value."""

_NOTE = "note:"
"""How the names of notes begin."""


class Personal:
    """The personal fields of households of the unit's towns."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def put(self, field: PersonalField) -> None:
        """Set a field of a household or of a member; the value before is gone.

        The words of a need and the snapshot of a ledger are set where these are added.
        """
        self._scope.hold(field.household)
        self._check(field)
        self._remove(field.owner, field.name)
        keep(self._scope, field)
        self._record("personal.put", field)

    def get(self, owner: str, name: str) -> PersonalField:
        """Return a field of the row `owner`."""
        fields = personal_fields.c
        query = select(personal_fields).where(fields.owner == owner, fields.name == name)
        row = self._scope.row(query)
        if row is None:
            raise AbsentError("field", f"{owner} {name}")
        return _field(row)

    def of(self, household: str) -> tuple[PersonalField, ...]:
        """Return all fields of a household and its members, in order of owner and name."""
        self._scope.town_of(household)
        fields = personal_fields.c
        query = select(personal_fields).where(
            fields.household == household,
            fields.kind.in_([Owner.HOUSEHOLD, Owner.MEMBER]),
            fields.name.not_like(f"{_NOTE}%"),
        )
        rows = self._scope.rows(query.order_by(fields.owner, fields.name))
        return tuple(map(_field, rows))

    def alike(self, name: str, blind: bytes) -> tuple[PersonalField, ...]:
        """Return the fields of members that have this name and blind index."""
        fields = personal_fields.c
        query = select(personal_fields).where(
            fields.name == name, fields.blind == blind, fields.kind == Owner.MEMBER
        )
        return tuple(map(_field, self._scope.rows(query.order_by(fields.owner))))

    def wait_for(self, marks: Iterable[bytes]) -> None:
        """Keep other units that wait for one of these marks out until this one ends.

        Whoever looks first whether a mark is there, then adds it, waits for it before the look;
        once for all marks of a unit.
        """
        self._scope.wait_for(marks)

    def annotate(self, household: str, id: str, text: Sealed) -> None:
        """Keep what somebody noted of an act on a household, under the act's id.

        It is no part of the ledger, so no version rises; it goes with the household.
        """
        name = _NOTE + id
        keep(self._scope, PersonalField(Owner.HOUSEHOLD, household, household, name, text))

    def remove(self, owner: str, name: str) -> None:
        """Delete a field of a household or of a member."""
        field = self.get(owner, name)
        self._scope.hold(field.household)
        if field.kind not in (Owner.HOUSEHOLD, Owner.MEMBER):
            raise RefusedError("own row")
        self._remove(owner, name)
        self._record("personal.remove", field)

    def sealed_otherwise(
        self, key_id: str, limit: int, after: tuple[str, str] | None = None
    ) -> tuple[PersonalField, ...]:
        """Return fields sealed with another key than `key_id`, in order of owner and name.

        `after` is owner and name of the last one seen: whoever cannot open one goes on behind it.
        """
        return self._walk(personal_fields.c.key_id != key_id, limit, after)

    def marked(self, limit: int, after: tuple[str, str] | None = None) -> tuple[PersonalField, ...]:
        """Return fields that have a mark, in order of owner and name, from behind `after`."""
        return self._walk(personal_fields.c.blind.is_not(None), limit, after)

    def reseal(self, pairs: Iterable[tuple[PersonalField, Sealed]]) -> int:
        """Replace fields by the same values under another key or mark; return how many.

        One that was changed since it was read is left as it is. No version rises: what the
        ledger says is the same.
        """
        fields, done = personal_fields.c, 0
        for old, new in pairs:
            as_read = update(personal_fields).where(
                fields.owner == old.owner,
                fields.name == old.name,
                fields.ciphertext == old.sealed.ciphertext,
            )
            done += self._scope.change(as_read.values(**_values(new)))
        if done:
            self._scope.record("personal.reseal", "personal_fields", None, {"fields": done})
        return done

    def _walk(
        self, fits: ColumnElement[bool], limit: int, after: tuple[str, str] | None
    ) -> tuple[PersonalField, ...]:
        fields = personal_fields.c
        query = select(personal_fields).where(fits)
        if after is not None:
            place = tuple_(fields.owner, fields.name)
            query = query.where(place > tuple_(*(literal(part, Words) for part in after)))
        rows = self._scope.rows(query.order_by(fields.owner, fields.name).limit(limit))
        return tuple(map(_field, rows))

    def _check(self, field: PersonalField) -> None:
        if field.kind is Owner.HOUSEHOLD and field.owner == field.household:
            return
        query = select(members.c.id).where(
            members.c.id == field.owner, members.c.household == field.household
        )
        if field.kind is not Owner.MEMBER or self._scope.row(query) is None:
            raise AbsentError(field.kind, field.owner)

    def _remove(self, owner: str, name: str) -> None:
        fields = personal_fields.c
        gone = delete(personal_fields).where(fields.owner == owner, fields.name == name)
        self._scope.change(gone)

    def _record(self, action: str, field: PersonalField) -> None:
        details = {"field": field.name}
        self._scope.record_of(field.household, action, field.owner, details)


def keep(scope: Scope, field: PersonalField) -> None:
    """Add a field that is not there yet."""
    named = {"owner": field.owner, "name": field.name, "kind": field.kind}
    values = {**named, "household": field.household, **_values(field.sealed)}
    scope.add(personal_fields, values)


def sealed_of(row: RowMapping) -> Sealed:
    """Return the sealed value of a row that has the columns of one."""
    return Sealed(row["ciphertext"], row["key_id"], row["blind"])


def _values(sealed: Sealed) -> dict[str, Any]:
    return {"ciphertext": sealed.ciphertext, "key_id": sealed.key_id, "blind": sealed.blind}


def _field(row: RowMapping) -> PersonalField:
    return PersonalField(
        Owner(row["kind"]), row["owner"], row["household"], row["name"], sealed_of(row)
    )
