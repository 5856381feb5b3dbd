"""What the gate answers, in the OpenAPI document: by one rule for all operations, not by hand."""

from typing import Any

from api.access.operations import OPERATIONS
from api.access.rules import RULES, Action
from api.errors import MEDIA_TYPE
from api.gate import COOKIE

_KEY, _SESSION = "key", "session"
_SCHEMES = {
    _KEY: {"type": "http", "scheme": "bearer", "description": "the key of a machine"},
    _SESSION: {
        "type": "apiKey",
        "in": "cookie",
        "name": COOKIE,
        "description": "the session of a person; changes also need X-CSRF-Token",
    },
}
_OF_A_BODY = {
    400: "the request cannot be handled",
    413: "the body is larger than the service takes",
    415: "this kind of content is not taken",
}
_AT_THE_DOOR = {
    401: "nobody is signed in, or the key is not valid",
    403: "the caller may not do this",
    429: "too many requests; Retry-After says how long to wait",
    503: "the service is busy; Retry-After says how long to wait",
}
_OF_SIGNING_IN = {status: _AT_THE_DOOR[status] for status in (401, 403, 429)}
_OF_A_ROW = {404: "there is no such thing"}
_OF_A_CHANGE = {409: "this conflicts with what there is"}
_OF_A_VERSION = {
    412: "it was changed meanwhile: both versions are told",
    428: "the version that was seen has to be told, by If-Match",
}
_WHERE_WRONG = {422: "something has to be mended before it can be answered"}
_HEADERS = {401: "WWW-Authenticate", 429: "Retry-After", 503: "Retry-After"}


def with_gate(document: dict[str, Any]) -> dict[str, Any]:
    """Add to every operation of a document what the gate may answer and who it lets in."""
    document.setdefault("components", {})["securitySchemes"] = _SCHEMES
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            action = OPERATIONS[(method.upper(), path)]
            operation["security"] = _who(action)
            told = operation["responses"]
            for status, words in _answers(action, (method, path), operation).items():
                if MEDIA_TYPE not in told.get(str(status), {}).get("content", {}):
                    told[str(status)] = _problem(status, words)  # also for the framework's own 422
            operation["responses"] = dict(sorted(told.items()))
    return document


def _who(action: Action) -> list[dict[str, list[str]]]:
    if action is Action.ENTER:
        return []
    scope = RULES[action].scope
    machine: list[dict[str, list[str]]] = [] if scope is None else [{_KEY: [scope.value]}]
    return [*machine, {_SESSION: []}]


def _answers(action: Action, place: tuple[str, str], operation: dict[str, Any]) -> dict[int, str]:
    method, path = place
    told: dict[int, str] = {}
    if action is not Action.ENTER:
        told |= _AT_THE_DOOR
        if method != "get":
            told |= _OF_A_CHANGE
    elif method != "get":
        told |= _OF_SIGNING_IN
    if "{" in path:
        told |= _OF_A_ROW
    if "requestBody" in operation:
        told |= _OF_A_BODY
    if "requestBody" in operation or operation.get("parameters"):
        told |= _WHERE_WRONG
    if any(p["name"].lower() == "if-match" for p in operation.get("parameters", ())):
        told |= _OF_A_VERSION
    return told


def _problem(status: int, words: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/ProblemShape"}
    answer: dict[str, Any] = {"description": words, "content": {MEDIA_TYPE: {"schema": schema}}}
    if status in _HEADERS:
        answer["headers"] = {_HEADERS[status]: {"schema": {"type": "string"}}}
    return answer
