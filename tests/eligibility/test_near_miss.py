"""Near misses: the fewest things a family can do that lift a verdict, and nothing it cannot do."""

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher import views
from matcher.eligibility.near_miss import NearMisses, carried_out, remedies
from matcher.eligibility.rulebook import rule_of
from matcher.facts import FactType, Level
from matcher.offerings import Way
from matcher.pipeline.assessor import Assessor
from matcher.rules.derive import Derived
from matcher.rules.evaluate import evaluate
from matcher.rules.grammar import parse_term
from matcher.rules.link import link_term
from matcher.rules.truth import Truth
from matcher.values import Missing, Status
from matcher.wording import Bilingual
from tests.rules.trees import conditions, partial_households
from tests.support import (
    TODAY,
    book_of,
    city,
    condition,
    fact,
    family,
    person,
    rule,
    view,
    vocabulary,
)

WORDS = vocabulary(
    fact("income", FactType.INTEGER),
    fact("state", FactType.CHOICE, values=["none", "ill", "poor"]),
    fact("permit", FactType.BOOL),
    fact("age", FactType.INTEGER, Level.MEMBER),
    fact("alone", FactType.BOOL, Level.MEMBER),
    fact("certified", FactType.BOOL, Level.MEMBER),
    fact("work", FactType.CHOICE, Level.MEMBER, values=["none", "registered", "employed"],
         ask_from=16, ask_to=60),
)  # fmt: skip
CERTIFY = Way("certified", (False,), True, Bilingual("办证", "certify"))
REGISTER = Way("work", ("none",), "registered", Bilingual("登记", "register"))
PERMIT = Way("permit", (False,), True, Bilingual("办居住证", "get a permit"))
APPLY = Way("state", ("none",), "poor", Bilingual("申请认定", "apply"), through="POOR")


def book(*rules, ways=(CERTIFY, REGISTER, PERMIT, APPLY)):
    poor = rule("POOR", "income <= 2")
    return replace(book_of(WORDS, poor, *rules), ways=tuple(ways))


def found(text, household, member="m1", **rest):
    asked = rule("X", text, member is not None)
    misses = NearMisses(view(household, TODAY), book(asked, **rest))
    return misses.of(asked, member)


def told(misses):
    """Return each near miss as what is changed to what, and what it becomes."""
    return [
        ([(r.member, r.fact, r.to) for r in miss.remedies], str(miss.becomes)) for miss in misses
    ]


def test_the_one_thing_that_is_lacking_and_can_be_had_is_advised():
    household = family(person(age=40, certified=False))
    misses = found("certified = true AND age >= 18", household)
    assert told(misses) == [([("m1", "certified", True)], "eligible")]
    assert misses[0].remedies[0].was is False
    assert misses[0].sure


def test_what_cannot_change_is_never_got_round():
    household = family(person(age=12, certified=False))
    assert found("certified = true AND age >= 18", household) == ()


def test_things_that_are_only_enough_together_are_advised_together():
    household = family(person(age=30, certified=False, work="none"), permit=False)
    text = "certified = true AND work = registered AND permit = true"
    assert [len(miss.remedies) for miss in found(text, household)] == [3]


def test_more_than_three_things_at_once_are_no_advice():
    household = family(
        person(age=30, certified=False, work="none"), permit=False, state="none", income=1
    )
    text = "certified = true AND work = registered AND permit = true AND state = poor"
    assert found(text, household) == ()


def test_each_of_several_ways_that_is_enough_stands_alone():
    household = family(person(age=30, certified=False, work="none"))
    misses = found("certified = true OR work = registered", household)
    assert told(misses) == [
        ([("m1", "certified", True)], "eligible"),
        ([("m1", "work", "registered")], "eligible"),
    ]


def test_what_leaves_a_fact_to_be_asked_says_which_and_comes_after_what_settles_it():
    household = family(person(certified=False, work="none", age=20))
    misses = found("(work = registered AND alone = true) OR certified = true", household)
    assert told(misses) == [
        ([("m1", "certified", True)], "eligible"),
        ([("m1", "work", "registered")], "unknown"),
    ]
    assert misses[1].missing == (Missing("alone", "m1"),)
    assert not misses[1].sure


def test_a_value_from_which_no_way_leads_stays_as_it_is():
    household = family(person(age=30, work="employed"))
    assert found("work = registered", household) == ()
    assert remedies(view(household, TODAY), book()) == ()


