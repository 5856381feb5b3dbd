"""Whether a family's list has to be confirmed once more: its ledger was closed, or it moved."""

from api.store.feed import Why
from api.store.store import Unit

_FOR_GOOD = (Why.CLOSED, Why.MOVED)
"""What takes a list back for good: a ledger opened again does not bring it back."""


def is_to_confirm_again(unit: Unit, household: str) -> bool:
    """Say whether a family has a list that nobody has confirmed since it was taken back for good.

    Told by the work list's own sign, and by the feed for what was taken back in earlier versions.
    """
    newest = unit.lists.newest(household)
    if newest is None:
        return False
    signs = unit.signs.of([household]).get(household)
    if signs is not None and signs.plan is not None and signs.confirmed is None:
        return True
    last = unit.feed.last_of(household)
    return last is not None and last.reason in _FOR_GOOD and newest.made_at <= last.at
