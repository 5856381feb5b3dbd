"""A planted fault, and what became of the faults of one kind."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

CAUGHT, SURVIVED, EQUAL = "caught", "survived", "equivalent"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a planted fault: caught, survived, or (with a reason) no fault at all.

    `place` says where it was planted and `what` how; `note` what would tell it, or the reason.
    """

    kind: str
    place: str
    what: str
    fate: str
    note: str = ""


def show(console: Console, title: str, outcomes: Sequence[Outcome]) -> None:
    """Print how many faults of each kind were caught, then those that were not, and the equal."""
    table = Table(title=title, title_justify="left")
    for heading in ("kind", "planted", "caught", "survived", "equivalent", "share caught"):
        table.add_column(heading, justify="left" if heading == "kind" else "right")
    for kind in dict.fromkeys(each.kind for each in outcomes):
        table.add_row(kind, *_row([each for each in outcomes if each.kind == kind]))
    table.add_section()
    table.add_row("all", *_row(outcomes), style="bold")
    console.print(table)
    for fate in (SURVIVED, EQUAL):
        for each in outcomes:
            if each.fate == fate:
                note = f" ({each.note})" if each.note else ""
                line = f"{fate}: {each.place} {each.kind}: {each.what}{note}"
                console.print(line, highlight=False, markup=False, soft_wrap=True)


def share(outcomes: Iterable[Outcome]) -> float:
    """Return the share of real faults that were caught, 1 where there are none."""
    real = [each.fate == CAUGHT for each in outcomes if each.fate != EQUAL]
    return sum(real) / len(real) if real else 1.0


def _row(outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    fates = [each.fate for each in outcomes]
    counts = (len(fates), *(fates.count(fate) for fate in (CAUGHT, SURVIVED, EQUAL)))
    return (*map(str, counts), f"{100 * share(outcomes):.1f} %")
