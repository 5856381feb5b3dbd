"""GET /readyz and GET /metrics: for the balancer before the service and who watches over it."""

from typing import Annotated

from fastapi import Depends, Request, Response
from starlette.concurrency import run_in_threadpool

from api.errors import Problem, ProblemError
from api.gate import Gate, guarded
from api.metrics import MEDIA_TYPE, State
from api.routes.answers import as_json
from api.routes.documented import responses
from api.schemas.audit import Ready
from api.traffic import Watch
from api.usecases.archives import num_not_kept
from api.usecases.readiness import CHECKS, Trouble, troubles
from matcher.wording import Bilingual

router = guarded(tags=["service"])


def _watch(request: Request) -> Watch:
    found: Watch = request.app.state.watch
    return found


def _gate(request: Request) -> Gate:
    found: Gate = request.app.state.gate
    return found


WatchDep = Annotated[Watch, Depends(_watch)]
GateDep = Annotated[Gate, Depends(_gate)]


@router.get(
    "/readyz",
    summary="Whether the service can do its work now",
    response_class=Response,
    responses=responses(Ready, 503),
)
def readyz(gate: GateDep, watch: WatchDep) -> Response:
    """Return that database, schema, keys and catalogue were tried and serve; else 503."""
    found = troubles(gate.office, lambda: watch.is_stopping)
    if found:
        raise ProblemError(_not_ready(found))
    return as_json({"status": "ready", "checks": list(CHECKS)})


@router.get("/metrics", include_in_schema=False)
async def metrics(gate: GateDep, watch: WatchDep) -> Response:
    """Return the counts of this process for Prometheus."""
    store = gate.office.store
    waiting = await run_in_threadpool(store.waiting)
    used = store.connections()
    text = watch.metrics.text(State(waiting, used.in_use, used.idle, num_not_kept()))
    return Response(text, media_type=MEDIA_TYPE, headers={"Cache-Control": "no-store"})


def _not_ready(found: tuple[Trouble, ...]) -> Problem:
    detail = Bilingual(
        "；".join(each.sentence.zh for each in found),
        "; ".join(each.sentence.en for each in found),
    )
    checks = list(dict.fromkeys(each.check for each in found))
    return Problem("not-ready", detail, headers={"Retry-After": "5"}, more={"failed": checks})
