"""The peer polars: the same rules as expressions over a frame of members and one of households."""

from collections.abc import Mapping

import numpy as np
import polars as pl

from matcher.eligibility.rulebook import Rulebook
from matcher.rules.blocks import UNKNOWN_INT, Block, Column
from matcher.rules.tree import (
    Among,
    And,
    AnyMember,
    Compare,
    Condition,
    CountMembers,
    Named,
    Not,
    Or,
    parts_of,
)

_ID = "household"


class Frames:
    """Households as polars likes them: codes and numbers with nulls, members beside their ids."""

    def __init__(self, blocks: tuple[Block, ...], book: Rulebook) -> None:
        self._codes = _codes(blocks)
        self._households = pl.concat(
            [_frame(b.household, None, b.places) for b in blocks], how="diagonal"
        )
        alone = pl.concat(
            [_frame(b.member, slot, b.places) for b in blocks for slot in range(b.slots)],
            how="diagonal",
        )
        self._members = alone.join(self._households, on=_ID, how="left", suffix="_of_household")
        rules = book.items.values()
        over = dict.fromkeys(node for r in rules for node in _over_members(r.condition))
        self._over = {node: f"any {n}" for n, node in enumerate(over)}
        self._aggregates = [
            self._expression(node.part).any(ignore_nulls=False).alias(name)
            for node, name in self._over.items()
            if isinstance(node, AnyMember)
        ]
        self._of_members = [
            self._expression(r.condition).alias(r.code) for r in rules if r.per_member
        ]
        self._of_household = [
            self._expression(r.condition).alias(r.code) for r in rules if not r.per_member
        ]
        self.result: tuple[pl.DataFrame, pl.DataFrame] | None = None

    def run(self) -> None:
        """Evaluate every rule for every beneficiary."""
        found = self._members.lazy().group_by(_ID).agg(self._aggregates)
        households = self._households.lazy().join(found, on=_ID, how="left")
        members = self._members.lazy().join(found, on=_ID, how="left")
        self.result = (
            members.select(self._of_members).collect(),
            households.select(self._of_household).collect(),
        )

    def counts(self) -> dict[str, tuple[int, int]]:
        """Return for each rule how many are known to meet it, and known not to."""
        assert self.result is not None
        counts = {}
        for frame in self.result:
            for name in frame.columns:
                column = frame[name]
                true = int(column.sum() or 0)
                counts[name] = (true, len(column) - int(column.null_count()) - true)
        return counts

    def _expression(self, node: Condition) -> pl.Expr:
        match node:
            case Compare(fact, op, value):
                return _compared(pl.col(fact), op, self._coded(fact, value))
            case Among(fact, values):
                return pl.col(fact).is_in([self._coded(fact, value) for value in values])
            case Not(part):
                return ~self._expression(part)
            case And(parts):
                return pl.all_horizontal([self._expression(part) for part in parts])
            case Or(parts):
                return pl.any_horizontal([self._expression(part) for part in parts])
            case Named(_, part) if part is not None:
                return self._expression(part)
            case _:
                return pl.col(self._over[node])

    def _coded(self, fact: str, value: object) -> object:
        codes = self._codes.get(fact)
        return value if codes is None else codes.get(value, 0)  # type: ignore[call-overload]


def _compared(column: pl.Expr, op: str, value: object) -> pl.Expr:
    match op:
        case "=":
            return column == value
        case "!=":
            return column != value
        case "<":
            return column < value
        case "<=":
            return column <= value
        case ">":
            return column > value
        case _:
            return column >= value


def _over_members(node: Condition) -> list[Condition]:
    if isinstance(node, AnyMember | CountMembers):
        return [node]
    return [found for part in parts_of(node) for found in _over_members(part)]


def _codes(blocks: tuple[Block, ...]) -> dict[str, Mapping[object, int]]:
    columns = [pair for b in blocks for pair in (*b.household.items(), *b.member.items())]
    return {name: column.codes for name, column in columns if column.codes is not None}


def _frame(columns: Mapping[str, Column], slot: int | None, places: np.ndarray) -> pl.DataFrame:
    found = {name: _series(column, slot) for name, column in columns.items()}
    return pl.DataFrame({_ID: places, **found})


def _series(column: Column, slot: int | None) -> pl.Series:
    values = column.at(slice(None), slot)
    if column.codes is not None:
        known = values != 0
    elif values.dtype.kind == "f":
        known = ~np.isnan(values)
    else:
        known = values != UNKNOWN_INT[values.dtype]
    series = pl.Series(np.ascontiguousarray(values))
    mask = pl.Series(known)
    return pl.select(pl.when(mask).then(series).otherwise(None)).to_series()
