"""Who looks where is found from what was shown; no choice speaks for more than its limit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.learning.examining import BEYOND, EVERYTHING, FLOOR, Examination, examine
from matcher.learning.judging import judge
from matcher.learning.simulating import TRUTH, events
from tests.learning.logs import WORLDS, log

NAMES = sorted(TRUTH.points)


@pytest.fixture(scope="module")
def found():
    return {
        name: examine(judge(events(WORLDS[name], 800, 3), NAMES).sightings, NAMES)
        for name in ("biased", "unbiased")
    }


def test_the_ranks_that_few_look_at_are_found(found):
    truth = WORLDS["biased"].looked
    for rank in (1, 2, 5, 10, 15):
        assert found["biased"].shares[rank] == pytest.approx(truth[rank - 1], abs=0.08), rank


def test_where_everybody_looks_everywhere_nothing_is_corrected(found):
    assert min(found["unbiased"].shares[1:]) > 0.85


def test_that_few_think_of_what_is_not_shown_is_found(found):
    assert found["unbiased"].shares[0] == pytest.approx(0.05, abs=0.03)


@given(st.lists(st.floats(0, 1), min_size=21, max_size=21), st.integers(0, 20))
def test_no_choice_speaks_for_less_than_one_or_more_than_its_limit(shares, place):
    limit = 1 / BEYOND if place == 0 else 1 / FLOOR
    assert 1 <= Examination(tuple(shares)).per_choice(place) <= limit


def test_without_any_choice_nothing_is_corrected():
    assert examine(judge(log(), ["words"]).sightings, ["words"]) == EVERYTHING
    assert examine((), ["words"]) == EVERYTHING
