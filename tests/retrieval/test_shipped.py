"""The shipped vectors are those of every catalogue text and labelled need, by this engine."""

import numpy as np

from matcher.loading import VECTORS, _texts, missing_vectors
from matcher.retrieval.encoders.cache import read_shipped, text_key
from matcher.retrieval.encoders.nano import NanoEncoder
from tests.support import CATALOGS, TODAY


def test_every_catalogue_text_and_labelled_need_has_its_vector():
    assert missing_vectors(CATALOGS, TODAY) == 0


def test_shipped_vectors_are_unit_rows_of_the_engines_dimension():
    shipped = read_shipped(CATALOGS / VECTORS, NanoEncoder.name)
    rows = np.array(list(shipped.values()))
    assert rows.shape[1] == NanoEncoder.dimension
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=2e-3)


def test_five_shipped_vectors_are_what_the_engine_gives_now(engine):
    shipped = read_shipped(CATALOGS / VECTORS, NanoEncoder.name)
    by_kind = _texts(CATALOGS, TODAY)
    passages, queries = by_kind["passage"], by_kind["query"]
    for kind, texts in (("passage", [passages[0], passages[-1]]), ("query", queries[:3])):
        rows = engine.encode(texts, kind)
        known = [shipped[text_key(text, kind)] for text in texts]
        assert np.allclose(rows, known, atol=2e-3)
