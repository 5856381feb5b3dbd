"""A service of its own for each module, over the real catalogue, searching by words only."""

from collections.abc import Iterator

import pytest

from api.settings import Settings
from matcher.loading import load_matcher
from matcher.pipeline.matcher import Matcher
from tests.service.office import TODAY, Service, new_database, serving
from tests.support import CATALOGS


@pytest.fixture(scope="session", autouse=True)
def data_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what a service writes beside its database out of the home of whoever tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XINGFU_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        yield


@pytest.fixture(scope="session")
def matcher() -> Matcher:
    return load_matcher(CATALOGS, TODAY, "lexical")


@pytest.fixture(scope="session")
def settings() -> Settings:
    return Settings(catalog=CATALOGS, encoder="lexical", max_body=200_000)


@pytest.fixture(scope="module")
def service(
    matcher: Matcher, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    url = new_database(tmp_path_factory.mktemp("service"))
    with serving(url, matcher, settings) as found:
        yield found
