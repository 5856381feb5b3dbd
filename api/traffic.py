"""Every request as it goes by: its id, how it was answered and how quickly; and the end of them.

The outermost layer of the application: what any layer below answers is counted and logged here,
by the template of its operation, never by its address.
"""

import time
from asyncio import CancelledError
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import Problem
from api.logs import log
from api.metrics import ELSEWHERE, Metrics
from matcher.wording import Bilingual

REQUEST_ID = "x-request-id"
_BROKEN = 500
_CUT_OFF = 499
"""The status, in log and counts alone, of what the end of the service cut off."""
_STOPS = Problem(
    "not-ready",
    Bilingual(
        "服务正在重新启动，等不到这一步办完：可能已经办成，也可能没有。请过一会儿先看一看，没有办成就再来一次"
        "（导入再点一次确认，从断开处接着做；带同一个 Idempotency-Key 的请求不会办两次）",
        "the service is being restarted and could not wait for this to end: it may be done or "
        "not. Look in a while, and where it is not, send it again (an import that is accepted "
        "again goes on where it broke off; one Idempotency-Key is carried out once)",
    ),
    headers={"Retry-After": "30"},
)


@dataclass(slots=True)
class Watch:
    """What is known of the running service: its counts, and whether it is stopping."""

    metrics: Metrics = field(default_factory=Metrics)
    is_stopping: bool = False


class Traffic:
    """Gives each request an id and puts each answer on the log and into the counts."""

    def __init__(
        self, app: ASGIApp, watch: Watch, tell: Callable[[Request, Problem], Response]
    ) -> None:
        self._app, self._watch, self._tell_of = app, watch, tell

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, own = time.perf_counter(), request_id(Headers(scope=scope).get(REQUEST_ID))
        status, has_begun = _BROKEN, False
        scope.setdefault("state", {})["request_id"] = own

        async def named(message: Message) -> None:
            nonlocal status, has_begun
            if message["type"] == "http.response.start":
                status, has_begun = message["status"], True
                MutableHeaders(scope=message)[REQUEST_ID] = own
            await send(message)

        event = "request"
        try:
            await self._app(scope, receive, named)
        except CancelledError:  # the service ends, and this took longer than it could wait
            if not has_begun:
                await self._tell_of(Request(scope), _STOPS)(scope, receive, named)
            event, status = "cut off", _CUT_OFF
            raise
        finally:
            self._tell(event, scope, status, time.perf_counter() - began, own)

    def _tell(self, event: str, scope: Scope, status: int, seconds: float, own: str) -> None:
        route = template(scope)
        self._watch.metrics.count(scope["method"], route, status, seconds)
        log(
            event,
            method=scope["method"],
            route=route,
            status=status,
            ms=round(seconds * 1_000, 1),
            caller=_caller(scope),
            request_id=own,
        )


def request_id(told: str | None) -> str:
    """Return the id of a request: that of a proxy before us where it is a UUID, else a new one."""
    try:
        return str(UUID(told or ""))
    except ValueError:
        return str(uuid4())


def template(scope: Scope) -> str:
    """Return the template of the operation that a request was for, without what filled it."""
    route: Any = scope.get("route")
    found = getattr(route, "path_format", None) or getattr(route, "path", None)
    return str(found) if found else ELSEWHERE


def _caller(scope: Scope) -> str | None:
    found = scope.get("state", {}).get("caller")
    return None if found is None else str(found)
