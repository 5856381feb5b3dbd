"""Policy figures: named, dated, sourced. A rule names a figure; the date chooses its value."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from matcher.errors import CatalogueError, Fault
from matcher.wording import Bilingual


@dataclass(frozen=True, slots=True)
class DatedValue:
    """What a figure is from a day on, until its next line; with source and confidence."""

    starts: date
    value: float
    source: str
    confidence: str
    multiple: tuple[str, float] | None = None  # of which figure, how many times


@dataclass(frozen=True, slots=True)
class Figure:
    """A named figure; `lines` rise by date. `unit` is CNY, CNY/month, years, months or m2."""

    name: str
    label: Bilingual
    unit: str
    lines: tuple[DatedValue, ...]

    def on(self, day: date) -> DatedValue | None:
        """Return the line in force on `day`, None before the first."""
        return max(
            (line for line in self.lines if line.starts <= day),
            key=lambda line: line.starts,
            default=None,
        )


def figures_on(figures: Mapping[str, Figure], day: date, used: Iterable[str]) -> dict[str, float]:
    """Return the value of every figure in `used` on `day`.

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
    return {name: line.value for name, line in lines.items() if line is not None}
