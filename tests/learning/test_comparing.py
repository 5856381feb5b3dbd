"""Rankers are compared by what was chosen, each choice for as many as its rank speaks for."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.learning.comparing import (
    LabelledSet,
    differences,
    gains_by_household,
    on_labels,
    ordered,
    rare_codes,
)
from matcher.learning.events import Answer
from matcher.learning.examining import EVERYTHING, Examination
from matcher.learning.judging import Sighting
from matcher.learning.resampling import interval, is_held_back, ratio
from matcher.ranking.fit import Row
from matcher.ranking.score import Weights

UP, DOWN = Weights({"words": 1.0}, 0.0, 0.0), Weights({"words": -1.0}, 0.0, 0.0)


def sighting(code, words, gain, place=1, plan="p"):
    row = Row("h", code, {"words": words}, gain)
    return Sighting(row, plan, "w", place, Answer.NONE)


def test_the_best_order_reaches_one_and_its_reverse_less():
    seen = [sighting("A", 2, 1), sighting("B", 1, 0), sighting("C", 0, 0)]
    assert ratio(gains_by_household(seen, EVERYTHING, UP)) == 1
    assert ratio(gains_by_household(seen, EVERYTHING, DOWN)) == pytest.approx(1 / math.log2(4))


def test_a_choice_at_a_rank_that_few_look_at_outweighs_one_at_the_top():
    looked = Examination((1.0, 1.0, *[0.2] * 19))
    seen = [sighting("A", 2, 1, place=1), sighting("B", 1, 1, place=2)]
    assert gains_by_household(seen, looked, UP)["h"][0] == pytest.approx(1 + 5 / math.log2(3))


def test_ties_fall_to_the_code():
    rows = [Row("h", code, {}, 0) for code in ("B", "A")]
    assert [row.code for row in ordered(rows, UP)] == ["A", "B"]


def test_plans_of_one_household_are_added_up_and_both_rankers_share_the_line_below():
    seen = [sighting("A", 2, 1, plan="p"), sighting("A", 2, 1, plan="q")]
    old = gains_by_household(seen, EVERYTHING, DOWN)
    assert old == {"h": (2.0, 2.0)}
    assert differences(gains_by_household(seen, EVERYTHING, UP), old) == {"h": (0.0, 2.0)}


def test_labels_are_measured_without_their_own_author():
    labels = LabelledSet(
        "x", {a: tuple(Row(a, c, {"words": w}, g) for c, w, g in ROWS) for a in ("A1", "A2")}
    )
    asked = []

    def fitted(rows):
        asked.append({row.household for row in rows})
        return UP

    found = on_labels(labels, fitted, frozenset({"S2"}))
    assert asked == [{"A2"}, {"A1"}]
    assert found.ndcg10 == 1
    assert found.rare_exposure == pytest.approx(1 / math.log2(3))
    assert on_labels(labels, lambda _: DOWN, frozenset({"S1"})).rare_exposure == 0.5


ROWS = (("S1", 2.0, 2), ("S2", 1.0, 1), ("S3", 0.0, 0))


def test_rare_is_what_some_but_few_households_chose():
    rows = [Row(f"h{n}", "S1", {}, 1) for n in range(9)]
    rows += [Row("h1", "S2", {}, 1), Row("h1", "S3", {}, 0)]
    assert rare_codes(LabelledSet("x", {"A": tuple(rows)}), 0.2) == {"S2"}


@given(st.lists(st.text(max_size=5), min_size=1, unique=True), st.integers(0, 99))
def test_who_is_held_back_hangs_on_the_household_alone(names, seed):
    alone = [is_held_back(name, 0.3, seed) for name in names]
    assert alone == [is_held_back(name, 0.3, seed) for name in names]
    assert not any(is_held_back(name, 0.0, seed) for name in names)
    assert all(is_held_back(name, 1.0, seed) for name in names)


def test_another_seed_holds_back_others_in_the_same_number():
    names = [f"h-{n}" for n in range(2000)]
    first, second = ([is_held_back(name, 0.3, seed) for name in names] for seed in (1, 2))
    assert first != second
    assert sum(first) / 2000 == pytest.approx(0.3, abs=0.03)
    assert sum(second) / 2000 == pytest.approx(0.3, abs=0.03)


@given(st.lists(st.tuples(st.floats(-1, 1), st.floats(0.5, 2)), min_size=1, max_size=20))
def test_the_interval_holds_the_order_of_its_ends_and_hangs_on_no_order(pairs):
    sums = {str(n): pair for n, pair in enumerate(pairs)}
    low, high = interval(sums, 200, 5)
    assert low <= high
    assert (low, high) == interval(dict(reversed(sums.items())), 200, 5)


def test_a_gain_of_every_household_alike_has_no_width():
    sums = {str(n): (0.5, 2.0) for n in range(9)}
    assert interval(sums, 100, 1) == (0.25, 0.25)
    assert ratio({}) == 0
    assert interval({}, 100, 1) == (0.0, 0.0)
