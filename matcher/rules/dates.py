"""Whole years, months and days between two dates."""

from datetime import date


def age_on(born: date, on: date) -> int:
    """Return whole years from birth to `on`; born on 29 February counts from 1 March."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def since(start: date, on: date, unit: str) -> int:
    """Return the whole days, months or years from `start` to `on`; below 0 where it is later.

    A month is whole on the day of the same number, or on the first of the next month where a
    month has no such day.
    """
    if unit == "days":
        return (on - start).days
    if unit == "years":
        return age_on(start, on)
    return (on.year - start.year) * 12 + on.month - start.month - (on.day < start.day)
