"""Make a matcher ready from a folder of data: the catalogue, its vectors, its labelled needs."""

from datetime import date
from pathlib import Path
from typing import Literal

from matcher.files import load_catalogue, load_labelled, load_ranker
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
    of texts not shipped are kept in `cache`, or in memory only.
    """
    catalogue = load_catalogue(folder, on)
    households, gold = load_labelled(folder, "train", catalogue)
    encoder = None if choice == "lexical" else default_encoder(folder, cache)
    library = build_library(catalogue, precedents(households, gold), encoder)
    return Matcher(catalogue, library, load_ranker(folder))


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


def missing_vectors(folder: Path, on: date) -> int:
    """Return how many catalogue texts and labelled needs have no shipped vector."""
    shipped = read_shipped(folder / VECTORS, NanoEncoder.name)
    wanted = {text_key(t, kind) for kind, texts in _texts(folder, on).items() for t in texts}
    return len(wanted - set(shipped))


def _texts(folder: Path, on: date) -> dict[Kind, list[str]]:
    catalogue = load_catalogue(folder, on)
    households, gold = load_labelled(folder, "train", catalogue)
    return {
        "passage": build_library(catalogue, (), None).lines,
        "query": [precedent.text for precedent in precedents(households, gold)],
    }
