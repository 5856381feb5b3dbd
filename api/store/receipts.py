"""Receipts: what a push platform, or a worker, tells of an entry of a list; kept as they came."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import RowMapping, select

from api.store.scope import Scope
from api.store.tables_of_lists import receipts


@dataclass(frozen=True, slots=True)
class NewReceipt:
    """A receipt as it came: `given` is its sender's own id, `at` when it was so.

    `facts` is a mark of what was known of the family; `content` is sealed for the row's own id.
    """

    list: str
    given: str
    entry: str
    kind: str
    at: datetime
    content: bytes = field(repr=False)
    facts: str | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """A kept receipt."""

    id: str
    household: str
    list: str
    given: str
    entry: str
    kind: str
    at: datetime
    sent_by: str
    received_at: datetime
    facts: str | None
    content: bytes = field(repr=False)


class Receipts:
    """The receipts for lists of households of the unit's towns."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def add(self, household: str, id: str, receipt: NewReceipt) -> Receipt:
        """Keep a receipt under an id of the unit's `new_id`; nobody else's comes between."""
        scope = self._scope
        scope.lock(household)
        kept = Receipt(
            id=id,
            household=household,
            list=receipt.list,
            given=receipt.given,
            entry=receipt.entry,
            kind=receipt.kind,
            at=receipt.at,
            sent_by=scope.actor,
            received_at=scope.at,
            facts=receipt.facts,
            content=receipt.content,
        )
        scope.add(receipts, {name: getattr(kept, name) for name in receipts.c.keys()})  # noqa: SIM118
        details = {"list": receipt.list, "entry": receipt.entry, "kind": receipt.kind}
        scope.record_of(household, "receipt.add", id, details)
        return kept

    def find(self, list: str, sent_by: str, given: str) -> Receipt | None:
        """Return the receipt that a sender told for a list under their own id, None if none."""
        here = receipts.c
        query = select(receipts).where(
            here.list == list, here.sent_by == sent_by, here.given == given
        )
        row = self._scope.row(query)
        return None if row is None else _receipt(row)

    def of(self, household: str) -> tuple[Receipt, ...]:
        """Return all receipts of a household, in the order in which they came."""
        self._scope.town_of(household)
        query = select(receipts).where(receipts.c.household == household)
        rows = self._scope.rows(query.order_by(receipts.c.received_at, receipts.c.id))
        return tuple(map(_receipt, rows))


def _receipt(row: RowMapping) -> Receipt:
    return Receipt(**row)
