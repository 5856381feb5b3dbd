"""Killed while it writes: nothing that was acknowledged is lost or doubled, nothing is half there.

A small form; the long run kills more often.
"""

import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from api.store.store import Store
from api.store.upkeep import check
from tests.store.conftest import programs
from tests.store.postgres import Server
from tests.store.support import LINES, all_rows, family

KILLS, CRASHES = 5, 2
ROOT = Path(__file__).resolve().parents[2]


def acknowledged(url: str, name: str, least: int, kill: Callable[[subprocess.Popen], None]):
    """Let a writer write until it said so `least` times, kill; return all that it said."""
    writer = subprocess.Popen(
        [sys.executable, "-m", "tests.store.writer", url, name],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    with writer:
        lines = [writer.stdout.readline() for _ in range(least)]
        kill(writer)
        lines += writer.stdout.readlines()
    assert all(lines), "the writer ended before it was killed"
    return [tuple(line.split()) for line in lines if line.endswith("\n")]


def assert_whole(url: str, said: list[tuple[str, str]]) -> None:
    """Hold what was acknowledged against the rows, and the tables against one another."""
    rows = all_rows(url)
    households = [row[0] for row in rows["households"]]
    kept = {(row[1], row[3]) for row in rows["idempotency"]}
    assert set(said) <= kept, "an acknowledged write is lost"
    assert len(said) == len(set(said))
    assert len(households) == len(set(households)) == len(kept)
    assert {household for _, household in kept} == set(households)
    assert sorted(row[3] for row in rows["outbox"]) == sorted(households)
    made = [row[4] for row in rows["audit"] if row[3] == "household.add"]
    assert sorted(made) == sorted(households)
    assert len(rows["audit"]) == len(LINES) * len(households)
    for name in ("members", "facts", "needs", "plans"):
        assert len(rows[name]) == len(households), name
    assert check(url) == ()


def test_a_writer_killed_again_and_again_loses_and_doubles_nothing(url):
    lots, said = random.Random(11), []
    for number in range(KILLS):
        said += acknowledged(url, f"w{number}", lots.randint(3, 15), subprocess.Popen.kill)
        assert_whole(url, said)
    with Store.open(url) as store:
        family(store, key="after")
    assert len(said) >= 3 * KILLS


def test_a_server_killed_again_and_again_loses_and_doubles_nothing(
    request: pytest.FixtureRequest,
):
    from api.store.migrate import upgrade

    server = Server(programs(request.config), durable=True)
    try:
        url, said = server.url(server.database()), []
        upgrade(url)
        for number in range(CRASHES):
            said += acknowledged(url, f"w{number}", 8, lambda _: server.crash())
            server.start()
            assert_whole(url, said)
        with Store.open(url) as store:
            family(store, key="after")
    finally:
        server.stop()
