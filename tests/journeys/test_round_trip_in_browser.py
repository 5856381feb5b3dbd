"""The whole round trip in a real browser: from a charity's offering to a need that is closed."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.cli.running import xingfu
from tests.journeys.round_trip import CHARITY, CLERK, WORKER, Round, platform
from tests.service.process import Running, start


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def demo(home: Path) -> Iterator[Running]:
    # searched by meaning, as `make run` does: by words alone other questions come first
    settings = {"demo": "1", "log": "json", "cache": os.devnull, "encoder": "auto"}
    made = xingfu("demo", data_home=str(home), **settings)
    assert made.returncode == 0, made.stderr.decode()
    service = start(home, **settings)
    try:
        service.wait_until_it_answers("/readyz")
        yield service
    finally:
        service.kill()


def test_what_a_charity_posts_reaches_a_family_and_its_answer_closes_the_need(
    browser: Browser, home: Path, demo: Running
) -> None:
    trip = Round(browser, demo.address)
    trip.charity_posts(trip.signed_in(CHARITY))
    trip.clerk_approves(trip.signed_in(CLERK))
    worker = trip.signed_in(WORKER)
    trip.worker_asks(worker)
    trip.worker_confirms(worker)
    with platform(home, demo.address) as client:
        trip.family_reads(client)
        trip.worker_sees(worker)
