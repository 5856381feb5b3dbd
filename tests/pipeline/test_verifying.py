"""What has to be verified stands beside the plan and changes nothing in it. All invented."""

import json
from dataclasses import fields, replace
from datetime import date

import pytest

from matcher.needs import Household, Member, Need
from matcher.pipeline.matcher import Matcher
from matcher.telling.documents import assessment_data, plan_data
from tests.pipeline.conftest import Planned

DAY = date(2026, 5, 20)


def member(name, relation, born, **facts):
    return Member(name, {"relation": relation, "birth_date": date(born, 1, 1), **facts})


ODD = Household(
    "D",
    {
        "hukou_city": "zhongshan",
        "household_size": 3,
        "relief_status": "dibao",
        "income_per_capita_month": 2600,
        "housing_tenure": "own",
    },
    (
        member("m1", "head", 1980, sex="f", employment="employed", disability_certified=False),
        member("m2", "spouse", 1979, sex="m", employment="flexible"),
        member("m3", "child", 2012, sex="m", education_stage="primary"),
    ),
    (
        Need("n1", "上个月失业了，我有二级残疾证，想找份工", "m1"),
        Need("n2", "老公上个月在工地猝死，办后事的钱都凑不齐", "m1"),
        Need("n3", "以前吃过低保，不用再帮我们申请了"),
    ),
)


@pytest.fixture(scope="module")
def silent(matcher: Matcher) -> Matcher:
    """Return the same matcher over a catalogue that calls nothing odd."""
    catalogue = replace(matcher.catalogue, clashes=())
    return replace(matcher, catalogue=catalogue)


def test_facts_and_texts_that_do_not_fit_are_both_to_be_verified(matcher):
    found = [(each.name, each.member, each.need) for each in matcher.plan(ODD, DAY).verify]
    assert found == [
        ("dibao_above_margin_line", None, None),
        ("told_jobless", "m1", "n1"),
        ("told_certificate", "m1", "n1"),
        ("told_dead", "m2", "n2"),
    ]


def test_the_words_quoted_are_those_that_were_written(matcher):
    written = replace(ODD, needs=(Need("n1", "上個月失業了，想搵份工", "m1"),))
    (one,) = [each for each in matcher.plan(written, DAY).verify if each.need]
    assert one.words == "上個月失業了"


def test_nothing_of_a_plan_changes_because_of_a_contradiction(matcher, silent):
    told, quiet = matcher.plan(ODD, DAY), silent.plan(ODD, DAY)
    assert told.verify
    assert quiet.verify == ()
    for field in fields(told):
        if field.name != "verify":
            assert getattr(told, field.name) == getattr(quiet, field.name), field.name


@pytest.mark.parametrize("household", [ODD, replace(ODD, facts={**ODD.facts, "household_size": 1})])
def test_verdicts_are_byte_for_byte_the_same_with_and_without(matcher, silent, household):
    texts = [
        json.dumps(assessment_data("D", "", each.assess(household, DAY)), ensure_ascii=False)
        for each in (matcher, silent)
    ]
    assert texts[0] == texts[1]


def test_the_household_itself_is_not_touched(matcher):
    before = repr(ODD)
    matcher.plan(ODD, DAY)
    assert repr(ODD) == before


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_contradiction_says_what_and_whom_to_ask(matcher, lang):
    plan = matcher.plan(ODD, DAY)
    for data in plan_data(plan, ODD, matcher.catalogue, lang, 5)["verify"]:
        assert not {"{", "}"} & set(data["text"])
        assert "未知" not in data["text"]
        assert data["words"] in data["text"]
        assert all(ask["text"] and ask["supplied_by"] for ask in data["ask"])


def test_the_sentence_tells_values_with_units_and_the_line_of_the_day(matcher):
    data = plan_data(matcher.plan(ODD, DAY), ODD, matcher.catalogue, "zh", 5)["verify"][0]
    assert data["text"] == ("登记为低保，人均月收入（2,600元/月）却高于低保边缘线（1,935元/月）")
    assert data["facts"] == ["relief_status", "income_per_capita_month"]
    assert [ask["recorded"] for ask in data["ask"]] == ["2,600元/月", "低保"]


def test_nobody_is_called_by_the_very_relation_that_is_in_doubt(matcher):
    two = Household("D", {}, (member("m1", "head", 1980), member("m2", "head", 1981)))
    data = plan_data(matcher.plan(two, DAY), two, matcher.catalogue, "zh", 5)["verify"][0]
    assert data["ask"][0]["text"].startswith("第1位家人是户主的什么人")


def test_a_sentence_that_begins_with_a_person_begins_with_a_capital(matcher):
    home = Household("D", {}, (member("m1", "head", 1980), member("m2", "child", 1979)))
    data = plan_data(matcher.plan(home, DAY), home, matcher.catalogue, "en", 5)["verify"][0]
    assert data["text"].startswith("The child is recorded at 47 years, not younger than the head")


def test_few_of_the_households_that_readers_wrote_have_anything_odd(planned: Planned):
    odd = [household.id for household, plan in planned if plan.verify]
    assert len(odd) <= len(planned) // 10
