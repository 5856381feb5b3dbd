"""Where the entries of a family's lists stand, by the receipts that were kept."""

from api.store.receipts import Receipt
from api.store.store import Unit
from matcher.planning.outcomes import Heard, Outcome, standing

OF_THE_WHOLE = ""
"""Stands for the list itself where a receipt is of no one entry."""


def heard_of(receipt: Receipt) -> Heard:
    """Return what a kept receipt says."""
    return Heard(receipt.entry, Outcome(receipt.kind), receipt.at, receipt.id)


def outcomes_of(unit: Unit, household: str) -> dict[str, Heard]:
    """Return for each entry of a family's lists where it stands; entries without receipts lack."""
    return standing(heard_of(receipt) for receipt in unit.receipts.of(household))
