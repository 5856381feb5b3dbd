"""Who moves when rules change: the masks of one rule before and after, compared bit by bit."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from matcher.rules.columns import Bits, Masks, Stretch, packed, unpacked

Spots = npt.NDArray[np.int64]
"""Beneficiaries, a row each: the place of the household, and the member's slot or HOUSEHOLD."""

HOUSEHOLD = -1
NOBODY: Spots = np.empty((0, 2), dtype=np.int64)


class Move(StrEnum):
    """What a change of rules does to one beneficiary of one item.

    Who holds an item neither gains nor loses it; they are told apart as those who would now
    qualify too, and those who would no longer at the next review. `settled` and `doubted` are
    the part of those who gain or lose that was, or is now, still to be checked.
    """

    GAIN = "gain"  # not eligible or to be checked -> eligible
    LOSS = "loss"  # eligible -> not eligible or to be checked
    OPENED = "opened"  # not eligible -> to be checked
    CLOSED = "closed"  # to be checked -> not eligible
    SETTLED = "settled"  # of the gains: was to be checked
    DOUBTED = "doubted"  # of the losses: is to be checked now
    HELD_IN = "held_in"  # holds it, and the rule is now met: no gain
    HELD_OUT = "held_out"  # holds it, and would meet the rule no longer
    STAYS = "stays"  # eligible before and after, or holds it still


Moves = Mapping[Move, Spots]
Held = Mapping[str, Spots]
"""Who holds an item, by its code."""


def moves_of(
    code: str,
    sides: Iterable[tuple[Stretch, Stretch]],
    held: Spots = NOBODY,
    of_members: bool = False,
) -> Moves:
    """Return who moves in which way by the rule of `code`, in each stretch before and after.

    A side that lacks the code has nobody who meets it. Without `of_members` households are
    compared, and one meets a rule of members where any of its members does.
    """
    found: dict[Move, list[Spots]] = {move: [NOBODY] for move in Move}
    for before, after in sides:
        for move, spots in _of_stretch(code, before, after, held, of_members):
            found[move].append(spots)
    return {move: np.concatenate(spots) for move, spots in found.items()}


def _of_stretch(
    code: str, before: Stretch, after: Stretch, held: Spots, of_members: bool
) -> Iterator[tuple[Move, Spots]]:
    places = before.block.places[before.rows]
    old, new = (_slots(code, stretch, of_members) for stretch in (before, after))
    for slot in range(before.block.slots if of_members else 1):
        who = slot if of_members else HOUSEHOLD
        was, now = (Masks(side.true[slot], side.false[slot]) for side in (old, new))
        for move, bits in _moved(was, now, _holding(places, held, who)):
            if bits.any():
                rows = places[unpacked(bits, len(places))]
                yield move, np.column_stack([rows, np.full(len(rows), who)])


def _slots(code: str, stretch: Stretch, of_members: bool) -> Masks:
    """Return the masks with a row for each member's slot, or one for the household as a whole."""
    num = stretch.rows.stop - stretch.rows.start
    masks = stretch.masks.get(code)
    if masks is None or not len(masks.true):
        masks = _nobody(num, max(1, stretch.block.slots))
    if of_members:
        return masks
    true, false = np.bitwise_or.reduce(masks.true), np.bitwise_and.reduce(masks.false)
    return Masks(true[np.newaxis], false[np.newaxis])


def _nobody(num: int, slots: int) -> Masks:
    none = packed(np.zeros((slots, num), np.bool_))
    return Masks(none, packed(np.ones((slots, num), np.bool_)))


def _holding(places: npt.NDArray[np.int64], held: Spots, who: int) -> Bits:
    """Return which of the households hold it: a member through the household, it through any."""
    if who != HOUSEHOLD:
        held = held[(held[:, 1] == who) | (held[:, 1] == HOUSEHOLD)]
    return packed(np.isin(places, held[:, 0]))


def _moved(before: Masks, after: Masks, held: Bits) -> Iterator[tuple[Move, Bits]]:
    free = ~held
    gain, loss = after.true & ~before.true, before.true & ~after.true
    was_open = ~(before.true | before.false)
    is_open = ~(after.true | after.false)
    closed = was_open & after.false
    out = held & (loss | closed)
    yield Move.GAIN, gain & free
    yield Move.LOSS, loss & free
    yield Move.OPENED, before.false & is_open & free
    yield Move.CLOSED, closed & free
    yield Move.SETTLED, gain & was_open & free
    yield Move.DOUBTED, loss & is_open & free
    yield Move.HELD_IN, gain & held
    yield Move.HELD_OUT, out
    yield Move.STAYS, (before.true & after.true) | (held & ~after.false & ~out)
