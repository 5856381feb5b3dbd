"""Evaluate conditions for many households at once: two packed masks, known true and known false.

A bit a household. Unknown is neither mask, so `and`, `or` and `not` are strong Kleene logic on
words of 64 households; equal conditions of different rules are worked out one time. The truths
are those of `evaluate`, which a property test holds.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.facts import Value
from matcher.rules.blocks import Array, Block, Bools, Column
from matcher.rules.column_terms import numbers_of, relate
from matcher.rules.nodes import Nodes
from matcher.rules.tree import (
    LEAVES,
    Among,
    And,
    AnyMember,
    Compare,
    Condition,
    CountMembers,
    Leaf,
    Not,
    Or,
    Relation,
    Term,
    facts_in,
)

Bits = npt.NDArray[np.uint64]
_Work = Callable[[Column, int | None], Bools]
CHUNK = 1 << 17
"""Households worked on at once: their masks, some 16 KiB each, stay near the processor."""


class Masks(NamedTuple):
    """Where a condition is known true, and known false; a bit a household."""

    true: Bits
    false: Bits


class Stretch(NamedTuple):
    """The results of one stretch of a block: by key, a pair of masks a slot (one for household)."""

    block: Block
    rows: slice
    masks: Mapping[str, tuple[Masks, ...]]


class ColumnProgram:
    """The rules `conditions`, by any key, each for a member or (False) for the household."""

    def __init__(self, conditions: Mapping[str, tuple[Condition, bool]]) -> None:
        self.nodes = Nodes()
        self._roots = {key: (self.nodes.add(node), of) for key, (node, of) in conditions.items()}

    def run(self, blocks: Sequence[Block], day: date, chunk: int = CHUNK) -> Iterator[Stretch]:
        """Yield the masks of every rule, a stretch of a block at a time."""
        for block in blocks:
            for start in range(0, len(block), chunk):
                rows = slice(start, min(start + chunk, len(block)))
                sheet = Sheet(self.nodes, block, rows, day)
                yield Stretch(block, rows, self._masks(sheet))

    def _masks(self, sheet: "Sheet") -> dict[str, tuple[Masks, ...]]:
        slots = range(sheet.block.slots)
        return {
            key: tuple([sheet.masks(place, slot) for slot in slots])
            if of_member
            else (sheet.masks(place, None),)
            for key, (place, of_member) in self._roots.items()
        }


def packed(bools: Bools) -> Bits:
    """Return bits in words of 64, the last filled up with zeros."""
    bytes_ = np.packbits(bools)
    whole = np.zeros(-(-len(bytes_) // 8) * 8, dtype=np.uint8)
    whole[: len(bytes_)] = bytes_
    return whole.view(np.uint64)


def unpacked(bits: Bits, num: int) -> Bools:
    """Return the first `num` bits as truths."""
    return np.unpackbits(bits.view(np.uint8), count=num).view(np.bool_)


def num_true(bits: Bits) -> int:
    """Return how many bits are set."""
    return int(np.bitwise_count(bits).sum())


class Sheet:
    """One stretch of a block on a day, with what has been worked out of it so far."""

    def __init__(self, nodes: Nodes, block: Block, rows: slice, day: date) -> None:
        self.nodes, self.block, self.rows, self.day = nodes, block, rows, day
        self.num = rows.stop - rows.start
        self.none = np.zeros(-(-self.num // 64), dtype=np.uint64)
        self._found: dict[tuple[int, int | None], Masks] = {}
        self._bits: dict[tuple[str, object, int | None], Bits] = {}
        self._own = _of_household(nodes, block)

    def masks(self, place: int, slot: int | None) -> Masks:
        """Return the masks of a node in a slot; those of household facts alone are shared."""
        if self._own[place]:
            slot = None
        found = self._found.get((place, slot))
        if found is None:
            found = self._found[place, slot] = self._work(place, slot)
        return found

    def _work(self, place: int, slot: int | None) -> Masks:
        parts = self.nodes.parts[place]
        match self.nodes.nodes[place]:
            case Compare() as node:
                return self._compare(node, slot)
            case Among(name, values):
                bits = [self._equal(name, value, slot) for value in values]
                return self._beside_known(name, _any_of(bits, self.none), slot)
            case And():
                return _and([self.masks(part, slot) for part in parts])
            case Or():
                return _or([self.masks(part, slot) for part in parts])
            case Not():
                inner = self.masks(parts[0], slot)
                return Masks(inner.false, inner.true)
            case AnyMember():
                return self._any(parts[0])
            case CountMembers(_, op, number):
                return self._count(parts[0], op, number)
            case Relation(left, op, right):
                return self._relation(left, op, right, slot)
            case _:
                return self.masks(parts[0], slot) if parts else Masks(self.none, self.none)

    def fact(self, name: str, slot: int | None) -> tuple[Column, int | None] | None:
        """Return the column in which a fact is read, and its slot; None where nobody has it."""
        if slot is not None and name in self.block.member:
            return self.block.member[name], slot
        own = self.block.household.get(name)
        return None if own is None else (own, None)

    def _known(self, name: str, slot: int | None) -> Bits:
        return self._once(("known", None), name, slot, lambda c, at: c.known(self.rows, at))

    def _equal(self, name: str, value: Value | None, slot: int | None) -> Bits:
        def equal(column: Column, at: int | None) -> Bools:
            values = column.at(self.rows, at)
            if column.codes is None:
                return equals(values, value)
            code = None if value is None else column.codes.get(value)
            return np.zeros(self.num, np.bool_) if code is None else np.equal(values, code)

        return self._once(("=", value), name, slot, equal)

    def _below(self, name: str, value: float, inclusive: bool, slot: int | None) -> Bits:
        def below(column: Column, at: int | None) -> Bools:
            return is_below(column.at(self.rows, at), value, inclusive)

        return self._once(("<=" if inclusive else "<", value), name, slot, below)

    def _once(self, what: tuple[str, object], name: str, slot: int | None, work: _Work) -> Bits:
        """Return bits of one fact, worked out one time for all conditions that ask for them."""
        place = self.fact(name, slot)
        if place is None:
            return self.none
        key = (what[0], (name, what[1]), place[1])
        found = self._bits.get(key)
        if found is None:
            found = self._bits[key] = packed(work(*place))
        return found

    def _beside_known(self, name: str, true: Bits, slot: int | None) -> Masks:
        known = self._known(name, slot)
        return Masks(true & known, known & ~true)

    def _compare(self, node: Compare, slot: int | None) -> Masks:
        name, value = node.fact, node.value
        if node.op in ("=", "!="):
            equal = self._beside_known(name, self._equal(name, value, slot), slot)
            return equal if node.op == "=" else Masks(equal.false, equal.true)
        if not isinstance(value, int | float):
            return Masks(self.none, self.none)
        inclusive = node.op in ("<=", ">")
        below = self._beside_known(name, self._below(name, value, inclusive, slot), slot)
        return below if node.op in ("<", "<=") else Masks(below.false, below.true)

    def _any(self, part: int) -> Masks:
        found = [self.masks(part, slot) for slot in range(self.block.slots)]
        if not found:
            return Masks(self.none, packed(np.ones(self.num, np.bool_)))
        return _or(found)

    def _count(self, part: int, op: str, number: int) -> Masks:
        sure, most = self.counts(part)
        if op in (">=", ">"):
            least = number if op == ">=" else number + 1
            true, false = sure >= least, most < least
        elif op in ("<", "<="):
            least = number if op == "<" else number + 1
            true, false = most < least, sure >= least
        else:
            true = (sure == number) & (most == number)
            false = (sure > number) | (most < number)
        masks = Masks(packed(true), packed(false))
        return Masks(masks.false, masks.true) if op == "!=" else masks

    def counts(self, part: int) -> tuple[npt.NDArray[np.int16], npt.NDArray[np.int16]]:
        """Return how many members surely meet a node, and how many may."""
        sure = np.zeros(self.num, np.int16)
        most = np.full(self.num, self.block.slots, np.int16)
        for slot in range(self.block.slots):
            true, false = self.truths(part, slot)
            sure += true
            most -= false
        return sure, most

    def _relation(self, left: Term, op: str, right: Term, slot: int | None) -> Masks:
        true, known = relate(numbers_of(left, slot, self), op, numbers_of(right, slot, self))
        bits, all_known = packed(true), packed(known)
        return Masks(bits & all_known, all_known & ~bits)

    def truths(self, place: int, slot: int | None) -> tuple[Bools, Bools]:
        """Return where a node is known true, and known false, a byte each."""
        found = self.masks(place, slot)
        return unpacked(found.true, self.num), unpacked(found.false, self.num)


def _of_household(nodes: Nodes, block: Block) -> list[bool]:
    """Return for each node whether it is the same for all members of a household."""
    same: list[bool] = []
    for place, node in enumerate(nodes.nodes):
        parts = nodes.parts[place]
        if nodes.of_members(place):
            same.append(True)
        elif parts:
            same.append(all(same[part] for part in parts))
        else:
            same.append(isinstance(node, LEAVES) and not _reads(node, block.member))
    return same


def _reads(leaf: Leaf, facts: Mapping[str, Column]) -> bool:
    return any(name in facts for name in facts_in(leaf))


def is_below(values: Array, value: float, inclusive: bool) -> Bools:
    """Return where numbers are below a value, or (inclusive) at most it."""
    if values.dtype.kind == "f":
        return np.less_equal(values, value) if inclusive else np.less(values, value)
    whole = math.floor(value) + 1 if inclusive else math.ceil(value)
    info = np.iinfo(values.dtype)
    if whole > info.max:
        return np.ones(values.shape, np.bool_)
    return np.less(values, max(whole, info.min))


def equals(values: Array, value: object) -> Bools:
    """Return where numbers equal a value; whole numbers never equal a broken one."""
    number = value if isinstance(value, int | float) else math.nan
    if values.dtype.kind == "f":
        return np.equal(values, number)
    info = np.iinfo(values.dtype)
    if not float(number).is_integer() or not info.min <= number <= info.max:
        return np.zeros(values.shape, np.bool_)
    return np.equal(values, int(number))


def _any_of(bits: Sequence[Bits], none: Bits) -> Bits:
    found = none
    for each in bits:
        found = found | each
    return found


def _and(parts: Sequence[Masks]) -> Masks:
    true, false = parts[0]
    for part in parts[1:]:
        true, false = true & part.true, false | part.false
    return Masks(true, false)


def _or(parts: Sequence[Masks]) -> Masks:
    true, false = parts[0]
    for part in parts[1:]:
        true, false = true | part.true, false & part.false
    return Masks(true, false)
