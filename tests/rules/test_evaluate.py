"""One household, one condition, three answers; and the tree of reasons behind the answer."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.rules.evaluate import deciding_atoms, evaluate, explain, open_atoms
from matcher.rules.text import render
from matcher.rules.tree import Among, Compare, Not
from matcher.rules.truth import Truth
from tests.rules.trees import conditions, filled, partial_households
from tests.support import condition, scope

F, U, T = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE


def truth_of(text, facts=None, *members):
    return evaluate(condition(text), scope(facts, *members))


def open_facts(text, facts=None, *members):
    judged = explain(condition(text), scope(facts, *members))
    return [(leaf.node.fact, leaf.member) for leaf in open_atoms(judged)]


def deciding(text, wanted, facts=None, *members):
    judged = explain(condition(text), scope(facts, *members))
    return [render(leaf.node) for leaf in deciding_atoms(judged, wanted)]


@pytest.mark.parametrize(
    ("op", "below", "same", "above"),
    [
        ("=", F, T, F),
        ("!=", T, F, T),
        ("<", T, F, F),
        ("<=", T, T, F),
        (">", F, F, T),
        (">=", F, T, T),
    ],
)
def test_each_operator_compares_the_fact_with_the_value(op, below, same, above):
    found = [truth_of(f"age {op} 60", {"age": age}) for age in (59, 60, 61)]
    assert found == [below, same, above]


@pytest.mark.parametrize("text", ["age = 1", "age != 1", "age < 1", "age in [1]", "NOT age = 1"])
def test_a_comparison_with_an_unknown_fact_is_unknown_not_false(text):
    assert truth_of(text) is U
    assert truth_of(text, {"age": None}) is U


def test_membership_is_true_for_one_of_the_listed_values():
    assert truth_of("state in [ill, poor]", {"state": "poor"}) is T
    assert truth_of("state in [ill, poor]", {"state": "none"}) is F


def test_there_is_no_reasoning_over_the_values_a_fact_may_have():
    assert truth_of("alone = true OR alone = false") is U
    assert truth_of("age >= 1 AND age < 1") is U


def test_and_stays_unknown_unless_one_part_is_false():
    assert truth_of("age > 1 AND alone = true", {"age": 2}) is U
    assert truth_of("age > 1 AND alone = true", {"age": 0}) is F


def test_or_stays_unknown_unless_one_part_is_true():
    assert truth_of("age > 1 OR alone = true", {"age": 2}) is T
    assert truth_of("alone = true OR age > 1", {"age": 0}) is U


def test_a_members_own_value_comes_before_the_households():
    registered = "any(member: hukou_city = zhongshan)"
    assert truth_of(registered, {"hukou_city": "zhongshan"}, {}) is T
    assert truth_of(registered, {"hukou_city": "zhongshan"}, {"hukou_city": "other"}) is F
    assert truth_of(registered, {}, {}) is U


def test_any_is_true_for_one_member_and_unknown_while_one_may_be():
    assert truth_of("any(member: age > 1)", {}, {"age": 0}, {"age": 2}) is T
    assert truth_of("any(member: age > 1)", {}, {"age": 0}, {}) is U
    assert truth_of("any(member: age > 1)", {}, {"age": 0}) is F


def test_any_asks_one_and_the_same_member_for_all_its_parts():
    assert (
        truth_of(
            "any(member: age > 1 AND alone = true)",
            {},
            {"age": 2, "alone": False},
            {"age": 0, "alone": True},
        )
        is F
    )


def test_the_listed_members_are_the_whole_household():
    assert truth_of("any(member: age > 1)") is F
    assert truth_of("count(member: age > 1) = 0") is T
    assert truth_of("count(member: age > 1) >= 1") is F


@pytest.mark.parametrize(
    ("test", "found"),
    [
        (">= 1", T),
        (">= 2", U),
        (">= 3", U),
        (">= 4", F),
        ("<= 3", T),
        ("< 3", U),
        ("< 1", F),
        ("= 2", U),
        ("= 0", F),
        ("= 4", F),
        ("!= 0", T),
        ("!= 2", U),
    ],
)
def test_a_count_lies_between_the_sure_and_the_possible_members(test, found):
    # one sure, two unknown, one ruled out: the count is 1, 2 or 3
    members = ({"age": 5}, {}, {}, {"age": 0})
    assert truth_of(f"count(member: age > 1) {test}", {}, *members) is found


def test_open_comparisons_name_the_fact_and_whom_to_ask():
    text = "income < 3 AND any(member: age > 1 AND alone = true)"
    assert open_facts(text, {}, {"age": 2}, {"alone": True}) == [
        ("income", None),
        ("alone", "m1"),
        ("age", "m2"),
    ]


def test_a_comparison_below_a_settled_part_is_not_open():
    text = "income < 3 AND (alone = true OR state = poor)"
    assert open_facts(text, {"alone": True}) == [("income", None)]
    assert open_facts("any(member: age > 1 AND alone = true)", {}, {"age": 0}, {"age": 2}) == [
        ("alone", "m2")
    ]


def test_the_comparisons_that_fail_an_and_are_the_false_ones():
    facts = {"income": 4, "age": 2}
    assert deciding("income < 3 AND age > 1 AND alone = true", F, facts) == ["income < 3"]


def test_the_comparisons_that_fail_an_or_are_all_of_them():
    assert deciding("income < 3 OR age > 5", F, {"income": 4, "age": 2}) == [
        "income < 3",
        "age > 5",
    ]


def test_the_comparisons_that_carry_an_or_are_the_true_ones():
    assert deciding("income < 3 OR age > 5", T, {"income": 1, "age": 2}) == ["income < 3"]


def test_what_decides_a_not_is_what_decides_the_opposite_inside():
    found = deciding("NOT income < 3", T, {"income": 4})
    assert found == ["NOT income < 3"]
    judged = explain(condition("NOT (income < 3 OR age > 1)"), scope({"income": 1, "age": 0}))
    (leaf,) = deciding_atoms(judged, F)
    assert isinstance(leaf.node, Not)
    assert [(render(part.node), part.truth) for part in leaf.parts] == [("income < 3", T)]


def test_any_and_count_decide_as_a_whole():
    text = "any(member: age > 1) AND count(member: alone = true) >= 2"
    members = ({"age": 0, "alone": True},)
    assert deciding(text, F, {}, *members) == [
        "any(member: age > 1)",
        "count(member: alone = true) >= 2",
    ]


@settings(max_examples=250)
@given(st.data(), conditions, partial_households())
def test_no_later_answer_overturns_what_was_eligible_or_ineligible(data, tree, known):
    before = evaluate(tree, scope(known[0], *known[1]))
    own, members = filled(data.draw, *known)
    after = evaluate(tree, scope(own, *members))
    assert after is not U
    assert before in (U, after)


@settings(max_examples=100)
@given(conditions, partial_households())
def test_the_tree_of_reasons_has_the_truth_of_the_verdict(tree, known):
    seen = scope(known[0], *known[1])
    assert explain(tree, seen).truth is evaluate(tree, seen)


@settings(max_examples=100)
@given(conditions, partial_households())
def test_open_comparisons_are_unknown_and_there_are_some_until_all_is_settled(tree, known):
    own, members = known
    judged = explain(tree, scope(own, *members))
    found = list(open_atoms(judged))
    assert (found != []) is (judged.truth is U)
    for leaf in found:
        assert isinstance(leaf.node, Compare | Among)
        facts = own if leaf.member is None else {**own, **members[int(leaf.member[1:]) - 1]}
        assert leaf.node.fact not in facts


@settings(max_examples=100)
@given(st.data(), conditions, partial_households())
def test_answers_to_other_than_the_open_comparisons_leave_the_verdict_unknown(data, tree, known):
    own, members = known
    judged = explain(tree, scope(own, *members))
    asked = {(leaf.node.fact, leaf.member) for leaf in open_atoms(judged)}
    rest, others = filled(data.draw, own, members)
    shared = {name for name, _ in asked}
    kept = {n: v for n, v in rest.items() if n in own or n not in shared}
    persons = [
        {n: v for n, v in facts.items() if n in members[i] or n not in shared}
        for i, facts in enumerate(others)
    ]
    if judged.truth is U:
        assert evaluate(tree, scope(kept, *persons)) is U


@settings(max_examples=100)
@given(conditions, partial_households(), st.sampled_from([T, F]))
def test_what_decides_a_verdict_has_that_truth_and_exists_only_for_it(tree, known, wanted):
    judged = explain(tree, scope(known[0], *known[1]))
    found = list(deciding_atoms(judged, wanted))
    assert (found != []) is (judged.truth is wanted)
    assert all(leaf.truth is wanted for leaf in found)
