"""What a condition may say is settled by the vocabulary and the figures, before anything runs."""

import pytest

from matcher.errors import Fault
from matcher.facts import FactType, Level
from matcher.rules.check import check_condition, has_type
from matcher.rules.grammar import parse
from tests.support import NEVER_BEFORE, fact, figure, vocabulary

WORDS = vocabulary(
    fact("income", FactType.NUMBER, unit="CNY/month"),
    fact("household_size", FactType.INTEGER, unit="people"),
    fact("relief_status", FactType.CHOICE, values=["none", "dibao", "tekun"]),
    fact("single_parent", FactType.BOOL),
    fact("age", FactType.INTEGER, Level.MEMBER, unit="years"),
    fact("illness", FactType.CHOICE, Level.MEMBER, values=["none", "critical"]),
    fact("hukou_city", FactType.CHOICE, Level.BOTH, values=["zhongshan", "other"]),
)
FIGURES = {name: figure(name, (NEVER_BEFORE, 1)) for name in ("dibao_line", "adult_age")}


def faults(text, per_member=False, bare=False):
    return list(check_condition(parse(text), per_member, WORDS, FIGURES, bare))


@pytest.mark.parametrize(
    "text",
    [
        "income < dibao_line AND relief_status in [none, dibao]",
        "NOT single_parent = true OR household_size >= 3",
        "income > 0 AND income != 100",
        "any(member: age >= adult_age AND illness = critical)",
        "count(member: hukou_city = zhongshan) > 1",
    ],
)
def test_a_condition_in_the_words_of_the_vocabulary_has_no_fault(text):
    assert faults(text) == []


def test_an_unknown_fact_is_named_with_the_nearest_one():
    assert faults("incom < dibao_line") == [Fault("unknown_fact", "incom", near="income")]


def test_an_unknown_fact_like_no_other_gets_no_suggestion():
    assert faults("qwzx = 1") == [Fault("unknown_fact", "qwzx", near=None)]


@pytest.mark.parametrize("text", ["relief_status = dibaoo", "relief_status in [none, dibaoo]"])
def test_an_unknown_value_is_named_with_the_nearest_one(text):
    assert faults(text) == [Fault("unknown_value", "dibaoo", field="relief_status", near="dibao")]


def test_an_unknown_figure_is_named_with_the_nearest_one():
    assert faults("income < dibao_lin") == [Fault("unknown_figure", "dibao_lin", near="dibao_line")]


@pytest.mark.parametrize(("text", "value"), [("income < 1290", "1290"), ("income >= 9.5", "9.5")])
def test_a_bare_threshold_of_policy_must_be_named_in_figures(text, value):
    assert faults(text) == [Fault("bare_threshold", value, field="income")]


def test_a_bare_threshold_is_allowed_to_a_charity_and_for_people():
    assert faults("income < 1290", bare=True) == []
    assert faults("household_size < 3") == []


@pytest.mark.parametrize("op", ["<", "<=", ">", ">="])
@pytest.mark.parametrize("name", ["relief_status", "single_parent", "hukou_city"])
def test_only_numbers_can_be_put_in_order(op, name):
    assert faults(f"{name} {op} 1") == [Fault("wrong_operator", op, field=name)]


@pytest.mark.parametrize(
    "text", ["single_parent = 1", "single_parent = yes", "income = low", "household_size = 1.5"]
)
def test_a_value_of_another_type_is_refused(text):
    (found,) = faults(text)
    assert (found.kind, found.field) == ("wrong_type", text.split()[0])


def test_a_member_fact_of_a_household_item_must_stand_inside_any_or_count():
    assert faults("age >= adult_age") == [Fault("member_fact_outside", "age")]
    assert faults("any(member: age >= adult_age)") == []
    assert faults("count(member: age >= adult_age) = 1") == []


def test_a_member_fact_may_stand_bare_in_an_item_per_member():
    assert faults("age >= adult_age AND income < dibao_line", per_member=True) == []


@pytest.mark.parametrize("per_member", [True, False])
def test_a_name_of_both_levels_may_stand_anywhere(per_member):
    assert faults("hukou_city = zhongshan", per_member) == []
    assert faults("any(member: hukou_city = zhongshan)", per_member) == []


def test_every_fault_of_a_condition_is_reported_at_once():
    found = faults("incom < 3 AND age < 3 AND any(member: NOT illness = criticl)")
    assert [each.kind for each in found] == [
        "unknown_fact",
        "member_fact_outside",
        "bare_threshold",
        "unknown_value",
    ]


def test_any_inside_any_is_refused_because_it_has_no_meaning():
    assert faults("any(member: any(member: illness = critical))") != []


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (FactType.BOOL, [True, False], [0, 1, "true", 1.0]),
        (FactType.INTEGER, [0, -3], [True, 1.0, "1"]),
        (FactType.NUMBER, [0, 1.5], [True, "1.5"]),
        (FactType.CHOICE, ["none"], [True, 1]),
        (FactType.TOWN, ["石岐"], [True, 3]),
    ],
)
def test_a_scalar_has_its_own_type_and_a_bool_is_no_number(kind, good, bad):
    assert all(has_type(kind, value) for value in good)
    assert not any(has_type(kind, value) for value in bad)
