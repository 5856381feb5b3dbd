"""To whom the rows of a table belong: a household and its town, somebody, the city, nobody."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import FromClause, Select, Table
from sqlalchemy.sql.selectable import Join

from api.store.errors import MisuseError
from api.store.tables import (
    audit_head,
    facts,
    households,
    idempotency,
    imports,
    members,
    needs,
    outbox,
    transfers,
)
from api.store.tables_of_lists import confirmations, happiness_lists, receipts
from api.store.tables_of_people import accounts, attempts, keys, sessions, tokens
from api.store.tables_of_supply import offerings, reservations, supplies

UNBOUND = {audit_head.name}
"""Tables that belong to no household or town: only the audit's own writing may name them."""
OF_THE_CITY = {table.name for table in (accounts, sessions, keys, tokens, attempts)}
"""Tables of people and machines: they belong to no town, so only units of all towns see them."""
OF_AN_ACTOR = {idempotency.name, imports.name}
OF_NOBODY = {supplies.name}
"""Tables of what names nobody and is published: any unit may read and add to them."""
OF_NO_TOWN = {"import": imports, "offering": offerings}
"""By what an absence calls them, the tables of what is somebody's own and of no town."""
_SHAPES: dict[Any, tuple[Table, ...]] = {}
_MOST_SHAPES = 500
NAMED: dict[str, Table] = {
    "household": households,
    "member": members,
    "fact": facts,
    "need": needs,
    "field": households,
    "ledger": households,
    "plan": households,
    "transfer": transfers,
    "reservation": reservations,
    "event": outbox,
    "list": happiness_lists,
    "confirmation": confirmations,
    "receipt": receipts,
}
"""By what an absence calls them, the tables in which its id may stand."""


def tables_of(froms: Sequence[FromClause]) -> Iterator[Table]:
    """Yield the tables that a query reads; anything else is a fault of the program."""
    for source in froms:
        if isinstance(source, Join):
            yield from tables_of((source.left, source.right))
        elif isinstance(source, Table):
            yield source
        else:
            raise MisuseError("a repository reads tables, nothing else")


def tables_of_query(query: Select[Any]) -> tuple[Table, ...]:
    """Return the tables that a query reads; those of each shape of query are found once.

    To find them the whole query has to be compiled, which takes as long as all the rest of it.
    A shape is what SQLAlchemy itself keeps compiled queries by: everything but bound values.
    """
    shape = query._generate_cache_key()  # noqa: SLF001 - there is no public name for it
    if shape is None:
        return tuple(tables_of(query.get_final_froms()))
    found = _SHAPES.get(shape.key)
    if found is None:
        found = tuple(tables_of(query.get_final_froms()))
        if len(_SHAPES) >= _MOST_SHAPES:
            _SHAPES.clear()
        _SHAPES[shape.key] = found
    return found
