"""One running service for a module's drills."""

from collections.abc import Iterator

import pytest

from bench.safety.running import City, running


@pytest.fixture(scope="module")
def drilled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    with running(tmp_path_factory.mktemp("city")) as found:
        yield found
