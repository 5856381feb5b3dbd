"""Every encoder keeps the contract: the embedded one, local models, the cache, a plug-in."""

import sys

import pytest

from matcher.retrieval.encoders.cache import CachedEncoder
from matcher.retrieval.encoders.local import described
from matcher.retrieval.encoders.onnx import OnnxEncoder
from matcher.retrieval.encoders.transformers import SentenceEncoder
from tests.contracts.encoder_contract import EncoderContract
from tests.contracts.hashed import HashEncoder
from tests.contracts.tiny import describe, onnx_folder, stub_of_sentence_transformers


class TestHashEncoder(EncoderContract):
    @pytest.fixture(scope="class")
    @classmethod
    def encoder(cls):
        return HashEncoder()


class TestCachedHashEncoder(EncoderContract):
    @pytest.fixture(scope="class")
    @classmethod
    def encoder(cls, tmp_path_factory):
        return CachedEncoder(HashEncoder(), tmp_path_factory.mktemp("vectors"))


class TestNanoEncoder(EncoderContract):
    @pytest.fixture(scope="class")
    @classmethod
    def encoder(cls, engine):
        return engine


class TestCachedNanoEncoder(EncoderContract):
    @pytest.fixture(scope="class")
    @classmethod
    def encoder(cls, engine, tmp_path_factory):
        return CachedEncoder(engine, tmp_path_factory.mktemp("vectors"))


class TestOnnxEncoder(EncoderContract):
    @pytest.fixture(scope="class")
    @classmethod
    def encoder(cls, tmp_path_factory):
        return OnnxEncoder(described(onnx_folder(tmp_path_factory.mktemp("model"))))


class TestOnnxEncoderByItsFirstToken(EncoderContract):
    @pytest.fixture(scope="class")
    @classmethod
    def encoder(cls, tmp_path_factory):
        folder = onnx_folder(
            tmp_path_factory.mktemp("model"), query="q", passage="p", pooling="cls"
        )
        return OnnxEncoder(described(folder))

    def test_each_text_gives_one_float32_row_in_input_order(self, encoder):
        rows = encoder.encode(["想申请低保", "屋顶漏雨"], "query")
        assert (rows[0] == rows[1]).all()  # the first token is the prefix of both


class TestCachedOnnxEncoder(EncoderContract):
    @pytest.fixture(scope="class")
    @classmethod
    def encoder(cls, tmp_path_factory):
        inner = OnnxEncoder(described(onnx_folder(tmp_path_factory.mktemp("model"))))
        return CachedEncoder(inner, tmp_path_factory.mktemp("vectors"), remembered=2)


class TestSentenceEncoder(EncoderContract):
    @pytest.fixture(scope="class")
    @classmethod
    def encoder(cls, tmp_path_factory):
        place = str(stub_of_sentence_transformers(tmp_path_factory.mktemp("stub")))
        real = sys.modules.pop("sentence_transformers", None)
        sys.path.insert(0, place)
        try:
            yield SentenceEncoder(described(describe(tmp_path_factory.mktemp("model"))))
        finally:
            sys.path.remove(place)
            sys.modules.pop("sentence_transformers", None)
            if real is not None:
                sys.modules["sentence_transformers"] = real
