"""An amount is what this family would get where that can be worked out, else the item's figure."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.offerings import Amount
from matcher.telling.documents import amount_data
from tests.support import TODAY, city, family

LINE = city().figures["dibao_line"].on(TODAY).value


def amount(code="G001", **facts):
    return amount_data(city().items[code], family(**facts), city(), TODAY, "zh")


@pytest.mark.parametrize(("under", "size"), [(530, 2), (LINE, 1), (0.5, 1), (100, 4)])
def test_a_dibao_top_up_is_the_gap_of_this_family_and_not_the_line(under, size):
    found = amount(income_per_capita_month=LINE - under, household_size=size)
    told = (found["basis"], found["value"], found["line"])
    assert told == ("this_family", under * size, LINE)
    assert found["unit"] == "CNY/月/户"


@pytest.mark.parametrize("income", [1290, 1500, 5000])
def test_a_family_without_a_gap_is_told_the_items_figure_and_never_zero(income):
    found = amount(income_per_capita_month=income, household_size=3)
    assert (found["basis"], found["value"]) == ("item_figure", city().items["G001"].amount.value)


def test_a_newer_line_moves_the_gap_from_its_day_on():
    line = city().figures["dibao_line"]
    newer = replace(line.lines[-1], starts=date(2026, 1, 1), value=1400.0)
    figures = {**city().figures, "dibao_line": replace(line, lines=(*line.lines, newer))}
    changed = replace(city(), figures=figures)
    home = family(income_per_capita_month=1350, household_size=3)
    found = amount_data(city().items["G001"], home, changed, date(2026, 5, 1), "zh")
    assert (found["value"], found["line"]) == (150.0, 1400.0)


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"income_per_capita_month": 760},
        {"household_size": 2},
        {"income_per_capita_month": LINE, "household_size": 2},
        {"income_per_capita_month": LINE + 1000, "household_size": 2},
    ],
)
def test_a_top_up_that_cannot_be_worked_out_is_the_items_figure(facts):
    found = amount(**facts)
    assert (found["basis"], found["value"]) == ("item_figure", city().items["G001"].amount.value)


def test_an_item_that_pays_a_sum_says_its_figure():
    codes = [code for code, item in city().items.items() if item.amount.tops_up is None]
    told = [amount(code, income_per_capita_month=1, household_size=2) for code in codes]
    assert {found["basis"] for found in told if found} == {"item_figure"}


def test_an_item_of_which_no_amount_is_known_says_none():
    item = replace(city().items["G001"], amount=Amount())
    assert amount_data(item, family(household_size=2), city(), TODAY, "zh") is None


def test_the_line_of_a_top_up_is_that_of_the_day_of_the_decision():
    poor = family(income_per_capita_month=100, household_size=1)
    lines = city().figures["dibao_line"].lines
    for dated in lines:
        found = amount_data(city().items["G001"], poor, city(), dated.starts, "zh")
        assert (found["line"], found["value"]) == (dated.value, dated.value - 100)


@given(st.floats(0, 1e6), st.integers(1, 30))
def test_a_gap_is_never_negative_and_never_more_than_the_line_for_all(income, size):
    found = amount(income_per_capita_month=income, household_size=size)
    if found["basis"] == "this_family":
        assert 0 < found["value"] <= LINE * size
    else:
        assert income >= LINE - 0.01
