"""What the OpenAPI document says of an operation beyond its parameters."""

from typing import Any

from pydantic import BaseModel

from api.errors import MEDIA_TYPE
from api.schemas import ProblemShape

_PROBLEMS = {
    400: "the request cannot be handled",
    404: "there is no such thing",
    413: "the body is larger than the service takes",
    422: "something has to be mended before it can be answered",
    500: "something went wrong inside",
}
HOUSEHOLD_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/HouseholdIn"}},
        },
    }
}


def responses(model: type[BaseModel], *problems: int) -> dict[int | str, dict[str, Any]]:
    """Return the answers of an operation: 200 with `model`, and the problems it may give."""
    told: dict[int | str, dict[str, Any]] = {200: {"model": model, "description": _first(model)}}
    for status in (*problems, 500):
        told[status] = {
            "description": _PROBLEMS[status],
            "content": {
                MEDIA_TYPE: {"schema": {"$ref": f"#/components/schemas/{ProblemShape.__name__}"}}
            },
        }
    return told


def _first(model: type[BaseModel]) -> str:
    return (model.__doc__ or "").strip().splitlines()[0]
