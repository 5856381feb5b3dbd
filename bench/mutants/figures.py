"""Faults planted in the dated figures: a day shifted, a value off, a line left out."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

from bench.mutants.rules import DAY, Cases, Told
from bench.mutants.tally import CAUGHT, SURVIVED, Outcome
from bench.setting import CATALOGS
from matcher.files import load_cases, load_catalogue
from matcher.offerings import Catalogue, Item
from matcher.rules.figures import DatedValue, Figure, Table
from matcher.rules.link import figures_in
from tests.catalogs.test_figure_dates import wrong

_SHIFTS = {"a day": timedelta(days=1), "a year": timedelta(days=365)}
_SHARE = 0.1  # by how much a share is off; an amount is off by one


def planted(catalogue: Catalogue | None = None) -> list[Outcome]:
    """Return what becomes of every wrong day, value or missing line of every figure.

    Caught by a case of an item that names the figure, or by the tests of dated figures.
    """
    catalogue = catalogue or load_catalogue(CATALOGS, DAY)
    cases = Cases(catalogue)
    users: dict[str, list[tuple[Item, list[Told]]]] = {}
    for file in load_cases(CATALOGS, catalogue):
        item = catalogue.item(file.item)
        told = cases.told(file.cases)
        for name in figures_in(item.condition):
            users.setdefault(name, []).append((item, told))
    return [
        Outcome(kind, name, what, CAUGHT if is_caught else SURVIVED)
        for name, figure in catalogue.figures.items()
        for kind, what, other in wrong_lines(figure)
        for is_caught in (_is_caught(other, users.get(name, ()), cases, catalogue),)
    ]


def _is_caught(
    other: Figure,
    users: Iterable[tuple[Item, list[Told]]],
    cases: Cases,
    catalogue: Catalogue,
) -> bool:
    if wrong({**catalogue.figures, other.name: other}):
        return True
    return any(
        cases.come_out_otherwise(item.condition, each, _beside(other, each))
        for item, told in users
        for each in told
    )


def _beside(other: Figure, told: Told) -> Mapping[str, float | Table]:
    line = other.on(told.case.on)
    return told.figures if line is None else {**told.figures, other.name: line.bound}


def wrong_lines(figure: Figure) -> Iterator[tuple[str, str, Figure]]:
    """Yield the figure with each single fault: its kind, what it changes, and the figure."""
    for place, line in enumerate(figure.lines):
        for what, other in _off(line, figure.unit):
            yield "value off", f"{line.starts} {what}", _with(figure, place, other)
        if place == 0:
            continue
        for words, shift in _SHIFTS.items():
            for sign, way in ((1, "later"), (-1, "earlier")):
                moved = replace(line, starts=line.starts + sign * shift)
                what = f"{line.starts} {words} {way}"
                yield "day shifted", what, _with(figure, place, moved)
        rest = figure.lines[:place] + figure.lines[place + 1 :]
        yield "line left out", f"{line.starts}", replace(figure, lines=rest)


def _with(figure: Figure, place: int, line: DatedValue) -> Figure:
    lines = list(figure.lines)
    lines[place] = line
    return replace(figure, lines=tuple(sorted(lines, key=lambda each: each.starts)))


def _off(line: DatedValue, unit: str) -> Iterator[tuple[str, DatedValue]]:
    step = _SHARE if unit == "share" else 1
    for by in (step, -step):
        if line.table is None:
            yield f"{by:+g}", replace(line, value=line.value + by)
            continue
        table = line.table
        for key, value in table.rows.items():
            rows = {**table.rows, key: value + by}
            yield f"{key} {by:+g}", replace(line, table=replace(table, rows=rows))
        if table.otherwise is not None:
            other = replace(table, otherwise=table.otherwise + by)
            yield f"otherwise {by:+g}", replace(line, table=other)
        if table.each_further is not None:
            other = replace(table, each_further=table.each_further + by)
            yield f"each further {by:+g}", replace(line, table=other)
