"""What charities offer now, as matching reads it: what is posted and active, what is left.

It is read anew for each plan, so an approval or a reservation counts from the next one on.
"""

from functools import lru_cache

from api.store.canonical import canonical, digest, parsed
from api.store.store import Unit
from api.store.supply import KeptOffering, LiveOffering, Origin
from api.usecases.ledgers import town_name
from matcher.errors import XingfuError
from matcher.offerings import Catalogue, Offering, Supply
from matcher.planning.discretion import is_never_named
from matcher.reading.everyday import Everyday
from matcher.reading.posted import posted_offering

_MOST_POSTED = 2_000


def live_supply(unit: Unit, catalogue: Catalogue) -> Supply:
    """Return the supply of this moment, whoever's towns the unit sees: a plan chooses by town.

    `token` is a digest of all of it, so the same supply has the same token at any time and
    place. `left` is counted as the catalogue counts: CNY of a fund with a cap, else places. An
    offering whose condition this catalogue does not understand is left out.
    """
    rows = unit.offerings.live()
    told = [[row.code, row.content, list(row.towns), row.left] for row in rows]
    made = [_offering(row, catalogue) for row in rows if row.origin is Origin.POSTED]
    return Supply(
        token=digest(canonical(told).encode()),
        posted=tuple(each for each in made if each is not None),
        left={row.code: remaining(row) for row in rows},
    )


def supply_stamp(unit: Unit) -> str:
    """Return what changes with every change of the live supply; much quicker than to read it."""
    return unit.offerings.stamp()


def remaining(row: LiveOffering | KeptOffering) -> int:
    """Return what is left of an offering in its own unit: CNY of a fund with a cap, else places."""
    cap = row.content.get("cap")
    return row.left if cap is None else int(row.left * cap)


def is_never_listed(found: KeptOffering, catalogue: Catalogue, words: Everyday) -> bool:
    """Say whether no family's list may name an offering: a worker tells of it in person."""
    if found.origin is Origin.POSTED:
        told = _offering(found, catalogue)
    else:
        told = catalogue.offerings.get(found.code)
    return told is None or is_never_named(told, catalogue, words)


def _offering(row: LiveOffering | KeptOffering, catalogue: Catalogue) -> Offering | None:
    return _made(row.code, canonical(row.content), row.towns, row.left, catalogue)


@lru_cache(maxsize=_MOST_POSTED)
def _made(
    code: str, content: str, towns: tuple[str, ...], left: int, catalogue: Catalogue
) -> Offering | None:
    names = tuple(town_name(town, catalogue) for town in towns)
    try:
        return posted_offering(code, parsed(content), names, left, catalogue)
    except XingfuError:
        return None  # its words have left the vocabulary: nobody can judge it
