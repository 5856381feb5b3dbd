"""How likely an unknown verdict holds: a number for the order of work, never for the verdict."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.eligibility.plausible import Outlook, plausibility, rates_of, stage_of
from matcher.facts import FactType, Level
from matcher.rules.evaluate import explain
from matcher.rules.truth import Truth
from tests.rules.trees import conditions, partial_households
from tests.support import (
    TODAY,
    book_of,
    condition,
    fact,
    family,
    person,
    rule,
    scope,
    view,
    vocabulary,
)

BLANK = Outlook({})


def rated(**rates: float) -> Outlook:
    """Return an outlook with the same rates for the household and for people of any age."""
    texts = {"alone = true": rates.get("alone", 0.1), "age > 1": rates.get("old", 0.1)}
    return Outlook({"household": texts, "person": texts})


def voiced(facts) -> Outlook:
    return Outlook({}, voiced=facts)


def chance(text, outlook=BLANK, facts=None, *members):
    return plausibility(explain(condition(text), scope(facts, *members)), outlook)


@pytest.mark.parametrize(("alone", "expected"), [(True, 1.0), (False, 0.0)])
def test_a_settled_condition_is_certain_one_way_or_the_other(alone, expected):
    assert chance("alone = true", rated(alone=0.5), {"alone": alone}) == expected


def test_an_open_comparison_has_the_rate_known_of_others():
    assert chance("alone = true", rated(alone=0.3)) == 0.3


def test_parts_are_joined_as_if_they_were_independent():
    outlook = rated(alone=0.5, old=0.2)
    assert chance("alone = true AND age > 1", outlook) == pytest.approx(0.1)
    assert chance("alone = true OR age > 1", outlook) == pytest.approx(0.6)
    assert chance("NOT age > 1", outlook) == pytest.approx(0.8)
    assert chance("any(member: age > 1)", outlook, {}, {}, {}) == pytest.approx(0.36)


def test_a_known_part_leaves_the_chance_to_the_unknown_one():
    outlook = rated(alone=0.5, old=0.2)
    assert chance("alone = true AND age > 1", outlook, {"alone": True}) == pytest.approx(0.2)


def test_a_voiced_fact_raises_the_chance_and_its_opposite_lowers_it():
    told, denied = (voiced({("alone", ""): value}) for value in (True, False))
    assert chance("alone = true", denied) < 0.5 < chance("alone = true", told)
    assert chance("alone = true", BLANK) < chance("alone = true", told) < 1


def test_a_voice_about_one_member_says_nothing_of_another():
    told = voiced({("alone", "m2"): True})
    judged = explain(condition("any(member: alone = true)"), scope({}, {}, {}))
    first, second = (plausibility(part, told) for part in judged.parts)
    assert first == plausibility(judged.parts[0], BLANK) < second


def test_a_members_own_voice_comes_before_the_households():
    told = voiced({("alone", ""): True, ("alone", "m1"): False})
    assert chance("any(member: alone = true)", told, {}, {}) < 0.5


def test_a_member_has_the_rate_of_the_own_time_of_life():
    rates = {"person": {"alone = true": 0.2}, "elder": {"alone = true": 0.7}}
    outlook = Outlook(rates, {"m1": "elder"})
    assert chance("any(member: alone = true)", outlook, {}, {}) == pytest.approx(0.7)
    assert chance("any(member: alone = true)", Outlook(rates), {}, {}) == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("age", "stage"), [(0, "child"), (17, "child"), (18, "adult"), (59, "adult"), (60, "elder")]
)
def test_a_time_of_life_begins_on_its_birthday(age, stage):
    assert stage_of({"age": age}) == stage
    assert stage_of({}) == "person"


WORDS = vocabulary(
    fact("alone", FactType.BOOL, Level.MEMBER),
    fact("owned", FactType.BOOL),
    fact("age", FactType.INTEGER, Level.MEMBER),
)
BOOK = book_of(WORDS, rule("M", "alone = true AND owned = true", per_member=True))


def test_the_rate_at_an_age_follows_the_people_of_that_age():
    old = [person(f"o{n}", age=80, alone=True) for n in range(20)]
    young = [person(f"y{n}", age=5, alone=False) for n in range(20)]
    rates = rates_of([view(family(*old, *young), TODAY)], BOOK)
    low, middle, high = (rates[s]["alone = true"] for s in ("child", "person", "elder"))
    assert 0 < low < 0.2 < middle < 0.6 < 0.8 < high < 1


def test_a_fact_that_nobody_recorded_counts_as_one_that_rarely_holds():
    rates = rates_of([view(family(*(person(f"p{n}") for n in range(20))), TODAY)], BOOK)
    assert 0 < rates["person"]["alone = true"] < 0.1


def test_the_rate_of_a_household_counts_households_and_not_their_members():
    views = [view(family(person("a"), person("b"), owned=n < 30), TODAY) for n in range(40)]
    rates = rates_of(views, BOOK)
    assert 0.7 < rates["household"]["owned = true"] < 0.8


def test_the_order_of_households_changes_no_rate():
    views = [view(family(person(alone=value, age=9)), TODAY) for value in (True, False, True)]
    assert repr(rates_of(views, BOOK)) == repr(rates_of(views[::-1], BOOK))


RATE = st.floats(0, 1)
VOICES = st.dictionaries(
    st.sampled_from([("alone", ""), ("alone", "m1"), ("age", "m2"), ("income", "")]),
    st.sampled_from([True, 3]),
)


@settings(max_examples=100)
@given(conditions, partial_households(), VOICES)
def test_a_chance_lies_between_0_and_1_and_is_sure_of_what_is_settled(tree, known, said):
    judged = explain(tree, scope(known[0], *known[1]))
    found = plausibility(judged, voiced(said))
    assert 0 <= found <= 1
    if judged.truth is not Truth.UNKNOWN:
        assert found == (1.0 if judged.truth is Truth.TRUE else 0.0)


@given(RATE, RATE, RATE)
def test_a_higher_rate_never_lowers_the_chance_of_a_condition_without_not(low, high, other):
    low, high = sorted((low, high))
    text = "(alone = true OR age > 1) AND any(member: alone = true)"
    less, more = (chance(text, rated(alone=rate, old=other), {}, {}, {}) for rate in (low, high))
    assert less <= more + 1e-12