def test_a_fact_that_is_not_known_is_asked_and_not_advised():
    household = family(person(age=30))
    assert remedies(view(household, TODAY), book()) == ()


@pytest.mark.parametrize(
    ("age", "is_advised"), [(15, False), (16, True), (60, True), (61, False), (None, True)]
)
def test_nobody_is_advised_what_people_of_that_age_are_not_asked(age, is_advised):
    known = {} if age is None else {"age": age}
    household = family(person(work="none", **known))
    assert bool(remedies(view(household, TODAY), book())) is is_advised


def test_a_way_is_open_only_where_its_condition_is_known_to_hold():
    way = replace(CERTIFY, when=condition("alone = true"))
    for alone, count in ((True, 1), (False, 0)):
        household = family(person(certified=False, alone=alone))
        assert len(found("certified = true", household, ways=[way])) == count
    assert found("certified = true", family(person(certified=False)), ways=[way]) == ()


def test_a_way_is_closed_only_where_what_forbids_it_is_known_to_hold():
    way = replace(CERTIFY, unless=condition("alone = true"))
    for known, count in (({"alone": True}, 0), ({"alone": False}, 1), ({}, 1)):
        household = family(person(certified=False, **known))
        assert len(found("certified = true", household, ways=[way])) == count


@pytest.mark.parametrize(("income", "sure"), [(1, True), (None, False)])
def test_what_is_obtained_through_an_item_is_as_sure_as_the_item(income, sure):
    known = {} if income is None else {"income": income}
    misses = found("state = poor", family(person(), state="none", **known))
    assert told(misses) == [([(None, "state", "poor")], "eligible")]
    assert misses[0].remedies[0].through == "POOR"
    assert misses[0].sure is sure


def test_what_goes_through_an_item_that_is_ruled_out_is_not_advised():
    assert found("state = poor", family(person(), state="none", income=4)) == ()


def test_an_item_of_a_member_has_to_be_open_to_some_member_for_what_the_household_gets():
    old = rule("OLD", "age >= 60", per_member=True)
    way = replace(APPLY, through="OLD")
    asked = rule("X", "state = poor")
    for ages, count in (((70, 20), 1), ((30, 20), 0)):
        household = family(*(person(f"m{n}", age=age) for n, age in enumerate(ages)), state="none")
        given_book = replace(book_of(WORDS, old, asked), ways=(way,))
        misses = NearMisses(view(household, TODAY), given_book)
        assert len(misses.of(asked, None)) == count


def test_for_an_item_of_the_household_any_member_may_do_it():
    household = family(person("m1", certified=False), person("m2", certified=False))
    misses = found("any(member: certified = true)", household, member=None)
    assert told(misses) == [
        ([("m1", "certified", True)], "eligible"),
        ([("m2", "certified", True)], "eligible"),
    ]


def test_what_another_member_does_changes_nothing_where_only_the_beneficiary_counts():
    household = family(person("m1", work="employed", age=30), person("m2", work="none", age=30))
    assert found("work = registered", household, member="m1") == ()


@pytest.mark.parametrize("certified", [True, None])
def test_a_verdict_that_is_not_ineligible_has_no_near_miss(certified):
    known = {} if certified is None else {"certified": certified}
    household = family(person(work="none", age=30, **known))
    assert found("certified = true OR work = registered AND certified = true", household) == ()


def test_a_fact_is_never_advised_to_become_two_things_at_once():
    ways = [APPLY, replace(APPLY, to="ill", through="")]
    household = family(person(), state="none", income=1)
    assert found("state = poor AND state = ill", household, member=None, ways=ways) == ()


def test_what_is_worked_out_of_a_fact_turns_with_it():
    twice = replace(fact("twice", FactType.NUMBER), derived_from=("income",))
    words = vocabulary(*WORDS.facts.values(), twice)
    term = link_term(parse_term("income * 2"), words.facts, {})
    derived = (Derived("twice", Level.HOUSEHOLD, term, whole=False),)
    asked = rule("X", "twice >= 8")
    way = Way("income", (0,), 4, Bilingual("找工作", "find work"))
    given_book = replace(book_of(words, asked), ways=(way,), derived=derived)
    misses = NearMisses(views.view(family(income=0), TODAY, derived), given_book)
    assert told(misses.of(asked, None)) == [([(None, "income", 4)], "eligible")]


