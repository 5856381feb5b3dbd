"""The one module of the domain that opens files (the encoders' own weights and cache aside)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import yaml

from matcher.errors import CatalogueError, Fault, HouseholdError
from matcher.needs import Household
from matcher.offerings import Catalogue
from matcher.ranking.features import Prior
from matcher.ranking.score import Ranker, Weights
from matcher.reading.catalogue import FILES, SCHEMAS, build_catalogue
from matcher.reading.entries import read_document
from matcher.reading.households import Refused, read_households
from matcher.reading.labelled import Gold, read_gold
from matcher.reading.policy import is_complete

Labelled = tuple[tuple[Household, ...], dict[str, Gold]]

SHIPPED = Path(__file__).resolve().parents[1] / "catalogs"
"""The catalogue shipped with the product."""

_RANKING_HEAD = """\
# Weights of the ranking, in log-odds for one unit of each part,
# and what labelled households say of each code and comparison.
# Written by `make train` from catalogs/labelled/train_*; not edited by hand.
"""


def read_text(path: Path) -> str:
    """Return a UTF-8 file's text; CatalogueError where it is no UTF-8. A BOM is dropped."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise CatalogueError(Fault("not_utf8", file=path.name)) from None


def load_catalogue(folder: Path, on: date) -> Catalogue:
    """Return the checked catalogue in `folder`; CatalogueError names all that is wrong.

    A folder without schemas of its own is held against those shipped with the product, and one
    without words for statuses and layers is told of in those.
    """
    if not folder.is_dir():
        raise CatalogueError(Fault("missing_folder", value=str(folder)))
    texts = {path.name: read_text(path) for path in sorted(folder.glob("*.yaml"))}
    if "vocabulary.yaml" not in texts:
        raise CatalogueError(Fault("missing_file", file="vocabulary.yaml"))
    if is_complete(texts):
        gaps = [Fault("missing_file", file=name) for name in FILES if name not in texts]
        if gaps:
            raise CatalogueError(*gaps)
    texts.setdefault("words.yaml", read_text(SHIPPED / "words.yaml"))
    own = folder / "schemas"
    schemas = {name: f"{name}.schema.json" for name in SCHEMAS}
    kept = own if own.is_dir() else SHIPPED / "schemas"
    missing = [name for name in schemas.values() if not (kept / name).is_file()]
    if missing:
        raise CatalogueError(*(Fault("missing_file", file=f"schemas/{n}") for n in missing))
    return build_catalogue(texts, {n: read_text(kept / f) for n, f in schemas.items()}, on)


def numbered_lines(text: str) -> list[tuple[int, str]]:
    """Return the lines that hold something, each with its number from 1."""
    return [(n, line) for n, line in enumerate(text.split("\n"), start=1) if line.strip()]


def load_labelled(folder: Path, name: str, catalogue: Catalogue) -> Labelled:
    """Return the labelled households `name` (train or dev) and their labels by id."""
    files = [f"labelled/{name}_households.jsonl", f"labelled/{name}_gold.jsonl"]
    households, labels = (numbered_lines(_required(folder, file)) for file in files)
    read = read_households(households, catalogue, None, date.max)
    faults = [replace(e.fault, file=files[0]) for e in read if isinstance(e, Refused)]
    if faults:
        raise CatalogueError(*faults)
    try:
        gold = read_gold(labels)
    except HouseholdError as error:
        raise CatalogueError(*(replace(f, file=files[1]) for f in error.faults)) from None
    return tuple(entry for entry in read if isinstance(entry, Household)), gold


def _required(folder: Path, file: str) -> str:
    if not (folder / file).is_file():
        raise CatalogueError(Fault("missing_file", file=file))
    return read_text(folder / file)


def load_ranker(folder: Path) -> Ranker:
    """Return the fitted ranker of `ranking.yaml`; CatalogueError where it is not whole."""
    name = "ranking.yaml"
    data = read_document(_required(folder, name), name).data
    try:
        modes = {
            mode: Weights(dict(w["points"]), float(w["bias"]), float(w["serves"]))
            for mode, w in data["modes"].items()
        }
        prior = data["prior"]
        prior = Prior(dict(prior["usual"]), dict(prior["rare"]), dict(prior["rates"]))
        return Ranker({mode: modes[mode] for mode in ("hybrid", "lexical")}, prior)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CatalogueError(Fault("schema", value=f"{error}; make train", file=name)) from None


def save_ranker(folder: Path, ranker: Ranker, about: Mapping[str, object]) -> None:
    """Write the ranker to `ranking.yaml`, whole or not at all, with what is to be said of it."""
    data = {
        "about": dict(about),
        "modes": {
            mode: {"bias": w.bias, "serves": w.serves, "points": dict(w.points)}
            for mode, w in sorted(ranker.modes.items())
        },
        "prior": {
            "usual": dict(ranker.prior.usual),
            "rare": dict(ranker.prior.rare),
            "rates": {stage: dict(rates) for stage, rates in ranker.prior.rates.items()},
        },
    }
    text = _RANKING_HEAD + yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=120)
    draft = folder / "ranking.yaml.draft"
    draft.write_text(text, encoding="utf-8")
    draft.replace(folder / "ranking.yaml")
