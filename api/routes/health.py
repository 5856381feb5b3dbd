"""GET /healthz: whether the service is up and what it has loaded."""

from fastapi import Request, Response

from api.deps import PartsDep
from api.gate import guarded
from api.routes.answers import as_json
from api.routes.documented import responses
from api.schemas.matching import Health
from api.usecases.browsing import health

router = guarded(tags=["service"])


@router.get(
    "/healthz",
    summary="Whether the service is up",
    response_class=Response,
    responses=responses(Health),
)
def healthz(parts: PartsDep) -> Response:
    """Return that the service is up, how it searches, and how much it has loaded."""
    return as_json(health(parts.matcher))


@router.get("/openapi.json", include_in_schema=False)
def openapi(request: Request) -> Response:
    """Return the description of the API."""
    return as_json(request.app.openapi())
