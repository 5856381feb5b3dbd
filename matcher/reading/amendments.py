"""Change a catalogue on paper, to see what would follow: figures, conditions; nothing is kept."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from matcher.errors import ChangeError, ConditionError, Fault, nearest
from matcher.facts import Value
from matcher.offerings import Catalogue, Item, SharedCondition
from matcher.reading.differences import all_items, cells_of
from matcher.reading.reader import UNREADABLE
from matcher.rules.check import check_condition
from matcher.rules.figures import DatedValue, Figure, Table
from matcher.rules.grammar import parse
from matcher.rules.link import link
from matcher.rules.text import write
from matcher.rules.tree import Condition
from matcher.wording import Bilingual, Lang

Figures = dict[str, Figure]
_TARGET = re.compile(r"([^\[\]=]+?)\s*(?:\[([^\]]*)\])?")
_NUMBER = re.compile(r"\d{1,12}(\.\d{1,6})?|\d{1,3}(,\d{3}){1,3}(\.\d{1,6})?")
_BEYOND = re.compile(r"[-\u2212]\s*\d+(\.\d+)?|\d{13,}(\.\d+)?")
_WHOLE = ("years", "months")
"""The units of which there are no parts: a birthday is a day, and so is the end of a month."""
_COLUMN = re.compile(r"column (\d+): (.*)", re.DOTALL)
_UNREAD = Bilingual("第 {column} 列读不懂：{rest}", "column {column} is not understood: {rest}")
_AT = Bilingual("第 {column} 列，{rest}", "column {column}, {rest}")
_MOST_CELLS = 12


@dataclass(frozen=True, slots=True)
class Setting:
    """One change as it was asked for: `name` or `name[key,key]`, and its new value as text."""

    target: str
    value: str


def settings_of(texts: Iterable[str]) -> tuple[Setting, ...]:
    """Return the settings of texts `name=value`; ChangeError names each that is none."""
    found, faults = [], []
    for text in texts:
        target, mark, value = text.partition("=")
        if not (target.strip() and mark and value.strip()):
            faults.append(Fault("change_unreadable", value=text))
        found.append(Setting(target.strip(), value.strip()))
    if faults:
        raise ChangeError(*faults)
    return tuple(found)


def amended(catalogue: Catalogue, settings: Iterable[Setting], day: date) -> Catalogue:
    """Return the catalogue as it would be with the settings, its figures as of `day`.

    A multiple of a changed figure goes with it unless it is set itself. ChangeError names all
    that is wrong: no such name, no number, no such cell, a condition that does not pass.
    """
    return _Amending(catalogue, day).with_all(tuple(settings))


class _Amending:
    """One catalogue on one day, with what is wrong with the settings so far."""

    def __init__(self, catalogue: Catalogue, day: date) -> None:
        self.catalogue, self.day = catalogue, day
        self.items = all_items(catalogue)
        self.faults: list[Fault] = []
        self.figures: Figures = {}
        self.texts: dict[str, str] = {}

    def with_all(self, settings: tuple[Setting, ...]) -> Catalogue:
        for setting in settings:
            self._take(setting)
        if self.faults:
            raise ChangeError(*self.faults)
        figures = {**self.catalogue.figures, **self.figures}
        figures |= following(figures, self.figures, self.day)
        changed = replace(self.catalogue, figures=figures)
        found = self._with_conditions(changed) if self.texts else changed
        if self.faults:
            # what was not changed may only be wrong because of what was: that is to be mended
            own = [fault for fault in self.faults if fault.value in self.texts]
            raise ChangeError(*(own or self.faults))
        return found

    def _take(self, setting: Setting) -> None:
        match = _TARGET.fullmatch(setting.target)
        told, keys = match.groups() if match else (setting.target, None)
        name = self._named(told.strip())
        if name in self.catalogue.figures:
            self._set_figure(name, keys, setting)
        elif name in self.items or name in self.catalogue.shared:
            if name in self.texts:
                self.faults.append(Fault("duplicate_key", value=name))
            self.texts[name] = setting.value
        else:
            known = [*self.catalogue.figures, *self.items, *self.catalogue.shared]
            self.faults.append(Fault("unknown_change", value=name, near=nearest(name, known)))

    def _named(self, told: str) -> str:
        """Return the name that was meant: itself, or the one whose label was written."""
        catalogue = self.catalogue
        labels = {f.label: name for name, f in catalogue.figures.items()}
        labels |= {item.name: code for code, item in self.items.items()}
        labels |= {each.label: name for name, each in catalogue.shared.items()}
        known = {word: name for label, name in labels.items() for word in (label.zh, label.en)}
        return known.get(told, told)

    def _set_figure(self, name: str, keys: str | None, setting: Setting) -> None:
        line = self.catalogue.figures[name].on(self.day)
        value = _number(setting.value)
        if line is None:
            self._fault("no_figure_on", setting, name, self.day.isoformat())
        elif value is None:
            kind = "change_too_far" if _is_too_far(setting.value) else "change_no_number"
            self._fault(kind, setting, setting.value, write(line.value))
        elif value % 1 and self.catalogue.figures[name].unit in _WHOLE:
            self._fault("change_not_whole", setting, setting.value, write(round(value)))
        elif line.table is not None:
            self._set_cell(name, line, keys, setting, value)
        elif keys is not None:
            self._fault("change_no_table", setting, "", f"{name}={setting.value}")
        else:
            if name in self.figures:
                self._fault("duplicate_key", setting, name)
            self._put(name, replace(line, value=value, multiple=None, source=""))

    def _set_cell(
        self, name: str, line: DatedValue, keys: str | None, setting: Setting, value: float
    ) -> None:
        ours = self.figures[name].on(self.day) if name in self.figures else line
        table = ours.table if ours is not None else None
        cells = {} if table is None else {cell_name(each): each for each in cells_of(table)}
        wanted = ",".join(part.strip() for part in (keys or "").split(","))
        if table is None or wanted not in cells:
            shown = ", ".join(f"{name}[{cell}]" for cell in list(cells)[:_MOST_CELLS])
            self._fault("change_no_cell", setting, wanted, shown)
            return
        changed = _with_cell(table, cells[wanted], value)
        first = next(iter(changed.rows.values()))
        self._put(name, replace(line, table=changed, value=first, source=""))

    def _put(self, name: str, line: DatedValue) -> None:
        self.figures[name] = with_line(self.catalogue.figures[name], line, self.day)

    def _fault(self, kind: str, setting: Setting, value: str, expected: str = "") -> None:
        self.faults.append(Fault(kind, value=value, expected=expected, field=setting.target))

    def _with_conditions(self, catalogue: Catalogue) -> Catalogue:
        """Return the catalogue with the new texts read, and all that rests on them read anew."""
        shared: dict[str, SharedCondition] = {}
        for name, each in catalogue.shared.items():
            text = self.texts.get(name, each.text)
            node = self._read(name, text, True, shared)
            shared[name] = replace(each, text=text, condition=node)
        cities = {
            code: replace(city, items=self._items(city.items, shared))
            for code, city in catalogue.cities.items()
        }
        items = self._items(catalogue.items, shared)
        return replace(catalogue, shared=shared, items=items, cities=cities)

    def _items(
        self, items: Mapping[str, Item], shared: Mapping[str, SharedCondition]
    ) -> dict[str, Item]:
        return {
            code: self._item(item, shared)
            if code in self.texts or "meets" in item.eligibility
            else item
            for code, item in items.items()
        }

    def _item(self, item: Item, shared: Mapping[str, SharedCondition]) -> Item:
        text = self.texts.get(item.code, item.eligibility)
        node = self._read(item.code, text, item.per_member, shared)
        return replace(item, eligibility=text, condition=node)

    def _read(
        self, name: str, text: str, per_member: bool, shared: Mapping[str, SharedCondition]
    ) -> Condition:
        """Return the tree of a text; what is wrong with it is kept."""
        catalogue = self.catalogue
        trees = {each.name: each.condition for each in shared.values()}
        try:
            node = link(parse(text), catalogue.vocabulary.facts, catalogue.figures, trees)
        except ConditionError as error:
            self.faults += [_located(fault, name, text) for fault in error.faults]
            return UNREADABLE
        faults = check_condition(
            node, per_member, catalogue.vocabulary, catalogue.figures, True, catalogue.towns
        )
        self.faults += [_located(self._known_later(fault), name, text) for fault in faults]
        return node

    def _known_later(self, fault: Fault) -> Fault:
        """Return a fault of a shared condition that is there but stands further down as such."""
        if fault.kind == "unknown_condition" and fault.value in self.catalogue.shared:
            return replace(fault, kind="change_later", near=None)
        return fault


def following(figures: Mapping[str, Figure], moved: Mapping[str, Figure], day: date) -> Figures:
    """Return the figures that are multiples of those `moved`, with the values they go to.

    A figure that was set itself is no multiple any more.
    """
    found: Figures = {}
    waiting = dict(moved)
    while waiting:
        steps = {}
        for name, figure in figures.items():
            line = figure.on(day)
            base, times = line.multiple if line is not None and line.multiple else ("", 0.0)
            above = waiting[base].on(day) if base in waiting else None
            if line is not None and above is not None and name not in found:
                value = round(above.value * times, 6)
                steps[name] = with_line(figure, replace(line, value=value, source=""), day)
        found |= steps
        waiting = steps
    return found


def with_line(figure: Figure, line: DatedValue, day: date) -> Figure:
    """Return the figure with another line in force on `day`; its other lines stay."""
    old = figure.on(day)
    return replace(figure, lines=tuple(line if each is old else each for each in figure.lines))


def cell_name(keys: tuple[Value, ...]) -> str:
    """Return how the cell of a table is written: 3, or primary,true."""
    return ",".join(map(write, keys))


def _with_cell(table: Table, keys: tuple[Value, ...], value: float) -> Table:
    if keys in table.rows:
        return replace(table, rows={**table.rows, keys: value})
    if keys == ("otherwise",):
        return replace(table, otherwise=value)
    return replace(table, each_further=value)


def _number(text: str) -> float | None:
    plain = unicodedata.normalize("NFKC", text).strip()
    return float(plain.replace(",", "")) if _NUMBER.fullmatch(plain) else None


def _is_too_far(text: str) -> bool:
    """Say whether a text is a number all the same, below zero or too large."""
    return bool(_BEYOND.fullmatch(unicodedata.normalize("NFKC", text).strip()))


def _located(fault: Fault, name: str, text: str) -> Fault:
    """Return a fault of a condition as one of the change `name`, with the column it stands in."""
    words = Bilingual(_placed(fault, text, "zh"), _placed(fault, text, "en"))
    return Fault("change_condition", value=name, expected=words, near=fault.near)


def _placed(fault: Fault, text: str, lang: Lang) -> str:
    where = _COLUMN.fullmatch(fault.value)
    if where is not None:
        return _UNREAD.say(lang, column=where[1], rest=where[2])
    if fault.kind == "bad_condition":  # that it is a condition is said already
        told = fault.expected
        return told.say(lang) if isinstance(told, Bilingual) else told
    reason = replace(fault, near=None).reason(lang)
    word = re.search(rf"(?<!\w){re.escape(fault.value)}(?!\w)", text) if fault.value else None
    return reason if word is None else _AT.say(lang, column=word.start() + 1, rest=reason)
