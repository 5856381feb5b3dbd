"""Both databases: whatever takes `url` or `store` runs on SQLite and on a real PostgreSQL."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.store.migrate import upgrade
from api.store.store import Store
from tests.store.postgres import Server, binaries

_NONE = "NO POSTGRESQL: no server's programs on this machine; half of the store's tests do not run"
BOTH = ("sqlite", "postgresql")


def programs(config: pytest.Config) -> Path:
    """Return the server's programs; where there are none say so aloud, and fail in CI."""
    found = binaries()
    if found is not None:
        return found
    if os.environ.get("CI"):
        pytest.fail(_NONE)
    capture = config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        sys.stderr.write(f"\n{_NONE}\n")
    pytest.skip(_NONE)


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    started = Server(programs(request.config))
    yield started
    started.stop()


@pytest.fixture(scope="session")
def template(server: Server) -> str:
    """A database with the newest schema, of which each test gets a copy."""
    name = server.database()
    upgrade(server.url(name))
    return name


@pytest.fixture(scope="session")
def template_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("store") / "template.db"
    upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture(params=BOTH)
def kind(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def empty_url(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database that holds nothing, not even a schema."""
    if kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server = request.getfixturevalue("server")
    name = server.database()
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def url(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database with the newest schema and no rows."""
    if kind == "sqlite":
        file = tmp_path / "xingfu.db"
        shutil.copy(request.getfixturevalue("template_file"), file)
        yield f"sqlite:///{file}"
        return
    server = request.getfixturevalue("server")
    name = server.database(request.getfixturevalue("template"))
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = Store.open(url)
    yield opened
    opened.close()
