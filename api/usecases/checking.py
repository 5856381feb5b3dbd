"""Check a catalogue whole: its files, its cases, the labelled households, the vectors."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from api.sheets.words import load_words
from api.usecases.file_names import misnamed
from matcher.eligibility.kinds import case_faults
from matcher.errors import CatalogueError, Fault
from matcher.files import (
    SHIPPED,
    TRAINING,
    Labelled,
    catalogue_texts,
    is_whole,
    load_cases,
    load_catalogue,
    load_labelled,
    load_ranker,
    load_training,
    names_below,
    schema_texts,
)
from matcher.loading import VECTORS, count_unencoded
from matcher.offerings import Catalogue
from matcher.reading.cases import CaseFile
from matcher.reading.catalogue import list_files

LABELLED = (*TRAINING, "dev")
_OF_WHOLE = ("train", "dev")


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: every fault, and the catalogue where it could be read at all."""

    faults: tuple[Fault, ...]
    catalogue: Catalogue | None = None
    cases: tuple[CaseFile, ...] = ()

    @property
    def num_cases(self) -> int:
        """Return how many cases there are."""
        return sum(len(file.cases) for file in self.cases)


def check_catalogue(folder: Path, today: date) -> Checked:
    """Return every fault of the catalogue in `folder`, in the order of reading.

    A catalogue that does not promise to be complete may do without labelled households,
    weights, vectors and cases; those that are there are checked all the same.
    """
    try:
        whole = is_whole(folder)
        catalogue = load_catalogue(folder, today)
        load_words(folder, catalogue.vocabulary)
        labelled = list(_labelled(folder, catalogue, whole))
        if whole or (folder / "ranking.yaml").is_file():
            load_ranker(folder)
        cases = load_cases(folder, catalogue)
        faults = [*misnamed(*_names(folder))]
        faults += case_faults(cases, catalogue, today, all_kinds=whole)
        if labelled and (whole or (folder / VECTORS).is_file()):
            stale = count_unencoded(folder, catalogue, load_training(folder, catalogue))
            faults += [Fault("stale_vectors", value=str(stale))] if stale else []
    except CatalogueError as error:
        return Checked(error.faults)
    return Checked(tuple(faults), catalogue, cases)


def _names(folder: Path) -> tuple[tuple[str, ...], set[str]]:
    """Return the names of a folder's files, hidden ones aside, and those it may have."""
    lists = list_files(catalogue_texts(folder), schema_texts(folder))
    return names_below(folder), {*names_below(SHIPPED), *lists}


def _labelled(folder: Path, catalogue: Catalogue, whole: bool) -> Iterator[Labelled]:
    for name in LABELLED:
        is_asked = whole and name in _OF_WHOLE
        if is_asked or (folder / "labelled" / f"{name}_households.jsonl").is_file():
            yield load_labelled(folder, name, catalogue)
