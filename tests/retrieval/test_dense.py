"""Meaning alone: exact cosines with every row."""

import numpy as np

from matcher.retrieval.dense import DenseIndex
from tests.contracts.hashed import HashEncoder

TEXTS = ["低保", "送餐", "学费", "低保"]
ROWS = HashEncoder().encode(TEXTS, "passage")


def test_scores_are_the_cosines_in_the_order_of_the_rows():
    index = DenseIndex(ROWS)
    for row in ROWS:
        assert np.allclose(index.scores(row), ROWS @ row, atol=1e-6)


def test_a_text_is_nearest_to_itself_and_equal_rows_tie():
    scores = DenseIndex(ROWS).scores(ROWS[0])
    assert scores[0] == scores[3] == scores.max()


def test_a_zero_row_scores_zero_with_every_text():
    assert not DenseIndex(ROWS).scores(np.zeros(16, np.float32)).any()


def test_an_index_of_no_rows_gives_no_scores():
    index = DenseIndex(np.zeros((0, 16), np.float32))
    assert index.scores(ROWS[0]).shape == (0,)
