"""Fixtures and the Hypothesis profile of all tests."""

import pytest
from hypothesis import HealthCheck, settings

from matcher.offerings import Catalogue
from tests.support import city

settings.register_profile(
    "xingfu",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("xingfu")


LONG = ("tests/drills", "tests/notebooks", "tests/journeys", "tests/cli", "tests/service")
"""What takes long comes first, so that no worker is left alone with it at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put what takes long before the rest; within that all stays in order."""
    places = {folder: place for place, folder in enumerate(LONG)}
    items.sort(key=lambda item: places.get("/".join(item.nodeid.split("/")[:2]), len(LONG)))


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return city()
