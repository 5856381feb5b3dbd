"""What is different between two catalogues on a day: figures, conditions, items."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from matcher.facts import Value
from matcher.offerings import Catalogue, Item
from matcher.rules.figures import DatedValue, Table
from matcher.rules.tree import Condition


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure's value before and after (None: there is none); `keys` name the row of a table.

    `follows` is the figure of which it is a multiple and with which it went, empty for none.
    """

    name: str
    before: float | None
    after: float | None
    keys: tuple[Value, ...] = ()
    follows: str = ""


@dataclass(frozen=True, slots=True)
class TextChange:
    """The text of a condition before and after: an item's by its code, or a shared one's."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Differences:
    """All that a catalogue changes of another; codes and names are in the order of its files.

    `touched` are items whose condition is the same and something else of which is not.
    """

    figures: tuple[FigureChange, ...]
    conditions: tuple[TextChange, ...]
    shared: tuple[TextChange, ...]
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    touched: tuple[str, ...] = ()


def differences(before: Catalogue, after: Catalogue, day: date) -> Differences:
    """Return what `after` changes of `before`, the figures as they are on `day`."""
    old, new = all_items(before), all_items(after)
    both = [code for code in old if code in new]
    moved = {code for code in both if not _same_rule(old[code], new[code])}
    return Differences(
        figures=tuple(_figures(before, after, day)),
        conditions=tuple(
            TextChange(code, old[code].eligibility, new[code].eligibility)
            for code in both
            if code in moved
        ),
        shared=tuple(
            TextChange(name, before.shared[name].text, each.text)
            for name, each in after.shared.items()
            if name in before.shared and each.text != before.shared[name].text
        ),
        added=tuple(code for code in new if code not in old),
        removed=tuple(code for code in old if code not in new),
        touched=tuple(c for c in both if c not in moved and _touched(old[c], new[c])),
    )


def all_items(catalogue: Catalogue) -> dict[str, Item]:
    """Return the items of the home city and of the others, in order."""
    return {**catalogue.items, **catalogue.city_items}


def _same_rule(one: Item, other: Item) -> bool:
    same = one.eligibility == other.eligibility or one.condition == other.condition
    return same and one.per_member == other.per_member


def _touched(one: Item, other: Item) -> bool:
    """Say whether items differ beyond the tree of their condition, which shared ones may move."""
    nothing: Condition = one.condition
    return replace(one, condition=nothing) != replace(other, condition=nothing)


def _figures(before: Catalogue, after: Catalogue, day: date) -> Iterator[FigureChange]:
    found = {
        (name, keys): (old, new)
        for name in dict.fromkeys([*before.figures, *after.figures])
        for keys, old, new in _rows(name, before, after, day)
        if old != new
    }
    moved = {name for name, _ in found}
    for (name, keys), (old, new) in found.items():
        line = _line(after, name, day)
        base = line.multiple[0] if line is not None and line.multiple else ""
        yield FigureChange(name, old, new, keys, base if base in moved else "")


def _line(catalogue: Catalogue, name: str, day: date) -> DatedValue | None:
    figure = catalogue.figures.get(name)
    return None if figure is None else figure.on(day)


def _rows(
    name: str, before: Catalogue, after: Catalogue, day: date
) -> Iterator[tuple[tuple[Value, ...], float | None, float | None]]:
    old, new = (_values(_line(catalogue, name, day)) for catalogue in (before, after))
    for keys in dict.fromkeys([*old, *new]):
        yield keys, old.get(keys), new.get(keys)


def _values(line: DatedValue | None) -> Mapping[tuple[Value, ...], float]:
    if line is None:
        return {}
    return {(): line.value} if line.table is None else cells_of(line.table)


def cells_of(table: Table) -> dict[tuple[Value, ...], float]:
    """Return all values of a table: its rows, and by their names those for other keys."""
    rest = {"each_further": table.each_further, "otherwise": table.otherwise}
    cells = dict(table.rows)
    cells |= {(name,): value for name, value in rest.items() if value is not None}
    return cells
