"""Evaluate conditions for many households at once: two packed masks, known true and known false.

A bit a household, a row a member slot where the condition may differ between members. Unknown is
neither mask, so `and`, `or` and `not` are strong Kleene logic on words of 64 households; equal
conditions of different rules are worked out one time. The truths are those of `evaluate`, which
a property test holds.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

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
    Named,
    Not,
    Or,
    Relation,
    facts_in,
)

Bits = npt.NDArray[np.uint64]
_Work = Callable[[Column], Bools]
CHUNK = 1 << 19
"""Beneficiaries worked on at once: enough that numpy's own work outweighs the calls of it."""


class Masks(NamedTuple):
    """Where a condition is known true, and known false; a bit a household, a row a slot if any."""

    true: Bits
    false: Bits


class Stretch(NamedTuple):
    """The results of one stretch of a block: by key, masks with a row a slot (or one row)."""

    block: Block
    rows: slice
    masks: Mapping[str, Masks]


class ColumnProgram:
    """The rules `conditions`, by any key, each for a member or (False) for the household."""

    def __init__(self, conditions: Mapping[str, tuple[Condition, bool]]) -> None:
        self.nodes = Nodes()
        self._roots = {key: (self.nodes.add(node), of) for key, (node, of) in conditions.items()}
        self._own: dict[frozenset[str], list[bool]] = {}

    def run(self, blocks: Sequence[Block], day: date, chunk: int = CHUNK) -> Iterator[Stretch]:
        """Yield the masks of every rule, a stretch of a block at a time."""
        for block in blocks:
            facts = frozenset(block.member)
            if facts not in self._own:
                self._own[facts] = _of_household(self.nodes, facts)
            most = max(64, chunk // max(1, block.slots))
            for start in range(0, len(block), most):
                rows = slice(start, min(start + most, len(block)))
                sheet = Sheet(self.nodes, block, rows, day, self._own[facts])
                yield Stretch(block, rows, self._masks(sheet))

    def _masks(self, sheet: "Sheet") -> dict[str, Masks]:
        return {key: sheet.rows_of(*root) for key, root in self._roots.items()}


def packed(bools: Bools) -> Bits:
    """Return bits in words of 64 along the last axis, the last word filled up with zeros."""
    bytes_ = np.packbits(bools, axis=-1)
    if bytes_.shape[-1] % 8 == 0:
        return bytes_.view(np.uint64)
    words = np.zeros((*bools.shape[:-1], -(-bools.shape[-1] // 64) * 8), dtype=np.uint8)
    words[..., : bytes_.shape[-1]] = bytes_
    return words.view(np.uint64)


def unpacked(bits: Bits, num: int) -> Bools:
    """Return the first `num` bits of each row as truths."""
    return np.unpackbits(bits.view(np.uint8), axis=-1, count=num).view(np.bool_)


def num_true(bits: Bits) -> int:
    """Return how many bits are set."""
    return int(np.bitwise_count(bits).sum())


class Sheet:
    """One stretch of a block on a day, with what has been worked out of it so far.

    `of_member` says that a condition is read of each member, not of the household: a fact that
    both levels know is then the member's.
    """

    def __init__(
        self, nodes: Nodes, block: Block, rows: slice, day: date, own: Sequence[bool] = ()
    ) -> None:
        self.nodes, self.block, self.rows, self.day = nodes, block, rows, day
        self.num, self.slots = rows.stop - rows.start, block.slots
        self.none: Bits = np.zeros(-(-self.num // 64), dtype=np.uint64)
        self._found: dict[tuple[int, bool], Masks] = {}
        self._bits: dict[tuple[str, object, str, bool], Bits] = {}
        self._own = own  # for each node, whether it is the same for all members of a household

    def masks(self, place: int, of_member: bool) -> Masks:
        """Return the masks of a node; a row a slot where it may differ between members."""
        key = (place, of_member and not self._own[place])
        found = self._found.get(key)
        if found is None:
            node = self.nodes.nodes[place]
            found = _WORK[type(node)](self, node, self.nodes.parts[place], key[1])
            self._found[key] = found
        return found

    def rows_of(self, place: int, of_member: bool) -> Masks:
        """Return the masks of a node with a row for each member slot, or one for the household."""
        found = self.masks(place, of_member)
        if found.true.ndim == 2:
            return found
        if not of_member:
            return Masks(found.true[np.newaxis], found.false[np.newaxis])
        shape = (self.slots, len(self.none))
        return Masks(np.broadcast_to(found.true, shape), np.broadcast_to(found.false, shape))

    def fact(self, name: str, of_member: bool) -> tuple[Column, bool] | None:
        """Return the column in which a fact is read, and whether it has a row a slot."""
        if of_member and name in self.block.member:
            return self.block.member[name], True
        own = self.block.household.get(name)
        return None if own is None else (own, False)

    def truths(self, place: int) -> tuple[Bools, Bools]:
        """Return where a node is known true of each member, and known false: (slots, num)."""
        true, false = (unpacked(bits, self.num) for bits in self.rows_of(place, True))
        return true, false

    def compare(self, node: Compare, parts: Sequence[int], of_member: bool) -> Masks:
        """Return the masks of a comparison of one fact with one value."""
        name, value = node.fact, node.value
        if node.op in ("=", "!="):
            equal = self._beside_known(name, self._equal(name, value, of_member), of_member)
            return equal if node.op == "=" else Masks(equal.false, equal.true)
        if not isinstance(value, int | float):
            return Masks(self.none, self.none)
        below = self._below(name, value, node.op in ("<=", ">"), of_member)
        masks = self._beside_known(name, below, of_member)
        return masks if node.op in ("<", "<=") else Masks(masks.false, masks.true)

    def among(self, node: Among, parts: Sequence[int], of_member: bool) -> Masks:
        """Return the masks of a comparison of one fact with several values."""
        true = self.none
        for value in node.values:
            true = true | self._equal(node.fact, value, of_member)
        return self._beside_known(node.fact, true, of_member)

    def relation(self, node: Relation, parts: Sequence[int], of_member: bool) -> Masks:
        """Return the masks of a comparison of two terms."""
        left, right = (numbers_of(term, of_member, self) for term in (node.left, node.right))
        true, known = (packed(bools) for bools in relate(left, node.op, right))
        return Masks(true & known, known & ~true)

    def both(self, node: And, parts: Sequence[int], of_member: bool) -> Masks:
        """Return the masks of a conjunction."""
        return Masks(*self._joined(parts, of_member, np.bitwise_and, np.bitwise_or))

    def either(self, node: Or, parts: Sequence[int], of_member: bool) -> Masks:
        """Return the masks of a disjunction."""
        return Masks(*self._joined(parts, of_member, np.bitwise_or, np.bitwise_and))

    def _joined(
        self, parts: Sequence[int], of_member: bool, of_true: np.ufunc, of_false: np.ufunc
    ) -> tuple[Bits, Bits]:
        """Return the masks of all parts joined; those of the household first, being shorter."""
        if of_member and len(parts) > 2:
            parts = sorted(parts, key=self._own.__getitem__, reverse=True)
        found = [self.masks(part, of_member) for part in parts]
        true, false = (
            of_true(found[0].true, found[1].true),
            of_false(found[0].false, found[1].false),
        )
        for also in found[2:]:
            if true.ndim == also.true.ndim:
                of_true(true, also.true, out=true)
                of_false(false, also.false, out=false)
            else:
                true, false = of_true(true, also.true), of_false(false, also.false)
        return true, false

    def negated(self, node: Not, parts: Sequence[int], of_member: bool) -> Masks:
        """Return the masks of a negation."""
        inner = self.masks(parts[0], of_member)
        return Masks(inner.false, inner.true)

    def named(self, node: Named, parts: Sequence[int], of_member: bool) -> Masks:
        """Return the masks of a shared condition."""
        return self.masks(parts[0], of_member) if parts else Masks(self.none, self.none)

    def some(self, node: AnyMember, parts: Sequence[int], of_member: bool) -> Masks:
        """Return where some member is known to meet a node, and where all are known not to."""
        if not self.slots:
            return Masks(self.none, packed(np.ones(self.num, np.bool_)))
        true, false = self.masks(parts[0], True)
        if true.ndim == 1:
            return Masks(true, false)
        return Masks(np.bitwise_or.reduce(true, axis=0), np.bitwise_and.reduce(false, axis=0))

    def count(self, node: CountMembers, parts: Sequence[int], of_member: bool) -> Masks:
        """Return the masks of a count, which lies between the sure ones and those not ruled out."""
        sure, not_so = (found.sum(axis=0, dtype=np.int64) for found in self.truths(parts[0]))
        most, op, number = self.slots - not_so, node.op, node.number
        if op in (">=", ">", "<", "<="):
            least = number if op in (">=", "<") else number + 1
            masks = Masks(packed(sure >= least), packed(most < least))
            return masks if op in (">=", ">") else Masks(masks.false, masks.true)
        masks = Masks(
            packed((sure == number) & (most == number)), packed((sure > number) | (most < number))
        )
        return masks if op == "=" else Masks(masks.false, masks.true)

    def _beside_known(self, name: str, true: Bits, of_member: bool) -> Masks:
        """Return the masks of a comparison that holds nowhere but where its fact is known."""
        known = self._once("known", None, name, of_member, lambda c: c.known(self.rows))
        return Masks(true, known ^ true)

    def _equal(self, name: str, value: Value | None, of_member: bool) -> Bits:
        def equal(column: Column) -> Bools:
            values = column.at(self.rows)
            if column.codes is None:
                return equals(values, value)
            code = None if value is None else column.codes.get(value)
            return np.zeros(values.shape, np.bool_) if code is None else np.equal(values, code)

        return self._once("=", value, name, of_member, equal)

    def _below(self, name: str, value: float, inclusive: bool, of_member: bool) -> Bits:
        def below(column: Column) -> Bools:
            return is_below(column.at(self.rows), value, inclusive)

        return self._once("<=" if inclusive else "<", value, name, of_member, below)

    def _once(self, what: str, value: object, name: str, of_member: bool, work: _Work) -> Bits:
        """Return bits of one fact, worked out one time for all conditions that ask for them."""
        place = self.fact(name, of_member)
        if place is None:
            return self.none
        key = (what, value, name, place[1])
        found = self._bits.get(key)
        if found is None:
            found = self._bits[key] = packed(work(place[0]))
        return found


_WORK: Mapping[type, Callable[[Sheet, Any, Sequence[int], bool], Masks]] = {
    Compare: Sheet.compare,
    Among: Sheet.among,
    Relation: Sheet.relation,
    And: Sheet.both,
    Or: Sheet.either,
    Not: Sheet.negated,
    Named: Sheet.named,
    AnyMember: Sheet.some,
    CountMembers: Sheet.count,
}
"""By type of node, as in `evaluate`."""


def _of_household(nodes: Nodes, facts: frozenset[str]) -> list[bool]:
    """Return for each node whether it is the same for all members of a household."""
    same: list[bool] = []
    for place, node in enumerate(nodes.nodes):
        parts = nodes.parts[place]
        if nodes.of_members(place):
            same.append(True)
        elif parts:
            same.append(all(same[part] for part in parts))
        else:
            same.append(isinstance(node, LEAVES) and facts.isdisjoint(facts_in(node)))
    return same


def is_below(values: Array, value: float, inclusive: bool) -> Bools:
    """Return where numbers are known and below a value, or (inclusive) at most it."""
    if values.dtype.kind == "f":
        return np.less_equal(values, value) if inclusive else np.less(values, value)
    whole = math.floor(value) + 1 if inclusive else math.ceil(value)
    info = np.iinfo(values.dtype)
    return np.less(values, min(max(whole, info.min), info.max))


def equals(values: Array, value: object) -> Bools:
    """Return where numbers are known and equal a value; whole ones never equal a broken one."""
    number = value if isinstance(value, int | float) else math.nan
    if values.dtype.kind == "f":
        return np.equal(values, number)
    info = np.iinfo(values.dtype)
    if not float(number).is_integer() or not info.min <= number < info.max:
        return np.zeros(values.shape, np.bool_)
    return np.equal(values, int(number))
