"""The six cases of the two newspaper articles come out as they are told."""

import pytest


@pytest.fixture
def codes(cases):
    return {name: [step.ranked.code for step in plan.steps] for name, plan in cases.items()}


def first_ten(codes, name):
    return set(codes[name][:10])


def test_the_cases_are_heard_by_words_and_by_meaning(cases):
    assert {plan.mode for plan in cases.values()} == {"hybrid"}


def test_a_sick_parent_of_two_pupils_gets_temporary_relief_and_minimum_living(codes):
    assert {"G009", "G001"} <= first_ten(codes, "V001")


def test_an_accident_in_a_family_that_does_not_qualify_for_dibao_gets_other_help(codes):
    assert "G009" in first_ten(codes, "V002")
    assert first_ten(codes, "V002") & {"S035", "S036", "S037"}
    assert "G001" not in first_ten(codes, "V002")


def test_years_of_illness_that_cost_too_much_meet_a_medical_fund(codes):
    assert set(codes["V003"][:10]) & {"S035", "S036"}


def test_a_mother_with_cancer_gets_housing_medical_help_and_comfort(codes):
    found = set(codes["V004"][:10])
    assert "G041" in found
    assert found & {"S035", "G015", "G016"}
    assert found & {"S073", "S081"}


def test_a_lonely_woman_who_cannot_go_out_gets_visits_and_company(codes):
    found = set(codes["V005"][:10])
    assert found & {"S001", "S002", "S006"}
    assert "S007" in found


def test_a_withdrawn_boy_and_his_sick_father_get_help_for_each_need(codes):
    found = first_ten(codes, "V006")
    assert {"G001", "S077", "G021"} <= found
    assert found & {"S098", "S091", "G028"}


def test_the_father_who_asks_for_a_disability_allowance_is_asked_for_his_certificate(cases):
    asked = {(question.fact, question.member) for question in cases["V006"].questions}
    assert ("disability_certified", "m1") in asked
