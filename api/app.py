"""The application: routes, pages and failures around the wired parts."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.staticfiles import StaticFiles

from api.deps import Parts, by_id, spoken
from api.errors import Problem
from api.pages.render import STATIC
from api.pages.routes import error_page
from api.pages.routes import router as pages
from api.pages.trying import router as trials
from api.routes import explaining, health, items, matching, trying
from api.routes.answers import as_problem
from api.routes.failures import register
from api.routes.reference import describe
from api.settings import Settings
from matcher.pipeline.matcher import Matcher


def create_app(
    matcher: Matcher,
    settings: Settings,
    today: Callable[[], date],
    demos: Sequence[Mapping[str, Any]] = (),
) -> FastAPI:
    """Return the application over a matcher; `demos` are raw households for the first page."""
    app = FastAPI(title="幸福清单", version=version("xingfu"), docs_url=None, redoc_url=None)
    parts = Parts(matcher, settings, today, by_id(demos))
    app.state.parts = parts
    api_routers = (matching.router, explaining.router, trying.router, items.router, health.router)
    for router in (*api_routers, pages, trials):
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    register(app, tell)
    app.add_middleware(GZipMiddleware, minimum_size=1_000)  # a plan is a long page
    document: dict[str, Any] = {}

    def openapi() -> dict[str, Any]:
        if not document:
            document.update(describe(app, parts))
        return document

    app.openapi = openapi  # type: ignore[method-assign]
    return app


def tell(request: Request, problem: Problem) -> Response:
    """Tell a problem: to a browser as a page, to any other caller as problem+json."""
    wants_page = "text/html" in request.headers.get("accept", "")
    if wants_page and not request.url.path.startswith("/api/"):
        return error_page(request, problem)
    return as_problem(problem, spoken(request))
