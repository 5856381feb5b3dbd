"""Figures that are already announced: the days on which they begin, and the rules with them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from matcher.eligibility.events import YEAR
from matcher.eligibility.rulebook import Rulebook
from matcher.offerings import Catalogue
from matcher.rules.figures import Figure, Table
from matcher.rules.link import figures_in
from matcher.values import Cause


@dataclass(frozen=True, slots=True, eq=False)
class Announced:
    """Figures that take a new value on a day, and the rules with them.

    `causes` pairs each figure, as a cause, with the codes of the items whose rule names it.
    """

    on: date
    book: Rulebook
    causes: tuple[tuple[Cause, frozenset[str]], ...]


def announced_after(
    catalogue: Catalogue, on: date, rules: Callable[[date], Rulebook]
) -> tuple[Announced, ...]:
    """Return the days of the 365 after `on` on which a figure that an item names changes.

    `rules` gives the rulebook with the figures of a day.
    """
    if on > date.max - YEAR:
        return ()
    codes = _codes_by_figure(catalogue)
    figures = {name: catalogue.figures[name] for name in codes}
    days = {line.starts for figure in figures.values() for line in figure.lines}
    found = ((day, _causes(figures, day, codes)) for day in sorted(days) if on < day <= on + YEAR)
    return tuple(Announced(day, rules(day), causes) for day, causes in found if causes)


@lru_cache(maxsize=4)
def _codes_by_figure(catalogue: Catalogue) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for item in (*catalogue.items.values(), *catalogue.city_items.values()):
        for name in figures_in(item.condition):
            found.setdefault(name, set()).add(item.code)
    return {name: frozenset(codes) for name, codes in found.items()}


def _causes(
    figures: Mapping[str, Figure], day: date, codes: Mapping[str, frozenset[str]]
) -> tuple[tuple[Cause, frozenset[str]], ...]:
    """Return the figures whose value on `day` is another than on the eve."""
    return tuple(
        (cause, codes[name]) for name, figure in figures.items() for cause in _cause(figure, day)
    )


def _cause(figure: Figure, day: date) -> tuple[Cause, ...]:
    old, new = figure.on(day - timedelta(days=1)), figure.on(day)
    if new is None or old is None or new.bound == old.bound:
        return ()
    if isinstance(new.bound, Table) or isinstance(old.bound, Table):
        return (Cause("figure", None, figure.name),)
    return (Cause("figure", None, figure.name, before=old.value, after=new.value),)
