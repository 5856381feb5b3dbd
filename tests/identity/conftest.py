"""A service of its own for each test, over the real catalogue searched by words only."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from api.settings import Settings
from matcher.loading import load_matcher
from matcher.pipeline.matcher import Matcher
from tests.api.households import DEMOS
from tests.service.office import TODAY, Service, new_database, serving
from tests.support import CATALOGS

Serve = Callable[..., AbstractContextManager[Service]]


@pytest.fixture(scope="session")
def matcher() -> Matcher:
    return load_matcher(CATALOGS, TODAY, "lexical")


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    new_database(folder)
    return folder / "xingfu.db"


@pytest.fixture
def serve(matcher: Matcher, template: Path, tmp_path: Path) -> Serve:
    """Serve a new database, with settings of one's own."""

    def served(**told: object) -> AbstractContextManager[Service]:
        file = tmp_path / "xingfu.db"
        if not file.exists():
            shutil.copy(template, file)
        settings = Settings(catalog=CATALOGS, encoder="lexical", **told)  # type: ignore[arg-type]
        return serving(f"sqlite:///{file}", matcher, settings, DEMOS)

    return served


@pytest.fixture
def service(serve: Serve) -> Iterator[Service]:
    with serve() as found:
        yield found
