"""The API's reference for a person, made from the OpenAPI document."""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from api.pages.context import Operation, ReferencePage
from api.pages.frame import Frame
from api.pages.plan_rows import Line
from api.words import words
from matcher.wording import Lang


def reference_page(document: Mapping[str, Any], lang: Lang, asked: str = "") -> ReferencePage:
    """Return the page of every operation in `document`, the one that was asked for told whole."""
    said = words(lang)
    operations = tuple(_operations(document))
    opened = next((one for one in operations if one.name == asked), None)
    here = f"/docs?{urlencode({'of': opened.name})}" if opened else "/docs"
    return ReferencePage(Frame(lang, said["reference"], here), said, operations, opened)


def _operations(document: Mapping[str, Any]) -> Iterator[Operation]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            body = operation.get("requestBody", {}).get("content", {})
            yield Operation(
                name=operation["operationId"],
                method=method.upper(),
                path=path,
                summary=operation["summary"],
                parameters=tuple(_parameter(told) for told in operation.get("parameters", ())),
                request=_example(body),
                response=_example(_success(operation)),
            )


def _parameter(told: Mapping[str, Any]) -> Line:
    described = told.get("description", "")
    if "example" in told:
        described += f"; e.g. {told['example']}"
    return Line(told["name"], described.removeprefix("; "))


def _success(operation: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the content of the answer to a request that is carried out."""
    return next(
        (
            told.get("content", {})
            for status, told in operation["responses"].items()
            if status[0] == "2"
        ),
        {},
    )


def _example(content: Mapping[str, Any]) -> str:
    if "example" not in content.get("application/json", {}):
        return ""
    return json.dumps(content["application/json"]["example"], ensure_ascii=False, indent=1)
