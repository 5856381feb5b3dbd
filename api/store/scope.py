"""The one door between a unit and its rows: every statement passes here, and the towns stand here.

A repository never holds a connection. What it asks is narrowed to the rows of the unit's towns
before it runs; what it adds must belong to a household of these towns. A row of another town is
absent, in the very same words as a row that never was.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    CursorResult,
    Delete,
    Executable,
    Insert,
    RowMapping,
    Select,
    Table,
    Update,
    and_,
    bindparam,
    delete,
    exists,
    insert,
    or_,
    select,
    text,
    true,
    update,
)

from api.store.belonging import (
    NAMED,
    OF_AN_ACTOR,
    OF_NO_TOWN,
    OF_NOBODY,
    OF_THE_CITY,
    UNBOUND,
    tables_of_query,
)
from api.store.ending import Ending, Values
from api.store.engine import translated
from api.store.errors import AbsentError, ConflictError, MisuseError
from api.store.questions import noting
from api.store.supply_scope import OF_AN_OFFERING, SUPPLY, supply_within
from api.store.tables import (
    audit,
    households,
    idempotency,
    imports,
    transfers,
)
from api.store.tables_of_supply import offerings
from api.store.values import Json, Towns

_PREPARED: dict[Any, tuple[Select[Any], Select[Any]]] = {}
_MOST_PREPARED = 500
_TURNS, _NUM_TURNS = 0x7866, 1_024
"""The space of advisory locks that marks share, and how many there are of them."""
_IN_TURN = text(
    "SELECT pg_advisory_xact_lock(:room, turn) FROM unnest(CAST(:turns AS integer[])) AS turn"
)
_OF_ONE = households.c.id == bindparam("whose")
_TOWN = select(households.c.town).where(_OF_ONE)
_TOWN_LOCKED = _TOWN.with_for_update()


class Scope(Ending):
    """One unit's view: who acts, when, on which towns, in which transaction."""

    def __init__(
        self,
        connection: Connection,
        actor: str,
        at: datetime,
        towns: Towns,
        new_id: Callable[[], str],
    ) -> None:
        super().__init__()
        self._connection: Connection | None = connection
        self._towns = towns
        self._taken: set[str] = set()
        self._homes: dict[str, str] = {}  # of those that nobody else can move now
        self._questions = noting()
        self.actor, self.at, self.new_id = actor, at, new_id

    @property
    def dialect(self) -> str:
        """Return the name of the database's kind."""
        return self._open.dialect.name

    @property
    def is_everywhere(self) -> bool:
        """Say whether the unit sees all towns."""
        return self._towns.codes is None

    def rows(self, query: Select[Any]) -> Sequence[RowMapping]:
        """Return the rows that `query` finds among those of the towns."""
        for table in tables_of_query(query):
            query = query.where(self._within(table))
        return self._noted(query, None, self._run(query).mappings().all())

    def row(self, query: Select[Any]) -> RowMapping | None:
        """Return the one row that `query` finds, or None."""
        return next(iter(self.rows(query)), None)

    def prepared(self, query: Select[Any], values: Values) -> RowMapping | None:
        """Return the first row of a query that is made once, or None; see `prepared_rows`."""
        return next(iter(self.prepared_rows(query, values)), None)

    def prepared_rows(self, query: Select[Any], values: Values) -> Sequence[RowMapping]:
        """Return the rows of a query that is made once, with the values of its parameters.

        Narrowed to the unit's towns as any other; for each set of towns that is done once.
        """
        name = (id(query), self._towns)
        found = _PREPARED.get(name)
        if found is None:
            narrowed, tables = query, tables_of_query(query)
            if {table.name for table in tables} & OF_AN_ACTOR:
                raise MisuseError("what depends on who acts cannot be prepared")
            for table in tables:
                narrowed = narrowed.where(self._within(table))
            if len(_PREPARED) >= _MOST_PREPARED:
                _PREPARED.clear()
            _PREPARED[name] = found = (query, narrowed)
        with translated():
            rows = self._open.execute(found[1], values).mappings().all()
        return self._noted(found[1], values, rows)

    def change(self, statement: Update | Delete) -> int:
        """Change or delete rows of the towns; return how many."""
        if statement.table is households:
            self._homes.clear()
        return self._run(self._narrowed(statement)).rowcount

    def changed(self, statement: Update, *columns: ColumnElement[Any]) -> Sequence[RowMapping]:
        """Change rows of the towns; return these columns of each."""
        if statement.table is households:
            self._homes.clear()
        return self._run(self._narrowed(statement).returning(*columns)).mappings().all()

    def purge(self, table: Table, household: str) -> None:
        """Delete all rows of a household that this unit has taken, whoever's they are.

        Narrowed to nobody: the answers kept for other callers tell of it too.
        """
        self.hold(household)
        self._run(delete(table).where(table.c.household == household))

    def blank(self, table: Table, household: str, values: Values) -> None:
        """Write these values over all rows of a household that this unit has taken, as `purge`."""
        self.hold(household)
        self._run(update(table).where(table.c.household == household).values(values))

    def sweep(self, statement: Update | Delete) -> int:
        """Change or delete rows whoever's they are; return how many. For units of all towns only.

        Narrowed to nobody: answers are kept for their callers, and are over for all alike.
        """
        if not self.is_everywhere:
            raise MisuseError("what is over is swept for the whole city")
        return self._run(statement).rowcount

    def of_supply(self, statement: Select[Any] | Update) -> CursorResult[Any]:
        """Read or change counts of supply, whoever's they are; return what the database says.

        Narrowed to nobody: a place comes back for all alike, and numbers go on over all. What is
        asked has to be an offering that the unit was let see, or tell nobody's name.
        """
        tables: tuple[Any, ...] = (
            (statement.table,) if isinstance(statement, Update) else tables_of_query(statement)
        )
        if not {table.name for table in tables} <= SUPPLY:
            raise MisuseError("only what is of supply is counted for all alike")
        return self._run(statement)

    def add(self, table: Table, values: Values, *more: Values) -> None:
        """Add rows, each of a household (or to a town) of this unit."""
        for each in (values, *more):
            self._refuse_foreign(table, each)
        self._run(insert(table), [values, *more])

    def add_unless_there(self, statement: Insert, values: Values) -> bool:
        """Run an insert that does nothing where the key is taken; say whether it added."""
        self._refuse_foreign(statement.table, values)  # type: ignore[arg-type]
        added = statement.values(values).returning(*statement.table.primary_key)
        return self._run(added).first() is not None

    def town_of(self, household: str) -> str:
        """Return a household's town; absent where the unit may not see it."""
        home = self._homes.get(household)
        if home is not None:
            return home
        found = self.prepared(_TOWN, {"whose": household})
        if found is None:
            raise AbsentError("household", household)
        return str(found["town"])

    def home_of(self, kind: str, id: str) -> str | None:
        """Return the town where a row of a kind is at home, or None where there is no such row.

        A row that is somebody's own and of no town has "".
        For what is absent to one town and stands in another: only units of all towns may ask.
        """
        if not self.is_everywhere:
            raise MisuseError("only a unit of all towns knows where a row is at home")
        if kind == "town":
            return id
        if kind in OF_NO_TOWN:
            own = OF_NO_TOWN[kind].c.id
            return None if self.row(select(own).where(own == id)) is None else ""
        table = NAMED.get(kind)
        if table is None:
            return None
        home = select(households.c.town)
        if table is not households:
            home = home.join_from(table, households, table.c.household == households.c.id)
        found = self.row(home.where(table.c.id == re.split("[ /]", id)[0]))
        return None if found is None else str(found["town"])

    def admit(self, town: str) -> None:
        """Refuse a town that is not one of the unit's."""
        if not self._towns.include(town):
            raise AbsentError("town", town)

    def take(self, household: str, version: int) -> None:
        """Raise a household's version, once in a unit; from then on it is this unit's to change.

        Until the unit ends no other can take it. Raises a conflict where `version` is not the one
        that stands.
        """
        found = self.row(select(households.c.version).where(households.c.id == household))
        if found is None:
            raise AbsentError("household", household)
        if household in self._taken:
            return
        raised = update(households).where(
            households.c.id == household, households.c.version == version
        )
        if self.change(raised.values(version=version + 1, updated_at=self.at)) != 1:
            again = self.row(select(households.c.version).where(households.c.id == household))
            stands = int((again or found)["version"])
            raise ConflictError("household", household, version, stands)
        self._taken.add(household)

    def mark_taken(self, household: str) -> None:
        """Say that a household was made in this unit."""
        self._taken.add(household)

    def hold(self, household: str) -> None:
        """Refuse to go on where the unit has not taken the household."""
        self.town_of(household)
        if household not in self._taken:
            raise MisuseError("take the household with its version before changing its ledger")

    def lock(self, household: str) -> None:
        """Keep other units from numbering anything of this household until this one ends."""
        if household in self._homes:
            return
        found = self.prepared(_TOWN_LOCKED, {"whose": household})
        if found is None:
            raise AbsentError("household", household)
        self._homes[household] = str(found["town"])

    def wait_for(self, marks: Iterable[bytes]) -> None:
        """Keep other units from going on with these marks until this one ends.

        On SQLite units that write wait for one another anyway. Marks share a fixed number of
        locks, taken in one order: a large unit needs no more of the server's memory than that,
        and no two wait for each other.
        """
        turns = sorted({int.from_bytes(mark[:4], "big") % _NUM_TURNS for mark in marks})
        if turns and self.dialect == "postgresql":
            self._run(_IN_TURN.bindparams(room=_TURNS, turns=turns))

    def number_by_line(self, table: Table, values: Values) -> None:
        """Keep a row that takes the number of the line recorded last, when the unit ends.

        Lines are numbered in the order of commits, and so are these rows.
        """
        self._refuse_foreign(table, values)
        self._numbered.append((len(self._records) - 1, table, values))

    def add_numbered(self, first: int) -> None:
        """Add the rows that were kept for the end; `first` is the number of the first line."""
        for place, table, values in self._numbered:
            self._run(insert(table), [{**values, "number": first + place}])

    def record_of(self, household: str, action: str, target: str, details: Json) -> None:
        """Keep a line about something of a household, under its town."""
        self.record(action, target, self.town_of(household), details)

    def default_town(self, town: str | None) -> str | None:
        """Return the town of an audit line: the one named, if it may be, or the unit's only one."""
        if town is not None:
            self.admit(town)
            return town
        return self._towns.only

    def close(self) -> None:
        """End the view: whatever is asked of it afterwards is a fault of the program."""
        self._connection = None

    def finish(self) -> Connection:
        """Return the connection for the last thing a unit does: writing its audit lines."""
        if self._begun:
            raise MisuseError("a request was begun and not answered in this unit")
        return self._open

    @property
    def _open(self) -> Connection:
        if self._connection is None:
            raise MisuseError("the unit is over")
        return self._connection

    def _run(self, statement: Executable, values: list[Values] | None = None) -> CursorResult[Any]:
        with translated():
            result = self._open.execute(statement, values)
        assert isinstance(result, CursorResult)
        return result

    def _noted(
        self, query: Select[Any], values: Values | None, found: Sequence[RowMapping]
    ) -> Sequence[RowMapping]:
        if self._questions is not None:
            self._questions.note(query, values, found)
        return found

    def _narrowed(self, statement: Any) -> Any:
        return statement.where(self._within(statement.table))

    def _within(self, table: Table) -> ColumnElement[bool]:
        """Return what makes a row of `table` one that this unit may see."""
        if table.name in UNBOUND:
            raise MisuseError(f"{table.name} is not for repositories")
        if table is idempotency:
            mine = idempotency.c.caller == self.actor
            return and_(mine, or_(table.c.household.is_(None), self._at_home(table)))
        if self._towns.codes is None or table.name in OF_NOBODY:
            return true()
        if table.name in OF_THE_CITY:
            raise MisuseError(f"{table.name} is for units of all towns")
        if table is imports:
            return imports.c.made_by == self.actor
        if table is transfers:
            return self._on_either_side()
        if table.name in SUPPLY:
            at_home = self._at_home(table) if "household" in table.c else true()
            return supply_within(table, self._towns, at_home)
        if "town" in table.c:
            return table.c.town.in_(sorted(self._towns.codes))
        return self._at_home(table)

    def _on_either_side(self) -> ColumnElement[bool]:
        codes = sorted(self._towns.codes or ())
        return or_(transfers.c.from_town.in_(codes), transfers.c.to_town.in_(codes))

    def _at_home(self, table: Table) -> ColumnElement[bool]:
        if self._towns.codes is None:
            return true()
        home = households.alias()
        in_town = home.c.town.in_(sorted(self._towns.codes))
        return exists(select(home.c.id).where(home.c.id == table.c.household, in_town))

    def _refuse_foreign(self, table: Table, values: Values) -> None:
        if table.name in UNBOUND or table is audit:
            raise MisuseError(f"{table.name} is not for repositories")
        if table is households:
            self.admit(values["town"])
        elif table is offerings:
            self._refuse_anothers(values)
        elif table.name in OF_AN_OFFERING:
            self._refuse_unseen(values["offering"])
        elif values.get("household") in self._taken:
            pass  # seen when it was taken, and held since
        elif values.get("household") is not None:
            self.town_of(values["household"])
        elif table.name not in (*OF_AN_ACTOR, *OF_NOBODY) and not self.is_everywhere:
            raise MisuseError("a row of no household is for a unit of all towns")

    def _refuse_anothers(self, values: Values) -> None:
        if not self.is_everywhere and values["organisation"] != self._towns.organisation:
            raise MisuseError("somebody who offers adds offerings of their own")

    def _refuse_unseen(self, offering: str) -> None:
        if self.row(select(offerings.c.id).where(offerings.c.id == offering)) is None:
            raise AbsentError("offering", offering)
