"""The running engine, once for the session."""

from collections.abc import Iterator

import pytest

from matcher.retrieval.encoders.nano import NanoEncoder
from tests.contracts.engines import running_engine


@pytest.fixture(scope="session")
def engine() -> Iterator[NanoEncoder]:
    yield from running_engine()
