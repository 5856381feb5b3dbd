"""Supplies that plans were made with: each state kept once, by the digest of its content."""

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from api.store.canonical import digest
from api.store.errors import AbsentError
from api.store.scope import Scope
from api.store.tables_of_supply import supplies


class Supplies:
    """Contents that plans rest on; they name nobody, so every unit may keep and read them."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def keep(self, content: str) -> bool:
        """Keep a content under its digest; return False where it was kept already."""
        own = digest(content.encode())
        of_kind = sqlite.insert if self._scope.dialect == "sqlite" else postgresql.insert
        values = {"digest": own, "content": content, "made_at": self._scope.at}
        return self._scope.add_unless_there(of_kind(supplies).on_conflict_do_nothing(), values)

    def get(self, of: str) -> str:
        """Return the content of a digest."""
        row = self._scope.row(select(supplies.c.content).where(supplies.c.digest == of))
        if row is None:
            raise AbsentError("supply", of)
        return str(row["content"])
