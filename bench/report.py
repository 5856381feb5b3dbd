"""A figure with its goal, and the table in which all of them are told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure; without a `goal` it is told for the record only."""

    name: str
    value: float
    unit: str
    goal: float | None = None
    at_least: bool = False

    @property
    def reached(self) -> bool | None:
        """Say whether the goal is reached; None where there is none."""
        if self.goal is None:
            return None
        return self.value >= self.goal if self.at_least else self.value <= self.goal

    @property
    def told(self) -> str:
        """Return the value in words, to three digits where it is no count."""
        whole = isinstance(self.value, int)
        return f"{self.value:,} {self.unit}" if whole else f"{self.value:.3g} {self.unit}"

    def cells(self) -> tuple[str, str, str, str]:
        """Return the row of the table."""
        sign = "≥" if self.at_least else "≤"
        goal = "" if self.goal is None else f"{sign} {self.goal:,g} {self.unit}"
        verdict = {None: "", True: "reached", False: "not reached"}[self.reached]
        return self.name, self.told, goal, verdict


def show(
    console: Console, title: str, sections: Mapping[str, Iterable[Figure]], notes: Iterable[str]
) -> None:
    """Print the figures as one table in sections, and the notes below it."""
    table = Table(title=title, title_justify="left")
    table.add_column("figure")
    table.add_column("measured", justify="right")
    table.add_column("goal", justify="right")
    table.add_column("")
    for heading, figures in sections.items():
        table.add_section()
        table.add_row(heading, style="bold")
        for figure in figures:
            table.add_row(*figure.cells(), style="yellow" if figure.reached is False else None)
    console.print(table)
    for note in notes:
        console.print(f"· {note}", highlight=False)
