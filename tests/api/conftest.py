"""A client of the whole application over the real catalogue, searching by words only."""

import json
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.access.callers import Role
from api.settings import Settings
from matcher.loading import load_matcher
from matcher.pipeline.matcher import Matcher
from tests.api.households import DEMOS
from tests.service.office import EAST, TODAY, Service, new_database, serving
from tests.support import CATALOGS


@pytest.fixture(scope="session")
def matcher() -> Matcher:
    return load_matcher(CATALOGS, TODAY, "lexical")


@pytest.fixture(scope="session")
def settings() -> Settings:
    return Settings(catalog=CATALOGS, encoder="lexical", max_body=200_000)


@pytest.fixture(scope="session")
def service(
    matcher: Matcher, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    url = new_database(tmp_path_factory.mktemp("service"))
    with serving(url, matcher, settings, DEMOS) as found:
        yield found


@pytest.fixture(scope="session")
def app(service: Service) -> FastAPI:
    return service.app


@pytest.fixture(scope="session")
def client(service: Service) -> TestClient:
    """A client that is let in as a worker: most tests are of what comes behind the door."""
    service.client.headers.update(service.headers(Role.WORKER, EAST))
    return service.client


@pytest.fixture(scope="session")
def dev_lines() -> list[str]:
    path = CATALOGS / "labelled" / "dev_households.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines()
    assert all("id" in json.loads(line) for line in lines)
    return lines
