"""Figures have dates: the line in force on a day is the last one that has begun."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.errors import CatalogueError, Fault
from matcher.rules.figures import figures_on
from tests.support import figure

OLD, NEW = date(2020, 1, 1), date(2025, 3, 1)
WAGE = figure("minimum_wage", (OLD, 1900), (NEW, 2080))
days = st.dates(date(1990, 1, 1), date(2050, 1, 1))


@pytest.mark.parametrize(
    ("day", "value"),
    [(OLD, 1900), (NEW - timedelta(days=1), 1900), (NEW, 2080), (date(2099, 1, 1), 2080)],
)
def test_a_figure_holds_from_its_day_until_the_next_line(day, value):
    assert WAGE.on(day).value == value


def test_a_figure_has_no_value_before_its_first_line():
    assert WAGE.on(OLD - timedelta(days=1)) is None


def test_a_date_without_a_value_is_an_error_naming_figures_and_date():
    figures = {"minimum_wage": WAGE, "other": figure("other", (NEW, 1)), "fine": WAGE}
    with pytest.raises(CatalogueError) as refused:
        figures_on(figures, date(2019, 12, 31), ["other", "minimum_wage"])
    assert refused.value.faults == tuple(
        Fault("no_figure_on", name, "2019-12-31", "figures.yaml")
        for name in ("minimum_wage", "other")
    )


def test_only_the_figures_in_use_need_a_value():
    figures = {"minimum_wage": WAGE, "later": figure("later", (date(2030, 1, 1), 1))}
    assert figures_on(figures, NEW, ["minimum_wage"]) == {"minimum_wage": 2080}


@given(days, days.filter(lambda day: day > NEW))
def test_a_newer_line_changes_only_later_days(day, starts):
    extended = figure("minimum_wage", (OLD, 1900), (NEW, 2080), (starts, 2200))
    if day < starts:
        assert extended.on(day) == WAGE.on(day)
    else:
        assert extended.on(day).value == 2200


def test_the_minimum_wage_of_the_catalogue_changed_in_march_2025(catalogue):
    wage = catalogue.figures["minimum_wage"]
    assert (wage.on(date(2025, 2, 28)).value, wage.on(date(2025, 3, 1)).value) == (1900, 2080)
