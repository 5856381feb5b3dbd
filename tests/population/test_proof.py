"""On labelled and random households: both evaluators equal, sound, and the same on every run."""

from dataclasses import replace
from itertools import islice

import pytest

from bench.prove import DAYS, Proof, labelled, prove_labelled, prove_random, prover
from matcher.rules.truth import Truth
from tests.support import TODAY


@pytest.fixture(scope="module")
def drawn():
    return prove_random(250, 2)


def test_columns_and_single_evaluator_agree_on_random_households_and_later_answers_turn_nothing(
    drawn,
):
    assert (drawn.households, drawn.differing, drawn.turned) == (250, 0, 0)
    assert drawn.holds
    assert 0.2 < drawn.unknown / drawn.verdicts < 0.7


def test_both_evaluators_agree_on_labelled_households():
    found = prove_labelled(each=12)
    assert found.households > 20
    assert (found.differing, found.turned) == (0, 0)


def test_all_390_labelled_households_are_there_to_be_proved():
    assert sum(len(households) for _, households in labelled("train", "dev")) == 390


def test_a_second_run_finds_the_same_verdicts(drawn):
    assert prove_random(20, 2).digests == prove_random(20, 2).digests
    assert prove_random(20, 5).digests != prove_random(20, 2).digests


def test_a_difference_or_a_turn_is_noticed():
    assert not Proof().holds
    fine = Proof(1, 1)
    assert fine.holds
    assert not replace(fine, differing=1).holds
    assert not replace(fine, turned=1).holds
    assert not (fine + Proof(1, 1, 0, 1)).holds


def test_random_households_are_the_same_for_a_seed_and_of_every_size():
    families = prover(DAYS[-1]).families
    first = list(families.drawn(200, 1))
    assert first == list(families.drawn(200, 1))
    assert {len(household.members) for household in first} == {0, 1, 2, 3, 4, 5, 7}


def test_random_households_are_sometimes_eligible_and_sometimes_not_for_nearly_every_rule():
    each = prover(DAYS[-1])
    found = each.told(each.stretches(batch := list(each.families.drawn(500, 8)), TODAY), batch)
    met: dict[str, set] = {}
    for (_, code, _), truth in found.items():
        met.setdefault(code, set()).add(truth)
    seldom = [code for code, truths in met.items() if truths != set(Truth)]
    assert len(seldom) < len(met) / 4, seldom


def test_a_batch_is_told_for_the_households_it_was_given():
    each = prover(DAYS[-1])
    batch = list(islice(each.families.drawn(9, 3), 9))
    assert each.told(each.stretches(batch, TODAY), batch) == each.plainly(batch, TODAY)
