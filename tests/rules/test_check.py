"""What a condition may say is settled by the vocabulary and the figures, before anything runs."""

from dataclasses import replace

import pytest

from matcher.errors import Fault
from matcher.facts import FactType, Level
from matcher.rules.check import check_condition, has_type
from matcher.rules.grammar import parse
from matcher.rules.link import link
from matcher.wording import Bilingual
from tests.support import NEVER_BEFORE, fact, figure, vocabulary

WORDS = vocabulary(
    fact("income", FactType.NUMBER, unit="CNY/month"),
    fact("household_size", FactType.INTEGER, unit="people"),
    fact("relief_status", FactType.CHOICE, values=["none", "dibao", "tekun"]),
    fact("single_parent", FactType.BOOL),
    fact("age", FactType.INTEGER, Level.MEMBER, unit="years"),
    fact("illness", FactType.CHOICE, Level.MEMBER, values=["none", "critical"]),
    fact("hukou_city", FactType.CHOICE, Level.BOTH, values=["zhongshan", "other"]),
    replace(
        fact("town", FactType.CHOICE),
        values={
            "tianhe": Bilingual("天河区", "Tianhe"),
            "yuexiu": Bilingual("越秀区", "yuexiu"),
        },
    ),
    fact("hue", FactType.CHOICE, values=[f"h{n}" for n in range(12)]),
    fact("pay", FactType.NUMBER, Level.BOTH, unit="CNY/month"),
    fact("born", FactType.DATE),
)
FIGURES = {name: figure(name, (NEVER_BEFORE, 1)) for name in ("dibao_line", "adult_age")}
FIGURES["share"] = replace(figure("share", (NEVER_BEFORE, 0.3)), unit="share")


def faults(text, per_member=False, bare=False):
    return list(check_condition(parse(text), per_member, WORDS, FIGURES, bare))


def said_of_terms(text, bare=False):
    """Return the faults of a text once its words are known as facts and figures."""
    node = link(parse(text), WORDS.facts, FIGURES)
    return list(check_condition(node, False, WORDS, FIGURES, bare))


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
    (found,) = faults(text)
    assert (found.kind, found.value, found.about) == ("unknown_value", "dibaoo", "relief_status")
    assert found.near == "dibao"


@pytest.mark.parametrize(
    "text", ["town = 天河区", "town in [越秀区, 天河区]", "town = tianhe_district"]
)
def test_a_value_that_is_not_there_is_told_with_those_that_are(text):
    said = [(found.reason("zh"), found.reason("en")) for found in faults(text)]
    if "天河区" in text:
        assert said[-1][:1] == ("town 没有 天河区 这个值；请写它的代码 tianhe",)
        assert said[-1][1] == "town has no value 天河区; write its code tianhe"
    else:
        assert said[0][0] == (
            "town 没有 tianhe_district 这个值；可以写：tianhe（天河区）、yuexiu（越秀区）；"
            "是否应为 tianhe？"
        )


def test_of_many_values_the_first_are_shown_and_how_many_there_are():
    (found,) = faults("hue = h99")
    assert found.reason("zh").endswith(
        "可以写：h0、h1、h2、h3、h4、h5、h6、h7等 12 个；是否应为 h9？"
    )


def test_an_operator_that_does_not_fit_is_told_with_those_that_do():
    (found,) = faults("town > yuexiu")
    assert found.reason("zh") == "town 不是数字，不能用 > 比较；只能用 =、!= 或 in [...]"
    assert found.reason("en") == (
        "town is no number and cannot be compared with >; only =, != or in [...]"
    )


def test_a_broken_number_among_whole_ones_is_told_as_it_was_written_with_its_fact():
    (found,) = faults("household_size in [1, 2.0, 3]")
    assert found.reason("zh") == "household_size 应为整数，现为 2.0"
    assert found.reason("en") == "household_size must be a whole number, is 2.0"


def test_an_unknown_figure_is_named_with_the_nearest_one():
    assert faults("income < dibao_lin") == [Fault("unknown_figure", "dibao_lin", near="dibao_line")]


@pytest.mark.parametrize(("text", "value"), [("income < 1290", "1290"), ("income >= 9.5", "9.5")])
def test_a_bare_threshold_of_policy_must_be_named_in_figures(text, value):
    assert faults(text) == [Fault("bare_threshold", value, about="income")]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1290 > income", "1290"),
        ("income + 0 < 1290", "1290"),
        ("income < 1000 + 290", "1290"),
        ("income - 1290 < 0", "1290"),
        ("income < dibao_line + 100", "100"),
        ("(income - 1290) * 2 < 0", "1290"),
        ("income * 12 < 15480", "15480"),
        ("income / 2 < 1290", "1290"),
        ("months_since(born) < 36", "36"),
        ("36 > months_since(born)", "36"),
        ("sum(member: pay) < 3000", "3000"),
        ("sum(member: pay - 500) > dibao_line", "500"),
        ("sum(member: 500) > income", "500"),
        ("min(member: age) >= 18", "18"),
        ("dibao_line > 1290", "1290"),
    ],
)
def test_a_bare_threshold_is_refused_on_either_side_and_inside_a_term(text, value):
    found = said_of_terms(text)
    assert [(f.kind, f.value) for f in found] == [("bare_threshold", value)]
    assert said_of_terms(text, bare=True) == []


@pytest.mark.parametrize(
    "text",
    [
        "income > 0",
        "0 < income",
        "pay > income * 0.3",
        "income * household_size / 2 < dibao_line * 1.5",
        "income / dibao_line < 1.5",
        "count(member: age >= adult_age) * 2 > household_size + 1",
        "household_size - 1 > 2",
        "income * (household_size - 1) > dibao_line",
        "income * (1 + 0.2) > dibao_line",
        "sum(member: 1 if age >= adult_age) >= 3",
        "income > share * dibao_line",
        "share * 2 < 3",
        "months_since(born) = 36",
    ],
)
def test_a_factor_a_count_a_share_and_zero_may_stand_bare(text):
    assert said_of_terms(text) == []


def test_a_bare_number_is_told_with_the_fact_it_is_held_against():
    (found,) = said_of_terms("1290 > income")
    assert found.reason("zh") == "income 与数字 1290 直接比较；请在 figures.yaml 里给它起名"


def test_a_bare_threshold_is_allowed_to_a_charity_and_for_people():
    assert faults("income < 1290", bare=True) == []
    assert faults("household_size < 3") == []


@pytest.mark.parametrize("op", ["<", "<=", ">", ">="])
@pytest.mark.parametrize("name", ["relief_status", "single_parent", "hukou_city"])
def test_only_numbers_can_be_put_in_order(op, name):
    assert faults(f"{name} {op} 1") == [Fault("wrong_operator", op, about=name)]


@pytest.mark.parametrize(
    "text", ["single_parent = 1", "single_parent = yes", "income = low", "household_size = 1.5"]
)
def test_a_value_of_another_type_is_refused(text):
    (found,) = faults(text)
    assert (found.kind, found.about) == ("wrong_value", text.split()[0])


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
