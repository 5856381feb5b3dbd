"""What pages cost with many households stored: CPU and clock of each kind, and their sizes.

`python -m bench.paged` prints these figures alone; a number on the command line sets the crowd.
"""

import json
import random
import secrets
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from statistics import median

from rich.console import Console
from sqlalchemy import delete, insert

from api.access.callers import Caller, Role
from api.clock import now
from api.gate import COOKIE
from api.store.engine import engine_for
from api.store.people import Account, Session, Stage
from api.store.tables_of_desk import plan_signs
from api.store.values import Towns
from api.usecases.entering import hashed
from api.usecases.ledgers import PersonalValue, newcomer_of, read
from bench.ledger import invented_ledger
from bench.load import Load, load, request
from bench.report import Figure, show
from bench.service import Child, Stock, serving, stocked

CROWD = 10_000
_AT_ONCE, _ROUNDS = 500, 12
_MEDIAN = 50
_TOWNS = ("东区街道", "西区街道")
_HTML = {"Accept": "text/html"}


def stock_crowd(stock: Stock, num: int) -> None:
    """Keep so many households as a form keeps them: sealed names and needs, facts, signs."""
    lots = random.Random(1)
    everywhere = Caller("bench", Role.TOWN, frozenset({"Z02", "Z03"}))
    desk = stock.office.desk(everywhere)
    rows = list(map(json.loads, invented_ledger(100)))
    for start in range(0, num, _AT_ONCE):
        made = []
        for number in range(start, min(num, start + _AT_ONCE)):
            data = {**rows[number % len(rows)], "id": "x"}
            data["facts"] = {**data["facts"], "residence_town": _TOWNS[number % 2]}
            home = read(data, desk)
            name = "赵" + chr(0x4E00 + lots.randrange(2_000))
            people = [PersonalValue(member.id, "name", name) for member in home.members]
            made.append(newcomer_of(desk, home, people))
        with desk.unit() as unit:
            kept = unit.newcomers.add(made)
        _add_signs(stock.url, [each.id for each in kept])


def _add_signs(url: str, ids: list[str]) -> None:
    engine = engine_for(url)
    signs = {
        "plan": 1,
        "made_at": now(),
        "heard_at": now(),
        "unlocks": 3,
        "uncovered": 0,
        "items": 20,
    }
    rows = [
        {**signs, "household": id, "alerts": int(not place % 20), "questions": place % 6}
        for place, id in enumerate(ids)
    ]
    with engine.begin() as connection:
        # danger in a need has signs already, heard as the household came in
        connection.execute(delete(plan_signs).where(plan_signs.c.household.in_(ids)))
        connection.execute(insert(plan_signs), rows)
    engine.dispose()


def pages_of(stock: Stock) -> Mapping[str, str]:
    """Return the address of a page of each kind, by its name."""
    home = f"/households/{stock.ids[0]}"
    return {
        "work list": "/",
        "families": "/households",
        "families, to confirm": "/households?sign=unconfirmed",
        "one family": home,
        "questions": f"{home}/questions",
        "plan": f"{home}/plans/1",
        "plan, in English": f"{home}/plans/1?lang=en",
        "versions of a plan": f"{home}/plans",
        "happiness list": f"{home}/happiness-list",
        "the two lists": "/items",
        "one item": "/items/S027",
        "imports": "/imports",
    }


def figures(crowd: int = CROWD) -> tuple[dict[str, list[Figure]], list[str]]:
    """Return the figures of each page, and what has to be known to read them."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        stock = stack.enter_context(stocked(f"sqlite:///{folder / 'xingfu.db'}"))
        stock_crowd(stock, crowd)
        secret = _signed_in(stock)
        child = stack.enter_context(serving("ours", stock.url))
        found = list(_each(pages_of(stock), secret, child))
    return {f"pages with {crowd:,} households stored": found}, _notes(crowd)


def _signed_in(stock: Stock) -> str:
    """Return the secret of a session of somebody of both towns."""
    secret, at = secrets.token_hex(32), now()
    with stock.office.store.unit("bench", at, Towns.everywhere()) as unit:
        account = Account(unit.new_id(), "mei", "town", ("Z02", "Z03"), "bench", at)
        unit.accounts.add(account)
        until = at + timedelta(days=1)
        unit.sessions.add(Session(hashed(secret), account.id, Stage.WHOLE, at, at, until))
    return secret


def _each(pages: Mapping[str, str], secret: str, child: Child) -> Iterator[Figure]:
    for name, path in pages.items():
        asked = [request("GET", path, {"Cookie": f"{COOKIE}={secret}", **_HTML})]
        load(child.port, asked, 1, 3)
        before = child.cpu()
        found = load(child.port, asked, 1, _ROUNDS)
        cpu = (child.cpu() - before) / _ROUNDS
        yield Figure(f"{name}, median by the clock", 1_000 * _middle(found), "ms", _MEDIAN)
        yield Figure(f"{name}, CPU a page", 1_000 * cpu, "ms")


def _middle(found: Load) -> float:
    return median(found.seconds)


def _notes(crowd: int) -> list[str]:
    return [
        f"Pages: real uvicorn in a child process, one connection; {crowd:,} households of two "
        "towns with names, facts and three needs each, seen by somebody of both towns. SQLite."
    ]


def main() -> None:
    """Print the figures of pages alone."""
    found, notes = figures(int(sys.argv[1]) if len(sys.argv) > 1 else CROWD)
    show(Console(), "幸福清单: what pages cost", found, notes)


if __name__ == "__main__":
    main()
