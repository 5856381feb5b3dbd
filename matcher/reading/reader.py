"""Collect entries, conditions and faults while the files of one catalogue are read."""

import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from matcher.errors import CatalogueError, ConditionError, Fault, nearest
from matcher.facts import Vocabulary
from matcher.reading.entries import Entry, read_document, read_entries
from matcher.reading.patterns import needed_by
from matcher.reading.schemas import check_schema
from matcher.rules.check import check_condition
from matcher.rules.figures import Figure
from matcher.rules.grammar import parse, parse_term
from matcher.rules.link import link
from matcher.rules.tree import And, Condition, Number, Relation, Term
from matcher.wording import Bilingual

UNREADABLE = And(())
"""Stands in for a condition that did not parse; its fault is on record."""

Built = TypeVar("Built")


def two(data: Mapping[str, str]) -> Bilingual:
    """Return the words of a {zh, en} mapping."""
    return Bilingual(data["zh"], data["en"])


@dataclass
class Reader:
    """Collects entries and faults while the files of one catalogue are read.

    `complete` says that every file and every field has to be there; a catalogue of rules alone
    may do without most of them.
    """

    texts: Mapping[str, str]
    schemas: Mapping[str, str]
    complete: bool = True
    faults: list[Fault] = field(default_factory=list)

    def entries(
        self, file: str, schema: str, under: str | None = None, least: Collection[str] = ()
    ) -> tuple[Entry, ...]:
        """Return the entries of `file` that fit their schema; the others leave a fault.

        In a catalogue that need not be complete only the fields `least` are required.
        """
        rules = json.loads(self.schemas[schema])
        if not self.complete and least:
            rules["required"] = list(least)
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
                needed_by(text)
            except re.error as error:
                self.faults.append(entry.fault("bad_pattern", key, value=f"{text} ({error})"))
        return found

    def _read(self, read: Callable[[], Built], file: str) -> Built | None:
        if file not in self.texts:
            if self.complete:
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

    def record(self, entry: Entry, key: str, faults: Iterable[Fault]) -> None:
        """Put faults of a condition on record at `key` of the entry it stands in."""
        for fault in faults:
            self.faults.append(
                entry.fault(
                    fault.kind,
                    key,
                    value=fault.value,
                    expected=fault.expected,
                    near=fault.near,
                    about=fault.about,
                )
            )


@dataclass(frozen=True)
class Conditions:
    """Parses, links and checks condition texts against one vocabulary and its figures."""

    reader: Reader
    vocabulary: Vocabulary
    figures: Mapping[str, Figure]
    towns: Collection[str] = ()
    shared: Mapping[str, Condition] = field(default_factory=dict)
    bare: bool = False  # bare thresholds are allowed everywhere

    def read(
        self, entry: Entry, text: str, key: str, per_member: bool, bare: bool = False
    ) -> Condition:
        """Return the tree of `text`; its faults are recorded at `key` of the entry."""
        try:
            node = link(parse(text), self.vocabulary.facts, self.figures, self.shared)
        except ConditionError as error:
            self.reader.record(entry, key, error.faults)
            return UNREADABLE
        faults = check_condition(
            node, per_member, self.vocabulary, self.figures, bare or self.bare, self.towns
        )
        self.reader.record(entry, key, map(self._with_near, faults))
        return node

    def _with_near(self, fault: Fault) -> Fault:
        if fault.kind != "unknown_condition":
            return fault
        return replace(fault, near=nearest(fault.value, self.shared))

    def read_term(self, entry: Entry, text: str, key: str, per_member: bool) -> Term | None:
        """Return the linked term of `text`; its faults are recorded, and it is None."""
        try:
            against_zero = Relation(parse_term(text), "=", Number(0))
        except ConditionError as error:
            self.reader.record(entry, key, error.faults)
            return None
        node = link(against_zero, self.vocabulary.facts, self.figures, self.shared)
        faults = list(
            check_condition(node, per_member, self.vocabulary, self.figures, self.bare, self.towns)
        )
        self.reader.record(entry, key, faults)
        return node.left if isinstance(node, Relation) and not faults else None
