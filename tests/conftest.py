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


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return city()
