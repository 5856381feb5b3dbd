"""One household with its reasons and many as columns: two evaluators of one language, one truth."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.eligibility.assess import missing_facts
from matcher.errors import ConditionError
from matcher.rules.check import check_condition
from matcher.rules.evaluate import evaluate, explain, open_atoms
from matcher.rules.program import Program
from matcher.rules.text import render
from matcher.rules.tree import mentions
from matcher.rules.truth import Truth
from tests.rules.language import (
    DAYS,
    DOMAINS,
    FACTS,
    FIGURES,
    FREE,
    WORDS,
    bound,
    comparisons,
    conditions,
    further,
    households,
    in_columns,
    linked,
    rules,
    seen,
    told,
    unknown_inputs,
    with_answers,
)

U = Truth.UNKNOWN
batches = st.lists(households(), min_size=1, max_size=5)
days = DAYS


def one_by_one(given_rules, batch, day):
    """Return the truths of the evaluator of one household, by place, rule and member."""
    return {
        (place, key, scope.member): evaluate(tree, scope)
        for place, household in enumerate(batch)
        for key, (tree, per_member) in given_rules.items()
        for scope in seen(household, day).scopes(per_member)
    }


@settings(max_examples=120)
@given(st.booleans(), st.data())
def test_the_check_finds_no_fault_in_the_conditions_drawn_here(per_member, data):
    tree = data.draw(conditions(per_member))
    assert list(check_condition(tree, per_member, WORDS, FIGURES, bare_numbers=True)) == []


@settings(max_examples=120)
@given(st.booleans(), st.data())
def test_any_condition_written_as_text_reads_as_the_same_condition(per_member, data):
    tree = data.draw(conditions(per_member))
    assert linked(render(tree)) == tree


@settings(max_examples=120)
@given(rules(), batches, days)
def test_columns_have_the_truths_of_the_evaluator_of_one_household(given_rules, batch, day):
    assert in_columns(given_rules, batch, day) == one_by_one(given_rules, batch, day)


@settings(max_examples=150)
@given(st.data(), st.booleans(), st.lists(told(), min_size=2, max_size=6), days)
def test_each_comparison_has_the_same_truth_in_columns(data, per_member, batch, day):
    drawn = data.draw(st.lists(comparisons(per_member), min_size=4, max_size=8))
    given_rules = {f"R{n}": (bound(tree), per_member) for n, tree in enumerate(drawn)}
    assert in_columns(given_rules, batch, day) == one_by_one(given_rules, batch, day)


@settings(max_examples=120)
@given(rules(), st.lists(households(), min_size=1, max_size=3), days)
def test_all_rules_at_once_give_each_rules_tree_of_reasons(given_rules, given_households, day):
    program = Program(given_rules)  # one for all: nothing of a household stays for the next
    for household in given_households:
        view = seen(household, day)
        found = program.run(view.scope(), view.scopes(per_member=True))
        for key, (tree, per_member) in given_rules.items():
            trees = {scope.member: explain(tree, scope) for scope in view.scopes(per_member)}
            for scope in view.scopes(per_member):
                assert found.of(key, scope.member) == trees[scope.member]
                assert trees[scope.member].truth is evaluate(tree, scope)
            best = max((judged.truth for judged in trees.values()), default=Truth.FALSE)
            assert found.best(key, per_member) is best


@settings(max_examples=60)
@given(rules(), batches, days, st.randoms(use_true_random=False))
def test_columns_do_not_depend_on_stretches_or_on_the_order_of_blocks_and_households(
    given_rules, batch, day, chance
):
    order = [chance.randrange(len(batch)) for _ in range(80)]
    many = [batch[place] for place in order]
    found = in_columns(given_rules, many, day)
    assert in_columns(given_rules, many, day, chunk=1, turned=True) == found
    alone = in_columns(given_rules, batch, day)
    assert found == {
        (place, key, whose): truth
        for place, drawn in enumerate(order)
        for (other, key, whose), truth in alone.items()
        if other == drawn
    }


@settings(max_examples=120)
@given(st.data(), rules(), households(), days)
def test_a_later_answer_never_overturns_a_verdict_in_either_evaluator(
    data, given_rules, first, day
):
    second = data.draw(further(first))
    single = one_by_one(given_rules, [first, second], day)
    columns = in_columns(given_rules, [first, second], day)
    for found in (single, columns):
        for (place, key, member), before in found.items():
            if place == 0:
                assert before in (U, found[1, key, member])


@settings(max_examples=120)
@given(st.data(), rules(), households(), days)
def test_with_every_fact_known_nothing_is_unknown_in_either_evaluator(data, given_rules, some, day):
    whole = data.draw(further(some, least=0))
    for find in (one_by_one, in_columns):
        assert U not in find(given_rules, [whole], day).values()


def judged_for(data, tree, per_member, household, day):
    """Return the view of a household and a judged condition, for one of its members if need be."""
    view = seen(household, day)
    scopes = view.scopes(per_member)
    return view, explain(tree, data.draw(st.sampled_from(scopes))) if scopes else None


@settings(max_examples=120)
@given(st.data(), st.booleans(), households(), days)
def test_the_answers_to_all_missing_facts_settle_the_verdict(data, per_member, household, day):
    tree = bound(data.draw(conditions(per_member)))
    view, judged = judged_for(data, tree, per_member, household, day)
    if judged is None:
        return
    missing = missing_facts(judged, view, WORDS)
    assert (missing != ()) is (judged.truth is U)
    asked = set(unknown_inputs(household))
    assert {(each.fact, each.member) for each in missing} <= asked
    answers = {(m.fact, m.member): data.draw(DOMAINS[m.fact]) for m in missing}
    told = seen(with_answers(household, answers), day)
    assert evaluate(tree, told.scope(judged.member)) is not U


@settings(max_examples=120)
@given(st.data(), st.booleans(), households(), days)
def test_answers_to_anything_else_than_the_missing_facts_settle_nothing(
    data, per_member, household, day
):
    tree = bound(data.draw(conditions(per_member)))
    view, judged = judged_for(data, tree, per_member, household, day)
    if judged is None or judged.truth is not U:
        return
    missing = {each.fact for each in missing_facts(judged, view, WORDS)}
    others = [each for each in unknown_inputs(household) if each[0] not in missing]
    answers = {each: data.draw(DOMAINS[each[0]]) for each in others}
    told = seen(with_answers(household, answers), day)
    assert evaluate(tree, told.scope(judged.member)) is U


@settings(max_examples=120)
@given(st.data(), st.booleans(), households(), days)
def test_every_missing_fact_stands_in_a_comparison_that_is_still_open(
    data, per_member, household, day
):
    tree = bound(data.draw(conditions(per_member)))
    view, judged = judged_for(data, tree, per_member, household, day)
    if judged is None:
        return
    named = {mention.fact for leaf in open_atoms(judged) for mention in mentions(leaf.node)}
    inputs = {part for name in named for part in (FACTS[name].derived_from or (name,))}
    assert {each.fact for each in missing_facts(judged, view, WORDS)} <= inputs - set(FREE)


TOKENS = re.compile(r"\d+\.\d+|\w+|[<>!]?=|\S")
OTHERS = (
    *(*FACTS, *FIGURES, "poor", "adult", "none", "true", "0", "1", "-1", "0.5", "99999"),
    *("+", "-", "*", "/", "(", ")", "<", ">=", "=", "!=", "AND", "OR", "NOT", "in", "[", "]", ","),
    *("any", "count", "sum", "min", "max", "member", ":", "if", "meets", "days_since"),
)


def one_word_wrong(text, chance):
    """Return a text with one of its words left out, put elsewhere, or replaced by another."""
    words = TOKENS.findall(text)
    place = chance.randrange(len(words))
    match chance.randrange(4):
        case 0:
            del words[place]
        case 1:
            words.insert(place, chance.choice(OTHERS))
        case _:
            words[place] = chance.choice(OTHERS)
    return " ".join(words)


def read_or_refused(text, per_member):
    """Return the condition of a text, None where it is refused with a fault."""
    try:
        tree = linked(text)
    except ConditionError:
        return None
    faults = list(check_condition(tree, per_member, WORDS, FIGURES, bare_numbers=True))
    return None if faults else tree


@settings(max_examples=150)
@given(st.data(), st.booleans(), households(), days, st.randoms(use_true_random=False))
def test_a_rule_with_a_wrong_word_is_refused_or_means_the_same_to_both_evaluators(
    data, per_member, household, day, chance
):
    text = render(data.draw(conditions(per_member)))
    for _ in range(10):
        tree = read_or_refused(one_word_wrong(text, chance), per_member)
        if tree is not None:
            wrong = {"R": (bound(tree), per_member)}
            assert in_columns(wrong, [household], day) == one_by_one(wrong, [household], day)
            assert linked(render(tree)) == tree
