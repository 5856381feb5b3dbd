"""Many invented households put straight into a database, by its tables: for measuring only."""

import secrets
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, text

from api.clock import now
from api.store.engine import engine_for
from api.store.store import random_id
from api.store.tables import (
    households,
    ledger_versions,
    member_initials,
    members,
    personal_fields,
    plans,
)

_AT_ONCE = 5_000
_TOWNS = [f"Z{number:02}" for number in range(1, 24)]
_LETTERS = "bcdfghjlmqstwxyz"
_PLAN = 1_500
"""Bytes of a stored plan here; a real one has some 50,000, which would take 5 GB."""


def add_crowd(url: str, num: int) -> None:
    """Add `num` households with two members, initials, a sealed name and a plan each."""
    engine = engine_for(url)
    for start in range(0, num, _AT_ONCE):
        rows: dict[Any, list[dict[str, Any]]] = {}
        for number in range(start, min(start + _AT_ONCE, num)):
            for table, row in _household(number):
                rows.setdefault(table, []).append(row)
        with engine.begin() as connection:
            for table, values in rows.items():
                connection.execute(insert(table), values)
    engine.dispose()
    _settle(url)


def _settle(url: str) -> None:
    """Let a server do at once what it does by itself within minutes of such a load.

    Before that it plans without statistics and writes out pages: a load is measured then, and not
    the crowd.
    """
    engine = engine_for(url, migrating=True)
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM (ANALYZE)"))
            connection.execute(text("CHECKPOINT"))
    engine.dispose()


def _household(number: int) -> Iterator[tuple[Any, dict[str, Any]]]:
    id, at = random_id(), now() - timedelta(seconds=number)
    town = _TOWNS[number % len(_TOWNS)]
    made = {"made_by": "bench", "made_at": at}
    yield (
        households,
        {
            "id": id,
            "town": town,
            "state": "active",
            "version": 1,
            "created_at": at,
            "updated_at": at,
            "consent": {},
        },
    )
    for position in range(2):
        yield from _member((id, town), number * 2 + position, position, at)
    digest = secrets.token_hex(32)
    yield (
        ledger_versions,
        {"household": id, "number": 1, "id": random_id(), "digest": digest, **made},
    )
    yield (
        plans,
        {
            "household": id,
            "number": 1,
            "ledger": 1,
            "catalogue": digest,
            "figures": digest,
            "ranker": digest,
            "content": secrets.token_bytes(_PLAN),
            "digest": digest,
            "key_id": "k1",
            "corrects": None,
            "reason": None,
            **made,
        },
    )


def _member(
    home: tuple[str, str], number: int, position: int, at: object
) -> Iterator[tuple[Any, dict[str, Any]]]:
    id, (household, town) = random_id(), home
    whose = {"household": household}
    spelt = "".join(_LETTERS[(number // 16**place) % 16] for place in range(3))
    of_member = {"relation": "head", "position": position, "joined_at": at, "left_at": None}
    yield members, {"id": id, **whose, **of_member}
    yield member_initials, {"member": id, **whose, "town": town, "initials": spelt}
    yield (
        personal_fields,
        {
            "owner": id,
            "name": "name",
            "kind": "member",
            **whose,
            "ciphertext": secrets.token_bytes(40),
            "key_id": "k1",
            "blind": secrets.token_bytes(32),
        },
    )
