"""The application: routes, pages and failures around the wired parts."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from importlib.metadata import version
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import RedirectResponse
from fastapi.staticfiles import StaticFiles

from api.deps import Parts, by_id, of_page, spoken
from api.errors import Problem
from api.gate import STATIC_PATH, Gate, unguarded
from api.pages.doors import UNSENT
from api.pages.inventory import PAGES
from api.pages.render import STATIC
from api.pages.routes import error_page
from api.routes import happiness, plans
from api.routes.answers import as_problem
from api.routes.failures import register
from api.routes.gated import with_gate
from api.routes.heads import Heads
from api.routes.inventory import ROUTERS
from api.routes.limits import BodyLimit
from api.routes.quickly import Quickly
from api.routes.reference import describe
from api.settings import Settings
from api.traffic import Traffic, Watch
from api.usecases.makings import making_of
from matcher.pipeline.matcher import Matcher

_ORIGIN = re.compile(r"^[a-z]+://[^/?#]*")
_AT_THE_DOOR = ("sign-in", "not-whole")


def create_app(
    matcher: Matcher,
    settings: Settings,
    today: Callable[[], date],
    gate: Gate,
    demos: Sequence[Mapping[str, Any]] = (),
) -> FastAPI:
    """Return the application over a matcher; `demos` are raw households for the first page.

    Nobody passes but by `gate`: an operation without a rule of access is a fault of the program.
    """
    app = FastAPI(
        title="幸福清单",
        version=version("xingfu"),
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,  # it would lead on to whichever host a caller names
    )
    parts = Parts(matcher, settings, today, by_id(demos))
    app.state.parts, app.state.gate, app.state.watch = parts, gate, Watch()
    app.state.making = making_of(settings, matcher)
    for router in (*ROUTERS, *PAGES):
        app.include_router(router)
    app.mount(STATIC_PATH, StaticFiles(directory=STATIC), name="static")
    app.add_middleware(BodyLimit, most=settings.max_body, tell=tell)
    register(app, tell)
    app.add_middleware(GZipMiddleware, minimum_size=1_000)  # a plan is a long page
    app.add_middleware(Quickly, operations=(*plans.QUICK, *happiness.QUICK))
    app.add_middleware(Heads)
    app.add_middleware(Traffic, watch=app.state.watch, tell=tell)  # outermost: sees every answer
    document: dict[str, Any] = {}

    def openapi() -> dict[str, Any]:
        if not document:
            document.update(with_gate(describe(app, parts)))
        return document

    app.openapi = openapi  # type: ignore[method-assign]
    open_doors = unguarded(app.routes)
    if open_doors:
        raise RuntimeError(f"no rule of access in api/access/operations.py: {open_doors}")
    return app


def tell(request: Request, problem: Problem) -> Response:
    """Tell a problem: to a browser as a page, to any other caller as problem+json."""
    if problem.kind in _AT_THE_DOOR and request.headers.get("hx-request") == "true":
        return _led_to_the_door(request, problem)
    wants_page = "text/html" in request.headers.get("accept", "")
    if wants_page and not request.url.path.startswith("/api/"):
        if problem.kind in _AT_THE_DOOR and request.method in ("GET", "HEAD"):
            url = request.url
            here = f"{url.path}?{url.query}" if url.query else url.path
            return RedirectResponse(_door_before(here, request, problem), 303)
        if getattr(request.state, "is_put_by", False):
            to = UNSENT if problem.kind == "forged" else "/sign-in"
            return RedirectResponse(f"{to}?lang={of_page(request)}", 303)
        return error_page(request, problem)
    trace = request.scope.get("state", {}).get("request_id")
    return as_problem(problem, spoken(request), trace)


def _led_to_the_door(request: Request, problem: Problem) -> Response:
    """Lead a page whose script asks to the sign-in, and from there back to that page."""
    here = _ORIGIN.sub("", request.headers.get("hx-current-url", "/")).partition("#")[0]
    to = _door_before(here or "/", request, problem)
    return Response(status_code=problem.status, headers={"HX-Redirect": to})


def _door_before(here: str, request: Request, problem: Problem) -> str:
    """Return where somebody signs in, or completes it, before they see `here`."""
    to = "/sign-in" if problem.kind == "sign-in" else "/account"
    return f"{to}?next={quote(here, safe='')}&lang={of_page(request)}"
