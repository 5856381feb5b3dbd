"""Where the entries of a family's lists stand, by the receipts that were kept."""

from api.store.receipts import Receipt
from api.store.store import Unit
from matcher.planning.outcomes import Heard, Outcome, standing

OF_THE_WHOLE = ""
"""Stands for the list itself where a receipt is of no one entry."""


def heard_of(receipt: Receipt) -> Heard:
    """Return what a kept receipt says."""
    return Heard(receipt.entry, Outcome(receipt.kind), receipt.at, receipt.id)


def outcomes_of(unit: Unit, household: str, of: str | None = None) -> dict[str, Heard]:
    """Return for each entry of a family's lists where it stands; entries without receipts lack.

    By the receipts for the list `of` alone where it is named.
    """
    kept = unit.receipts.of(household)
    return standing(heard_of(receipt) for receipt in kept if of in (None, receipt.list))


def standing_receipts(unit: Unit, household: str) -> dict[str, Receipt]:
    """Return for each entry of a family's lists the receipt that says where it stands."""
    kept = {receipt.id: receipt for receipt in unit.receipts.of(household)}
    now = standing(map(heard_of, kept.values()))
    return {entry: kept[heard.place] for entry, heard in now.items()}
