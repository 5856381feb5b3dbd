"""The sum of what is not drawn yet: sure, limited and likely apart, exclusions kept, no promise."""

from dataclasses import replace
from datetime import date

import pytest

from matcher.eligibility.amounts import payments_of
from matcher.eligibility.rulebook import rulebook
from matcher.eligibility.unclaimed import monthly, unclaimed
from matcher.needs import Held
from matcher.rules.evaluate import Judged
from matcher.rules.tree import And
from matcher.rules.truth import Truth
from matcher.values import Ranked, Status, Step, Verdict
from tests.support import TODAY, city, family, person, view

TRUTHS = {Status.ELIGIBLE: Truth.TRUE, Status.UNKNOWN: Truth.UNKNOWN}
YES, NO = (lambda verdict: True), (lambda verdict: False)


def verdict(code, member=None, status=Status.ELIGIBLE):
    return Verdict(code, member, status, Judged(And(()), TRUTHS[status], member))


def step(first, *others):
    ranked = Ranked(first.code, first, others, 0.0, 0.5, {}, {})
    return Step(1, ranked)


def summed(home, *steps, held=(), is_likely=NO, catalogue=None, on=TODAY):
    catalogue = catalogue or city()
    verdicts = [each for one in steps for each in one.ranked.verdicts]
    payments = payments_of(verdicts, view(home, on), rulebook(catalogue, on))
    return unclaimed(steps, payments, held, is_likely, catalogue, on)


POOR = family(
    person("m1", relation="head", age=84),
    person("m2", relation="spouse", age=91),
    person("m3", relation="grandchild", age=9, education_stage="primary"),
    income_per_capita_month=900,
    household_size=3,
    relief_status="dibao",
)
DIBAO = step(verdict("G001"))
ELDERS = step(verdict("G061", "m1"), verdict("G061", "m2"))
SCHOOL = step(verdict("G028", "m3"))


def test_sums_by_month_year_and_once_are_kept_apart():
    found = summed(POOR, DIBAO, SCHOOL, step(verdict("G050", "m3")))
    assert found.sure == {"month": 1170, "year": 625, "once": 3000}
    assert found.codes == ("G001", "G028", "G050")


def test_every_eligible_beneficiary_is_counted():
    assert summed(POOR, ELDERS).sure["month"] == 100 + 200


def test_a_range_counts_at_its_lower_end_for_sure_and_at_its_upper_one_as_possible():
    found = summed(POOR, SCHOOL)
    assert (found.sure["year"], found.possible["year"]) == (625, 1250)
    assert found.at_least == ("year",)


def test_nothing_is_counted_of_an_item_that_is_not_settled():
    open_ = step(verdict("G061", "m1", Status.UNKNOWN))
    found = summed(POOR, open_)
    assert (sum(found.sure.values()), sum(found.possible.values())) == (0, 0)


def test_an_open_item_that_is_likely_may_come_beside_what_is_sure():
    open_ = step(verdict("G061", "m1", Status.UNKNOWN))
    found = summed(POOR, DIBAO, open_, is_likely=YES)
    assert (found.sure["month"], found.possible["month"]) == (1170, 1270)
    assert found.codes == ("G001",)


def test_of_two_that_exclude_each_other_for_one_person_the_sure_one_is_counted():
    child = step(verdict("G006", "m3"))
    relief = step(verdict("G003", "m3", Status.UNKNOWN), verdict("G003", "m1", Status.UNKNOWN))
    found = summed(POOR, relief, child, is_likely=YES)
    assert found.sure["month"] == 1818
    assert found.possible["month"] == 1818 + 516  # of the head only


def test_what_excludes_a_held_item_of_the_same_person_adds_nothing():
    tekun = step(verdict("G004", "m1"))
    assert summed(POOR, tekun).sure["month"] == 2064
    assert summed(POOR, tekun, held=[Held("G001")]).sure["month"] == 0
    assert summed(POOR, tekun, held=[Held("G006", "m3")]).sure["month"] == 2064


