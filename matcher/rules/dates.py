"""Whole years, months and days between two dates."""

from calendar import monthrange
from datetime import date, timedelta


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


def ago(on: date, count: int, unit: str) -> date | None:
    """Return the last day from which `count` whole days, months or years lie up to `on`.

    `since` of it is `count`, of the day after it one less; None before the calendar begins.
    """
    if unit == "days":
        reached = on.toordinal() - count
        return on - timedelta(days=count) if reached > 0 else None
    months = on.year * 12 + on.month - 1 - count * (12 if unit == "years" else 1)
    year, month = divmod(months, 12)
    if not date.min.year <= year <= date.max.year:
        return None
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))


def reached(start: date, count: int, unit: str) -> date:
    """Return the first day on which `since(start, day, unit)` is `count`.

    Raises ValueError or OverflowError where the calendar ends before.
    """
    if unit == "days":
        return start + timedelta(days=count)
    months = start.year * 12 + start.month - 1 + count * (12 if unit == "years" else 1)
    try:
        return date(months // 12, months % 12 + 1, start.day)
    except ValueError:  # a month without such a day: the first of the next one
        return date((months + 1) // 12, (months + 1) % 12 + 1, 1)
