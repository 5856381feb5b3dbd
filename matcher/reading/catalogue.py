"""Build a catalogue from its files' texts, or refuse it naming every fault that was found."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from matcher.errors import CatalogueError, ConditionError, Fault, nearest
from matcher.facts import Fact, FactType, Level, Vocabulary
from matcher.offerings import Catalogue, Category, Danger, Item, Kin, Team, Town, Voiced
from matcher.reading.entries import Entry, read_document, read_entries
from matcher.reading.provisions import English, build_item, build_offering
from matcher.reading.references import check_english, check_references
from matcher.reading.schemas import check_schema
from matcher.rules.check import check_condition, check_value
from matcher.rules.figures import DatedValue, Figure
from matcher.rules.grammar import parse
from matcher.rules.tree import And, Condition
from matcher.wording import Bilingual

FILES = (
    "vocabulary.yaml",
    "figures.yaml",
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
)
SCHEMAS = (
    "item",
    "offering",
    "team",
    "town",
    "fact",
    "figure",
    "category",
    "danger",
    "kin",
    "voiced",
    *("vocabulary", "english", "aliases", "words", "not_kin"),  # whole files
)
_UNREADABLE = And(())  # stands in for a condition that did not parse; its fault is on record
Built = TypeVar("Built")


@dataclass
class _Reader:
    """Collects entries and faults while the files of one catalogue are read."""

    texts: Mapping[str, str]
    schemas: Mapping[str, str]
    faults: list[Fault] = field(default_factory=list)

    def entries(self, file: str, schema: str, under: str | None = None) -> tuple[Entry, ...]:
        """Return the entries of `file` that fit their schema; the others leave a fault."""
        rules = json.loads(self.schemas[schema])
        good = []
        for entry in self._read(lambda: read_entries(self.texts[file], file, under), file) or ():
            faults = list(check_schema(entry, rules))
            self.faults += faults
            if not faults:
                good.append(entry)
        return tuple(good)

    def document(self, file: str, schema: str) -> Mapping[str, Any]:
        """Return a mapping file, empty where it cannot be read or does not fit its schema."""
        entry = self._read(lambda: read_document(self.texts[file], file), file)
        if entry is None:
            return {}
        faults = list(check_schema(entry, json.loads(self.schemas[schema])))
        self.faults += faults
        return {} if faults else entry.data

    def patterns(self, entry: Entry, key: str) -> tuple[str, ...]:
        """Return the regular expressions under a key; one that is none leaves a fault."""
        found = tuple(entry.data.get(key, ()))
        for text in found:
            try:
                re.compile(text)
            except re.error as error:
                self.faults.append(entry.fault("bad_pattern", key, value=f"{text} ({error})"))
        return found

    def _read(self, read: Callable[[], Built], file: str) -> Built | None:
        if file not in self.texts:
            self.faults.append(Fault("missing_file", file=file))
            return None
        try:
            return read()
        except CatalogueError as error:
            self.faults += error.faults
            return None

    def unique(self, built: Iterable[tuple[Entry, str, Built]]) -> dict[str, Built]:
        """Return values by code; a code that stands twice leaves a fault naming the first place."""
        places: dict[str, Entry] = {}
        values: dict[str, Built] = {}
        for entry, code, value in built:
            if code in places:
                first = f"{places[code].file}:{places[code].line}"
                self.faults.append(entry.fault("duplicate_code", value=code, expected=first))
                continue
            places[code], values[code] = entry, value
        return values


@dataclass(frozen=True)
class _Conditions:
    """Parses and checks condition texts against one vocabulary and its figures."""

    reader: _Reader
    vocabulary: Vocabulary
    figures: Mapping[str, Figure]
    towns: Mapping[str, Town]

    def read(
        self, entry: Entry, text: str, key: str, per_member: bool, bare: bool = False
    ) -> Condition:
        """Return the tree of `text`; its faults are recorded at `key` of the entry."""
        try:
            node = parse(text)
        except ConditionError as error:
            self._record(entry, key, error.faults)
            return _UNREADABLE
        faults = check_condition(node, per_member, self.vocabulary, self.figures, bare, self.towns)
        self._record(entry, key, faults)
        return node

    def _record(self, entry: Entry, key: str, faults: Iterable[Fault]) -> None:
        for fault in faults:
            self.reader.faults.append(
                entry.fault(
                    fault.kind,
                    key,
                    value=f"{fault.field} {fault.value}" if fault.field else fault.value,
                    expected=fault.expected,
                    near=fault.near,
                )
            )


def build_catalogue(texts: Mapping[str, str], schemas: Mapping[str, str], on: date) -> Catalogue:
    """Return the catalogue of `texts` (file name to content), whole and checked.

    `schemas` maps a schema's short name to its JSON text; every named figure must have a
    value on `on`. Raises CatalogueError with all faults found, in the order of the files.
    """
    reader = _Reader(texts, schemas)
    vocabulary = _vocabulary(reader)
    figures = _figures(reader)
    english = English.of(reader.document("english.yaml", "english"))
    towns = _towns(reader, english)
    conditions = _Conditions(reader, vocabulary, figures, towns)
    catalogue = Catalogue(
        vocabulary=vocabulary,
        figures=figures,
        categories=_categories(reader, conditions),
        items=_items(reader, conditions, english),
        offerings=_offerings(reader, conditions, english),
        towns=towns,
        teams=_teams(reader),
        dangers=_dangers(reader, conditions),
        kin=_kin(reader),
        not_kin=tuple(reader.document("kin.yaml", "not_kin").get("not_kin", ())),
        voiced=_voiced(reader, vocabulary),
        words=_words(reader),
        town_names={alias: town.name for town in towns.values() for alias in town.aliases},
    )
    faults = reader.faults or [
        *check_references(catalogue, _places(reader), on),
        *check_english(catalogue, english),
    ]
    if faults:
        raise CatalogueError(*faults)
    return catalogue


def _places(reader: _Reader) -> dict[str, Entry]:
    """Return the entry of each code and figure, for faults found after building."""
    lists = ("government_relief", "social_services", "offerings", "teams", "towns")
    files = {f"{name}.yaml": None for name in lists} | {"figures.yaml": "figures"}
    entries = [
        entry
        for file, under in files.items()
        for entry in read_entries(reader.texts[file], file, under)
    ]
    return {entry.code or "": entry for entry in entries}


def _two(data: Mapping[str, str]) -> Bilingual:
    return Bilingual(data["zh"], data["en"])


def _vocabulary(reader: _Reader) -> Vocabulary:
    head = reader.document("vocabulary.yaml", "vocabulary")
    entries = reader.entries("vocabulary.yaml", "fact", "facts")
    facts = reader.unique((entry, entry.data["name"], _fact(entry.data)) for entry in entries)
    suppliers = {code: _two(words) for code, words in head.get("suppliers", {}).items()}
    for entry in entries:
        for code in entry.data["supplied_by"]:
            if code not in suppliers:
                near = nearest(code, suppliers)
                reader.faults.append(
                    entry.fault("unknown_code", "supplied_by", value=code, near=near)
                )
        for name in entry.data.get("derived_from", ()):
            if name not in facts:
                near = nearest(name, facts)
                reader.faults.append(
                    entry.fault("unknown_fact", "derived_from", value=name, near=near)
                )
    return Vocabulary(facts, suppliers, head.get("holdings", {}))


def _fact(data: Mapping[str, Any]) -> Fact:
    return Fact(
        name=data["name"],
        level=Level(data["level"]),
        type=FactType(data["type"]),
        label=_two(data["label"]),
        question=_two(data["question"]),
        supplied_by=tuple(data["supplied_by"]),
        sensitivity=data["sensitivity"],
        unit=data.get("unit"),
        low=data.get("min"),
        high=data.get("max"),
        values={v["value"]: _two(v) for v in data["values"]} if "values" in data else None,
        derived_from=tuple(data.get("derived_from", ())),
        ask_from=data.get("ask_from"),
        ask_to=data.get("ask_to"),
    )


def _figures(reader: _Reader) -> dict[str, Figure]:
    entries = reader.entries("figures.yaml", "figure", "figures")
    return reader.unique((entry, entry.data["name"], _figure(reader, entry)) for entry in entries)


def _figure(reader: _Reader, entry: Entry) -> Figure:
    lines = []
    for line in entry.data["values"]:
        try:
            starts = date.fromisoformat(line["from"])
        except ValueError:
            reader.faults.append(entry.fault("bad_date", "values", value=line["from"]))
            continue
        multiple = (line["of"], line["times"]) if "of" in line else None
        source, confidence = line["source"], line["confidence"]
        lines.append(DatedValue(starts, line["value"], source, confidence, multiple))
    return Figure(
        name=entry.data["name"],
        label=_two(entry.data["label"]),
        unit=entry.data["unit"],
        lines=tuple(lines),
    )


def _categories(reader: _Reader, conditions: _Conditions) -> dict[str, Category]:
    def build(entry: Entry) -> Category:
        per_member = entry.data["per"] == "member"
        rule = entry.data["rule"]
        condition = conditions.read(entry, rule, "rule", per_member)
        return Category(entry.data["code"], _two(entry.data["name"]), per_member, rule, condition)

    entries = reader.entries("categories.yaml", "category", "categories")
    return reader.unique((entry, entry.data["code"], build(entry)) for entry in entries)


def _items(reader: _Reader, conditions: _Conditions, english: English) -> dict[str, Item]:
    files = ("government_relief.yaml", "social_services.yaml")
    entries = [entry for file in files for entry in reader.entries(file, "item")]
    aliases = reader.document("aliases.yaml", "aliases").get("aliases", {})
    codes = {entry.data["code"] for entry in entries}
    all_read = not any(fault.file in files for fault in reader.faults)
    for code in aliases if all_read else ():
        if code not in codes:
            near = nearest(code, codes)
            reader.faults.append(Fault("unknown_code", code, file="aliases.yaml", near=near))

    def build(entry: Entry) -> Item:
        condition = _condition(conditions, entry, False)
        return build_item(entry.data, condition, english, aliases.get(entry.data["code"], ()))

    return reader.unique((entry, entry.data["code"], build(entry)) for entry in entries)


def _offerings(reader: _Reader, conditions: _Conditions, english: English) -> dict[str, Any]:
    good = []
    for entry in reader.entries("offerings.yaml", "offering"):
        try:
            condition = _condition(conditions, entry, True)
            good.append((entry, entry.data["code"], build_offering(entry.data, condition, english)))
        except ValueError:
            reader.faults.append(entry.fault("bad_date", "valid", value=str(entry.data["valid"])))
    return reader.unique(good)


def _condition(conditions: _Conditions, entry: Entry, bare: bool) -> Condition:
    per_member = entry.data["per"] == "member"
    return conditions.read(entry, entry.data["eligibility"], "eligibility", per_member, bare)


def _towns(reader: _Reader, english: English) -> dict[str, Town]:
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


def _teams(reader: _Reader) -> dict[str, Team]:
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


def _dangers(reader: _Reader, conditions: _Conditions) -> tuple[Danger, ...]:
    return tuple(
        Danger(
            kind=entry.data["kind"],
            label=_two(entry.data["label"]),
            route=_two(entry.data["route"]),
            signs=reader.patterns(entry, "signs"),
            not_signs=reader.patterns(entry, "not_signs"),
            conditions=tuple(
                conditions.read(entry, text, "facts", True) for text in entry.data["facts"]
            ),
        )
        for entry in reader.entries("danger.yaml", "danger", "dangers")
    )


def _kin(reader: _Reader) -> tuple[Kin, ...]:
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


def _voiced(reader: _Reader, vocabulary: Vocabulary) -> tuple[Voiced, ...]:
    found = []
    for entry in reader.entries("voiced.yaml", "voiced", "voiced"):
        name, value = entry.data["fact"], entry.data["value"]
        fact = vocabulary.facts.get(name)
        if fact is None:
            near = nearest(name, vocabulary.facts)
            reader.faults.append(entry.fault("unknown_fact", "fact", value=name, near=near))
            continue
        for fault in check_value(fact, value):
            reader.faults.append(entry.fault(fault.kind, "value", value=fault.value))
        words, unless = reader.patterns(entry, "words"), reader.patterns(entry, "unless")
        found.append(Voiced(name, value, words, unless))
    return tuple(found)


def _words(reader: _Reader) -> dict[str, dict[str, Bilingual]]:
    tables = reader.document("words.yaml", "words")
    return {
        name: {code: _two(words) for code, words in table.items()} for name, table in tables.items()
    }