def test_the_same_household_gets_the_same_advice_in_the_same_order():
    household = family(person(age=30, certified=False, work="none"), permit=False)
    text = "certified = true OR work = registered OR permit = true"
    first = found(text, household)
    assert told(first) == told(found(text, household))
    assert [miss.remedies[0].fact for miss in first] == ["permit", "certified", "work"]


ANY_WAYS = tuple(
    Way(name, (source,), to, Bilingual(name, name))
    for name, source, to in (
        ("income", 0, 4), ("income", 3, 1), ("state", "none", "poor"), ("state", "none", "ill"),
        ("age", 0, 2), ("age", 2, 4), ("alone", False, True),
    )
)  # fmt: skip


@st.composite
def asked_of_a_family(draw):
    own, members = draw(partial_households())
    people = [person(f"m{n}", **facts) for n, facts in enumerate(members, start=1)]
    return draw(conditions), family(*people, **own)


@settings(max_examples=400)
@given(asked_of_a_family())
def test_carried_out_a_near_miss_does_what_it_says_and_nothing_less_does(asked):
    tree, household = asked
    asked_rule = rule_of("X", False, tree)
    given_book = replace(book_of(WORDS, asked_rule), ways=ANY_WAYS, derived=())
    seen = view(household, TODAY)
    misses = NearMisses(seen, given_book)

    def truth(done):
        return evaluate(tree, view(carried_out(household, done), TODAY).scope(None))

    status = {Truth.TRUE: Status.ELIGIBLE, Truth.UNKNOWN: Status.UNKNOWN}
    found_sets = misses.of(asked_rule, None)
    for miss in found_sets:
        assert truth(()) is Truth.FALSE
        assert status[truth(miss.remedies)] is miss.becomes
        for size in range(len(miss.remedies)):
            for less in combinations(miss.remedies, size):
                reached = truth(less)
                assert reached is not Truth.TRUE
                assert miss.becomes is Status.ELIGIBLE or reached is Truth.FALSE
    eligible = [set(m.remedies) for m in found_sets if m.becomes is Status.ELIGIBLE]
    for size in (1, 2):
        for done in combinations(misses.remedies, size):
            once = len({(r.fact, r.member) for r in done}) == size
            if truth(()) is Truth.FALSE and once and truth(done) is Truth.TRUE:
                assert any(less <= set(done) for less in eligible)


LIGHT = Way("state", ("none",), "ill", Bilingual("申请评估", "be assessed"), through="POOR")
GRAVE = Way("state", ("ill",), "poor", Bilingual("重新评估", "be assessed anew"), through="POOR")


def test_one_assessment_may_find_at_once_what_its_ways_lead_to_one_after_the_other():
    household = family(person(), income=1, state="none")
    (miss,) = found("state = poor", household, ways=(LIGHT, GRAVE))
    (step,) = miss.remedies
    assert (step.was, step.to, step.advice) == ("none", "poor", LIGHT.advice)


def test_ways_through_different_items_do_not_follow_one_another_at_once():
    apart = replace(GRAVE, through="")
    household = family(person(), income=1, state="none")
    assert found("state = poor", household, ways=(LIGHT, apart)) == ()


def test_ways_that_lead_round_in_a_circle_come_to_an_end():
    round_about = [
        Way("state", (was,), to, LIGHT.advice, through="POOR")
        for was, to in (("none", "ill"), ("ill", "poor"), ("poor", "ill"), ("poor", "none"))
    ]
    household = family(person(), income=1, state="none")
    values = [r.to for r in remedies(view(household, TODAY), book(ways=round_about))]
    assert sorted(values) == ["ill", "poor"]


def advised(**known):
    assessor = Assessor(city())
    head = {"relation": "head", "age": 40, **known.pop("head", {})}
    household = family(person("m1", **head), **known)
    found = remedies(assessor.view(household, TODAY), assessor.rules(TODAY))
    return {(r.fact, r.to) for r in found}


def test_nobody_is_advised_what_would_contradict_what_is_known():
    rich = {"relief_status": "dibao_margin", "household_size": 1, "hukou_city": "zhongshan"}
    assert ("relief_status", "dibao") in advised(**rich, income_per_capita_month=900)
    assert ("relief_status", "dibao") not in advised(**rich, income_per_capita_month=1900)
    free = {"relief_status": "none", "household_size": 1, "hukou_city": "zhongshan"}
    assert ("relief_status", "tekun") in advised(**free, head={"age": 70})
    assert ("relief_status", "tekun") not in advised(**free, head={"employment": "employed"})
