"""The drill of the last place: many reach for it at once, again and again; one gets it each time.

Claimants are clients of a real service in a process of its own, each with a connection, let go by
one barrier. Every one but the winner is told 409 `used-up`; how long the slowest waited is told.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Barrier
from typing import Any

import httpx2

from api.access.callers import Role
from bench.drill.report import Line
from bench.safety.running import City, Headers, new_session, running
from tests.service.people import ORGANISATION

_TOWN, _V1 = "Z02", "/api/v1"
_HOMES = 10
_SHORT = 1.0
"""Seconds within which a clear no is promised."""
_RIGHT = httpx2.codes.CREATED
_NO = (int(httpx2.codes.CONFLICT), "/problems/used-up")
_FAMILY: dict[str, Any] = {
    "facts": {"residence_town": "东区街道", "household_size": 1},
    "members": [{"id": "m1", "relation": "head", "name": "黎阿婆"}],
    "needs": [],
}


@dataclass
class Found:
    """How many rounds had exactly one winner, what else was answered, how long it took."""

    rounds: int = 0
    right: int = 0
    odd: Counter[str] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)

    @property
    def within(self) -> float:
        """Return the share of answers that came within a second."""
        return sum(wait <= _SHORT for wait in self.waits) / max(1, len(self.waits))

    @property
    def slowest(self) -> float:
        """Return the seconds that the slowest answer took."""
        return max(self.waits, default=0.0)


def drill(city: City, claimants: int, rounds: int) -> Found:
    """Let so many reach for one last place, so many times."""
    found = Found()
    worker = city.key(Role.WORKER, _TOWN)
    homes = [_household(city, worker) for _ in range(_HOMES)]
    charity = new_session(city.store, city.ring, Role.CHARITY, (), ORGANISATION)
    clients = [_client(city) for _ in range(claimants)]
    try:
        with ThreadPoolExecutor(claimants) as pool:
            for number in range(rounds):
                offering = _offering(city, charity, number)
                _round(found, pool, clients, worker, offering, homes)
    finally:
        for client in clients:
            client.close()
    return found


def line(claimants: int, rounds: int) -> Line:
    """Run the drill on a service of its own; return its line of the table."""
    began = time.monotonic()
    with TemporaryDirectory(prefix="xingfu-drill-") as folder, running(Path(folder)) as city:
        found = drill(city, claimants, rounds)
    done = f"{claimants} claimants on the last place, {found.rounds} rounds"
    told = (
        f"one winner in {found.right}, slowest answer {found.slowest:.2f} s, "
        f"{found.within:.1%} within a second"
    )
    held = found.right == found.rounds and not found.odd
    return Line("last place", done, told, time.monotonic() - began, held)


def _round(
    found: Found,
    pool: ThreadPoolExecutor,
    clients: Sequence[httpx2.Client],
    worker: Headers,
    offering: str,
    homes: Sequence[str],
) -> None:
    barrier = Barrier(len(clients))

    def reach(number: int) -> tuple[int, str, float]:
        told = {"household": homes[number % len(homes)]}
        barrier.wait()
        began = time.monotonic()
        url = f"{_V1}/offerings/{offering}/reservations"
        answer = clients[number].post(url, json=told, headers=dict(worker))
        took = time.monotonic() - began
        return answer.status_code, answer.json().get("type", ""), took

    answers = list(pool.map(reach, range(len(clients))))
    won = sum(status == _RIGHT for status, _, _ in answers)
    odd = Counter(f"{s} {k}" for s, k, _ in answers if s != _RIGHT and (s, k) != _NO)
    found.rounds += 1
    found.right += won == 1 and not odd
    found.odd += odd
    found.waits += [took for *_, took in answers]


def _client(city: City) -> httpx2.Client:
    return httpx2.Client(base_url=city.url, timeout=120, trust_env=False)


def _household(city: City, worker: Headers) -> str:
    answer = city.request(worker, "POST", f"{_V1}/households", json=_FAMILY)
    return str(answer.raise_for_status().json()["id"])


def _offering(city: City, charity: Headers, number: int) -> str:
    """Post an offering of one place, and have it approved."""
    today = datetime.now(UTC).date()
    days = {"starts": (today - timedelta(days=1)), "ends": today + timedelta(days=30)}
    told = {
        **{"kind": "W", "name": f"轮椅 {number}", "provider": "示例慈善会", "domain": "goods"},
        **{"who": {"per": "household", "single_parent": True}, "quantity": 1, "towns": [_TOWN]},
        **{name: day.isoformat() for name, day in days.items()},
    }
    made = city.request(charity, "POST", f"{_V1}/offerings", json=told).raise_for_status()
    url = f"{_V1}/offerings/{made.json()['id']}"
    handed_in = city.request(charity, "POST", f"{url}/submission").raise_for_status()
    clerk = city.key(Role.TOWN, _TOWN)
    read = {**clerk, "If-Match": handed_in.headers["ETag"]}
    city.request(read, "POST", f"{url}/approval").raise_for_status()
    return str(made.json()["id"])


def main(argv: Sequence[str] | None = None) -> int:
    """Run it; 1 where a place was given twice, or to nobody, or a no was not clear."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claimants", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=500)
    told = parser.parse_args(argv)
    found = line(told.claimants, told.rounds)
    sys.stdout.write(f"{found.done}: {found.found}, {found.seconds:.0f} s\n")
    return 0 if found.held else 1


if __name__ == "__main__":
    sys.exit(main())
