"""The story of the examples, carried out in order against a new service."""

from typing import Any

import pyotp

from api.gate import HEADER_TOKEN
from api.routes.examples import PLAIN, Example, filled
from api.routes.examples_of_all import STORY
from tests.service.office import EAST, WEST, Service, Visitor
from tests.service.people import person

TOWNS = {"east": EAST, "west": WEST}
OF_NO_TOWN = ("system", "security", "audit", "bureau", "charity")
FORM = "multipart/form-data"


def at(told: Any, place: str) -> str:
    for part in place.split("."):
        told = told[int(part)] if part.isdecimal() else told[part]
    return str(told)


def caller_of(example: Example, service: Service, kept: dict[str, str]) -> Visitor:
    match example.by:
        case "nobody":
            return Visitor(service.client, {})
        case "oneself":
            return Visitor(service.client, {HEADER_TOKEN: kept["csrf"]})
        case role:
            towns = () if role.value in OF_NO_TOWN else (TOWNS[example.town],)
            return person(service, role, *towns)


def sent(example: Example, kept: dict[str, str], etag: str) -> dict[str, Any]:
    more: dict[str, Any] = {"params": filled(example.query, kept), "headers": {}}
    body = filled(example.body, kept)
    if example.media == FORM:
        more["files"] = {name: (f"{name}.csv", text.encode()) for name, text in body.items()}
    elif isinstance(body, str):
        more["content"] = body.encode()
        more["headers"]["Content-Type"] = example.media
    elif body is not None:
        more["json"] = body
    if example.seen:
        more["headers"]["If-Match"] = etag
    return more


def test_every_example_is_answered_as_it_says_one_after_the_other(service: Service) -> None:
    document = service.client.get("/openapi.json").json()
    kept = {name: str(value) for name, value in PLAIN.items()}
    etag = ""
    for example in STORY:
        service.clock.forward(seconds=30)  # no code of a second factor counts twice
        if "secret" in kept:
            kept["totp"] = pyotp.TOTP(kept["secret"]).at(service.clock.at)
        path = filled(example.path, kept | filled(example.places, kept))
        caller = caller_of(example, service, kept)
        answer = caller.request(example.method.upper(), path, **sent(example, kept, etag))
        told = f"{example.method} {example.path}: {answer.text[:500]}"
        assert answer.status_code == example.status, told
        etag = answer.headers.get("etag", etag)
        responses = document["paths"][example.path][example.method]["responses"]
        assert str(example.status) in responses, told
        if answer.headers.get("content-type") == "application/json":
            data = answer.json()
            kept |= {name: at(data, place) for name, place in example.keep.items()}
            shape = responses[str(example.status)].get("content", {}).get("application/json", {})
            model = document["components"]["schemas"].get(
                shape.get("schema", {}).get("$ref", "").split("/")[-1]
            )
            assert model is None or set(model["required"]) == set(data), told
