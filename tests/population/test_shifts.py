"""Counting moves and sums: for all, for each item, for each group."""

import numpy as np

from matcher.population.moves import HOUSEHOLD, NOBODY, Move
from matcher.population.shifts import Cost, Sums, Tally, shift_of, tally

MOVES = {
    "A": {Move.GAIN: np.array([[0, 0], [0, 1], [2, 0]]), Move.LOSS: NOBODY},
    "B": {
        Move.GAIN: np.array([[2, HOUSEHOLD]]),
        Move.LOSS: np.array([[0, HOUSEHOLD]]),
        Move.CLOSED: np.array([[3, HOUSEHOLD]]),
        Move.STAYS: np.array([[1, HOUSEHOLD]]),
    },
    "C": {Move.STAYS: np.array([[1, HOUSEHOLD]])},
}
SUMS = {
    "A": {Move.GAIN: Sums(np.array([100.0, np.nan, 50.0]), rough=1)},
    "B": {Move.LOSS: Sums(np.array([30.0])), Move.STAYS: Sums(np.array([-5.0]))},
    "C": {},
}
EAST, WEST = np.array([True, True, False, False]), np.array([False, False, True, True])


def shift():
    towns = [("east", EAST), ("west", WEST)]
    return shift_of(MOVES, SUMS, ["h1", "h2", "h3", "h4"], 9, (towns, [(None, EAST | WEST)]))


def test_a_household_in_which_two_gain_is_counted_one_time() -> None:
    assert tally(MOVES["A"][Move.GAIN]) == Tally(beneficiaries=3, households=2)
    whole = shift().whole
    assert (whole.households, whole.gaining, whole.losing) == (4, 2, 1)
    assert (whole.opened, whole.closed) == (0, 1)


def test_a_household_may_gain_one_item_and_lose_another() -> None:
    assert (shift().gaining, shift().losing) == ((0, 2), (0,))


def test_sums_add_up_per_item_per_group_and_in_all() -> None:
    found = shift()
    assert found.items[0].cost == Cost(gained=150, known=2, unknown=1, rough=1)
    assert found.items[1].cost == Cost(lost=30, changed=-5, known=2)
    assert found.whole.cost == Cost(150, 30, -5, known=4, unknown=1, rough=1)
    east, west = found.towns
    assert (east.cost.gained, east.cost.lost, east.cost.changed) == (100, 30, -5)
    assert (west.cost.gained, west.cost.known, west.cost.unknown) == (50, 1, 0)
    assert found.categories[0].cost.net == found.whole.cost.net == 115


def test_a_net_is_not_known_where_no_amount_is() -> None:
    assert Cost(unknown=3).net is None
    assert Cost().net == 0
    assert Cost(gained=2, known=1, unknown=3).net == 2


def test_an_item_that_nobody_feels_is_left_out_and_the_most_felt_comes_first() -> None:
    assert [each.code for each in shift().felt] == ["A", "B"]
    assert [each.code for each in shift().items] == ["A", "B", "C"]
