"""A service of one test's own, over the real catalogue, searching by words only."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from api.settings import Settings
from matcher.loading import load_matcher
from matcher.pipeline.matcher import Matcher
from tests.service.office import TODAY, Service, new_database, serving
from tests.support import CATALOGS


@cache
def matcher_by_words() -> Matcher:
    return load_matcher(CATALOGS, TODAY, "lexical")


@contextmanager
def alone(folder: Path) -> Iterator[Service]:
    settings = Settings(catalog=CATALOGS, encoder="lexical", max_body=200_000)
    with serving(new_database(folder), matcher_by_words(), settings) as service:
        yield service
