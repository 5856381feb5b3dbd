"""A catalogue's folder read for a change: its texts beside what they say."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from matcher.files import case_schema, case_texts, catalogue_texts, is_whole, schema_texts
from matcher.offerings import Catalogue
from matcher.reading.cases import FOLDER
from matcher.reading.catalogue import build_catalogue, list_files
from matcher.reading.entries import Entry, read_document, read_entries
from matcher.reading.policy import is_complete, read_manifest
from matcher.reading.reader import Reader

LEAST = ("code", "name", "per", "eligibility")
"""The keys of an item that no catalogue can do without."""

_ENGLISH, _CITY_ENGLISH, _ALIASES = "english.yaml", "city_english.yaml", "aliases.yaml"


@dataclass(frozen=True, eq=False)
class Opened:
    """A catalogue's folder; `texts` by file name, `cases` by file name below `cases/`.

    `whole` says that the catalogue promises every field and every kind of case.
    """

    folder: Path
    today: date
    texts: Mapping[str, str]
    schemas: Mapping[str, str]
    cases: Mapping[str, str]
    case_schema: Mapping[str, Any]
    catalogue: Catalogue
    whole: bool

    @cached_property
    def lists(self) -> tuple[str, ...]:
        """Return the files in which items stand."""
        return list_files(self.texts, self.schemas)

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """Return every item's entry by its code."""
        files = ((file, self.texts[file]) for file in self.lists if file in self.texts)
        return {e.code or "": e for file, text in files for e in read_entries(text, file)}

    @cached_property
    def bare_numbers(self) -> bool:
        """Say whether a rule may compare with a bare threshold."""
        reader = Reader(self.texts, self.schemas, is_complete(self.texts))
        return read_manifest(self.texts, reader).bare_numbers

    @cached_property
    def required(self) -> tuple[str, ...]:
        """Return the keys that every item of this catalogue has to have."""
        return tuple(json.loads(self.schemas["item"])["required"]) if self.whole else LEAST

    def english_file(self, list_file: str) -> str:
        """Return the file with the English names of a list's items."""
        of_city = {item.list for item in self.catalogue.city_items.values()}
        is_city = list_file.removesuffix(".yaml") in of_city
        return _CITY_ENGLISH if is_city and _CITY_ENGLISH in self.texts else _ENGLISH

    def beside(self, code: str) -> dict[str, Any]:
        """Return what stands of an item beside its entry: its everyday and English names."""
        told = {"aliases": self._below(_ALIASES, "aliases", code)}
        told["english"] = self._below(_ENGLISH, "items", code)
        told["english"] = told["english"] or self._below(_CITY_ENGLISH, "items", code)
        return {key: value for key, value in told.items() if value is not None}

    def case_file(self, code: str) -> str | None:
        """Return the text of an item's case file, None where it has none."""
        return self.cases.get(f"{FOLDER}/{code}.yaml")

    def _below(self, file: str, under: str, code: str) -> Any:
        if file not in self.texts:
            return None
        return (read_document(self.texts[file], file).data.get(under) or {}).get(code)


def open_folder(folder: Path, today: date) -> Opened:
    """Return the catalogue in `folder`, ready to be changed; CatalogueError where it is broken."""
    texts, schemas = catalogue_texts(folder), schema_texts(folder)
    return Opened(
        folder=folder,
        today=today,
        texts=texts,
        schemas=schemas,
        cases=case_texts(folder),
        case_schema=case_schema(folder),
        catalogue=build_catalogue(texts, schemas, today),
        whole=is_whole(folder),
    )
