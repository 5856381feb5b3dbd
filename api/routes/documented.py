"""What the OpenAPI document says of an operation beyond its parameters."""

from typing import Any

from pydantic import BaseModel

from api.errors import MEDIA_TYPE
from api.schemas.matching import ProblemShape

_PROBLEMS = {
    400: "the request cannot be handled",
    401: "name, password or code is wrong",
    403: "the request may be forged, or the session lacks something",
    404: "there is no such thing",
    409: "this conflicts with what there is",
    410: "it is no longer there",
    412: "it was changed meanwhile: both versions are told",
    413: "the body is larger than the service takes",
    415: "this kind of content is not taken",
    422: "something has to be mended before it can be answered",
    428: "the version that was seen has to be told, by If-Match",
    429: "too many wrong tries; Retry-After says how long to wait",
    500: "something went wrong inside",
    503: "the service cannot do this now",
}
_FILE = {"type": "string", "format": "binary"}
HOUSEHOLD_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/HouseholdIn"}},
        },
    }
}


def kept(
    model: type[BaseModel] | None, *problems: int, status: int = 200, body: bool = False
) -> dict[int | str, dict[str, Any]]:
    """Return the answers of an operation on what is kept; the gate's own come by its rule.

    `status` is that of success; `body` adds that the body is of another kind.
    """
    more = (415,) if body else ()
    told: dict[int | str, dict[str, Any]] = {}
    told[status] = {"description": "done"}
    if model is not None:
        told[status] = {"model": model, "description": _first(model)}
    return told | _told(*sorted({404, 422, *problems, *more}))


def body_of(model: type[BaseModel]) -> dict[str, Any]:
    """Return what the document says of a body that a use case reads itself."""
    schema = {"$ref": f"#/components/schemas/{model.__name__}"}
    content = {"application/json": {"schema": schema}}
    return {"requestBody": {"required": True, "content": content}}


def responses(
    model: type[BaseModel], *problems: int, status: int = 200
) -> dict[int | str, dict[str, Any]]:
    """Return the answers of an operation: `model`, and the problems it may give."""
    told: dict[int | str, dict[str, Any]] = {}
    told[status] = {"model": model, "description": _first(model)}
    return told | _told(*problems)


def files(
    *kinds: str, problems: tuple[int, ...] = (), rows: bool = False
) -> dict[int | str, dict[str, Any]]:
    """Return the answers of an operation that gives a file of one of some media types.

    `rows` says that a header tells how many rows it has.
    """
    file: dict[str, Any] = {"description": "a file to be saved"}
    json_itself: dict[str, Any] = {}  # what it holds is for whoever asked
    shapes = {kind: json_itself if kind == "application/json" else _FILE for kind in kinds}
    file["content"] = {kind: {"schema": shape} for kind, shape in shapes.items()}
    if rows:
        file["headers"] = {"X-Rows": {"schema": {"type": "integer"}}}
    told: dict[int | str, dict[str, Any]] = {200: file}
    return told | _told(*sorted({422, *problems}))


def body_of_a_file() -> dict[str, Any]:
    """Return what the document says of a file that comes in a form or as the body itself."""
    form = {"type": "object", "required": ["file"], "properties": {"file": _FILE}}
    content: dict[str, Any] = {"multipart/form-data": {"schema": form}}
    content |= {kind: {"schema": _FILE} for kind in ("text/csv", "application/octet-stream")}
    name = {
        "name": "X-File-Name",
        "in": "header",
        "required": False,
        "description": "the file's name, percent-encoded, where the file is the body itself",
        "schema": {"type": "string", "maxLength": 1_000, "pattern": "^[!-~]+$"},
    }
    return {"requestBody": {"required": True, "content": content}, "parameters": [name]}


def _told(*problems: int) -> dict[int | str, dict[str, Any]]:
    shape = {"$ref": f"#/components/schemas/{ProblemShape.__name__}"}
    return {
        status: {"description": _PROBLEMS[status], "content": {MEDIA_TYPE: {"schema": shape}}}
        for status in (*problems, 500)
    }


def _first(model: type[BaseModel]) -> str:
    return (model.__doc__ or "").strip().splitlines()[0]
