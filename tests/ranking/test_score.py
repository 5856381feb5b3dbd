"""A score is weights times parts: monotone in each part, and a tie is a tie anywhere."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.ranking.features import PARTS
from matcher.ranking.score import Weights, score, total

POINTS = st.dictionaries(st.sampled_from(PARTS), st.floats(-5, 5), min_size=1)
VALUES = st.fixed_dictionaries({name: st.floats(-3, 3) for name in PARTS})


@given(POINTS, VALUES, st.data(), st.floats(0, 3))
def test_a_score_moves_with_each_part_in_the_direction_of_its_weight(points, values, data, more):
    name = data.draw(st.sampled_from(sorted(points)))
    weights = Weights(points, -1.0, 0.0)
    moved = total({**values, name: values[name] + more}, weights) - total(values, weights)
    assert moved * points[name] >= 0
    assert moved == pytest.approx(points[name] * more, abs=1.1e-3)


@given(POINTS, VALUES)
def test_the_order_of_the_parts_changes_no_bit_of_the_total(points, values):
    weights = Weights(points, 0.5, 0.0)
    turned = dict(reversed(values.items()))
    assert total(turned, weights) == total(values, weights)


def test_a_total_is_bias_and_points_rounded_to_three_places():
    weights = Weights({"eligible": 0.1, "words": 0.2}, -1.0, 0.0)
    assert total({"eligible": 1, "words": 1, "meaning": 99}, weights) == -0.7
    assert total({"eligible": 1.00001}, weights) == total({"eligible": 1}, weights) == -0.9


@pytest.mark.parametrize(
    ("points", "share"), [(0, 0.5), (math.log(3), 0.75), (-math.log(3), 0.25), (20, 1.0), (-20, 0)]
)
def test_points_become_the_share_that_their_odds_tell(points, share):
    assert score(points) == pytest.approx(share)


@given(st.floats(-300, 300), st.floats(-300, 300))
def test_more_points_never_make_a_smaller_share(one, other):
    low, high = sorted([one, other])
    assert 0 <= score(low) <= score(high) <= 1
