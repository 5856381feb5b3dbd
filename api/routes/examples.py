"""Examples of operations that keep something: one story, told in order against a new service.

A test carries the story out from the first row to the last, and the OpenAPI document shows its
requests. Each room adds its rows in a file of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from api.access.callers import Role

FIRST_VERSION = '"v1"'
KEY = "0f2c6f3e-4d1b-4f57-9f3c-6d2f7a9f1c55"


@dataclass(frozen=True, slots=True)
class Example:
    """One request: who sends what, the status it gets, what later rows take from its answer.

    `{name}` in path, query and body stands for what an earlier row kept under that name: `keep`
    gives for a name the place in the answer, its keys parted by dots (`members.0.id`), and
    `places` what stands in the path where that was kept under another name. With `seen` the
    request carries the ETag of the latest answer that had one as its If-Match. "nobody" is not
    signed in, "oneself" is who signed in last; `{totp}` is the code of the second factor that
    was set up. `once` says that an Idempotency-Key is heeded.
    """

    method: Literal["get", "post", "put", "patch", "delete"]
    path: str
    body: Any = None
    query: Mapping[str, Any] = field(default_factory=dict)
    seen: bool = False
    by: Role | Literal["nobody", "oneself"] = Role.WORKER
    town: Literal["east", "west"] = "east"
    status: int = 200
    keep: Mapping[str, str] = field(default_factory=dict)
    media: str = "application/json"
    places: Mapping[str, str] = field(default_factory=dict)
    once: bool = True


def filled(value: Any, kept: Mapping[str, str]) -> Any:
    """Return a value of an example with what was kept in the place of each `{name}`."""
    match value:
        case str():
            for name, found in kept.items():
                value = value.replace("{" + name + "}", found)
            return value
        case Mapping():
            return {key: filled(entry, kept) for key, entry in value.items()}
        case list() | tuple():
            return [filled(entry, kept) for entry in value]
        case _:
            return value


def show(document: dict[str, Any], examples: tuple[Example, ...]) -> None:
    """Lay the requests of the examples into an OpenAPI document.

    Shown is the first of each operation, and of its bodies the first of each media type.
    """
    told: set[tuple[str, ...]] = set()
    for example in examples:
        operation = document["paths"][example.path][example.method]
        own = (example.path, example.method)
        if own not in told:
            _show_parameters(operation, example)
        if (*own, example.media) not in told:
            _show_body(operation, example)
        told |= {own, (*own, example.media)}


def _show_parameters(operation: dict[str, Any], example: Example) -> None:
    parameters = operation.setdefault("parameters", [])
    if example.method == "post" and example.once:
        parameters.append(_idempotency_key())
    for parameter in parameters:
        if parameter["in"] == "query" and parameter["name"] in example.query:
            parameter["example"] = example.query[parameter["name"]]
        elif parameter["in"] == "path":
            parameter["example"] = PLAIN.get(parameter["name"], _ID)
        elif parameter["name"].lower() == "if-match":
            parameter.update(example=FIRST_VERSION, required=True)


def _show_body(operation: dict[str, Any], example: Example) -> None:
    body = operation.get("requestBody")
    if body is not None and example.body is not None:
        names = _names(example.body)
        shown = filled(example.body, {name: str(_SHOWN.get(name, _ID)) for name in names})
        operation["requestBody"] = {
            **body,
            "content": {
                kind: {**media, "example": shown} if kind == example.media else media
                for kind, media in body["content"].items()
            },
        }


_ID = "mzxw6ytboi2gk3tumvzha5lfon"
PLAIN: Mapping[str, Any] = {"number": 1, "kind": "csv"}
"""What stands in a path for what no row keeps."""
_SHOWN: Mapping[str, Any] = {"totp": "492039", "password": "kx7m-2qpd-v4ha-9tzr-c3we"}


def _names(value: Any) -> set[str]:
    match value:
        case str() if value.startswith("{") and value.endswith("}"):
            return {value[1:-1]}
        case Mapping():
            return {name for entry in value.values() for name in _names(entry)}
        case list() | tuple():
            return {name for entry in value for name in _names(entry)}
        case _:
            return set()


def _idempotency_key() -> dict[str, Any]:
    return {
        "name": "Idempotency-Key",
        "in": "header",
        "required": False,
        "description": "the same request with the same key is carried out once",
        "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
        "example": KEY,
    }
