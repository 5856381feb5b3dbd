"""Fixtures and the Hypothesis profile of all tests."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from matcher.files import load_catalogue
from matcher.offerings import Catalogue

CATALOGS = Path(__file__).resolve().parents[1] / "catalogs"

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
    return load_catalogue(CATALOGS, date(2026, 5, 1))
