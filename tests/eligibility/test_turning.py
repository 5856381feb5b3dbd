"""Where a rule may turn: every number at which its truth changes is among its turns."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.eligibility.turning import turns_of
from matcher.rules.evaluate import OPERATORS, Scope, evaluate
from matcher.rules.figures import Table
from matcher.rules.grammar import parse
from matcher.rules.link import bind, link
from matcher.rules.tree import Since
from tests.eligibility.passing import FACTS
from tests.support import figure

FIGURES = {
    "old_age": figure("old_age", unit="years"),
    "by_grade": replace(figure("by_grade"), by=("grade",)),
}
BOUND = {"old_age": 59.5, "by_grade": Table(("grade",), {(1,): 50.0}, otherwise=60.0)}


def turns(text):
    return turns_of(bind(link(parse(text), FACTS, FIGURES), BOUND))


numbers = st.one_of(
    st.integers(-50, 50), st.floats(-50, 50).map(lambda value: round(value, 2) + 0.0)
)


@given(st.sampled_from(sorted(OPERATORS)), numbers, st.booleans())
def test_a_comparison_turns_at_every_whole_number_where_its_truth_changes(op, value, relation):
    text = f"shop_months {'+ 0 ' if relation else ''}{op} {value}"
    node = bind(link(parse(text), FACTS, {}), {})
    found = turns_of(node)
    truths = {n: evaluate(node, Scope({"shop_months": n})) for n in range(-60, 60)}
    flips = {("shop_months", n) for n in range(-59, 60) if truths[n] is not truths[n - 1]}
    assert flips <= found.at or found.reckoned == {"shop_months"}
    assert relation or flips <= found.at


def test_a_figure_is_a_threshold_like_a_number():
    assert turns("age >= old_age").at >= {("age", 60)}


def test_a_list_of_numbers_turns_at_each_and_after_each():
    assert turns("grade in [1, 3]").at >= {("grade", n) for n in (1, 2, 3, 4)}


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("age * 2 >= 100", {"age"}),
        ("age >= grade", {"age", "grade"}),
        ("sum(member: grade if needy = true) > 3", {"grade", "needy"}),
        ("age + months_since(wed_on) > 3", {"age", "wed_on"}),
    ],
)
def test_in_a_sum_any_step_of_a_fact_may_turn_the_rule(text, facts):
    assert turns(text).reckoned == facts


def test_a_table_may_turn_with_the_facts_it_depends_on():
    assert turns("age >= by_grade").reckoned == {"age", "grade"}


def test_what_is_measured_from_a_date_is_known_wherever_it_stands():
    text = "count(member: days_since(wed_on) < 30) >= 1 OR NOT months_since(moved_in) + 1 > 4"
    found = turns(text)
    assert found.since == {Since("days", "wed_on"), Since("months", "moved_in")}
    assert ("days_since(wed_on)", 30) in found.at
    assert found.reckoned == {"moved_in"}
