"""Who sees which rows of supply: charities their own, towns what serves them, the city all."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Table, exists, false, literal, or_, select

from api.store.tables_of_supply import (
    offering_states,
    offering_towns,
    offerings,
    reservations,
)
from api.store.types import JsonText
from api.store.values import Towns

SUPPLY = {table.name for table in (offerings, offering_towns, offering_states, reservations)}
"""The tables of supply."""
OF_AN_OFFERING = {offering_towns.name, offering_states.name}
"""Those whose rows are seen by whoever sees the offering."""


def supply_within(table: Table, towns: Towns, at_home: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return what makes a row of supply one that a unit of these towns may see.

    `at_home` says that the row's household lives in one of them, where it has a household.
    """
    if table is offerings:
        return _seen(offerings, towns)
    if table is reservations and towns.organisation is None:
        return at_home
    own = offerings.alias()
    return exists(select(own.c.id).where(own.c.id == table.c.offering, _seen(own, towns)))


def _seen(table: FromClause, towns: Towns) -> ColumnElement[bool]:
    if towns.organisation is not None:
        return table.c.organisation == towns.organisation
    codes = sorted(towns.codes or ())
    if not codes:
        return false()
    everywhere: Any = literal([], JsonText)
    there = offering_towns.alias()
    serves = select(there.c.town).where(there.c.offering == table.c.id, there.c.town.in_(codes))
    return or_(table.c.towns == everywhere, exists(serves))
