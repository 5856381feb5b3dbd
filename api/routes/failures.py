"""Everything that can go wrong ends here: one problem, told as JSON or as a page."""

import logging
from collections.abc import Callable
from traceback import extract_tb

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import (
    UNEXPECTED,
    CipherError,
    Problem,
    ProblemError,
    problem_of,
    problem_of_cipher,
    problem_of_store,
)
from api.gate import leaves
from api.logs import log
from api.routes.queries import problem_of_validation
from api.store.errors import StoreError
from matcher.errors import XingfuError
from matcher.wording import Bilingual

Tell = Callable[[Request, Problem], Response]
_WRONG_METHOD = 405
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


def register(app: FastAPI, tell: Tell) -> None:
    """Make every failure of `app` answer with what `tell` makes of its problem."""
    app.add_exception_handler(RequestValidationError, lambda r, e: tell(r, _of_shape(r, e)))
    app.add_exception_handler(HTTPException, lambda r, e: _with_headers(r, tell(r, _of(e)), e))
    app.add_exception_handler(XingfuError, lambda r, e: tell(r, _of(e)))
    app.add_exception_handler(StoreError, lambda r, e: tell(r, _of(e)))
    app.add_exception_handler(ProblemError, lambda r, e: tell(r, _of(e)))
    app.add_exception_handler(CipherError, lambda r, e: tell(r, _of(e)))
    app.add_middleware(Fence, tell=tell)


def _of(error: Exception) -> Problem:
    match error:
        case RequestValidationError():
            return problem_of_validation(error)
        case ProblemError():
            return error.problem
        case XingfuError():
            return problem_of(error)
        case StoreError():
            return problem_of_store(error)
        case CipherError():
            log("sealed.unopened", logging.ERROR, why=error.fault.code, at=_place(error))
            return problem_of_cipher(error)
        case HTTPException():
            kind = _HTTP.get(error.status_code, "refused")
            return Problem(kind, _DETAILS[kind])
        case _:
            return UNEXPECTED


def _of_shape(request: Request, error: Exception) -> Problem:
    assert isinstance(error, RequestValidationError)
    return problem_of_validation(error, request.scope.get("route"))


def _with_headers(request: Request, response: Response, error: Exception) -> Response:
    if isinstance(error, HTTPException) and error.headers:
        response.headers.update(error.headers)
    if response.status_code == _WRONG_METHOD:
        response.headers["Allow"] = ", ".join(_methods_at(request)) or response.headers["Allow"]
    return response


def _methods_at(request: Request) -> list[str]:
    """Return all methods of the request's address: the router names those of one route."""
    path = request.scope["path"]
    routes = (each for each in leaves(request.app.routes) if getattr(each, "methods", None))
    found = {name for each in routes if each.path_regex.match(path) for name in each.methods}
    return sorted(found | ({"HEAD"} if "GET" in found else set()))


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
