"""No body grows past the limit: it is counted as it comes, whatever it says of itself."""

from collections.abc import Callable

from fastapi import Request, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import Problem
from matcher.wording import Bilingual

_TOO_LARGE = Bilingual("最多 {most} 字节", "at most {most} bytes")


class _TooLargeError(Exception):
    """A body has passed the limit."""


class BodyLimit:
    """Answers 413 as soon as a body is seen to pass `most` bytes."""

    def __init__(self, app: ASGIApp, most: int, tell: Callable[[Request, Problem], Response]):
        self._app, self._most, self._tell = app, most, tell

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        told = Request(scope).headers.get("content-length", "")
        taken, started = 0, False

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self._most:
                raise _TooLargeError
            return message

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            if told.isdecimal() and int(told) > self._most:
                raise _TooLargeError
            await self._app(scope, counted, watched)
        except _TooLargeError:
            if not started:
                await self._tell(Request(scope), self._problem())(scope, receive, send)

    def _problem(self) -> Problem:
        text = _TOO_LARGE
        detail = text.filled(most=self._most)
        return Problem("too-large", detail)
