"""Training hears worse and knows less than the ledgers it has, the same way for the same seed."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.facts import FactType
from matcher.files import load_labelled
from matcher.pipeline.training import missed_by, survey, withheld
from tests.contracts.engines import lexical_matcher
from tests.support import CATALOGS, city

VOCABULARY = city().vocabulary
LABELLED, GOLD = load_labelled(CATALOGS, "train", city())
HOUSEHOLDS = LABELLED[::9]
SEEDS = st.integers(0, 2**32 - 1)


def lots(seed):
    return np.random.default_rng(seed)


def facts_of(household):
    """Return every fact with its place: "" is the household."""
    members = {member.id: member.facts for member in household.members}
    places = {"": household.facts, **members}
    return {(at, name): value for at, facts in places.items() for name, value in facts.items()}


def stays(name):
    fact = VOCABULARY.facts[name]
    return fact.unranked or fact.type is FactType.DATE


@pytest.fixture(scope="module")
def missed():
    return missed_by(lexical_matcher(), HOUSEHOLDS, GOLD, lots(1))


def test_signs_are_missed_of_needs_and_by_names_that_there_are(missed):
    signs = {sign.name for sign in city().signs}
    for household in HOUSEHOLDS:
        needs = {need.id for need in household.needs}
        assert {need for need, _ in missed[household.id]} <= needs
        assert {sign for _, sign in missed[household.id]} <= signs


def test_of_a_text_that_nobody_had_in_sight_no_sign_is_missed():
    first, *rest = HOUSEHOLDS
    gold = {**GOLD, first.id: replace(GOLD[first.id], unseen=True)}
    assert set(missed_by(lexical_matcher(), HOUSEHOLDS, gold, lots(1))) == {h.id for h in rest}


def test_two_signs_in_five_are_missed(missed):
    of_all = sum(len(household.needs) for household in HOUSEHOLDS) * len(city().signs)
    assert sum(map(len, missed.values())) / of_all == pytest.approx(0.4, abs=0.02)


def test_the_same_seed_misses_the_same_signs_and_another_misses_others(missed):
    assert missed_by(lexical_matcher(), HOUSEHOLDS, GOLD, lots(1)) == missed
    assert missed_by(lexical_matcher(), HOUSEHOLDS, GOLD, lots(2)) != missed


@settings(max_examples=40)
@given(st.sampled_from(HOUSEHOLDS), SEEDS)
def test_what_is_withheld_is_gone_and_nothing_else_changes(household, seed):
    thin = withheld(household, VOCABULARY, lots(seed))
    assert facts_of(thin).items() <= facts_of(household).items()
    assert [member.id for member in thin.members] == [member.id for member in household.members]
    assert (thin.id, thin.needs, thin.receiving) == (
        household.id,
        household.needs,
        household.receiving,
    )


@settings(max_examples=40)
@given(st.sampled_from(HOUSEHOLDS), SEEDS)
def test_dates_and_what_never_ranks_are_never_withheld(household, seed):
    gone = facts_of(household).keys() - facts_of(withheld(household, VOCABULARY, lots(seed))).keys()
    assert not [name for _, name in gone if stays(name)]


@settings(max_examples=20)
@given(st.sampled_from(HOUSEHOLDS), SEEDS)
def test_the_same_seed_withholds_the_same_facts(household, seed):
    once, twice = (withheld(household, VOCABULARY, lots(seed)) for _ in range(2))
    assert once == twice


def test_a_quarter_of_what_may_be_withheld_is():
    of_all = gone = 0
    for number, household in enumerate(HOUSEHOLDS):
        before = {key for key in facts_of(household) if not stays(key[1])}
        of_all += len(before)
        gone += len(before - facts_of(withheld(household, VOCABULARY, lots(number))).keys())
    assert gone / of_all == pytest.approx(0.25, abs=0.04)


def test_a_survey_draws_families_without_the_signs_that_were_missed():
    matcher, some = lexical_matcher(), HOUSEHOLDS[:4]
    whole = survey(matcher, some)
    signs = {name.removeprefix("sign ") for s in whole.values() for name in s.portrait}
    every = {h.id: frozenset((n.id, sign) for n in h.needs for sign in signs) for h in some}
    for name, known in survey(matcher, some, every).items():
        assert not [trait for trait in known.portrait if trait.startswith("sign ")]
        assert known.states == whole[name].states
    assert any(t.startswith("sign ") for known in whole.values() for t in known.portrait)
