"""A client of the whole application over the real catalogue, searching by words only."""

import json
from collections.abc import Iterator
from datetime import date

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from matcher.loading import load_matcher
from matcher.pipeline.matcher import Matcher
from tests.api.households import DEMOS
from tests.support import CATALOGS

TODAY = date(2026, 5, 1)


@pytest.fixture(scope="session")
def matcher() -> Matcher:
    return load_matcher(CATALOGS, TODAY, "lexical")


@pytest.fixture(scope="session")
def settings() -> Settings:
    return Settings(catalog=CATALOGS, encoder="lexical", max_body=200_000)


@pytest.fixture(scope="session")
def app(matcher: Matcher, settings: Settings) -> FastAPI:
    return create_app(matcher, settings, lambda: TODAY, DEMOS)


@pytest.fixture(scope="session")
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, raise_server_exceptions=False) as found:
        yield found


@pytest.fixture(scope="session")
def dev_lines() -> list[str]:
    path = CATALOGS / "labelled" / "dev_households.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines()
    assert all("id" in json.loads(line) for line in lines)
    return lines
