"""Scores of several channels on one scale, and text scores on codes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.retrieval.fusion import best_of, first_of, standard

SCORES = st.lists(st.floats(-1000, 1000), min_size=1, max_size=30).map(np.array)


def test_z_scores_are_of_the_population_worked_by_hand():
    assert standard(np.array([1.0, 2.0, 3.0, 6.0])) == pytest.approx(
        [-1.069045, -0.534522, 0.0, 1.603567], abs=1e-6
    )


@pytest.mark.parametrize("scores", [[0.0], [3.0, 3.0, 3.0], [0.1 + 0.2, 0.3]])
def test_a_list_whose_scores_are_alike_gives_zeros(scores):
    assert standard(np.array(scores)).tolist() == [0.0] * len(scores)


@given(SCORES)
def test_z_scores_have_mean_zero_and_deviation_one_or_zero(scores):
    found = standard(scores)
    assert abs(found.mean()) < 1e-6
    assert found.std() == pytest.approx(1) or not found.any()


@given(SCORES)
def test_z_scores_never_put_a_lower_score_before_a_higher(scores):
    found = standard(scores)
    assert (np.diff(found[np.argsort(scores, kind="stable")]) >= 0).all()


def test_a_code_has_the_best_score_of_its_texts():
    firsts = [0, 2, 3]
    assert best_of(np.array([1.0, 3.0, -2.0, 5.0, 4.0]), firsts).tolist() == [3.0, -2.0, 5.0]


@given(st.lists(SCORES.map(lambda scores: scores[:5]), min_size=1, max_size=4))
def test_lists_scored_together_are_scored_as_each_alone(lists):
    table = np.array([np.resize(scores, 5) for scores in lists])
    assert standard(table).tolist() == [standard(row).tolist() for row in table]
    assert best_of(table, [0, 2]).tolist() == [best_of(row, [0, 2]).tolist() for row in table]


@given(st.lists(st.sampled_from([-np.inf, 0.0, 0.5, 1.0, 2.5]), max_size=30).map(np.array))
def test_the_first_are_those_of_the_whole_order_ties_to_the_earlier(scores):
    order = sorted(range(len(scores)), key=lambda place: -scores[place])
    for most in (1, 3, 20):
        assert first_of(scores, most).tolist() == order[:most]
