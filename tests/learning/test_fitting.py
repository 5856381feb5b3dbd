"""Rows that count once make the fit on labels; a row counted twice is a row that stands twice."""

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.learning.events import Answer
from matcher.learning.examining import EVERYTHING
from matcher.learning.fitting import refit, solve, weighed
from matcher.learning.judging import Sighting
from matcher.learning.proposing import learned
from matcher.ranking.features import PARTS
from matcher.ranking.fit import BY_HAND, Row, best_threshold, fit
from matcher.ranking.score import Weights
from tests.learning.logs import ways
from tests.ranking.test_fit import rows as labelled_rows


def assert_same(ours: Weights, theirs: Weights) -> None:
    assert set(ours.points) == set(theirs.points)
    for name, points in theirs.points.items():
        assert ours.points[name] == pytest.approx(points, abs=2e-3), name
    assert ours.bias == pytest.approx(theirs.bias, abs=2e-3)


@settings(max_examples=15)
@given(st.integers(0, 10_000))
def test_with_no_position_bias_the_weights_are_those_of_the_plain_fit(seed):
    rows = labelled_rows(seed)
    seen = [
        Sighting(row, row.household, "w", 1 + n % 20, Answer.NONE) for n, row in enumerate(rows)
    ]
    how = ways(fixed=BY_HAND)
    assert_same(learned((), seen, EVERYTHING, PARTS, how), fit(rows))


def test_the_threshold_is_found_on_the_rows_that_name_needs():
    rows = [Row("H", f"G{n}", {"words": n - 2.0}, n % 2) for n in range(6)]
    rows[5] = Row("H", "G5", {"words": 3.0}, 1, (({"words": 3.0}, True),))
    found = refit([weighed(row) for row in rows], ["words"], {}, best_threshold)
    assert found.serves == pytest.approx(3 * found.points["words"], abs=1e-3)


@settings(max_examples=15)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_moves_no_weight(chance):
    rows = labelled_rows(5)
    mixed = rows[:]
    chance.shuffle(mixed)
    ours, theirs = (
        refit([weighed(row) for row in each], PARTS, BY_HAND, best_threshold)
        for each in (rows, mixed)
    )
    assert_same(ours, theirs)


def test_a_row_that_counts_twice_is_a_row_that_stands_twice():
    draw = Random(2)
    table = np.array([[draw.gauss(0, 1), draw.gauss(0, 1)] for _ in range(40)])
    chosen = np.array([float(draw.random() < 0.3) for _ in range(40)])
    twice = solve(np.vstack([table, table[:9]]), np.ones(49), np.append(chosen, chosen[:9]))
    counts = np.where(np.arange(40) < 9, 2.0, 1.0)
    assert solve(table, counts, counts * chosen) == pytest.approx(twice, abs=1e-6)


@pytest.mark.parametrize("chosen", [0.0, 1.0, 9.0])
def test_even_where_all_or_nothing_was_chosen_the_weights_are_finite(chosen):
    found = solve(np.array([[1.0], [-1.0], [0.5]]), np.ones(3), np.full(3, chosen))
    assert np.isfinite(found).all()


def test_a_choice_that_speaks_for_more_pulls_harder():
    rows = [Row("H", f"G{n}", {"words": float(n)}, int(n == 7)) for n in range(8)]
    plain, strong = (
        refit([weighed(row, per) for row in rows], ["words"], {}, best_threshold) for per in (1, 5)
    )
    assert strong.points["words"] > plain.points["words"]
