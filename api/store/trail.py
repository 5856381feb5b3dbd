"""The audit as a unit sees it: lines are added by whatever changes anything, and read here."""

from dataclasses import fields

from sqlalchemy import RowMapping, select

from api.store.canonical import parsed
from api.store.scope import Scope
from api.store.tables import audit
from api.store.values import AuditRow, Json

_MOST = 500


class Audit:
    """The audit lines of the unit's towns (of all towns: those of no town too)."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def record(
        self, action: str, target: str, details: Json = None, town: str | None = None
    ) -> None:
        """Add a line for what the store does not see: a refusal, an unmasking, a sign-in.

        It is committed with the unit or not at all. Details never hold personal data: they can
        not be erased.
        """
        self._scope.record(action, target, self._scope.default_town(town), details)

    def list(
        self,
        limit: int = _MOST,
        before: int | None = None,
        *,
        target: str | None = None,
        actor: str | None = None,
    ) -> tuple[AuditRow, ...]:
        """Return lines that are committed, the newest first, below number `before` if given."""
        query = select(audit).order_by(audit.c.number.desc()).limit(limit)
        if before is not None:
            query = query.where(audit.c.number < before)
        if target is not None:
            query = query.where(audit.c.target == target)
        if actor is not None:
            query = query.where(audit.c.actor == actor)
        return tuple(map(_line, self._scope.rows(query)))


def _line(row: RowMapping) -> AuditRow:
    values = {field.name: row[field.name] for field in fields(AuditRow)}
    return AuditRow(**{**values, "details": parsed(row["details"])})
