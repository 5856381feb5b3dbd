"""Facts of many households as columns: blocks of households with the same number of members.

With one slot a member, a household fact speaks for every slot as it is, and any() is an `or`
over slots: nothing has to be spread out or gathered.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from matcher.facts import Value

Array = npt.NDArray[Any]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

UNKNOWN_INT = {np.dtype(kind): int(np.iinfo(kind).max) for kind in (np.uint8, np.int16, np.int32)}
"""The number that stands for unknown in a column of whole numbers, by its type: its highest, so
that what is below anything, or equal to anything, is known."""


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """The values of one fact, for each household (num,) or each slot and household (slots, num).

    With `codes` the values are those codes, 0 for unknown; without, they are numbers, NaN (or
    for a type of whole numbers its `UNKNOWN_INT`) for unknown. Dates are days since 1970-01-01.
    """

    values: Array
    codes: Mapping[Value, int] | None = None

    def known(self, rows: slice, slot: int | None = None) -> Bools:
        """Return where the fact is known, of one slot or as the values stand."""
        values = self.at(rows, slot)
        if self.codes is not None:
            known: Bools = np.not_equal(values, 0)
        elif values.dtype.kind == "f":
            known = ~np.isnan(values)
        else:
            known = np.not_equal(values, UNKNOWN_INT[values.dtype])
        return known

    def at(self, rows: slice, slot: int | None = None) -> Array:
        """Return the households `rows`, of one slot or as the values stand."""
        values = self.values if slot is None else self.values[slot]
        return values[..., rows]


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Households with `slots` members each; `places` are their places in the batch."""

    places: npt.NDArray[np.int64]
    slots: int
    household: Mapping[str, Column]
    member: Mapping[str, Column]

    def __len__(self) -> int:
        return len(self.places)
