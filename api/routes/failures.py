"""Everything that can go wrong ends here: one problem, told as JSON or as a page."""

import logging
from collections.abc import Callable
from traceback import extract_tb

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import Problem, ProblemError, problem_of
from api.routes.queries import problem_of_query
from matcher.errors import XingfuError
from matcher.wording import Bilingual

Tell = Callable[[Request, Problem], Response]
_LOG = logging.getLogger("xingfu")
_HTTP = {404: "not-found", 405: "wrong-method", 413: "too-large"}
_DETAILS = {
    "not-found": Bilingual(
        "请检查地址；接口说明在 /docs", "check the address; the reference is at /docs"
    ),
    "wrong-method": Bilingual("请改用允许的方法", "use one of the methods in Allow"),
    "too-large": Bilingual("请减少内容", "send less"),
    "refused": Bilingual("请求的格式不对", "the request is not well formed"),
}
_UNEXPECTED = Problem(
    "unexpected",
    Bilingual(
        "没有保存任何内容；请再试一次，仍出错请告诉维护人员",
        "nothing was stored; try again, and tell those who run the service if it goes on",
    ),
)


def register(app: FastAPI, tell: Tell) -> None:
    """Make every failure of `app` answer with what `tell` makes of its problem."""
    app.add_exception_handler(RequestValidationError, lambda r, e: tell(r, _of(e)))
    app.add_exception_handler(HTTPException, lambda r, e: _with_headers(tell(r, _of(e)), e))
    app.add_exception_handler(XingfuError, lambda r, e: tell(r, _of(e)))
    app.add_exception_handler(ProblemError, lambda r, e: tell(r, _of(e)))
    app.add_middleware(Fence, tell=tell)


def _of(error: Exception) -> Problem:
    match error:
        case RequestValidationError():
            return problem_of_query(error)
        case ProblemError():
            return error.problem
        case XingfuError():
            return problem_of(error)
        case HTTPException():
            kind = _HTTP.get(error.status_code, "refused")
            return Problem(kind, _DETAILS[kind])
        case _:
            return _UNEXPECTED


def _with_headers(response: Response, error: Exception) -> Response:
    if isinstance(error, HTTPException) and error.headers:
        response.headers.update(error.headers)
    return response


class Fence:
    """The last fence: an unexpected error becomes a problem 500, and its place one log line.

    The error's own text is not logged: it may quote what a family said.
    """

    def __init__(self, app: ASGIApp, tell: Tell) -> None:
        self._app = app
        self._tell = tell

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as error:
            _LOG.error("unexpected %s at %s", type(error).__name__, _place(error))
            if not started:
                await self._tell(Request(scope, receive), _of(error))(scope, receive, send)


def _place(error: Exception) -> str:
    frames = extract_tb(error.__traceback__)
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "?"
