"""The OpenAPI document, with an example of every request and of its very answer."""

import json
from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import date
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.deps import Parts
from api.errors import MEDIA_TYPE, AbsentError, Problem, problem_of
from api.routes.examples import show
from api.routes.examples_answers import show_answers
from api.routes.examples_of_all import STORY
from api.schemas.ledgers import BODIES
from api.schemas.matching import HouseholdIn, ProblemShape
from api.usecases.browsing import Search, find_items, health, show_item
from api.usecases.explaining import Doubt, explain_one
from api.usecases.readiness import CHECKS
from api.usecases.single import assess_one, match_one
from api.usecases.trying import try_body
from matcher.errors import Fault, HouseholdError

Document = dict[str, Any]
_REF = "#/components/schemas/{model}"

HOUSEHOLD: dict[str, Any] = {
    "id": "F001",
    "as_of": "2026-05-01",
    "facts": {
        "residence_town": "西区街道",
        "hukou_city": "zhongshan",
        "household_size": 2,
        "income_per_capita_month": 800,
        "relief_status": "dibao",
    },
    "members": [
        {"id": "m1", "relation": "head", "sex": "f", "birth_date": "1948-03-12"},
        {"id": "m2", "relation": "grandchild", "education_stage": "junior"},
    ],
    "needs": [
        {
            "id": "n1",
            "member": "m1",
            "text": "腿脚不便，想有人陪去医院看病拿药",
            "urgency": "high",
            "recorded_at": "2026-04-20",
        }
    ],
    "receiving": [{"code": "G061", "member": "m1"}],
}
_BODY = json.dumps(HOUSEHOLD, ensure_ascii=False).encode()
TRIAL: dict[str, Any] = {"set": {"dibao_line": 1400}, "households": [HOUSEHOLD]}
_BODIES = {"/api/v1/whatif": TRIAL}  # where it is not one household
_SHOWN = 3  # verdicts in the example; the answer itself has all of them
# The example values of query and path parameters, by operation.
PARAMETERS: Mapping[tuple[str, str], Mapping[str, Any]] = {
    ("/api/v1/match", "post"): {"on": "2026-05-01", "top": 2, "lang": "zh"},
    ("/api/v1/assess", "post"): {"on": "2026-05-01", "lang": "zh"},
    ("/api/v1/explain", "post"): {
        "item": "G063",
        "member": "m1",
        "on": "2026-05-01",
        "lang": "zh",
    },
    ("/api/v1/whatif", "post"): {"on": "2026-05-01", "lang": "zh"},
    ("/api/v1/items", "get"): {
        "q": "陪诊",
        "list": "social",
        "layer": "service",
        "domain": "medical_escort",
        "audience": "C4",
        "lang": "en",
        "limit": 1,
        "offset": 0,
    },
    ("/api/v1/items/{code}", "get"): {"code": "G001", "lang": "en"},
    ("/healthz", "get"): {},
    ("/readyz", "get"): {},
}


def describe(app: FastAPI, parts: Parts) -> Document:
    """Return the OpenAPI 3.1 document of `app`; its examples are made by the service itself."""
    document = get_openapi(
        title="幸福清单 Happiness list",
        version=app.version,
        summary="Matches households in difficulty with everything that could help them.",
        description="The catalogue is a reconstruction from public policy, not the official "
        "lists. A plan advises; a person decides.",
        routes=app.routes,
    )
    _add_models(document)
    for (path, method), values in PARAMETERS.items():
        operation = document["paths"][path][method]
        for parameter in operation.get("parameters", []):
            parameter["example"] = values[parameter["name"]]
        if "requestBody" in operation:
            body = deepcopy(operation["requestBody"])
            body["content"]["application/json"]["example"] = _BODIES.get(path, HOUSEHOLD)
            operation["requestBody"] = body
        _add_answers(operation["responses"], _ANSWERS[path](parts))
    show(document, STORY)
    show_answers(document)
    return document


def _add_models(document: Document) -> None:
    schemas = document["components"]["schemas"]
    for model in (HouseholdIn, ProblemShape, *BODIES):
        shape = model.model_json_schema(ref_template=_REF)
        schemas.update(shape.pop("$defs", {}))
        schemas[model.__name__] = shape
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)


def _add_answers(responses: Document, example: Document) -> None:
    responses["200"]["content"]["application/json"]["example"] = example
    for status, problem in _PROBLEMS.items():
        if status in responses:
            media = responses[status]["content"].setdefault(MEDIA_TYPE, {})
            media["example"] = problem.data("zh")


def _match(parts: Parts) -> Document:
    return match_one(_BODY, parts.matcher, parts.asking("zh", None, 2))


def _assess(parts: Parts) -> Document:
    answer = assess_one(_BODY, parts.matcher, parts.asking("zh"))
    return {**answer, "verdicts": answer["verdicts"][:_SHOWN]}


def _explain(parts: Parts) -> Document:
    return explain_one(_BODY, parts.matcher, parts.asking("zh"), Doubt("G063", "m1"))


def _search(parts: Parts) -> Document:
    asked = PARAMETERS[("/api/v1/items", "get")]
    search = Search(
        asked["q"], asked["list"], asked["layer"], asked["domain"], asked["audience"], 1
    )
    return find_items(parts.matcher.catalogue, search, "en")


def _try(parts: Parts) -> Document:
    return try_body(json.dumps(TRIAL).encode(), parts.matcher, date(2026, 5, 1), "zh")


_ANSWERS: Mapping[str, Callable[[Parts], Document]] = {
    "/api/v1/whatif": _try,
    "/api/v1/match": _match,
    "/api/v1/assess": _assess,
    "/api/v1/explain": _explain,
    "/api/v1/items": _search,
    "/api/v1/items/{code}": lambda parts: show_item(parts.matcher.catalogue, "G001", "en"),
    "/healthz": lambda parts: health(parts.matcher),
    "/readyz": lambda _parts: {"status": "ready", "checks": list(CHECKS)},
}
_PROBLEMS: Mapping[str, Problem] = {
    "404": problem_of(AbsentError(Fault("unknown_code", value="G01", near="G001"))),
    "422": problem_of(
        HouseholdError(
            Fault(
                "unknown_fact",
                value="incom_per_capita_month",
                field="facts.incom_per_capita_month",
                near="income_per_capita_month",
            )
        )
    ),
}
