"""Households: made, taken, changed, moved, erased, found."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    RowMapping,
    Select,
    Text,
    any_,
    bindparam,
    false,
    literal,
    select,
    tuple_,
    update,
)

from api.store.errors import AbsentError, RefusedError
from api.store.feed import Why, withdraw
from api.store.idempotency import ERASED
from api.store.reservations import Reservations
from api.store.scope import Scope
from api.store.signs import confirm_anew, unconfirmed
from api.store.tables import (
    facts,
    households,
    idempotency,
    import_households,
    ledger_versions,
    member_initials,
    members,
    needs,
    outbox,
    personal_fields,
    plans,
    transfers,
)
from api.store.tables_of_desk import plan_signs
from api.store.tables_of_lists import confirmations, happiness_lists, receipts
from api.store.types import Moment, Words
from api.store.values import Cursor, Household, HouseholdState, Json, Page, Search, page_of

MOST_ON_A_PAGE = 200
_FEW = 300
_LAST = "\U0010ffff"
_ONE = select(households).where(households.c.id == bindparam("whose"))
# what refers to another comes before it
_OF_A_HOUSEHOLD = (
    *(plan_signs, receipts, happiness_lists, confirmations),
    *(plans, ledger_versions, personal_fields, needs, facts, member_initials, members),
    *(outbox, transfers, import_households),
)
_BARE_KEY = {"body_hash": ERASED, "household": None, "status": None, "content": None}
"""What is left of a kept answer: that its request is not to be carried out once more."""

_SIGNS = select(plan_signs.c.household)
_SIGNED: Mapping[str, Select[Any]] = {
    "danger": _SIGNS.where(plan_signs.c.alerts > 0),
    "unread": _SIGNS.where(plan_signs.c.alerts > 0, plan_signs.c.read_at.is_(None)),
    "unconfirmed": _SIGNS.where(unconfirmed()),
    "questions": _SIGNS.where(plan_signs.c.questions > 0),
}


class Households:
    """The households of the unit's towns."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def add(self, town: str, consent: Mapping[str, Json] | None = None) -> Household:
        """Make a household, at version 1 and taken by this unit."""
        scope = self._scope
        made = Household(
            id=scope.new_id(),
            town=town,
            state=HouseholdState.ACTIVE,
            version=1,
            created_at=scope.at,
            updated_at=scope.at,
            consent=dict(consent or {}),
        )
        values = {name: getattr(made, name) for name in households.c.keys()}  # noqa: SIM118
        scope.add(households, values)
        scope.mark_taken(made.id)
        scope.record("household.add", made.id, town, {"version": 1})
        return made

    def get(self, id: str) -> Household:
        """Return a household as it stands."""
        return household_of(self._required(id))

    def take(self, id: str, version: int) -> Household:
        """Take a household to change it: its version rises by one, once in this unit.

        Raises a conflict where `version` is not the one that stands.
        """
        self._scope.take(id, version)
        return self.get(id)

    def set_consent(self, id: str, consent: Mapping[str, Json]) -> Household:
        """Replace what the household consents to, by group of fields."""
        return self._set(id, "household.consent", {"groups": sorted(consent)}, consent=consent)

    def close(self, id: str, reason: str) -> Household:
        """Close a household's ledger: it is kept, and found only where closed ones are asked.

        Its list is withdrawn, and places that were held for it are free again. Once the ledger is
        open again the list waits for somebody to confirm it anew.
        """
        Reservations(self._scope).give_up(id)
        closed = self._set_state(id, HouseholdState.CLOSED, reason)
        withdraw(self._scope, id, Why.CLOSED)
        confirm_anew(self._scope, id)
        return closed

    def reopen(self, id: str, reason: str) -> Household:
        """Open a closed ledger again."""
        return self._set_state(id, HouseholdState.ACTIVE, reason)

    def move(self, id: str, town: str) -> Household:
        """Hand a household to another town; the unit must see both.

        Its list is withdrawn: it names the teams and offers of the town it leaves. There it is told
        of one again when somebody has confirmed it.
        """
        self._scope.admit(town)
        left = self._scope.town_of(id)
        Reservations(self._scope).give_up(id)
        withdraw(self._scope, id, Why.MOVED)
        confirm_anew(self._scope, id)
        moved = self._set(id, "household.leave", {"to": town}, town=town)
        self._scope.record("household.arrive", id, town, {"from": left})
        return moved

    def erase(self, id: str, reason: str) -> Household:
        """Delete all that is known of a household; its id, town and dates stay, and the audit.

        What is kept by law for a time has to be kept elsewhere before; there is no way back.
        """
        self._scope.hold(id)
        Reservations(self._scope).forget(id)
        withdraw(self._scope, id, Why.ERASED)
        for table in _OF_A_HOUSEHOLD:
            self._scope.purge(table, id)
        self._scope.blank(idempotency, id, _BARE_KEY)
        details = {"reason": reason}
        gone = HouseholdState.ERASED
        return self._set(id, "household.erase", details, state=gone, consent={})

    def search(self, search: Search, limit: int, after: Cursor | None = None) -> Page[Household]:
        """Return households that fit, the newest first, at most `limit` (1 to 200) of them."""
        if not 1 <= limit <= MOST_ON_A_PAGE:
            raise RefusedError("limit")
        order = (households.c.created_at.desc(), households.c.id.desc())
        query = self._asked(search).order_by(*order).limit(limit + 1)
        if after is not None:
            place = tuple_(households.c.created_at, households.c.id)
            before = tuple_(literal(after.at, Moment), literal(after.id, Words))
            query = query.where(place < before)
        found = map(household_of, self._scope.rows(query))
        return page_of(found, limit, lambda last: Cursor(last.created_at, last.id))

    def _asked(self, search: Search) -> Select[Any]:
        query = select(households)
        if search.town is not None:
            query = query.where(households.c.town == search.town)
        if search.state is not None:
            query = query.where(households.c.state == search.state)
        if search.blind is not None:
            name, index = search.blind
            fields = select(personal_fields.c.household)
            query = query.where(
                self._among(
                    fields.where(personal_fields.c.name == name, personal_fields.c.blind == index)
                )
            )
        if search.sign is not None:
            query = query.where(households.c.id.in_(_SIGNED[search.sign]))
        if search.initials is not None:
            # a range, not LIKE: it is sought in the index on both databases
            begin, end = search.initials, search.initials + _LAST
            spelt = member_initials.c.initials
            names = select(member_initials.c.household)
            query = query.where(self._among(names.where(spelt >= begin, spelt <= end)))
        return query

    def _among(self, found: Select[Any]) -> ColumnElement[bool]:
        """Return what holds for the households of a query: named one by one while they are few.

        Without that SQLite walks along all households in order, to test each. Of many it would
        fetch and sort every one for the first page.
        """
        few = {row["household"] for row in self._scope.rows(found.distinct().limit(_FEW + 1))}
        if not few:
            return false()
        if len(few) <= _FEW:
            return self._named(sorted(few))
        # no column, so no index is sought in: a page is full soon on the walk in order
        return households.c.id.concat("").in_(found)

    def _named(self, ids: list[str]) -> ColumnElement[bool]:
        """Return what holds for households of these ids: on a server in one value, not hundreds.

        So it is one statement however many they are, which is written and planned once.
        """
        if self._scope.dialect == "postgresql":
            return households.c.id == any_(literal(ids, ARRAY(Text)))
        return households.c.id.in_(ids)

    def _set_state(self, id: str, state: HouseholdState, reason: str) -> Household:
        action = "household.close" if state is HouseholdState.CLOSED else "household.reopen"
        return self._set(id, action, {"reason": reason}, state=state)

    def _set(self, id: str, action: str, details: Json, **values: Any) -> Household:
        self._scope.hold(id)
        if self.get(id).state is HouseholdState.ERASED:
            raise RefusedError("erased")
        self._scope.record_of(id, action, id, details)
        self._scope.change(update(households).where(households.c.id == id).values(**values))
        return self.get(id)

    def _required(self, id: str) -> RowMapping:
        row = self._scope.prepared(_ONE, {"whose": id})
        if row is None:
            raise AbsentError("household", id)
        return row


def household_of(row: RowMapping) -> Household:
    """Return the household that a row is."""
    return Household(**{**row, "state": HouseholdState(row["state"])})
