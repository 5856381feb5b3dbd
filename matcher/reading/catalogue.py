"""Build a catalogue from its files' texts, or refuse it naming every fault that was found."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from matcher.errors import CatalogueError, Fault, nearest
from matcher.facts import Vocabulary
from matcher.listening import Danger, Kin, Voiced
from matcher.offerings import Catalogue, Category, City, Item, Team, Town
from matcher.reading.asking import read_asking
from matcher.reading.beyond import read_beyond
from matcher.reading.contradictions import check_clashes, read_clashes, read_not_now
from matcher.reading.entries import Entry, read_entries
from matcher.reading.listening import STANCES, URGENCY, read_listening
from matcher.reading.payments import read_pays
from matcher.reading.policy import (
    MANIFEST,
    Manifest,
    fact_entries,
    is_complete,
    read_figures,
    read_manifest,
    read_shared,
    read_vocabulary,
)
from matcher.reading.provisions import English, build_item, build_offering
from matcher.reading.reader import Conditions, Reader, two
from matcher.reading.references import check_english, check_references
from matcher.reading.signs import INDICATIONS, SIGNS, read_indications, read_signs
from matcher.reading.spelling import read_spelling
from matcher.reading.ways import read_ways
from matcher.rules.check import check_value
from matcher.rules.tree import Condition
from matcher.wording import Bilingual

FILES = (
    MANIFEST,
    "vocabulary.yaml",
    "figures.yaml",
    "conditions.yaml",
    "categories.yaml",
    "government_relief.yaml",
    "social_services.yaml",
    "offerings.yaml",
    "towns.yaml",
    "teams.yaml",
    "danger.yaml",
    "kin.yaml",
    "words.yaml",
    "english.yaml",
    "aliases.yaml",
    "voiced.yaml",
    "contradictions.yaml",
    SIGNS,
    INDICATIONS,
    STANCES,
    URGENCY,
)
SCHEMAS = (
    "item",
    "offering",
    "team",
    "town",
    "fact",
    "figure",
    "category",
    "condition",
    "danger",
    "kin",
    "voiced",
    "city",
    "contradiction",
    "not_now",
    "sign",
    "indication",
    *("stance", "stances", "pressure", "spelling", "sounds"),
    *("manifest", "vocabulary", "english", "aliases", "words", "not_kin"),  # whole files
)
_LEAST = ("code", "name", "per", "eligibility")
_LIST_NAMES = {"government_relief.yaml": "government", "social_services.yaml": "social"}


def build_catalogue(texts: Mapping[str, str], schemas: Mapping[str, str], on: date) -> Catalogue:
    """Return the catalogue of `texts` (file name to content), whole and checked.

    `schemas` maps a schema's short name to its JSON text; every named figure must have a
    value on `on`. Raises CatalogueError with all faults found, in the order of the files.
    """
    reader = Reader(texts, schemas, is_complete(texts))
    manifest = read_manifest(texts, reader)
    told = fact_entries(reader)
    vocabulary, derived = read_vocabulary(reader, told)
    figures = read_figures(reader, vocabulary)
    english = _english(reader)
    towns = _towns(reader, english)
    conditions = Conditions(reader, vocabulary, figures, towns, bare=manifest.bare_numbers)
    shared = read_shared(reader, conditions)
    trees = {name: each.condition for name, each in shared.items()}
    conditions = replace(conditions, shared=trees)
    items, signs = _items(reader, conditions, english, manifest), read_signs(reader)
    kin_file, words = reader.document("kin.yaml", "not_kin"), _words(reader)
    catalogue = Catalogue(
        name=manifest.name,
        version=manifest.version,
        reconstruction=manifest.reconstruction,
        vocabulary=vocabulary,
        derived=derived,
        figures=figures,
        shared=shared,
        categories=_categories(reader, conditions),
        items=items,
        cities=_cities(reader, conditions, english),
        offerings=_offerings(reader, conditions, english),
        towns=towns,
        teams=_teams(reader),
        dangers=_dangers(reader, conditions),
        beyond=read_beyond(reader),
        kin=_kin(reader),
        not_kin=tuple(kin_file.get("not_kin", ())),
        voiced=_voiced(reader, vocabulary),
        words=words,
        town_names={alias: town.name for town in towns.values() for alias in town.aliases},
        clashes=read_clashes(reader, conditions),
        not_now=read_not_now(reader),
        ways=read_ways(told, conditions),
        asking=read_asking(told, conditions),
        signs=signs,
        indications=read_indications(reader, conditions, items, signs),
        listening=read_listening(reader, conditions, signs, words.get("domain", {}), kin_file),
        spelling=read_spelling(reader),
    )
    faults = reader.faults or [
        *check_references(catalogue, _places(reader, manifest), on),
        *check_english(catalogue, english),
        *check_clashes(catalogue),
        *(_wordless_units(catalogue, told) if manifest.complete else ()),
    ]
    if faults:
        raise CatalogueError(*faults)
    return catalogue


def list_files(texts: Mapping[str, str], schemas: Mapping[str, str]) -> tuple[str, ...]:
    """Return the files in which items stand: the catalogue's lists, then the other cities'."""
    reader = Reader(texts, schemas, is_complete(texts))
    return (*read_manifest(texts, reader).lists, *_city_lists(reader))


def _wordless_units(catalogue: Catalogue, told: tuple[Entry, ...]) -> Iterator[Fault]:
    units = catalogue.words["unit"]
    for entry in told:
        unit = entry.data.get("unit")
        if unit is not None and unit not in units:
            near = nearest(unit, units)
            yield entry.fault("unknown_value", "unit", value=unit, near=near)


def _places(reader: Reader, manifest: Manifest) -> dict[str, Entry]:
    """Return the entry of each code and figure, for faults found after building."""
    lists = (*manifest.lists, *_city_lists(reader), "offerings.yaml", "teams.yaml", "towns.yaml")
    files: dict[str, str | None] = dict.fromkeys(lists)
    files |= {"figures.yaml": "figures", "city_figures.yaml": "figures"}
    entries = [
        entry
        for file, under in files.items()
        if file in reader.texts
        for entry in read_entries(reader.texts[file], file, under)
    ]
    return {entry.code or "": entry for entry in entries}


def _english(reader: Reader) -> English:
    english = English.of(reader.document("english.yaml", "english"))
    if "city_english.yaml" in reader.texts:
        english = english.with_more(reader.document("city_english.yaml", "english"))
    return english


def _city_lists(reader: Reader) -> list[str]:
    if "cities.yaml" not in reader.texts:
        return []
    entries = reader.entries("cities.yaml", "city", "cities")
    return [name for entry in entries if not entry.data.get("home") for name in entry.data["lists"]]


def _cities(reader: Reader, conditions: Conditions, english: English) -> dict[str, City]:
    if "cities.yaml" not in reader.texts:
        return {}

    def build(entry: Entry) -> City:
        data = entry.data
        home = data.get("home", False)
        items = {} if home else _list(reader, conditions, english, tuple(data["lists"]))
        return City(
            code=data["code"],
            name=two(data["name"]),
            aliases=tuple(data["aliases"]),
            home=home,
            takes=two(data["takes"]),
            forwards=two(data["forwards"]),
            source=data["source"],
            items=items,
            registered_as=data.get("registered_as", ""),
        )

    entries = reader.entries("cities.yaml", "city", "cities")
    return reader.unique((entry, entry.data["code"], build(entry)) for entry in entries)


def _categories(reader: Reader, conditions: Conditions) -> dict[str, Category]:
    def build(entry: Entry) -> Category:
        per_member = entry.data["per"] == "member"
        rule = entry.data["rule"]
        condition = conditions.read(entry, rule, "rule", per_member)
        return Category(entry.data["code"], two(entry.data["name"]), per_member, rule, condition)

    entries = reader.entries("categories.yaml", "category", "categories")
    return reader.unique((entry, entry.data["code"], build(entry)) for entry in entries)


def _items(
    reader: Reader, conditions: Conditions, english: English, manifest: Manifest
) -> dict[str, Item]:
    before = len(reader.faults)
    aliases = reader.document("aliases.yaml", "aliases").get("aliases", {})
    items = _list(reader, conditions, english, manifest.lists, aliases)
    for code in aliases if len(reader.faults) == before else ():
        if code not in items:
            near = nearest(code, items)
            reader.faults.append(Fault("unknown_code", code, file="aliases.yaml", near=near))
    return items


def _list(
    reader: Reader,
    conditions: Conditions,
    english: English,
    files: tuple[str, ...],
    aliases: Mapping[str, Any] | None = None,
) -> dict[str, Item]:
    """Return the items of the given lists, in order."""

    def build(entry: Entry) -> Item:
        condition = _condition(conditions, entry, False)
        named = _LIST_NAMES.get(entry.file, entry.file.removesuffix(".yaml"))
        told = (aliases or {}).get(entry.data["code"], ())
        pays = read_pays(conditions, entry)
        return build_item(entry.data, condition, english, told, named, pays)

    entries = [entry for file in files for entry in reader.entries(file, "item", None, _LEAST)]
    return reader.unique((entry, entry.data["code"], build(entry)) for entry in entries)


def _offerings(reader: Reader, conditions: Conditions, english: English) -> dict[str, Any]:
    good = []
    for entry in reader.entries("offerings.yaml", "offering"):
        try:
            condition = _condition(conditions, entry, True)
            good.append((entry, entry.data["code"], build_offering(entry.data, condition, english)))
        except ValueError:
            reader.faults.append(entry.fault("bad_date", "valid", value=str(entry.data["valid"])))
    return reader.unique(good)


def _condition(conditions: Conditions, entry: Entry, bare: bool) -> Condition:
    per_member = entry.data["per"] == "member"
    return conditions.read(entry, entry.data["eligibility"], "eligibility", per_member, bare)


def _towns(reader: Reader, english: English) -> dict[str, Town]:
    def build(data: Mapping[str, Any]) -> Town:
        aliases = (data["name"], data["full_name"], *data["aliases"])
        name = data["name"]
        return Town(
            data["code"],
            name,
            english.towns.get(name, name),
            tuple(dict.fromkeys(aliases)),
            tuple(data["neighbours"]),
        )

    entries = reader.entries("towns.yaml", "town")
    by_code = reader.unique((entry, entry.data["code"], build(entry.data)) for entry in entries)
    return {town.name: town for town in by_code.values()}


def _teams(reader: Reader) -> dict[str, Team]:
    def build(data: Mapping[str, Any]) -> Team:
        return Team(
            code=data["code"],
            kind=data["kind"],
            town=data["town"],
            size=data["size"],
            weekly_visits=data["weekly_visits"],
            domains=tuple(data["domains"]),
            services=tuple(data["services"]),
            languages=tuple(data["languages"]),
            weekdays=tuple(data["weekdays"]),
            evenings=data["evenings"],
        )

    entries = reader.entries("teams.yaml", "team")
    return reader.unique((entry, entry.data["code"], build(entry.data)) for entry in entries)


def _dangers(reader: Reader, conditions: Conditions) -> tuple[Danger, ...]:
    return tuple(
        Danger(
            kind=entry.data["kind"],
            label=two(entry.data["label"]),
            route=two(entry.data["route"]),
            signs=reader.patterns(entry, "signs"),
            not_signs=reader.patterns(entry, "not_signs"),
            conditions=tuple(
                conditions.read(entry, text, "facts", True) for text in entry.data["facts"]
            ),
            sources=tuple(entry.data["sources"]),
            outright=reader.patterns(entry, "outright"),
            of=entry.data.get("of", ""),
        )
        for entry in reader.entries("danger.yaml", "danger", "dangers")
    )


def _kin(reader: Reader) -> tuple[Kin, ...]:
    return tuple(
        Kin(
            words=tuple(entry.data["words"]),
            readings=(entry.data["to_speaker"], *entry.data.get("also", ())),
            sex=entry.data.get("sex"),
            age=entry.data.get("age"),
            order=entry.data.get("order"),
        )
        for entry in reader.entries("kin.yaml", "kin", "kin")
    )


def _voiced(reader: Reader, vocabulary: Vocabulary) -> tuple[Voiced, ...]:
    found = []
    for entry in reader.entries("voiced.yaml", "voiced", "voiced"):
        name, value = entry.data["fact"], entry.data["value"]
        fact = vocabulary.facts.get(name)
        if fact is None:
            near = nearest(name, vocabulary.facts)
            reader.faults.append(entry.fault("unknown_fact", "fact", value=name, near=near))
            continue
        reader.record(entry, "value", check_value(fact, value))
        words, unless = reader.patterns(entry, "words"), reader.patterns(entry, "unless")
        of_parent = entry.data.get("of_parent", False)
        suffered = entry.data.get("suffered", False)
        found.append(Voiced(name, value, words, unless, of_parent, suffered))
    return tuple(found)


def _words(reader: Reader) -> dict[str, dict[str, Bilingual]]:
    tables = reader.document("words.yaml", "words")
    return {
        name: {code: two(words) for code, words in table.items()} for name, table in tables.items()
    }
