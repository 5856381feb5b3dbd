"""Grants that come to an end, and the status that ends with them."""

from datetime import date

from matcher.facts import Vocabulary
from matcher.needs import Held, Household


def known_on(household: Household, on: date) -> date:
    """Return the day on which what a household tells is true, for a decision of the day `on`.

    Its own day (`as_of`) where that is before `on`, else `on`.
    """
    return on if household.as_of is None else min(household.as_of, on)


def status_of(held: Held, household: Household, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the facts of the household that are not known any more when a grant ends.

    They are those that say the same code is held; none where another line holds it for longer.
    """
    if any(_is_longer(each, held) for each in household.receiving if each.code == held.code):
        return ()
    return tuple(
        fact
        for fact, table in vocabulary.holdings.items()
        if table.get(str(household.facts.get(fact))) == held.code
    )


def statuses_ended(household: Household, on: date, vocabulary: Vocabulary) -> frozenset[str]:
    """Return the statuses whose grant has ended since the household told of them."""
    known = known_on(household, on)
    return frozenset(
        fact
        for held in household.receiving
        if held.until is not None and known <= held.until < on
        for fact in status_of(held, household, vocabulary)
    )


def _is_longer(other: Held, held: Held) -> bool:
    if held.until is None:
        return False
    return other.until is None or other.until > held.until
