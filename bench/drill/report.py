"""What a drill found, as lines of one table."""

import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One promise that was tried: what was done, what was found, in how long, and if it held."""

    drill: str
    done: str
    found: str
    seconds: float
    held: bool


def timed(drill: str, done: str, do: Callable[[], tuple[str, bool]]) -> Line:
    """Return the line of what `do` found, with the seconds it took."""
    began = time.monotonic()
    found, held = do()
    return Line(drill, done, found, time.monotonic() - began, held)


def table(lines: Iterable[Line]) -> str:
    """Return lines as a Markdown table."""
    head = ["| drill | done | found | seconds | held |", "| --- | --- | --- | --- | --- |"]
    return "\n".join([*head, *(row(line) for line in lines)])


def row(line: Line) -> str:
    """Return a line as a row of that table."""
    held = "yes" if line.held else "**no**"
    return f"| {line.drill} | {line.done} | {line.found} | {line.seconds:.1f} | {held} |"


def end(lines: list[Line]) -> int:
    """Print the table of one drill; 1 where a promise was not kept."""
    sys.stdout.write(table(lines) + "\n")
    return 0 if all(line.held for line in lines) else 1
