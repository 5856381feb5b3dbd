"""How a condition text becomes a tree, and what is said of one that does not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.errors import ConditionError
from matcher.rules.grammar import parse
from matcher.rules.link import bind
from matcher.rules.text import render
from matcher.rules.tree import (
    Among,
    And,
    AnyMember,
    Compare,
    CountMembers,
    Not,
    Or,
)
from tests.rules.trees import conditions
from tests.support import condition

A, B, C = (Compare(name, "=", 1) for name in "abc")


def test_and_binds_closer_than_or_on_either_side():
    assert condition("a = 1 OR b = 1 AND c = 1") == Or((A, And((B, C))))
    assert condition("a = 1 AND b = 1 OR c = 1") == Or((And((A, B)), C))


def test_not_binds_closer_than_and():
    assert condition("NOT a = 1 AND b = 1") == And((Not(A), B))


def test_not_before_brackets_takes_the_whole_bracket():
    assert condition("NOT (a = 1 AND b = 1)") == Not(And((A, B)))


def test_brackets_change_what_belongs_together():
    assert condition("(a = 1 OR b = 1) AND c = 1") == And((Or((A, B)), C))


def test_three_of_a_kind_stand_side_by_side():
    assert condition("a = 1 AND b = 1 AND c = 1") == And((A, B, C))


def test_any_member_takes_a_whole_condition_inside():
    assert condition("any(member: a = 1 OR b = 1 AND c = 1)") == AnyMember(Or((A, And((B, C)))))


def test_count_member_keeps_its_operator_and_number():
    assert condition("count(member: a = 1) >= 2") == CountMembers(A, ">=", 2)


def test_in_takes_words_numbers_and_truths_in_order():
    assert condition("a in [x, 2, true]") == Among("a", ("x", 2, True))


@pytest.mark.parametrize(
    ("text", "value"),
    [("true", True), ("false", False), ("12", 12), ("-1", -1), ("1.5", 1.5), ("石岐", "石岐")],
)
def test_a_value_is_read_with_its_own_type(text, value):
    found = condition(f"a = {text}").value
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize("op", ["<", "<=", ">", ">="])
def test_a_word_after_an_ordering_operator_names_a_figure(op):
    assert condition(f"income {op} dibao_line") == Compare("income", op, None, figure="dibao_line")


@pytest.mark.parametrize("op", ["=", "!="])
def test_a_word_after_equality_is_a_plain_value(op):
    assert condition(f"state {op} poor") == Compare("state", op, "poor")


def test_each_comparison_remembers_the_column_it_starts_at():
    tree = parse("a = 1 AND NOT bb in [1]")
    assert (tree.parts[0].column, tree.parts[1].part.column) == (1, 15)


def test_words_that_begin_with_a_keyword_are_still_words():
    assert condition("ANDROID = ORANGE AND inside = NOTE") == And(
        (Compare("ANDROID", "=", "ORANGE"), Compare("inside", "=", "NOTE"))
    )


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("a = 1 AND AND b = 1", 15),
        ("a == 1", 4),
        ("a = 1 & b = 1", 7),
        ("a ≥ 1 & b = 1", 7),
        ("a in [1, ]", 10),
        ("count(member: a = 1)  = [", 25),
        ("any(a = 1)", 5),
        ("a = 1)", 6),
    ],
)
def test_an_unreadable_text_is_refused_with_its_column(text, column):
    with pytest.raises(ConditionError) as refused:
        parse(text)
    (fault,) = refused.value.faults
    assert fault.kind == "bad_condition"
    assert fault.value.startswith(f"column {column}: …{text[column - 1 :][:20]}")


@pytest.mark.parametrize("text", ["", "   ", "a =", "a = 1 AND", "(a = 1", "any(member: a = 1"])
def test_a_text_that_stops_short_is_said_to_end_too_early(text):
    with pytest.raises(ConditionError) as refused:
        parse(text)
    assert "too early" in refused.value.faults[0].value


def test_a_count_of_half_a_member_is_refused():
    with pytest.raises(ConditionError):
        parse("count(member: a = 1) >= 1.5")


def told(text):
    with pytest.raises(ConditionError) as refused:
        parse(text)
    (fault,) = refused.value.faults
    return fault.reason("zh"), fault.reason("en")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a = 1 OR " * 1000 + "a = 1", "too long (9005 characters, at most 4000)"),
        ("(" * 4000, "too deep (4000 levels, at most 60)"),
        ("(" * 61 + "a = 1" + ")" * 61, "too deep (61 levels, at most 60)"),
        ("NOT " * 61, "too deep (61 levels, at most 60)"),
        ("a > " + "b + " * 61 + "b", "too deep (61 levels, at most 60)"),
        ("NOT (" * 31 + "a = 1" + ")" * 31, "too deep (62 levels, at most 60)"),
        ("(a > " + "b + " * 31 + "(" + "c * " * 31 + "c))", "too deep (64 levels, at most 60)"),
    ],
)
def test_a_text_too_long_or_too_deep_is_refused_before_it_is_read(text, words):
    zh, en = told(text)
    assert words in en
    assert "conditions.yaml" in zh


@pytest.mark.parametrize(
    "part", ["(a = 1)", "NOT a = 1", "a > b * 3", "(a > (b + c) * 3)", "any(member: a = 1)"]
)
@pytest.mark.parametrize("join", [" OR ", " AND "])
def test_however_many_stand_side_by_side_it_is_not_deep(part, join):
    assert len(parse(join.join([part] * 100)).parts) == 100


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("a = 1 and b = 1", "请写 AND", "write AND"),
        ("a = 1 且 b = 1", "请写 AND", "write AND"),
        ("a = 1 && b = 1", "请写 AND", "write AND"),
        ("a = 1 or b = 1", "请写 OR", "write OR"),
        ("a = 1 或者 b = 1", "请写 OR", "write OR"),
        ("not a = 1", "请写 NOT", "write NOT"),
        ("a = 1 AND not b = 1", "请写 NOT", "write NOT"),
        ("a not in [x]", "请写 NOT … in", "write NOT … in"),
        ("rent > income * 30%", "百分数请写成小数：0.3", "a share as a number: 0.3"),
        ("rent > income * 7.5％", "百分数请写成小数：0.075", "a share as a number: 0.075"),
        ("age >= 18岁", "数字后面不写单位：18", "without a unit: 18"),
        ("income < 1,290", "数字里不写逗号：1290", "no commas: 1290"),
        ("town = '天河'", "值不用引号", "without quotes"),
        ("a == 1", "请写 =", "write ="),
        ("a <> 1", "请写 !=", "write !="),
        ("a => 1", "请写 >=", "write >="),
        ("age 大于 3", "请写 >", "write >"),
        ("age between 3 and 4", "请写 age >= low AND age <= high", "write age >= low"),
        ("any(age > 3)", "any 后面写 (member: 条件)", "after any comes (member: condition)"),
        ("a < 9007199254740993", "数字 900719925474099… 太长，最多 15 位", "more than 15 digits"),
        ("count(member: a = 1) = 1.5", "count(…) = 1.5：人数只和整数比较", "counted whole"),
    ],
)
def test_a_slip_of_the_hand_is_told_with_what_to_write(text, zh, en):
    found = told(text)
    assert zh in found[0]
    assert en in found[1]
    assert "has more than" not in found[0]


def test_what_is_written_right_is_not_told_to_be_written_so():
    assert not told("a = 1 AND AND b = 1")[1].endswith("write AND")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("a ＞ 3 AND b ＜ c", "a > 3 AND b < c"),
        ("a ＝ 1 OR（b ！＝ 2 AND c ≠ 3）", "a = 1 OR (b != 2 AND c != 3)"),
        ("a ≥ 3 AND b ≤ 4 AND c ＞＝ 5 AND d ＜= 6", "a >= 3 AND b <= 4 AND c >= 5 AND d <= 6"),
        ("a in ［x，y、z］", "a in [x, y, z]"),
        ("a > b × 3 ÷ 2 ＋ c － d", "a > b * 3 / 2 + c - d"),
        ("any（member：a = 1）", "any(member: a = 1)"),
        ("sum（member：a if b = 1）> meets_c", "sum(member: a if b = 1) > meets_c"),
        ("meets（poor）AND months_since（a）> 3", "meets(poor) AND months_since(a) > 3"),
        ("a = １２", "a = 12"),
    ],
)
def test_the_signs_of_a_chinese_keyboard_stand_for_those_of_the_grammar(typed, meant):
    assert parse(typed) == parse(meant)


def test_binding_fills_every_figure_with_its_value_and_keeps_its_name():
    tree = condition("a < line AND any(member: NOT b >= line) AND c = 1")
    bound = bind(tree, {"line": 1290.0})
    assert render(bound) == "a < 1290 AND any(member: NOT b >= 1290) AND c = 1"
    assert bound.parts[0].figure == "line"


def test_a_figure_is_rendered_by_name_until_it_is_bound():
    assert render(condition("a < line")) == "a < line"


@settings(max_examples=150)
@given(conditions)
def test_a_rendered_tree_parses_to_the_same_tree(tree):
    assert parse(render(tree)) == tree


@given(st.decimals(-10_000_000, 10_000_000, places=2).map(float))
def test_an_amount_in_yuan_and_cents_survives_rendering(amount):
    assert parse(render(Compare("a", "<=", amount))) == Compare("a", "<=", amount)


def refusals(text):
    try:
        parse(text)
    except ConditionError as error:
        return [fault.kind for fault in error.faults]
    return []


@settings(max_examples=300)
@given(st.text(max_size=60))
def test_no_text_at_all_raises_anything_but_a_condition_error(text):
    assert refusals(text) in ([], ["bad_condition"])


TOKENS = (
    *("a", "b", "AND", "OR", "NOT", "in", "any", "count", "member", "(", ")", "[", "]", ":"),
    *(",", "=", "!=", "<=", ">", "1", "-2", "1.5", "1.5x", "true", "石岐", "9" * 400, "\n"),
    *("and", "＞", "≥", "（", "）", "×", "%", "，", "：", "'", "且"),
)


@settings(max_examples=300)
@given(st.lists(st.sampled_from(TOKENS), max_size=12).map(" ".join))
def test_no_shuffle_of_the_grammar_raises_anything_but_a_condition_error(text):
    assert refusals(text) in ([], ["bad_condition"])