@pytest.mark.parametrize("code", ["G025", "S085"])
def test_what_is_limited_in_number_is_possible_and_never_sure(code):
    pupil = family(person("m1", education_stage="junior"))
    found = summed(pupil, step(verdict(code, "m1")))
    assert sum(found.sure.values()) == 0
    assert sum(found.possible.values()) > 0


def test_an_illustrative_figure_is_possible_and_never_sure():
    student = family(person("m1", education_stage="college"))
    found = summed(student, step(verdict("G037", "m1")))
    assert (found.sure["once"], found.possible["once"]) == (0, 10000)


def test_a_figure_that_is_checked_from_a_day_on_counts_from_that_day():
    later = date(2027, 1, 1)
    figures = dict(city().figures)
    for name in ("disabled_student_grant_low", "disabled_student_grant_high"):
        checked = [replace(line, starts=later, confidence="high") for line in figures[name].lines]
        figures[name] = replace(figures[name], lines=(*figures[name].lines, *checked))
    changed = replace(city(), figures=figures)
    student = family(person("m1", education_stage="college"))
    of_day = [
        summed(student, step(verdict("G037", "m1")), catalogue=changed, on=day).sure["once"]
        for day in (date(2026, 12, 31), later)
    ]
    assert of_day == [0, 10000]


@pytest.mark.parametrize("code", ["G035", "G048", "S157"])
def test_loans_wages_and_goods_are_no_money_in_hand(code):
    found = summed(POOR, step(verdict(code, "m1")), is_likely=YES)
    assert (sum(found.sure.values()), sum(found.possible.values())) == (0, 0)


def test_an_amount_of_which_only_the_upper_end_is_known_adds_nothing():
    home = family(household_size=3)
    found = summed(home, DIBAO, is_likely=YES)
    assert (found.sure["month"], found.possible["month"]) == (0, 0)


def test_a_household_of_which_nothing_is_paid_sums_to_nothing():
    found = summed(POOR)
    assert (found.sure, found.codes) == ({"month": 0, "year": 0, "once": 0}, ())


AWAY = family(
    person("m1", relation="head", age=40),
    person("m2", relation="spouse", age=82, hukou_place="shenzhen"),
    income_per_capita_month=1200,
    household_size=2,
    hukou_city="zhongshan",
    hukou_place="shenzhen",
)


def test_an_item_and_its_counterpart_in_another_city_count_once_by_the_city_of_registration():
    found = summed(AWAY, step(verdict("G001")), step(verdict("SZ001")))
    assert (found.sure["month"], found.codes) == (670, ("SZ001",))
    found = summed(AWAY, step(verdict("G061", "m2")), step(verdict("SZ009", "m2")))
    assert (found.sure["month"], found.codes) == (300, ("SZ009",))


def test_what_is_held_from_one_city_is_not_unclaimed_from_the_other():
    assert summed(AWAY, step(verdict("G001")), held=[Held("SZ001")]).sure["month"] == 0
    assert summed(AWAY, step(verdict("SZ001")), held=[Held("G001")]).sure["month"] == 0


def test_what_excludes_an_item_here_excludes_its_counterpart_too():
    assert summed(AWAY, step(verdict("G004", "m2")), held=[Held("SZ001")]).sure["month"] == 0


def test_what_comes_on_top_of_an_item_is_not_paid_here_where_that_is_held_from_there():
    care = step(verdict("G005", "m2"))
    old = family(person("m2", age=82, self_care="able"), relief_status="tekun")
    assert summed(old, care, held=[Held("G004")]).sure["month"] == 41.6
    assert summed(old, care, held=[Held("G004"), Held("SZ003")]).sure["month"] == 0


def test_the_sums_a_month_are_those_that_are_paid_out():
    verdicts = [verdict("G001"), verdict("G028", "m3"), verdict("G048", "m1")]
    payments = payments_of(verdicts, view(POOR, TODAY), rulebook(city(), TODAY))
    assert monthly(payments, city()) == {("G001", None): 1170.0}
