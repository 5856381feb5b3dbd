"""A portrait holds what is recorded and told of a family, and nothing that must not rank it."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.facts import FactType, Level
from matcher.ranking.families import NO_ONE, Alike, fit_alike, portrait_of
from tests.support import city, fact, labelled_rows, vocabulary

WORDS = vocabulary(
    fact("income", FactType.NUMBER),
    fact("poor", FactType.BOOL),
    fact("home", FactType.TOWN),
    fact("from_place", FactType.CITY),
    fact("since", FactType.DATE),
    fact("origin", FactType.CHOICE, values=["here", "far"], unranked=True),
    fact("sex", FactType.CHOICE, Level.MEMBER, values=["f", "m"], unranked=True),
    fact("age", FactType.INTEGER, Level.MEMBER),
    fact("ill", FactType.BOOL, Level.MEMBER),
)
UNRANKED = {name for name, each in city().vocabulary.facts.items() if each.unranked}


def drawn(household=None, members=(), categories=(), signs=(), words=WORDS):
    return portrait_of(household or {}, members, categories, signs, words)


def length(portrait):
    return math.sqrt(math.fsum(value * value for value in portrait.values()))


def told_apart(portrait):
    signs = {trait: value for trait, value in portrait.items() if trait.startswith("sign ")}
    return {t: v for t, v in portrait.items() if t not in signs}, signs


def test_a_number_is_a_trait_by_being_known_and_a_word_by_its_value():
    assert set(drawn({"income": 700, "poor": True})) == {"household income", "household poor=True"}
    assert drawn({"income": 700}) == drawn({"income": 900})
    assert set(drawn({"poor": False})) == {"household poor=False"}


def test_a_members_facts_stand_by_themselves_and_at_the_time_of_life():
    found = drawn(members=[{"age": 70, "ill": True}])
    assert set(found) == {"age elder", "member ill=True", "at elder ill=True"}
    assert found["at elder ill=True"] < found["member ill=True"]


@pytest.mark.parametrize(
    ("age", "stage"),
    [(0, "child"), (15, "child"), (16, "young"), (35, "adult"), (60, "elder"), (80, "old")],
)
def test_each_age_has_its_time_of_life(age, stage):
    assert set(drawn(members=[{"age": age}])) == {f"age {stage}"}


def test_a_member_of_unknown_age_is_a_trait_too():
    assert set(drawn(members=[{}])) == {"age unknown"}


def test_categories_and_signs_are_traits_each_once():
    assert set(drawn(categories=["C2"], signs=["debts", "debts"])) == {"category C2", "sign debts"}


def test_dates_towns_cities_and_what_never_ranks_are_no_traits():
    household = {"home": "t1", "from_place": "x", "since": 1, "origin": "far"}
    assert drawn(household, [{"sex": "f", "origin": "here"}]) == drawn(members=[{}])


def test_the_facts_of_a_portrait_have_length_one_and_its_signs_four_fifths_however_many():
    few = drawn({"poor": True}, signs=["a"])
    many = drawn({"poor": True, "income": 3}, [{"age": 3, "ill": True}], ["C1"], ["a", "b", "c"])
    for portrait in (few, many):
        facts, signs = told_apart(portrait)
        assert (length(facts), length(signs)) == (pytest.approx(1), pytest.approx(0.8))


def test_a_portrait_of_nothing_is_empty():
    assert drawn() == {}
    assert set(drawn(signs=["a"])) == {"sign a"}


def test_sex_registration_and_town_are_marked_as_never_ranking_in_the_shipped_vocabulary():
    assert {"sex", "hukou_city", "hukou_place", "residence_town", "residence_place"} <= UNRANKED
    places = (FactType.TOWN, FactType.CITY)
    facts = city().vocabulary.facts.values()
    assert {each.name for each in facts if each.type in places} <= UNRANKED


SHIPPED = city().vocabulary
VALUES = {
    name: st.sampled_from(sorted(each.values)) if each.values else st.integers(0, 90)
    for name, each in SHIPPED.facts.items()
}
FACTS = st.dictionaries(st.sampled_from(sorted(VALUES)), st.none(), max_size=12).flatmap(
    lambda names: st.fixed_dictionaries({name: VALUES[name] for name in names})
)


@given(FACTS, st.lists(FACTS, max_size=3))
def test_nothing_that_never_ranks_is_ever_a_trait_whatever_the_household(household, members):
    def but_unranked(facts):
        return {name: value for name, value in facts.items() if name not in UNRANKED}

    whole = drawn(household, members, ["C1"], ["debts"], SHIPPED)
    less = drawn(but_unranked(household), [*map(but_unranked, members)], ["C1"], ["debts"], SHIPPED)
    assert whole == less
    facts, signs = told_apart(whole)
    assert (length(facts), length(signs)) == (pytest.approx(1), pytest.approx(0.8))


def test_no_labelled_household_has_a_trait_of_sex_registration_or_town():
    for row in labelled_rows():
        members = [{k: v for k, v in each.items() if k in VALUES} for each in row["members"]]
        portrait = drawn(row["facts"], members, words=SHIPPED)
        named = {trait.split()[-1].split("=")[0] for trait in portrait}
        assert not named & UNRANKED


POOR, ILL = {"household poor=True": 1.0}, {"member ill=True": 1.0}
LEARNT = fit_alike([POOR, POOR, ILL, ILL], [{"A": 1.0}] * 2 + [{"B": 0.6}] * 2, ["A", "B"])


def test_a_family_is_thought_to_want_what_was_chosen_for_families_like_it():
    poor, ill = LEARNT.scores(POOR), LEARNT.scores(ILL)
    assert poor["A"] > poor["B"]
    assert ill["B"] > ill["A"]
    assert poor["A"] > LEARNT.scores({})["A"] > ill["A"]


def test_of_a_family_of_which_nothing_is_known_the_mean_of_all_is_thought():
    assert LEARNT.scores({}) == {"A": 0.5, "B": 0.3}


def test_traits_that_nobody_had_in_training_are_ignored():
    assert LEARNT.scores({**POOR, "household new=True": 9.0}) == LEARNT.scores(POOR)
    assert LEARNT.scores({"household new=True": 9.0}) == LEARNT.scores({})


def test_the_order_in_which_traits_are_told_changes_nothing():
    both = {**POOR, **ILL}
    assert LEARNT.scores(both) == LEARNT.scores(dict(reversed(both.items())))


def test_a_code_that_nobody_chose_is_never_thought_wanted():
    assert set(fit_alike([POOR, ILL], [{"A": 1.0}, {}], ["C"]).scores(POOR).values()) == {0.0}


def test_a_heavier_penalty_draws_each_family_to_the_mean():
    rows = ([POOR, ILL], [{"A": 1.0}, {}], ["A"])
    light, heavy = (fit_alike(*rows, penalty=penalty) for penalty in (0.1, 10))
    assert light.scores(POOR)["A"] > heavy.scores(POOR)["A"] > 0.5


def test_who_has_learnt_of_no_family_thinks_nothing():
    assert NO_ONE.scores(POOR) == {}
    assert isinstance(NO_ONE, Alike)
    assert np.array_equal(fit_alike([POOR], [{}], []).weights, np.zeros((1, 0)))
