"""An amount is what this family would get where that can be worked out, else the item's figure."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.eligibility.amounts import payment
from matcher.eligibility.rulebook import rulebook
from matcher.offerings import Amount, Pays
from matcher.rules.tree import Number
from matcher.telling.amounts import amount_data, in_figures, unclaimed_data
from matcher.values import Payment, Share, Unclaimed
from tests.support import TODAY, city, family, person, view

LINE = city().figures["dibao_line"].on(TODAY).value
TERM = Number(1)


def told(home, code="G001", catalogue=None, on=TODAY, member=None, lang="zh"):
    catalogue = catalogue or city()
    book = rulebook(catalogue, on)
    scope = view(home, on).scope(member)
    pays = book.pays.get(code)
    paid = pays and payment(pays, book.rule(code), scope, book.vocabulary)
    return amount_data(catalogue.item(code), paid, catalogue, lang)


def amount(code="G001", **facts):
    return told(family(**facts), code)


@pytest.mark.parametrize(("under", "size"), [(530, 2), (LINE, 1), (0.5, 1), (100, 4)])
def test_a_dibao_top_up_is_the_gap_of_this_family_and_not_the_line(under, size):
    found = amount(income_per_capita_month=LINE - under, household_size=size)
    assert (found["basis"], found["value"], found["line"]) == ("this_family", under * size, LINE)
    assert (found["unit"], found["per"]) == ("CNY/月/户", "month")


def test_the_working_of_a_top_up_is_told_in_words():
    found = amount(income_per_capita_month=900, household_size=3)
    assert found["value"] == 1170
    assert found["how"] == "（最低生活保障标准（1,290元/月） - 人均月收入） × 家庭人口"


@pytest.mark.parametrize("income", [1290, 1500, 5000])
def test_a_family_without_a_gap_is_told_the_items_figure_and_never_zero(income):
    found = amount(income_per_capita_month=income, household_size=3)
    assert (found["basis"], found["value"]) == ("item_figure", city().items["G001"].amount.value)


def test_a_newer_line_moves_the_gap_from_its_day_on():
    line = city().figures["dibao_line"]
    newer = replace(line.lines[-1], starts=date(2026, 1, 1), value=1400.0)
    figures = {**city().figures, "dibao_line": replace(line, lines=(*line.lines, newer))}
    home = family(income_per_capita_month=1350, household_size=3)
    found = told(home, catalogue=replace(city(), figures=figures), on=date(2026, 5, 1))
    assert (found["value"], found["line"]) == (150.0, 1400.0)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"income_per_capita_month": 760}, "至少530"),  # for one head
        ({"household_size": 2}, "至多2,580"),  # without any income
    ],
)
def test_a_top_up_with_an_unknown_fact_is_a_range_without_absurd_ends(facts, words):
    found = amount(**facts)
    assert (found["basis"], found["value"], found["line"]) == ("range", None, LINE)
    assert in_figures(found, "zh") == words


def test_a_top_up_of_which_nothing_is_known_is_the_items_figure():
    found = amount()
    assert (found["basis"], found["value"]) == ("item_figure", city().items["G001"].amount.value)
    assert (found["low"], found["high"], found["per"]) == (None, None, None)


def test_an_item_that_says_no_formula_tells_its_figure():
    codes = [code for code, item in city().items.items() if item.amount.pays is None]
    found = [amount(code, income_per_capita_month=1, household_size=2) for code in codes]
    assert {each["basis"] for each in found if each} == {"item_figure"}


def test_an_item_of_which_no_amount_is_known_says_none():
    item = replace(city().items["G001"], amount=Amount())
    assert amount_data(item, None, city(), "zh") is None


def test_the_line_of_a_top_up_is_that_of_the_day_of_the_decision():
    poor = family(income_per_capita_month=100, household_size=1)
    for dated in city().figures["dibao_line"].lines:
        found = told(poor, on=dated.starts)
        assert (found["line"], found["value"]) == (dated.value, dated.value - 100)


def test_a_member_is_paid_by_the_head_and_a_household_as_one():
    home = family(person("m1", age=85))
    assert told(home, "G061", member="m1")["unit"] == "CNY/月/人"
    assert told(home, "G061", member="m1", lang="en")["unit"] == "CNY a month for each person"


@given(st.floats(0, 1e6), st.integers(1, 30))
def test_a_gap_is_never_negative_and_never_more_than_the_line_for_all(income, size):
    found = amount(income_per_capita_month=income, household_size=size)
    if found["basis"] == "this_family":
        assert 0 < found["value"] <= LINE * size
    else:
        assert income >= LINE - 0.01


@pytest.mark.parametrize(
    ("low", "high", "about", "zh", "en"),
    [
        (1170, 1170, False, "1,170", "1,170"),
        (41.6, 41.6, False, "41.6", "41.6"),
        (2300, 2300, True, "约2,300", "about 2,300"),
        (625, 1250, False, "625至1,250", "625 to 1,250"),
        (195, None, False, "至少195", "at least 195"),
        (None, 3870, False, "至多3,870", "at most 3,870"),
    ],
)
def test_each_kind_of_amount_is_said_as_people_say_it(low, high, about, zh, en):
    paid = Payment(Pays("month", TERM, TERM, about), low, high)
    for lang, words in (("zh", zh), ("en", en)):
        assert in_figures(amount_data(city().items["G056"], paid, city(), lang), lang) == words


def test_an_amount_that_is_not_known_has_no_figures():
    assert in_figures(None, "zh") == ""
    item = replace(city().items["G001"], amount=Amount(note="按个案核定"))
    assert in_figures(amount_data(item, None, city(), "zh"), "zh") == ""


SUMS = Unclaimed(
    {"month": 1170.0, "year": 625.0, "once": 0.0},
    {"month": 1686.0, "year": 625.0, "once": 3000.0},
    ("G001", "G028"),
    ("year",),
)


def test_the_sum_of_what_is_not_drawn_is_told_as_an_estimate_and_no_promise():
    found = unclaimed_data(SUMS, "zh")
    assert (found["month"], found["year"], found["once"]) == (1170, 625, 0)
    assert (found["possible_month"], found["possible_once"]) == (1686, 3000)
    assert found["items"] == ["G001", "G028"]
    assert found["text"] == (
        "按已核实的情况，每月约1,170元、每年至少约625元可能还没有领。"
        "按上限算，名额有限的、核实后很可能符合的也算上，是每月约1,686元、一次性约3,000元。"
        "这是估算，不是承诺，以经办单位核定为准。"
    )


def test_the_sum_is_told_in_english_too():
    assert unclaimed_data(replace(SUMS, possible=SUMS.sure), "en")["text"] == (
        "On what is known, about 1,170 CNY a month, at least about 625 CNY a year may not be "
        "drawn yet. An estimate and not a promise: the office in charge decides."
    )


def test_where_nothing_is_sure_only_what_is_likely_is_told():
    text = unclaimed_data(Unclaimed(possible={"month": 516.0}), "zh")["text"]
    assert text.startswith("名额有限的、核实后很可能符合的，有每月约516元可能还没有领。")


def test_where_nothing_can_be_worked_out_nothing_is_said():
    found = unclaimed_data(Unclaimed(), "zh")
    assert (found["text"], found["month"], found["items"]) == ("", 0, [])


def test_the_sums_of_further_beneficiaries_are_told_where_they_differ():
    data = {"value": 200.0, "low": 200.0, "high": 200.0, "about": False}
    others = [{"member": "m2", "value": 200.0, "low": 200.0, "high": 200.0},
              {"member": "m3", "value": 500.0, "low": 500.0, "high": 500.0}]  # fmt: skip
    assert in_figures({**data, "others": others}, "zh") == "200，m3：500"
    assert in_figures({**data, "others": others}, "en", lambda who: "the parent") == (
        "200, the parent: 500"
    )


def test_what_may_be_had_in_its_place_is_told_with_its_sum():
    pays = Payment(rulebook(city(), date(2026, 5, 1)).pays["G001"], 1290.0, 1290.0)
    paid = replace(pays, instead=(Share("G004", "m1", "month", 2064.0, 2064.0),))
    told_zh = amount_data(city().items["G001"], paid, city(), "zh")["instead"]
    assert told_zh == ["二选一：特困人员救助供养（基本生活）每月约2,064元"]
