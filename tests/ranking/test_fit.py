"""The fit finds the sign of what made readers choose, and the same rows give the same weights."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.ranking.features import PARTS
from matcher.ranking.fit import BY_HAND, TOWARDS, Row, best_threshold, fit
from matcher.ranking.score import total


def rows(seed=3, size=160):
    """Rows that readers chose for many words and against many missing facts."""
    chance = random.Random(seed)
    made = []
    for number in range(size):
        words, missing = chance.gauss(0, 1), chance.random()
        values = dict.fromkeys(PARTS, 0.0) | {
            "words": words,
            "missing": missing,
            "clause": chance.gauss(0, 1),
        }
        liking = 2 * words - 3 * missing + chance.gauss(0, 0.5)
        gain = 2 if liking > 0.5 else 1 if liking > -0.5 else 0
        made.append(Row(f"H{number % 8}", f"G{number:03}", values, gain))
    return made


def test_the_fit_finds_the_sign_of_what_readers_look_for():
    points = fit(rows()).points
    assert points["words"] > 1
    assert points["missing"] < -1
    assert abs(points["clause"]) < 0.5


def test_the_same_rows_give_the_same_weights_again():
    assert fit(rows()) == fit(rows())


def test_a_part_never_speaks_against_what_it_stands_for():
    """Readers of these rows shun what a family is entitled to, and what is needed at once."""
    turned = [
        replace(
            row,
            values=dict(row.values)
            | {"eligible": float(row.gain == 0), "urgent": -row.values["words"]},
        )
        for row in rows()
    ]
    points = fit(turned).points
    assert not {"eligible", "urgent"} & set(points)
    assert points["words"] > 1
    assert all(points[name] * sign >= 0 for name, sign in TOWARDS.items() if name in points)


def test_what_a_part_may_say_hangs_on_no_other_that_was_left_out():
    """Without the turned parts the fit is the one of the rest."""
    turned = [
        replace(row, values=dict(row.values) | {"eligible": float(row.gain == 0)}) for row in rows()
    ]
    assert fit(turned) == fit(rows())


def test_a_fit_without_a_part_is_the_fit_of_rows_in_which_it_is_nothing():
    blank = [replace(row, values={**row.values, "words": 0.0}) for row in rows()]
    assert fit(rows(), without=("words",)) == fit(blank)


def test_a_part_that_never_varies_gets_no_weight():
    points = fit(rows()).points
    assert set(points) == {"words", "missing", "clause", *BY_HAND}
    assert points["effort"] == BY_HAND["effort"] < 0


def test_fitted_weights_put_the_musts_before_what_nobody_chose():
    weights = fit(rows())
    by_gain = {0: [], 1: [], 2: []}
    for row in rows(seed=4):
        by_gain[row.gain].append(total(row.values, weights))
    means = [sum(found) / len(found) for found in by_gain.values()]
    assert means == sorted(means)


def needs_rows(*pairs):
    return [Row("H", "G", {}, 0, (({"words": float(value)}, served),)) for value, served in pairs]


@pytest.mark.parametrize(
    ("pairs", "threshold"),
    [
        ([(3, True), (2, True), (1, False), (0, False)], 4.0),
        ([(3, False), (2, True), (1, True), (0, False)], 2.0),
        ([(3, False), (2, False)], 0.0),
        ([], 0.0),
    ],
)
def test_a_need_is_served_from_the_points_with_the_best_f1(pairs, threshold):
    assert best_threshold(needs_rows(*pairs), {"words": 2.0}) == threshold


@settings(max_examples=20)
@given(st.randoms())
def test_the_threshold_does_not_hang_on_the_order_of_distinct_rows(chance):
    pairs = [(3, True), (2.5, False), (2, True), (1, True), (0.5, False), (0, False)]
    mixed = pairs[:]
    chance.shuffle(mixed)
    assert best_threshold(needs_rows(*mixed), {"words": 1.0}) == best_threshold(
        needs_rows(*pairs), {"words": 1.0}
    )
