"""Figures have dates: the line in force on a day is the last one that has begun."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.errors import CatalogueError, Fault
from matcher.facts import FactType
from matcher.rules.check import check_table
from matcher.rules.figures import Table, figures_on
from tests.support import fact, figure

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


BANDS = Table(("age",), {(80,): 100.0, (90,): 200.0, (100,): 500.0}, otherwise=0.0, bands=True)


@pytest.mark.parametrize(
    ("age", "value"), [(79, 0), (80, 100), (89, 100), (90, 200), (99, 200), (100, 500), (130, 500)]
)
def test_a_row_of_bands_holds_from_its_key_up_to_the_next(age, value):
    assert BANDS.at((age,)) == value


def test_bands_are_those_of_the_last_fact_and_of_the_others_as_they_stand():
    rows = {("a", 80): 1.0, ("a", 90): 2.0, ("b", 85): 3.0}
    table = Table(("place", "age"), rows, bands=True)
    found = [table.at((place, 88)) for place in ("a", "b", "c")]
    assert found == [1.0, 3.0, None]


def test_below_the_first_band_there_is_nothing_but_the_otherwise():
    assert replace(BANDS, otherwise=None).at((79,)) is None


def test_without_bands_a_key_between_two_rows_has_no_value_of_its_own():
    assert replace(BANDS, bands=False).at((85,)) == 0


AGE = fact("age", FactType.INTEGER, low=0, high=130, unit="years")
LEVEL = fact("level", FactType.INTEGER, low=1, high=4, unit="grade")
SHARE = fact("share", FactType.NUMBER, low=0, high=1)
STATE = fact("state", FactType.CHOICE, values=["none", "ill"])
FACTS = {each.name: each for each in (AGE, LEVEL, SHARE, STATE)}


def kinds(table):
    return [fault.kind for fault in check_table(table, FACTS)]


@pytest.mark.parametrize(
    "table",
    [
        BANDS,
        Table(("age",), {(0,): 1.0, (60,): 2.0}, bands=True),
        Table(("level",), {(1,): 4.0, (2,): 3.0, (3,): 2.0, (4,): 1.0}),  # none beyond the fourth
        Table(("share",), {(0,): 1.0, (0.5,): 2.0}, bands=True),
    ],
)
def test_a_table_with_a_value_for_every_key_is_sound(table):
    assert kinds(table) == []


@pytest.mark.parametrize(
    ("table", "kind"),
    [
        (Table(("age",), {(60,): 2.0}, bands=True), "table_gap"),  # below 60
        (Table(("level",), {(1,): 4.0, (2,): 3.0, (3,): 2.0}), "table_gap"),
        (Table(("share",), {(0,): 1.0, (0.5,): 2.0}), "table_gap"),
        (Table(("state",), {("none",): 1.0, ("ill",): 2.0}, bands=True), "not_a_number"),
    ],
)
def test_a_table_that_leaves_a_key_open_is_refused(table, kind):
    assert set(kinds(table)) == {kind}
