"""Strong Kleene truth: unknown is an answer of its own.

Kleene, S. C. (1952), Introduction to Metamathematics, section 64.
"""

from collections.abc import Iterable
from enum import IntEnum


class Truth(IntEnum):
    """False, unknown, true, in the order in which `and` is the minimum and `or` the maximum."""

    FALSE = 0
    UNKNOWN = 1
    TRUE = 2

    def __bool__(self) -> bool:
        """Refuse: compare a Truth with `is`; unknown is neither true nor false."""
        raise TypeError("compare a Truth with `is`; unknown is neither true nor false")

    def as_json(self) -> bool | None:
        """Return True, False, or None for unknown."""
        return None if self is Truth.UNKNOWN else self is Truth.TRUE


def truth(value: bool | None) -> Truth:
    """Return the Truth of a Python answer, None being unknown."""
    if value is None:
        return Truth.UNKNOWN
    return Truth.TRUE if value else Truth.FALSE


def negate(value: Truth) -> Truth:
    """Return Kleene's `not`: unknown stays unknown."""
    return Truth(2 - value.value)


def every(values: Iterable[Truth]) -> Truth:
    """Return Kleene's `and` of all values; true for none."""
    return min(values, default=Truth.TRUE)


def some(values: Iterable[Truth]) -> Truth:
    """Return Kleene's `or` of all values; false for none."""
    return max(values, default=Truth.FALSE)
