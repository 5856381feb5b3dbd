"""All tables of the database, for whoever has to know every one of them."""

from api.store import tables_of_desk, tables_of_lists, tables_of_people, tables_of_supply
from api.store.tables import metadata as metadata

ROOMS = (tables_of_people, tables_of_supply, tables_of_lists, tables_of_desk)
"""Where tables are, beside those of `tables`: to be imported is to be known."""
