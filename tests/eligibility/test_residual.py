"""What is open of a condition, judged anew, comes to what the whole condition does."""

from hypothesis import given
from hypothesis import strategies as st

from matcher.eligibility.residual import Leaves, Outcome, leaves_of, outcome, residual
from matcher.rules.evaluate import evaluate, explain, judge_atom, open_atoms
from matcher.rules.grammar import parse
from matcher.rules.truth import Truth
from tests.rules.trees import DOMAINS, HOUSEHOLD_FACTS, conditions, partial_households
from tests.support import scope


def seen(own, members):
    return scope(own, *members)


@given(conditions, partial_households())
def test_an_open_condition_is_open_by_the_comparisons_that_can_still_change_it(tree, parts):
    judged = explain(tree, seen(*parts))
    if judged.truth is not Truth.UNKNOWN:
        return
    leaves = Leaves()
    left = residual(judged, leaves)
    assert {(leaf.node, leaf.member) for leaf in open_atoms(judged)} == {
        (leaf.node, leaf.member) for leaf in leaves.judged
    }
    lacks = [1 << number for number in range(len(leaves.judged))]
    assert outcome(left, {}, lacks) == Outcome(
        Truth.UNKNOWN, sum(1 << n for n in set(leaves_of(left)))
    )


@given(conditions, partial_households(), st.data())
def test_with_a_fact_told_it_comes_to_the_truth_of_the_whole(tree, parts, data):
    own, members = parts
    judged = explain(tree, seen(own, members))
    unknown = sorted(set(HOUSEHOLD_FACTS) - set(own))
    if judged.truth is not Truth.UNKNOWN or not unknown:
        return
    name = data.draw(st.sampled_from(unknown))
    value = data.draw(DOMAINS[name])
    leaves = Leaves()
    left = residual(judged, leaves)
    told = {
        number: Outcome(judge_atom(leaf.node, {name: value}))
        for number, leaf in enumerate(leaves.judged)
        if leaf.node.fact == name
    }
    after = seen({**own, name: value}, members)
    lacks = [1] * len(leaves.judged)
    assert outcome(left, told, lacks).truth is evaluate(tree, after)


def test_a_comparison_that_stands_twice_for_one_person_is_numbered_once():
    leaves = Leaves()
    both = [explain(parse("income > 3"), scope()) for _ in range(2)]
    assert [residual(judged, leaves).leaf for judged in both] == [0, 0]
    assert len(leaves.judged) == 1
