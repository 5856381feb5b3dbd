"""Make a matcher ready from a folder of data: the catalogue, its vectors, its labelled needs."""

from dataclasses import replace
from datetime import date
from pathlib import Path

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
from matcher.ranking.score import Ranker
from matcher.ranking.sounding import DEAF
from matcher.retrieval.encoders import Encoder, Kind, Vectors
from matcher.retrieval.encoders.cache import CachedEncoder, read_shipped, text_key, write_shipped
from matcher.retrieval.encoders.choice import Ear, EncoderChoice, choose
from matcher.retrieval.encoders.nano import NanoEncoder

VECTORS = "vectors/e5-small-q4.npz"


def load_matcher(
    folder: Path, on: date, choice: EncoderChoice = "auto", cache: Path | None = None
) -> Matcher:
    """Return a matcher over the data in `folder`; CatalogueError where that is broken.

    `choice` and `cache` are those of an `Ear` without a local model.
    """
    return load_with_encoder(folder, on, Ear(choice, None, cache))[0]


def load_with_encoder(folder: Path, on: date, ear: Ear) -> tuple[Matcher, Encoder | None]:
    """Return a matcher over the data in `folder`, and the encoder that it hears by.

    A folder without labels or fitted weights is ranked by weights written by hand, and its
    plans say so. CatalogueError where the data is broken, EncoderUnavailableError where a local
    model is.
    """
    catalogue = load_catalogue(folder, on)
    households, gold = load_lessons(folder, catalogue)
    encoder = make_encoder(folder, ear)
    library = build_library(catalogue, precedents(households, gold), encoder)
    ranker = fit_for(load_ranker_or_by_hand(folder), encoder)
    return Matcher(catalogue, library, ranker, load_alarm(folder)), encoder


def fit_for(ranker: Ranker, encoder: Encoder | None) -> Ranker:
    """Return the ranker without what it learnt from another encoder's vectors.

    How like a sign a text sounds is a sum over the numbers of a vector, and means nothing for
    other numbers: those parts are silent then. The weights stay, since meaning and precedents
    are measured by order and not by the numbers themselves.
    """
    return ranker if knows(ranker, encoder) else replace(ranker, sounding=DEAF)


def knows(ranker: Ranker, encoder: Encoder | None) -> bool:
    """Say whether the ranker was trained with this encoder; without one there is none to know."""
    return encoder is None or encoder.name == (ranker.encoder or NanoEncoder.name)


def make_encoder(folder: Path, ear: Ear) -> Encoder | None:
    """Return the encoder asked for, with what is known of its vectors before it.

    None where it is `lexical`, or the embedded one cannot run. EncoderUnavailableError where
    one was asked for by name and cannot run. Vectors shipped in `folder` serve their own
    encoder only: another encodes the catalogue when it is first used, into its own cache.
    """
    inner = choose(ear)
    if inner is None:
        return None
    return CachedEncoder(inner, ear.cache, read_shipped(folder / VECTORS, inner.name))


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
    wanting = missing_vectors(folder, on)
    encoder = make_encoder(folder, Ear()) if wanting else None
    if wanting and encoder is None:
        return None
    if encoder is not None:
        build_vectors(folder, on, encoder)
    return wanting


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
