"""Who moves when a rule changes: every pair of truths, held or not, one by one and at once."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.population.moves import HOUSEHOLD, NOBODY, Move, moves_of
from matcher.rules.blocks import Block
from matcher.rules.columns import Masks, Stretch, packed
from matcher.rules.truth import Truth

F, U, T = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE
TRUTHS = st.sampled_from([F, U, T])
FREE = {
    (F, T): {Move.GAIN},
    (U, T): {Move.GAIN, Move.SETTLED},
    (T, F): {Move.LOSS},
    (T, U): {Move.LOSS, Move.DOUBTED},
    (F, U): {Move.OPENED},
    (U, F): {Move.CLOSED},
    (T, T): {Move.STAYS},
}
HELD = {
    (F, T): {Move.HELD_IN, Move.STAYS},
    (U, T): {Move.HELD_IN, Move.STAYS},
    (T, F): {Move.HELD_OUT},
    (T, U): {Move.HELD_OUT},
    (U, F): {Move.HELD_OUT},
    (F, U): {Move.STAYS},
    (U, U): {Move.STAYS},
    (T, T): {Move.STAYS},
}


def stretch(*slots: Sequence[Truth], code: str = "X", num: int | None = None) -> Stretch:
    """Return a stretch in which each slot has the given truths, by household."""
    size = len(slots[0]) if num is None else num
    block = Block(np.arange(100, 100 + size), len(slots), {}, {})
    masks = Masks(*(packed(np.array([[t is w for t in row] for row in slots])) for w in (T, F)))
    return Stretch(block, slice(0, size), {code: masks})


def who(moves: dict, move: Move) -> list[tuple[int, int]]:
    return [(int(place) - 100, int(slot)) for place, slot in moves[move]]


@pytest.mark.parametrize("is_held", [False, True])
@pytest.mark.parametrize("before", [F, U, T])
@pytest.mark.parametrize("after", [F, U, T])
def test_each_pair_of_truths_is_the_move_it_stands_for(
    before: Truth, after: Truth, is_held: bool
) -> None:
    held = np.array([[100, HOUSEHOLD]]) if is_held else NOBODY
    moves = moves_of("X", [(stretch([before]), stretch([after]))], held)
    found = {move for move in Move if len(moves[move])}
    assert found == (HELD if is_held else FREE).get((before, after), set())


@given(st.lists(st.tuples(TRUTHS, TRUTHS, st.booleans()), min_size=1, max_size=150))
def test_many_households_move_as_each_does_by_itself(rows: list) -> None:
    held = np.array([[100 + n, HOUSEHOLD] for n, row in enumerate(rows) if row[2]]).reshape(-1, 2)
    sides = [(stretch([row[0] for row in rows]), stretch([row[1] for row in rows]))]
    moves = moves_of("X", sides, held)
    for move in Move:
        wanted = [
            (n, HOUSEHOLD)
            for n, (before, after, is_held) in enumerate(rows)
            if move in (HELD if is_held else FREE).get((before, after), set())
        ]
        assert who(moves, move) == wanted


def test_members_are_told_by_their_slots() -> None:
    before, after = stretch([F, F], [U, T]), stretch([T, F], [T, T])
    moves = moves_of("X", [(before, after)], of_members=True)
    assert who(moves, Move.GAIN) == [(0, 0), (0, 1)]
    assert who(moves, Move.SETTLED) == [(0, 1)]
    assert who(moves, Move.STAYS) == [(1, 1)]


def test_a_member_holds_what_it_or_its_household_holds_and_no_other_members() -> None:
    before, after = stretch([F, F], [F, F]), stretch([T, T], [T, T])
    held = np.array([[100, 1], [101, HOUSEHOLD]])
    moves = moves_of("X", [(before, after)], held, of_members=True)
    assert who(moves, Move.GAIN) == [(0, 0)]
    assert sorted(who(moves, Move.HELD_IN)) == [(0, 1), (1, 0), (1, 1)]


def test_a_household_holds_what_any_of_its_members_holds() -> None:
    moves = moves_of("X", [(stretch([F]), stretch([T]))], np.array([[100, 3]]))
    assert who(moves, Move.GAIN) == []
    assert who(moves, Move.HELD_IN) == [(0, HOUSEHOLD)]


def test_an_item_that_is_new_is_gained_and_one_that_is_gone_is_lost() -> None:
    here, gone = stretch([T, U]), stretch([T, U], code="Y")
    assert who(moves_of("X", [(gone, here)]), Move.GAIN) == [(0, HOUSEHOLD)]
    assert who(moves_of("X", [(gone, here)]), Move.OPENED) == [(1, HOUSEHOLD)]
    assert who(moves_of("X", [(here, gone)]), Move.LOSS) == [(0, HOUSEHOLD)]
    assert who(moves_of("X", [(here, gone)]), Move.CLOSED) == [(1, HOUSEHOLD)]
    two = stretch([T, U], [F, F])
    absent = stretch([T, U], [F, F], code="Y")
    assert who(moves_of("X", [(absent, two)], of_members=True), Move.GAIN) == [(0, 0)]


def test_a_rule_of_members_that_becomes_one_of_households_is_compared_for_these() -> None:
    members = stretch([T, F, F], [F, U, F])
    household = Stretch(members.block, members.rows, stretch([T, T, T]).masks)
    moves = moves_of("X", [(members, household)])
    assert who(moves, Move.STAYS) == [(0, HOUSEHOLD)]
    assert who(moves, Move.GAIN) == [(1, HOUSEHOLD), (2, HOUSEHOLD)]
    assert who(moves, Move.SETTLED) == [(1, HOUSEHOLD)]


def test_a_household_without_members_meets_no_rule_of_members() -> None:
    block = Block(np.arange(2), 0, {}, {})
    none = packed(np.zeros((0, 2), np.bool_))
    empty = Stretch(block, slice(0, 2), {"X": Masks(none, none)})
    household = Stretch(block, slice(0, 2), stretch([T, F]).masks)
    moves = moves_of("X", [(empty, household)])
    assert [int(place) for place, _ in moves[Move.GAIN]] == [0]
    assert not any(len(each) for each in moves_of("X", [(empty, empty)], NOBODY, True).values())
