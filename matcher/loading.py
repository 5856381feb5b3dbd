"""Make a matcher ready from a folder of data: the catalogue, its vectors, its labelled needs."""

from datetime import date
from pathlib import Path
from typing import Literal

from matcher.files import (
    Labelled,
    load_alarm,
    load_catalogue,
    load_lessons,
    load_ranker_or_by_hand,
    load_training,
)
from matcher.offerings import Catalogue
from matcher.pipeline.library import build_library, precedents
from matcher.pipeline.matcher import Matcher
from matcher.retrieval.encoders import Encoder, EncoderUnavailableError, Kind, Vectors
from matcher.retrieval.encoders.cache import CachedEncoder, read_shipped, text_key, write_shipped
from matcher.retrieval.encoders.nano import NanoEncoder

EncoderChoice = Literal["auto", "lexical"]
VECTORS = "vectors/e5-small-q4.npz"


def load_matcher(
    folder: Path, on: date, choice: EncoderChoice = "auto", cache: Path | None = None
) -> Matcher:
    """Return a matcher over the data in `folder`; CatalogueError where that is broken.

    `choice` `lexical` uses no encoder; `auto` uses the embedded one where it can run. Vectors
    of texts not shipped are kept in `cache`, or in memory only. A folder without labels or
    fitted weights is ranked by weights written by hand, and its plans say so.
    """
    catalogue = load_catalogue(folder, on)
    households, gold = load_lessons(folder, catalogue)
    encoder = None if choice == "lexical" else default_encoder(folder, cache)
    library = build_library(catalogue, precedents(households, gold), encoder)
    return Matcher(catalogue, library, load_ranker_or_by_hand(folder), load_alarm(folder))


def default_encoder(folder: Path, cache: Path | None) -> Encoder | None:
    """Return the embedded encoder with the shipped vectors before it, None where it cannot run."""
    try:
        inner = NanoEncoder()
    except EncoderUnavailableError:
        return None
    return CachedEncoder(inner, cache, read_shipped(folder / VECTORS, inner.name))


def build_vectors(folder: Path, on: date, encoder: Encoder) -> int:
    """Encode every catalogue text and labelled need into the shipped file; return how many."""
    vectors: dict[str, Vectors] = {}
    for kind, texts in _texts(folder, on).items():
        rows = encoder.encode(texts, kind)
        vectors |= {text_key(text, kind): row for text, row in zip(texts, rows, strict=True)}
    write_shipped(folder / VECTORS, encoder.name, vectors)
    return len(vectors)


def add_vectors(folder: Path, on: date) -> int | None:
    """Encode the texts in `folder` that have no vector yet; return how many there were.

    None where the encoder cannot run: the folder stays as it is, and texts without a vector
    are encoded when they are first needed, or found by their words alone.
    """
    lacking = missing_vectors(folder, on)
    encoder = default_encoder(folder, None) if lacking else None
    if lacking and encoder is None:
        return None
    if encoder is not None:
        build_vectors(folder, on, encoder)
    return lacking


def missing_vectors(folder: Path, on: date) -> int:
    """Return how many catalogue texts and labelled needs have no shipped vector."""
    catalogue = load_catalogue(folder, on)
    return count_unencoded(folder, catalogue, load_training(folder, catalogue))


def count_unencoded(folder: Path, catalogue: Catalogue, labelled: Labelled) -> int:
    """Return how many texts of what was loaded from `folder` have no vector in its file."""
    shipped = read_shipped(folder / VECTORS, NanoEncoder.name)
    texts = _texts_of(catalogue, labelled)
    wanted = {text_key(t, kind) for kind, each in texts.items() for t in each}
    return len(wanted - set(shipped))


def _texts(folder: Path, on: date) -> dict[Kind, list[str]]:
    catalogue = load_catalogue(folder, on)
    return _texts_of(catalogue, load_training(folder, catalogue))


def _texts_of(catalogue: Catalogue, labelled: Labelled) -> dict[Kind, list[str]]:
    return {
        "passage": build_library(catalogue, (), None).lines,
        "query": [precedent.text for precedent in precedents(*labelled)],
    }
