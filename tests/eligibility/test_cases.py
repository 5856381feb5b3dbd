"""A case holds where the rule of its day says what it expects, the missing facts included."""

import pytest

from matcher.eligibility.cases import try_case, try_cases
from matcher.eligibility.kinds import case_faults, failed
from matcher.values import Status
from tests.catalogs.small import DAY, case_file, small

CATALOGUE = small()


def outcome(text, code="A001"):
    (case,) = case_file(text, CATALOGUE, code).cases
    return try_case(case, CATALOGUE)


def test_a_case_is_judged_by_the_figures_of_its_own_day():
    text = "- {{case: a, as_of: {day}, household: {{income: 950}}, expect: eligible}}\n"
    assert outcome(text.format(day="2026-06-01")).holds
    assert outcome(text.format(day="2025-06-01")).status is Status.INELIGIBLE


def test_a_household_that_has_the_item_already_holds_it():
    text = "- {case: a, household: {income: 1}, receiving: [A001], expect: held}\n"
    assert outcome(text).holds


def test_an_unknown_case_holds_only_if_it_names_exactly_what_is_missing():
    text = "- {{case: a, members: [{{}}], expect: unknown, missing: [{names}]}}\n"
    assert outcome(text.format(names="alone, birth_date"), "A002").holds
    assert not outcome(text.format(names="alone"), "A002").holds


def test_the_member_that_is_named_is_judged_and_not_the_first():
    text = "- {{case: a, members: [{{age: 70, alone: true}}, {{age: 5}}], for: {who}, expect: {v}}}"
    assert outcome(text.format(who="m1", v="eligible"), "A002").holds
    assert outcome(text.format(who="m2", v="ineligible"), "A002").holds


def test_a_case_that_does_not_hold_is_told_with_its_words_what_it_expects_and_what_came():
    found = outcome(
        "- {case: 刚过线, household: {income: 1000}, expect: unknown, missing: [income]}"
    )
    assert failed(found).sentence("en") == (
        "cases/A001.yaml:4 A001: the case “刚过线” should be unknown (lacks income); "
        "the rule says ineligible"
    )
    assert "应为 unknown（缺 income），按规则却是 ineligible" in failed(found).sentence("zh")


@pytest.mark.parametrize("code", ["A001", "A002", "A003"])
def test_a_catalogue_that_promises_cases_is_told_of_items_without_any(code):
    told = [fault.sentence("en") for fault in case_faults((), CATALOGUE, DAY, all_kinds=True)]
    assert f"cases/{code}.yaml {code}: {code} has no cases yet; write this file" in told
    assert list(case_faults((), CATALOGUE, DAY, all_kinds=False)) == []


def test_outcomes_come_in_the_order_of_the_cases():
    text = "- {case: a, household: {income: 1}, expect: eligible}\n- {case: b, expect: held}\n"
    cases = case_file(text, CATALOGUE).cases
    assert [each.case.words for each in try_cases(cases, CATALOGUE)] == ["a", "b"]
