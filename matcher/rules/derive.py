"""Facts that are computed from others where they are not given."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from matcher.facts import Level
from matcher.rules.evaluate import Facts, Scope, value_of
from matcher.rules.tree import Term


@dataclass(frozen=True, slots=True)
class Derived:
    """A fact that is computed where it is not given; unknown when any part is unknown.

    A household's is computed from the household's own facts, a member's from what is seen of
    the member. `whole` says that the result is a whole number.
    """

    fact: str
    level: Level
    term: Term
    whole: bool


PARTS = 1_000_000
"""A derived fact keeps millionths: what is on a line by the books is on it in floats as well."""


def settled(value: float) -> float:
    """Return a number to the nearest millionth, by the same steps as a column of them."""
    return math.floor(value * PARTS + 0.5) / PARTS if math.isfinite(value) else value


def with_derived(facts: Facts, derived: Iterable[Derived], on: date) -> Facts:
    """Return the facts with those derived ones that are not given and whose parts are known."""
    found = dict(facts)
    for each in derived:
        if each.fact in found:
            continue
        value = value_of(each.term, Scope(found, day=on))
        if value is not None:
            found[each.fact] = int(value) if each.whole else settled(value)
    return found
