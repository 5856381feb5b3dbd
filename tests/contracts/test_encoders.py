"""Every encoder keeps the contract: the embedded one, the cache over it, and a plug-in."""

import pytest

from matcher.retrieval.encoders.cache import CachedEncoder
from tests.contracts.encoder_contract import EncoderContract
from tests.contracts.hashed import HashEncoder


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
