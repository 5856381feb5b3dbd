"""A reckoning in words: whose values went in, which figures, and numbers that differ."""

import json
from datetime import date

import pytest

from matcher.pipeline.assessor import Assessor
from matcher.reading.households import read_households
from matcher.telling.explanation import explained, tree_data
from matcher.telling.known import Teller
from matcher.telling.sentences import for_family, for_worker
from tests import another_city
from tests.support import TODAY

DAY = "2026-05-01"
VOCABULARY = another_city.VOCABULARY + "- {name: spare, level: household, type: number}\n"
FIGURES = (
    another_city.FIGURES
    + """\
- name: adult_age
  unit: years
  label: {zh: 成年年龄, en: age of majority}
  values:
  - {from: 2020-01-01, value: 18, source: decree 1, confidence: high}
- name: age_grant
  unit: EUR/month
  label: {zh: 高龄津贴, en: old age allowance}
  by: [age]
  values:
  - {from: 2020-01-01, table: {0: 0, 70: 30, 80: 100}, bands: true, source: decree 9,
     confidence: high}
"""
)
OLD = {"id": "m1", "birth_date": "1944-01-01", "pay": 50, "lost_job_on": "2025-10-31"}
CHILD = {"id": "m2", "birth_date": "2012-01-01", "pay": 0}


def judged(condition, members=(OLD, CHILD), per="household", **facts):
    """Return the household's verdict on a made-up item with that condition, and its teller."""
    items = f"- {{code: R01, name: 某项, per: {per}, eligibility: '{condition}'}}\n"
    catalogue = another_city.build(items=items, figures=FIGURES, vocabulary=VOCABULARY)
    row = {"id": "A", "as_of": DAY, "facts": facts, "members": list(members)}
    (household,) = read_households([(1, json.dumps(row))], catalogue, None, TODAY)
    assessor = Assessor(catalogue)
    on = date.fromisoformat(DAY)
    verdict = assessor.verdicts_of("R01", household, on)[0]
    return verdict, assessor.view(household, on), catalogue


def tree(condition, lang="zh", **rest):
    verdict, seen, catalogue = judged(condition, **rest)
    teller = Teller(seen, catalogue, lang)
    return explained(verdict.judged, teller), teller, verdict


def family_hears(condition, lang="zh", **rest):
    told, teller, verdict = tree(condition, lang, **rest)
    return for_family(verdict, told, teller)


def worker_reads(condition, lang="zh", **rest):
    told, teller, _ = tree(condition, lang, **rest)
    return for_worker(told, teller)[0]


def test_a_value_of_the_household_is_never_told_as_the_members_own():
    told, _, _ = tree("savings <= 500 + pay * 3", per="member", savings=55000)
    assert told.said == "您家savings55,000EUR，超过了500 + pay × 3＝650（按第1位家人算）"
    alone, _, _ = tree("income < living_line", per="member", income=900, zone="hill", size=2)
    assert alone.said.startswith("您家月收入900EUR/month，低于living_line")
    assert (alone.member, alone.who) == (None, "您家")


def test_a_members_own_value_is_told_as_the_members_and_beside_the_households():
    told, _, _ = tree("pay < rent", per="member", rent=60)
    assert told.said == "第1位家人pay50EUR/month，低于您家月租金60EUR/month"
    assert (told.member, told.who) == ("m1", "第1位家人")
    told, _, _ = tree("pay < rent", lang="en", per="member", rent=60)
    assert told.said == (
        "family member 1: pay 50 EUR/month, below the rent a month 60 EUR/month of this household"
    )


@pytest.mark.parametrize(
    "condition",
    [
        "sum(member: pay if age >= adult_age) < rent",
        "count(member: age < adult_age) * 100 > rent",
    ],
)
def test_a_figure_within_the_condition_of_a_sum_or_count_is_told_with_its_source(condition):
    told, teller, _ = tree(condition, rent=10)
    (figure,) = told.figures
    assert (figure.name, figure.value, figure.source) == ("adult_age", 18, "decree 1")
    assert "成年年龄18岁：自2020-01-01起，出处：decree 1" in for_worker(told, teller)[0]


def test_a_sum_of_a_tables_figure_tells_the_rows_that_were_added_and_every_fact_in_it():
    condition = "sum(member: age_grant if age >= 70 AND pay < rent) >= 100"
    told, teller, _ = tree(condition, rent=60)
    (figure,) = told.figures
    assert (figure.value, told.sides[0].value) == (100, 100)
    assert {fact.fact for fact in told.facts} == {"age", "pay", "rent"}
    assert "高龄津贴100EUR/month：自2020-01-01起" in for_worker(told, teller)[0]
    assert tree_data(told)["figures"][0]["value"] == 100


def test_a_sum_to_which_nobody_counts_has_the_figures_source_all_the_same():
    told, _, _ = tree("sum(member: age_grant if age >= 90) >= 100")
    assert [figure.source for figure in told.figures] == ["decree 9"]


def test_months_since_a_day_are_told_with_the_day():
    condition = "months_since(lost_job_on) >= 6"
    assert family_hears(condition, per="member") == (
        "符合：第1位家人失业日期2025-10-31至今满6个月，达到6。"
    )
    assert "6 whole months since date of losing the job (2025-10-31)" in family_hears(
        condition, "en", per="member"
    )


def test_a_line_of_a_table_is_told_with_the_fact_that_chose_it():
    line = worker_reads("age_grant > 0", per="member")
    assert "高龄津贴100EUR/month" in line
    assert "第1位家人年龄82岁" in line


def test_a_sum_has_the_unit_of_what_is_added():
    assert "＝50EUR/month，低于" in family_hears("sum(member: pay) < rent", rent=60)


def test_two_sides_that_would_be_told_by_the_same_number_have_the_decimals_that_differ():
    assert family_hears("rent < income", rent=600.001, income=600.002) == (
        "符合：您家月租金600.001EUR/month，低于月收入600.002EUR/month。"
    )
    assert "600EUR/month" in family_hears("rent <= income", rent=600, income=600)


def test_a_term_that_is_taken_from_nothing_is_told_as_taken_from_the_other():
    assert "您家月收入 - 月租金＝" in family_hears("-rent + income > 5", rent=1, income=10)
    assert "minus rent a month = -1" in family_hears("-rent > -5", "en", rent=1)


def test_the_least_of_nobody_is_told_as_nobody():
    nobody = family_hears("min(member: age) < 65", members=())
    assert nobody == "不符合：家里没有人可以计入「年龄」。"
    some = family_hears("max(member: pay if age >= 90) - 5 < rent", "en", rent=1)
    assert some == (
        "Not eligible: nobody in the household with “age is at least 90 years” counts for “pay”."
    )


def test_a_bool_that_went_in_is_told_as_a_statement():
    assert "第1位家人没有「在校学生」的情况" in worker_reads(
        "count(member: pupil = true) * 100 > rent",
        members=({**OLD, "pupil": False},),
        rent=1,
    )
