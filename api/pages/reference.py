"""The API's reference for a person, made from the OpenAPI document."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from api.pages.context import Frame, Line, Operation, ReferencePage
from api.words import words
from matcher.wording import Lang


def reference_page(document: Mapping[str, Any], lang: Lang) -> ReferencePage:
    """Return the page of every operation in `document`."""
    said = words(lang)
    frame = Frame(lang, said["reference"], "/docs")
    return ReferencePage(frame, said, tuple(_operations(document)))


def _operations(document: Mapping[str, Any]) -> Iterator[Operation]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            body = operation.get("requestBody", {}).get("content", {})
            yield Operation(
                method=method.upper(),
                path=path,
                summary=operation["summary"],
                parameters=tuple(_parameter(told) for told in operation.get("parameters", ())),
                request=_example(body),
                response=_example(operation["responses"]["200"]["content"]),
            )


def _parameter(told: Mapping[str, Any]) -> Line:
    return Line(told["name"], f"{told['description']}; e.g. {told['example']}")


def _example(content: Mapping[str, Any]) -> str:
    if "application/json" not in content:
        return ""
    return json.dumps(content["application/json"]["example"], ensure_ascii=False, indent=1)
