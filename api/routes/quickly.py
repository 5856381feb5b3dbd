"""A quick way for what is read most: an answer is given again for as long as it would be the same.

It stands in front of the application's own routing and never makes an answer: it remembers a yes
that the whole way gave (bytes, head and all), for exactly the same request. The same answer is due
again where nothing was committed to the database since, or where all that was read for it reads
the same; where the caller's time is not over; and where their pace allows it. Everything else
goes the whole way, which alone says no and puts it on record.
"""

import re
from collections.abc import Collection
from hashlib import blake2b
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.gate import Gate
from api.memory import Memory
from api.traffic import REQUEST_ID
from api.usecases.entering import Entered
from api.usecases.remembering import Answer, Mark, mark_of, noted, rests_as_before

_ITS_OWN = REQUEST_ID.encode()
"""What each request has for itself, and no answer of the layers inside depends upon."""
_ODD = frozenset({b"content-length", b"transfer-encoding", b"range", b"expect", b"upgrade"})
_YES = frozenset({200, 304})
_HOLE = re.compile(r"\\\{\w+\\\}")


class Quickly:
    """Remembers answers of reading operations that depend on nothing but request and database."""

    def __init__(
        self, app: ASGIApp, operations: Collection[str], kept: Memory[Answer] | None = None
    ) -> None:
        self._app, self._operations = app, frozenset(operations)
        shapes = (_HOLE.sub("[a-z0-9]{1,64}", re.escape(each)) for each in operations)
        self._paths = re.compile("|".join(shapes))
        self._kept = kept or Memory[Answer]()
        self._gate: Gate | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        name = self._name_of(scope) if scope["type"] == "http" else None
        if name is None:
            await self._app(scope, receive, send)
            return
        gate = self._at_the_gate(scope["app"].state.gate)
        mark = await mark_of(gate.office)
        if mark is None:
            await self._app(scope, receive, send)
            return
        found = self._kept.get(name)
        if found is not None and await self._is_due(gate, name, found, mark):
            scope["route"] = found.route  # as counts and log tell it
            scope.setdefault("state", {})["caller"] = found.caller
            for message in found.sent:
                await send(message)
            return
        await self._learn(name, mark, scope, receive, send)

    def _at_the_gate(self, gate: Gate) -> Gate:
        if gate is not self._gate:  # other keys, another store: nothing of before holds
            self._kept.clear()
            self._gate = gate
        return gate

    def _name_of(self, scope: Scope) -> bytes | None:
        """Return what tells a request from all others; None where it is none of these.

        A digest, with the key or cookie in it: they are not kept as they are.
        """
        if scope["method"] != "GET" or not self._paths.fullmatch(scope["path"]):
            return None
        told = [head for head in scope["headers"] if head[0] != _ITS_OWN]
        if not _ODD.isdisjoint([head[0] for head in told]):
            return None
        return blake2b(repr((scope["path"], scope["query_string"], told)).encode()).digest()

    async def _is_due(self, gate: Gate, name: bytes, found: Answer, mark: Mark) -> bool:
        if gate.office.now() >= found.until:
            return False
        if found.mark != mark:
            if not await run_in_threadpool(rests_as_before, gate.office, found):
                self._kept.drop(name)
                return False
            found.mark = mark  # told before the rows were read again
        return gate.buckets.take(found.caller) == 0

    async def _learn(
        self, name: bytes, mark: Mark, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Let the whole way answer, and remember its answer where it is a yes."""
        sent: list[Message] = []

        async def heard(message: Message) -> None:
            sent.append(message)
            await send(message)

        with noted() as questions:
            await self._app(scope, receive, heard)
        entered: Entered | None = scope.get("state", {}).get("entered")
        route: Any = scope.get("route")
        is_quick = getattr(route, "path_format", None) in self._operations
        if not is_quick or entered is None or entered.until is None or not questions.are_all:
            return
        if _is_whole_yes(sent):
            to, until, weight = entered.caller.id, entered.until, len(sent[1]["body"])
            answer = Answer(sent, weight, to, route, until, mark, questions)
            self._kept.keep(name, answer, answer.size)


def _is_whole_yes(sent: list[Message]) -> bool:
    if [message["type"] for message in sent] != ["http.response.start", "http.response.body"]:
        return False
    start, body = sent
    sets_cookie = any(head[0] == b"set-cookie" for head in start["headers"])
    return start["status"] in _YES and not sets_cookie and not body.get("more_body", False)
