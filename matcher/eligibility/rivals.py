"""The items of all cities and what cannot be had beside each: the same for every household."""

from collections.abc import Mapping
from functools import lru_cache

from matcher.offerings import Catalogue, Item, Rivals, rivals_of


@lru_cache(maxsize=8)
def every_item(catalogue: Catalogue) -> Mapping[str, Item]:
    """Return the items of all cities, the home city's first."""
    return {**catalogue.items, **catalogue.city_items}


@lru_cache(maxsize=8)
def every_rival(catalogue: Catalogue) -> Rivals:
    """Return by code what cannot be had beside each item of all cities."""
    return rivals_of(every_item(catalogue))
