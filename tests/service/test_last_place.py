"""Fifty reach for the last place over HTTP: one gets it, on both databases."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from api.access.callers import Role
from api.settings import Settings
from matcher.loading import load_matcher
from matcher.pipeline.matcher import Matcher
from tests.service.families import taken_in
from tests.service.office import EAST, TODAY, Service, serving
from tests.service.supply import active, hold, left
from tests.store.conftest import kind, server, template, template_file, url
from tests.support import CATALOGS

__all__ = ("kind", "server", "template", "template_file", "url")
CLAIMANTS, ROUNDS = 50, 2


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return load_matcher(CATALOGS, TODAY, "lexical")


@pytest.fixture
def service(url: str, matcher: Matcher) -> Iterator[Service]:
    told = Settings(catalog=CATALOGS, encoder="lexical", max_body=200_000)
    with serving(url, matcher, told) as found:
        yield found


def test_of_fifty_who_reach_for_the_last_place_at_once_one_gets_it_and_the_others_a_clear_no(
    service: Service,
) -> None:
    homes = [taken_in(service)["id"] for _ in range(5)]
    worker = service.as_(Role.WORKER, EAST)
    for _ in range(ROUNDS):
        offering, barrier = active(service, quantity=1)["id"], Barrier(CLAIMANTS)

        def reach(number: int, offering: str = offering, barrier: Barrier = barrier) -> str:
            barrier.wait()
            answer = hold(worker, offering, homes[number % len(homes)])
            told: str = answer.json().get("type", "won")
            return told

        with ThreadPoolExecutor(CLAIMANTS) as pool:
            found = Counter(pool.map(reach, range(CLAIMANTS)))
        assert found == {"won": 1, "/problems/used-up": CLAIMANTS - 1}
        assert left(service, offering) == 0
