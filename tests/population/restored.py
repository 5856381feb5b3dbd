"""Households out of columns again, so that what columns say can be held against each by itself."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from matcher.facts import FactType, Value, Vocabulary
from matcher.needs import Household, Member
from matcher.rules.blocks import Block, Column

_EPOCH = date(1970, 1, 1).toordinal()


def households_in(
    blocks: Sequence[Block], vocabulary: Vocabulary, leaving_out: Sequence[str] = ()
) -> tuple[Household, ...]:
    """Return the households of blocks by their places, less some facts; members are m1, m2, …"""
    found: dict[int, Household] = {}
    for block in blocks:
        for row, place in enumerate(block.places):
            members = tuple(
                Member(f"m{slot + 1}", _facts(block.member, row, slot, vocabulary, leaving_out))
                for slot in range(block.slots)
            )
            own = _facts(block.household, row, None, vocabulary, leaving_out)
            found[int(place)] = Household(f"H{place}", own, members)
    return tuple(found[place] for place in sorted(found))


def _facts(
    columns: Mapping[str, Column],
    row: int,
    slot: int | None,
    vocabulary: Vocabulary,
    leaving_out: Sequence[str],
) -> dict[str, Value]:
    at = slice(row, row + 1)
    return {
        name: _value(vocabulary.facts[name].type, column, column.at(at, slot)[0])
        for name, column in columns.items()
        if name not in leaving_out and column.known(at, slot)[0]
    }


def _value(kind: FactType, column: Column, raw: Any) -> Value:
    if column.codes is not None:
        return next(value for value, code in column.codes.items() if code == raw)
    if kind is FactType.DATE:
        return date.fromordinal(int(raw) + _EPOCH)
    return int(raw) if kind is FactType.INTEGER else float(raw)
