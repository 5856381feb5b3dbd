"""What readers gave for needs of a sense is learnt as a regression on the needs' vectors."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.retrieval.taught import fit_taught

NEEDS = np.random.default_rng(1).normal(size=(60, 8))
WORTH = (NEEDS[:, :3] > 0).astype(float)


def test_a_code_is_given_where_needs_of_that_sense_were_met_by_it():
    found = fit_taught(NEEDS, WORTH).scores(NEEDS)
    for code in range(WORTH.shape[1]):
        met = WORTH[:, code] > 0
        assert found[met, code].mean() > found[~met, code].mean() + 0.5


def test_a_code_that_no_reader_ever_gave_is_worth_nothing():
    never = np.column_stack([WORTH, np.zeros(len(NEEDS))])
    assert not fit_taught(NEEDS, never).scores(NEEDS)[:, -1].any()


def test_a_text_that_could_not_be_encoded_is_taught_nothing():
    found = fit_taught(NEEDS, WORTH).scores([np.zeros(8), NEEDS[0]])
    assert not found[0].any()
    assert found[1].any()


def test_needs_that_could_not_be_encoded_teach_nothing():
    some = np.vstack([NEEDS, np.zeros((5, 8))])
    worth = np.vstack([WORTH, np.ones((5, 3))])
    assert np.array_equal(
        fit_taught(some, worth).scores(NEEDS), fit_taught(NEEDS, WORTH).scores(NEEDS)
    )


def test_without_a_single_need_everything_is_worth_nothing():
    assert not fit_taught(np.zeros((0, 8)), np.zeros((0, 3))).scores(NEEDS).any()


@given(st.permutations(range(len(NEEDS))))
def test_the_order_of_the_needs_does_not_matter(order):
    shuffled = fit_taught(NEEDS[order], WORTH[order]).scores(NEEDS)
    assert shuffled == pytest.approx(fit_taught(NEEDS, WORTH).scores(NEEDS), abs=5e-4)
