"""A service on each of the two databases, new for each test."""

from collections.abc import Iterator

import pytest

from api.settings import Settings
from matcher.pipeline.matcher import Matcher
from tests.service.office import Service, serving
from tests.store.conftest import kind, server, template, template_file, url

__all__ = ("kind", "server", "service", "template", "template_file", "url")


@pytest.fixture
def service(url: str, matcher: Matcher, settings: Settings) -> Iterator[Service]:
    with serving(url, matcher, settings) as found:
        yield found
