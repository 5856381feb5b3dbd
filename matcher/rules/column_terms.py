"""What terms stand for in columns: a number a household, beside whether it is known.

The numbers are those of `evaluate.value_of`, reckoned in the same order in the same floats.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from matcher.facts import Value
from matcher.rules.blocks import UNKNOWN_INT, Array, Bools, Column, Floats
from matcher.rules.evaluate import SAME
from matcher.rules.figures import Table
from matcher.rules.nodes import Nodes
from matcher.rules.tree import (
    Arithmetic,
    Condition,
    FactRef,
    FigureRef,
    Fold,
    Number,
    Since,
    Tally,
    Term,
)

_EPOCH = date(1970, 1, 1)


class Numbers(NamedTuple):
    """The values of a term, and where they are known; nothing (of no member) is NaN and known."""

    values: Floats
    known: Bools


class SheetLike(Protocol):
    """What a term asks of the stretch of households that it is worked out for."""

    nodes: Nodes
    rows: slice
    num: int
    slots: int
    day: date

    def fact(self, name: str, of_member: bool) -> tuple[Column, bool] | None:
        """Return the column of a fact, and whether it has a row a slot."""

    def truths(self, place: int) -> tuple[Bools, Bools]:
        """Return where a node is known true of each member, and known false."""


def numbers_of(term: Term, of_member: bool, sheet: SheetLike) -> Numbers:
    """Return what a bound term stands for: (slots, num) of members, (num) of the household."""
    match term:
        case Number(value):
            return _same(float(value), sheet)
        case FactRef(name):
            return _fact(name, of_member, sheet)
        case FigureRef(_, _, bound):
            if isinstance(bound, Table):
                return _table(bound, of_member, sheet)
            return _unknown(sheet) if bound is None else _same(float(bound), sheet)
        case Arithmetic(op, left, right):
            return _reckon(
                op, numbers_of(left, of_member, sheet), numbers_of(right, of_member, sheet)
            )
        case Since(unit, name):
            return _since(unit, name, of_member, sheet)
        case Tally(part):
            return _tally(part, sheet)
        case Fold():
            return _fold(term, sheet)
        case _:
            return _unknown(sheet)


def relate(left: Numbers, op: str, right: Numbers) -> tuple[Bools, Bools]:
    """Return where two terms stand so, a millionth apart being equal, and where that is known."""
    gap = left.values - right.values
    gap[np.abs(gap) < SAME] = 0.0
    known = left.known & right.known
    match op:
        case "<":
            return gap < 0, known
        case "<=":
            return gap <= 0, known
        case ">":
            return gap > 0, known
        case ">=":
            return gap >= 0, known
        case "=":
            return gap == 0, known
        case _:
            return gap != 0, known


def _same(value: float, sheet: SheetLike) -> Numbers:
    return Numbers(np.full(sheet.num, value), np.ones(sheet.num, np.bool_))


def _unknown(sheet: SheetLike) -> Numbers:
    return Numbers(np.zeros(sheet.num), np.zeros(sheet.num, np.bool_))


def _fact(name: str, of_member: bool, sheet: SheetLike) -> Numbers:
    place = sheet.fact(name, of_member)
    if place is None or place[0].codes is not None:
        return _unknown(sheet)
    column = place[0]
    known = column.known(sheet.rows)
    return Numbers(np.where(known, column.at(sheet.rows).astype(np.float64), 0.0), known)


def _reckon(op: str, left: Numbers, right: Numbers) -> Numbers:
    known = left.known & right.known
    match op:
        case "+":
            return Numbers(left.values + right.values, known)
        case "-":
            return Numbers(left.values - right.values, known)
        case "*":
            return Numbers(left.values * right.values, known)
        case _:
            divisible = right.values != 0
            divisor = np.where(divisible, right.values, 1.0)
            return Numbers(left.values / divisor, known & divisible)


def _since(unit: str, name: str, of_member: bool, sheet: SheetLike) -> Numbers:
    place = sheet.fact(name, of_member)
    if place is None:
        return _unknown(sheet)
    column = place[0]
    known = column.known(sheet.rows)
    days = np.where(known, column.at(sheet.rows), 0).astype(np.int64)
    return Numbers(since_days(days, sheet.day, unit).astype(np.float64), known)


def since_days(days: npt.NDArray[np.int64], on: date, unit: str) -> npt.NDArray[np.int64]:
    """Return the whole days, months or years from days since 1970 to `on`, as `dates.since`."""
    if unit == "days":
        return (on - _EPOCH).days - days
    dates = days.astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    day_of_month = (dates - months.astype("datetime64[D]")).astype(np.int64) + 1
    whole = (on.year - 1970) * 12 + on.month - 1 - months.astype(np.int64)
    whole -= on.day < day_of_month
    return whole if unit == "months" else whole // 12


def _tally(part: Condition, sheet: SheetLike) -> Numbers:
    true, false = sheet.truths(sheet.nodes.place[part])
    known: Bools = np.logical_and.reduce(true | false, axis=0)
    return Numbers(true.sum(axis=0).astype(np.float64), known)


def _fold(term: Fold, sheet: SheetLike) -> Numbers:
    """Return the sum, least or largest in the order of the slots, which is that of the ledger."""
    start = 0.0 if term.kind == "sum" else np.nan
    found, known = np.full(sheet.num, start), np.ones(sheet.num, np.bool_)
    join = {"sum": np.add, "min": np.fmin, "max": np.fmax}[term.kind]
    shape = (sheet.slots, sheet.num)
    values, sure = (np.broadcast_to(each, shape) for each in numbers_of(term.term, True, sheet))
    counts, out = _counting(term.where, sheet)
    for slot in range(sheet.slots):
        found = np.where(counts[slot], join(found, values[slot]), found)
        known &= out[slot] | (counts[slot] & sure[slot])
    return Numbers(found, known)


def _counting(where: Condition | None, sheet: SheetLike) -> tuple[Bools, Bools]:
    if where is None:
        shape = (sheet.slots, sheet.num)
        return np.ones(shape, np.bool_), np.zeros(shape, np.bool_)
    return sheet.truths(sheet.nodes.place[where])


def _table(table: Table, of_member: bool, sheet: SheetLike) -> Numbers:
    """Return a figure's value by the facts it depends on: each distinct key is looked up once."""
    places = [sheet.fact(name, of_member) for name in table.by]
    columns = [place[0] for place in places if place is not None]
    if len(columns) < len(places):
        return _unknown(sheet)
    keys = np.broadcast_arrays(*(c.at(sheet.rows).astype(np.float64) for c in columns))
    known = _all(np.broadcast_arrays(*(c.known(sheet.rows) for c in columns)))
    flat = np.where(known.ravel(), [key.ravel() for key in keys], 0.0)
    distinct, inverse = np.unique(flat, axis=1, return_inverse=True)
    found = [_at(table, columns, key) for key in distinct.T]
    values = np.array([np.nan if value is None else value for value in found])
    spread = values[inverse.ravel()].reshape(known.shape)
    return Numbers(np.nan_to_num(spread), np.logical_and(known, ~np.isnan(spread)))


def _all(truths: Sequence[Bools]) -> Bools:
    found = truths[0]
    for each in truths[1:]:
        found = found & each
    return found


def _at(table: Table, columns: Sequence[Column], key: Array) -> float | None:
    """Return the table's value for one key of codes and numbers, None where it has none."""
    keys: list[Value] = []
    for column, number in zip(columns, key.tolist(), strict=True):
        if column.codes is None:
            keys.append(int(number) if column.values.dtype in UNKNOWN_INT else number)
            continue
        value = next((v for v, code in column.codes.items() if code == number), None)
        if value is None:
            return None
        keys.append(value)
    return table.at(tuple(keys))
