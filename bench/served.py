"""A child process that serves: our service over a database, or the peer with the same plan.

`python -m bench.served ours DATABASE PORT` · `python -m bench.served peer FILE PORT`
· `python -m bench.served peer-row FILE PORT` · `python -m bench.served peer-list FILE PORT`
"""

import json
import os
import sqlite3
import sys
from hashlib import sha256
from hmac import compare_digest
from pathlib import Path
from typing import Annotated

import uvicorn
from fastapi import FastAPI, Header, HTTPException
from pydantic import BaseModel
from starlette.types import ASGIApp

from api.bootstrap import settle_memory
from api.schemas.happiness import HappinessList
from api.schemas.matching import Plan


def ours(database: str) -> ASGIApp:
    """Return our service as `xingfu serve` makes it, over a database with the newest schema."""
    from api.app import create_app
    from api.bootstrap import make_gate, make_matcher, make_ring
    from api.clock import today
    from api.logs import configure
    from api.settings import Settings
    from api.store.store import Store

    sink = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - for as long as it serves
    configure("json", sink)
    settings = Settings(database=database, rate=1e9, burst=1_000_000)
    matcher = make_matcher(settings, today())
    gate = make_gate(settings, Store.open(database), make_ring(settings), matcher)
    return create_app(matcher, settings, today, gate)


def peer(file: Path, path: str = "/plan", model: type[BaseModel] = Plan) -> ASGIApp:
    """Return what FastAPI does by itself: one plan at hand, sent through a response model.

    It has no database, no key, no rules of access: what it is spared counts for it.
    """
    app = FastAPI()
    told = json.loads(file.read_text("utf-8"))

    @app.get(path, response_model=model)
    async def show() -> object:
        return told

    return app


def peer_with_list(file: Path) -> ASGIApp:
    """Return the peer with one happiness list at hand."""
    return peer(file, "/list", HappinessList)


def peer_with_row(file: Path) -> ASGIApp:
    """Return the peer behind what every service of ours has: a key that is checked, and a row.

    The embedded database through Python's own module; nothing is sealed and no town looked at.
    """
    app = FastAPI()
    database = file.with_suffix(".peer")
    with sqlite3.connect(database) as made:
        made.execute("CREATE TABLE IF NOT EXISTS keys (prefix TEXT PRIMARY KEY, hash TEXT)")
        made.execute("CREATE TABLE IF NOT EXISTS plans (id INTEGER PRIMARY KEY, content TEXT)")
        made.execute("INSERT OR REPLACE INTO keys VALUES ('peer', ?)", (_hashed("peer"),))
        made.execute("INSERT OR REPLACE INTO plans VALUES (1, ?)", (file.read_text("utf-8"),))

    @app.get("/plan", response_model=Plan)
    def show(authorization: Annotated[str, Header()]) -> object:
        connection = sqlite3.connect(database)
        try:
            found = connection.execute("SELECT hash FROM keys WHERE prefix = 'peer'").fetchone()
            if not compare_digest(found[0], _hashed(authorization.removeprefix("Bearer "))):
                raise HTTPException(401)
            return json.loads(connection.execute("SELECT content FROM plans").fetchone()[0])
        finally:
            connection.close()

    return app


def _hashed(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


if __name__ == "__main__":
    _PEERS = {"peer": peer, "peer-list": peer_with_list, "peer-row": peer_with_row}
    kind, told, port = sys.argv[1:]
    app = ours(told) if kind == "ours" else _PEERS[kind](Path(told))
    settle_memory()  # as `xingfu serve` does; the peer is given the same
    # loop and parser by `auto`, as `xingfu serve` has them: uvloop and httptools, for the peer too
    uvicorn.run(app, port=int(port), log_level="warning", access_log=False, proxy_headers=False)
