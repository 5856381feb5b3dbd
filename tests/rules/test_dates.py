"""Whole days, months and years, and the first day on which so many have passed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.rules.dates import ago, reached, since

UNITS = ("days", "months", "years")


@given(st.dates(date(1890, 1, 1), date(2110, 1, 1)), st.integers(-400, 400), st.sampled_from(UNITS))
def test_a_number_is_reached_on_the_first_day_that_has_it(start, count, unit):
    day = reached(start, count, unit)
    assert since(start, day, unit) == count
    assert since(start, day - timedelta(days=1), unit) == count - 1


@pytest.mark.parametrize(
    ("start", "count", "unit", "day"),
    [
        (date(2024, 2, 29), 1, "years", date(2025, 3, 1)),
        (date(2024, 2, 29), 4, "years", date(2028, 2, 29)),
        (date(2026, 1, 31), 1, "months", date(2026, 3, 1)),
        (date(2026, 12, 31), 2, "months", date(2027, 3, 1)),
        (date(2026, 5, 1), 12, "months", date(2027, 5, 1)),
        (date(2026, 5, 1), 30, "days", date(2026, 5, 31)),
    ],
)
def test_a_month_without_such_a_day_counts_from_the_first_of_the_next(start, count, unit, day):
    assert reached(start, count, unit) == day


@pytest.mark.parametrize("unit", UNITS)
def test_beyond_the_calendar_there_is_no_day(unit):
    with pytest.raises((ValueError, OverflowError)):
        reached(date(9999, 6, 1), 400, unit)


@given(st.dates(date(1890, 1, 1), date(2110, 1, 1)), st.integers(-400, 400), st.sampled_from(UNITS))
def test_a_day_so_long_ago_has_just_that_much_behind_it(on, count, unit):
    assert since(ago(on, count, unit), on, unit) == count


@pytest.mark.parametrize(
    ("on", "count", "unit", "day"),
    [
        (date(2026, 3, 31), 1, "months", date(2026, 2, 28)),
        (date(2026, 3, 28), 1, "months", date(2026, 2, 28)),
        (date(2026, 3, 5), 3, "months", date(2025, 12, 5)),
        (date(2024, 2, 29), 1, "years", date(2023, 2, 28)),
        (date(2026, 5, 1), 60, "years", date(1966, 5, 1)),
        (date(2026, 5, 1), 30, "days", date(2026, 4, 1)),
        (date(1, 1, 2), 1, "days", date(1, 1, 1)),
        (date(2, 1, 1), 12, "months", date(1, 1, 1)),
        (date(2, 1, 1), 1, "years", date(1, 1, 1)),
    ],
)
def test_a_day_so_long_ago_is_one_that_every_month_has(on, count, unit, day):
    assert ago(on, count, unit) == day


@pytest.mark.parametrize("unit", UNITS)
def test_before_the_calendar_there_is_no_day(unit):
    assert ago(date(1, 1, 1), 1, unit) is None
    assert ago(date(2026, 5, 1), 10**6, unit) is None
    assert ago(date(9999, 12, 1), -10, "years") is None
