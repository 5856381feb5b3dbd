"""What a condition cannot hold without, and at whom else it looks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.rules.evaluate import Scope, evaluate
from matcher.rules.link import link
from matcher.rules.reach import looks_in, must_be_known
from matcher.rules.truth import Truth
from tests.support import city, condition


def linked(text):
    return link(condition(text), city().vocabulary.facts, city().figures)


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("age < 6", {"age"}),
        ("relation in [head, spouse]", {"relation"}),
        ("age < 6 AND sex = m", {"age", "sex"}),
        ("age < 6 OR sex = m", set()),
        ("(age < 6 AND sex = m) OR age > 60", {"age"}),
        ("NOT age < 6", {"age"}),
        ("NOT (age < 6 AND sex = m)", set()),
        ("any(member: age < 6)", set()),
        ("age > max(member: age if relation = head)", {"age"}),
        ("net_income_per_capita_month > income_per_capita_month + 100",
         {"net_income_per_capita_month", "income_per_capita_month"}),
    ],
)  # fmt: skip
def test_a_condition_needs_the_facts_without_which_it_never_holds(text, facts):
    assert must_be_known(linked(text)) == facts


def looks(text):
    return [(set(look.facts), look.where) for look in looks_in(linked(text))]


def test_a_look_says_which_facts_of_which_members():
    head = condition("relation = head")
    assert looks("age < 6") == []
    assert looks("sex = m AND any(member: relation = head)") == [({"relation"}, head)]
    assert looks("count(member: relation = head) >= 2") == [({"relation"}, head)]
    assert looks("age > max(member: age if relation = head) - 14") == [({"age", "relation"}, head)]
    assert looks("sum(member: 1) > household_size") == [(set(), None)]
    assert looks("count(member: relation = head) > household_size") == [({"relation"}, head)]


TEXTS = [clash.condition for clash in city().clashes]
KNOWN = {"age": 9, "relation": "child", "employment": "employed", "relief_status": "dibao"}


@given(st.sampled_from(TEXTS), st.sets(st.sampled_from(sorted(KNOWN))))
def test_without_a_fact_it_needs_a_condition_is_never_known_to_hold(node, names):
    facts = {name: KNOWN[name] for name in names}
    if not must_be_known(node) <= facts.keys():
        assert evaluate(node, Scope(facts, [("m1", facts)], "m1")) is not Truth.TRUE
