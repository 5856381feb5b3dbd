"""The city's matcher by words and with the engine, and what it plans for labelled households."""

from collections.abc import Iterator

import pytest

from matcher.files import load_labelled
from matcher.needs import Household
from matcher.pipeline.matcher import Matcher
from matcher.values import Plan
from tests.contracts.engines import hybrid_matcher, lexical_matcher
from tests.support import CATALOGS

Planned = list[tuple[Household, Plan]]


@pytest.fixture(scope="session")
def matcher() -> Matcher:
    return lexical_matcher()


@pytest.fixture(scope="session")
def hybrid() -> Iterator[Matcher]:
    yield from hybrid_matcher()


@pytest.fixture(scope="session")
def households(matcher: Matcher) -> list[Household]:
    """The 40 development households and 60 of the training ones, of every author."""
    dev, _ = load_labelled(CATALOGS, "dev", matcher.catalogue)
    train, _ = load_labelled(CATALOGS, "train", matcher.catalogue)
    return [*dev, *train[::6], train[-1], train[-2]][:100]


@pytest.fixture(scope="session")
def planned(matcher: Matcher, households: list[Household]) -> Planned:
    return [(household, matcher.plan(household, household.as_of)) for household in households]


@pytest.fixture(scope="session")
def cases(hybrid: Matcher) -> dict[str, Plan]:
    """The plans of the six cases of the newspaper articles, with the engine."""
    dev, _ = load_labelled(CATALOGS, "dev", hybrid.catalogue)
    return {household.id: hybrid.plan(household, household.as_of) for household in dev[:6]}
