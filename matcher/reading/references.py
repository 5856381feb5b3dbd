"""Check what one entry says of another: codes, towns, exclusions, prerequisites, figures."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date

import networkx as nx

from matcher.errors import Fault, nearest
from matcher.facts import FactType
from matcher.offerings import Catalogue
from matcher.reading.entries import Entry
from matcher.reading.provisions import English
from matcher.rules.figures import Figure

Places = Mapping[str, Entry]


def check_references(catalogue: Catalogue, places: Places, on: date) -> Iterator[Fault]:
    """Yield every reference to nothing, one-sided relation, circle and figure gap."""
    yield from _items(catalogue, places)
    yield from _supply(catalogue, places)
    yield from _towns(catalogue, places)
    yield from _figures(catalogue, places, on)
    yield from _holdings(catalogue)
    yield from _ways(catalogue)


def check_english(catalogue: Catalogue, english: English) -> Iterator[Fault]:
    """Yield every English text of a code that is not there."""
    items = {**catalogue.items, **catalogue.city_items}
    pairs = ((english.items, items), (english.offerings, catalogue.offerings))
    for told, known in pairs:
        for code in sorted(set(told) - set(known)):
            yield Fault("unknown_code", code, file="english.yaml", near=nearest(code, known))


def _unknown(entry: Entry, key: str, name: str, known: Collection[str], kind: str) -> Fault:
    return entry.fault(kind, key, value=name, near=nearest(name, known))


def _items(catalogue: Catalogue, places: Places) -> Iterator[Fault]:
    items = catalogue.items
    for item in items.values():
        for key, codes in (("excludes", item.excludes), ("requires", item.requires)):
            for code in codes:
                if code not in items:
                    yield _unknown(places[item.code], key, code, items, "unknown_code")
        if item.code in item.excludes + item.requires:
            yield places[item.code].fault("names_itself", "excludes", value=item.code)
        for code in item.excludes:
            if code in items and item.code not in items[code].excludes:
                yield places[item.code].fault(
                    "asymmetric", "excludes", value=code, expected=item.code
                )
    graph = nx.DiGraph((code, item.code) for item in items.values() for code in item.requires)
    for circle in sorted(map(sorted, nx.simple_cycles(graph))):
        yield places[circle[0]].fault("requires_cycle", "requires", value=" → ".join(circle))


def _supply(catalogue: Catalogue, places: Places) -> Iterator[Fault]:
    yield from _offerings(catalogue, places)
    yield from _teams(catalogue, places)


def _offerings(catalogue: Catalogue, places: Places) -> Iterator[Fault]:
    items, towns = catalogue.items, catalogue.towns
    for offering in catalogue.offerings.values():
        entry = places[offering.code]
        for key, codes in (("item", (offering.item,)), ("related", offering.related)):
            for code in codes:
                if code not in items:
                    yield _unknown(entry, key, code, items, "unknown_code")
        if offering.starts > offering.ends:
            yield entry.fault("never_open", "valid", value=f"{offering.starts} – {offering.ends}")
        if offering.remaining > entry.data.get("quantity", offering.remaining):
            yield entry.fault("too_much_left", "remaining", value=f"{offering.remaining:g}")
        for town in offering.towns:
            if town not in towns:
                yield _unknown(entry, "towns", town, towns, "unknown_town")


def _teams(catalogue: Catalogue, places: Places) -> Iterator[Fault]:
    items, towns = catalogue.items, catalogue.towns
    for team in catalogue.teams.values():
        entry = places[team.code]
        if team.town not in towns:
            yield _unknown(entry, "town", team.town, towns, "unknown_town")
        for code in team.services:
            if code not in items:
                yield _unknown(entry, "services", code, items, "unknown_code")


def _towns(catalogue: Catalogue, places: Places) -> Iterator[Fault]:
    towns = catalogue.towns
    owner: dict[str, str] = {}
    for town in towns.values():
        entry = places[town.code]
        for name in town.neighbours:
            if name not in towns:
                yield _unknown(entry, "neighbours", name, towns, "unknown_town")
            elif town.name not in towns[name].neighbours:
                yield entry.fault("asymmetric", "neighbours", value=name, expected=town.name)
        for alias in town.aliases:
            if owner.setdefault(alias, town.name) != town.name:
                yield entry.fault("duplicate_code", "aliases", value=alias, expected=owner[alias])


def _figures(catalogue: Catalogue, places: Places, on: date) -> Iterator[Fault]:
    figures = catalogue.figures
    for figure in figures.values():
        entry = places[figure.name]
        starts = [line.starts for line in figure.lines]
        if starts != sorted(set(starts)):
            yield entry.fault("figures_unsorted", "values", value=figure.name)
        if figure.on(on) is None:
            yield entry.fault("no_figure_on", "values", value=figure.name, expected=on.isoformat())
        yield from _multiples(figure, entry, figures)
        yield from _tables(figure, entry, catalogue)


def _tables(figure: Figure, entry: Entry, catalogue: Catalogue) -> Iterator[Fault]:
    """Yield each town that a figure's table names and nobody knows."""
    facts, towns = catalogue.vocabulary.facts, catalogue.towns
    for place, name in enumerate(figure.by):
        if facts[name].type is FactType.TOWN:
            tables = (line.table for line in figure.lines if line.table is not None)
            for key in dict.fromkeys(str(keys[place]) for table in tables for keys in table.rows):
                if key not in towns:
                    yield _unknown(entry, "values", key, towns, "unknown_town")


def _multiples(figure: Figure, entry: Entry, figures: Mapping[str, Figure]) -> Iterator[Fault]:
    """Yield each day on which a multiple of another figure starts to differ from the product."""
    bases = {line.multiple[0] for line in figure.lines if line.multiple}
    for base in sorted(bases - set(figures)):
        yield _unknown(entry, "values", base, figures, "unknown_figure")
    starts = {line.starts for name in bases & set(figures) for line in figures[name].lines}
    for day in sorted(starts | {line.starts for line in figure.lines}):
        line = figure.on(day)
        if line is None or line.multiple is None or line.multiple[0] not in figures:
            continue
        base, times = line.multiple
        parent = figures[base].on(day)
        if parent is not None and line.value != parent.value * times:
            product = f"{parent.value:g} × {times:g} = {parent.value * times:g} ({day})"
            yield entry.fault("wrong_multiple", "values", value=f"{line.value:g}", expected=product)


def _holdings(catalogue: Catalogue) -> Iterator[Fault]:
    for fact, table in catalogue.vocabulary.holdings.items():
        for value, code in table.items():
            if code not in catalogue.items:
                near = nearest(code, catalogue.items)
                place = f"holdings.{fact}.{value}"
                yield Fault("unknown_code", code, "", "vocabulary.yaml", field=place, near=near)


def _ways(catalogue: Catalogue) -> Iterator[Fault]:
    for way in catalogue.ways:
        if way.through and way.through not in catalogue.items:
            near = nearest(way.through, catalogue.items)
            yield Fault(
                "unknown_code",
                way.through,
                file="vocabulary.yaml",
                code=way.fact,
                field="obtained",
                near=near,
            )
