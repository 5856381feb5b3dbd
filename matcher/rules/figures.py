"""Policy figures: named, dated, sourced. A rule names a figure; the date chooses its value."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from matcher.errors import CatalogueError, Fault
from matcher.facts import Value
from matcher.wording import Bilingual


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A figure that depends on facts: `rows` by the values of the facts `by`, in their order.

    `each_further` is added for each whole step of the last fact beyond its highest row; a key
    without a row has the value `otherwise`. With `bands` a row of the last fact holds from its
    key up to the next one. The check of a catalogue makes sure that every key has one of
    these, so that a known key always has a value.
    """

    by: tuple[str, ...]
    rows: Mapping[tuple[Value, ...], float]
    each_further: float | None = None
    otherwise: float | None = None
    bands: bool = False

    def at(self, keys: tuple[Value, ...]) -> float | None:
        """Return the value for known keys, None where the table has none."""
        found = self.rows.get(keys)
        if found is not None:
            return found
        last = keys[-1]
        if self.each_further is not None and isinstance(last, int | float):
            steps = [k[-1] for k in self.rows if k[:-1] == keys[:-1]]
            highest = max((s for s in steps if isinstance(s, int | float)), default=None)
            if highest is not None and last > highest:
                top = self.rows[(*keys[:-1], highest)]
                return top + self.each_further * (int(last) - int(highest))
        band = self._band(keys) if self.bands else None
        return self.otherwise if band is None else band

    def _band(self, keys: tuple[Value, ...]) -> float | None:
        """Return the value of the highest row that begins at or below the last key."""
        last = keys[-1]
        if not isinstance(last, int | float):
            return None
        begun = {
            key[-1]: value
            for key, value in self.rows.items()
            if key[:-1] == keys[:-1] and isinstance(key[-1], int | float) and key[-1] <= last
        }
        return begun[max(begun)] if begun else None


Bound = float | Table


@dataclass(frozen=True, slots=True)
class DatedValue:
    """What a figure is from a day on, until its next line; with source and confidence."""

    starts: date
    value: float
    source: str
    confidence: str
    multiple: tuple[str, float] | None = None  # of which figure, how many times
    table: Table | None = None  # then `value` is that of its first row

    @property
    def bound(self) -> Bound:
        """Return the table where there is one, else the value."""
        return self.value if self.table is None else self.table


@dataclass(frozen=True, slots=True)
class Figure:
    """A named figure; `lines` rise by date. `unit` is CNY, CNY/month, years, months or m2.

    `by` names the facts on which it depends, none for a plain one.
    """

    name: str
    label: Bilingual
    unit: str
    lines: tuple[DatedValue, ...]
    by: tuple[str, ...] = ()

    def on(self, day: date) -> DatedValue | None:
        """Return the line in force on `day`, None before the first."""
        found = None
        for line in self.lines:  # asked for every figure of every household: no generator
            if line.starts <= day and (found is None or line.starts > found.starts):
                found = line
        return found


def figures_on(figures: Mapping[str, Figure], day: date, used: Iterable[str]) -> dict[str, Bound]:
    """Return the value (or the table) of every figure in `used` on `day`.

    Raises CatalogueError, naming each figure that has none on that day.
    """
    lines = {name: figures[name].on(day) for name in sorted(set(used))}
    gaps = [
        Fault("no_figure_on", value=name, expected=day.isoformat(), file="figures.yaml")
        for name, line in lines.items()
        if line is None
    ]
    if gaps:
        raise CatalogueError(*gaps)
    return {name: line.bound for name, line in lines.items() if line is not None}
