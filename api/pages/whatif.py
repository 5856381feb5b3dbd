"""The page of a trial: figures with their values of today, and what another value would do."""

from collections.abc import Iterator, Mapping
from datetime import date

from api.deps import Parts
from api.pages.context import Trouble, WhatIfPage
from api.pages.fields import Choice, Field
from api.pages.frame import Frame
from api.pages.inputs import Typed
from api.pages.trial_rows import BarRow, FigureGroup, FigureRow, Outcome, TableView
from api.usecases.trying import examples
from api.words import words
from matcher.offerings import Catalogue
from matcher.reading.amendments import cell_name
from matcher.reading.differences import cells_of
from matcher.rules.figures import DatedValue, Figure
from matcher.telling.conditions import number
from matcher.telling.shifts import trial_data
from matcher.telling.trial_tables import TrialTable, bars, trial_tables
from matcher.telling.trials import Trial, row_in_words, unit_of
from matcher.wording import Lang

PEOPLE = "people"
"""The input that chooses on which households to try."""
OPENED = "figures"
"""What names, in the address, the group of figures that is shown whole."""
_MONEY = "figures_money"
_MOST_BARS = _MOST_OPEN = 12
_KINDS = {"years": "figures_years", "months": "figures_months"}
_ORDER = ("figures_money", "figures_years", "figures_months", "figures_other")


def whatif_page(
    parts: Parts,
    lang: Lang,
    typed: Typed,
    here: str,
    trial: Trial | None = None,
    opened: str = "",
) -> WhatIfPage:
    """Return the page, with what was typed kept, and with the outcome where there is one.

    `opened` is the key of the group of figures that is shown whole; without it and without an
    outcome it is that of money.
    """
    said, catalogue = words(lang), parts.matcher.catalogue
    opened = opened or ("" if trial else _MONEY)
    found = _groups(catalogue, parts.today(), lang, typed)
    groups = tuple(_group(*each, opened, here, lang) for each in found)
    return WhatIfPage(
        frame=Frame(lang, said["whatif"], here),
        words=said,
        people=_people(parts, lang, typed),
        groups=groups,
        error=_trouble(typed, groups, lang),
        outcome=None if trial is None else _outcome(trial, lang),
        opened=next((group for group in groups if group.is_open), None),
    )


def _people(parts: Parts, lang: Lang, typed: Typed) -> Field:
    said = words(lang)
    known = examples(parts.settings.catalog, parts.matcher.catalogue)
    told = (("labelled", "people_labelled", len(known)), ("demo", "people_demo", len(parts.demos)))
    choices = tuple(Choice(name, said[key].format(n=num)) for name, key, num in told if num)
    return Field(PEOPLE, said["on_whom"], "select", typed.value(PEOPLE), choices)


def _trouble(typed: Typed, groups: tuple[FigureGroup, ...], lang: Lang) -> Trouble | None:
    if not typed.sentence:
        return None
    label = next((row.label for group in groups for row in group.rows if row.error), "")
    mark = "：" if lang == "zh" else ": "
    return Trouble(mark.join(part for part in (label, typed.sentence) if part), typed.wrong)


_Rows = list[FigureRow]


def _groups(
    catalogue: Catalogue, day: date, lang: Lang, typed: Typed
) -> Iterator[tuple[str, str, _Rows]]:
    """Yield the figures by kind, each with its key and title, those of other cities at the end."""
    said = words(lang)
    rows: dict[tuple[str, str], _Rows] = {(key, said[key]): [] for key in _ORDER}
    for figure in catalogue.figures.values():
        line = figure.on(day)
        if line is not None:
            kind = _kind(figure, catalogue, lang)
            rows.setdefault(kind, []).extend(_rows(figure, line, catalogue, lang, typed))
    for (key, title), found in rows.items():
        if found:
            yield key, title, found


def _group(key: str, title: str, rows: _Rows, opened: str, here: str, lang: Lang) -> FigureGroup:
    more = words(lang)["figures_all"].format(n=len(rows))
    address = f"{here}{'&' if '?' in here else '?'}{OPENED}={key}"
    return FigureGroup(key, title, tuple(rows), key == opened, more, address)


def _kind(figure: Figure, catalogue: Catalogue, lang: Lang) -> tuple[str, str]:
    """Return of which group a figure is: its key, its title."""
    said = words(lang)
    for city in catalogue.cities.values():
        if not city.home and figure.name.startswith(f"{city.code}_"):
            return city.code, said["figures_city"].format(city=city.name.say(lang))
    is_money = figure.unit.startswith("CNY")
    key = _MONEY if is_money else _KINDS.get(figure.unit, "figures_other")
    return key, said[key]


def _rows(
    figure: Figure, line: DatedValue, catalogue: Catalogue, lang: Lang, typed: Typed
) -> Iterator[FigureRow]:
    label, unit = figure.label.say(lang), unit_of(figure, catalogue, lang)
    cells = {(): line.value} if line.table is None else cells_of(line.table)
    for keys, value in cells.items():
        name = f"{figure.name}[{cell_name(keys)}]" if keys else figure.name
        which = row_in_words(figure, keys, catalogue, lang) if keys else ""
        gap = " " if lang == "en" and unit else ""
        yield FigureRow(
            name=name,
            label=label + which,
            now=words(lang)["now"].format(value=f"{number(value)}{gap}{unit}"),
            follows=_follows(line, catalogue, lang),
            source=_source(line, catalogue, lang),
            value=typed.value(name),
            error=typed.error(name),
        )


def _follows(line: DatedValue, catalogue: Catalogue, lang: Lang) -> str:
    if line.multiple is None:
        return ""
    base, times = line.multiple
    name = catalogue.figures[base].label.say(lang)
    return words(lang)["follows"].format(name=name, times=number(times))


def _source(line: DatedValue, catalogue: Catalogue, lang: Lang) -> str:
    said = words(lang)
    confidence = catalogue.words["confidence"][line.confidence].say(lang)
    since = said["since"].format(day=line.starts) if line.starts.year > 1 else ""
    return said["figure_source"].format(
        since=since, source=line.source or "—", confidence=confidence
    )


def _outcome(trial: Trial, lang: Lang) -> Outcome:
    data = trial_data(trial, lang)
    headline, *summary = data["summary"]
    return Outcome(
        headline=headline,
        summary=tuple(summary),
        bars=tuple(
            BarRow(
                bar.name,
                f"+{bar.gaining:,}" if bar.gaining else "",
                f"−{bar.losing:,}" if bar.losing else "",
                f"{100 * bar.gain_share:.1f}",
                f"{100 * bar.loss_share:.1f}",
            )
            for bar in bars(data, _MOST_BARS)
        ),
        tables=tuple(_view(table) for table in trial_tables(data, lang)),
        notes=tuple(data["notes"]),
    )


def _view(table: TrialTable) -> TableView:
    rows = tuple((row[0], tuple(zip(table.heads[1:], row[1:], strict=True))) for row in table.rows)
    is_open = len(rows) <= _MOST_OPEN
    return TableView(table.key, table.title, table.heads, rows, table.caption, is_open)


def chosen(typed: Mapping[str, str]) -> dict[str, str]:
    """Return what was filled in of a form, in its order."""
    return {name: value.strip() for name, value in typed.items() if value.strip()}
