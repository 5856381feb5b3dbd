"""JSON as bytes, the same that the command line prints."""

import json
from collections.abc import Mapping
from typing import Any

from fastapi import Response

from api.errors import MEDIA_TYPE, Problem
from matcher.wording import Lang

JSON = "application/json"


def as_json(data: Mapping[str, Any], status: int = 200, media_type: str = JSON) -> Response:
    """Return `data` as JSON in UTF-8, with every letter written out."""
    body = json.dumps(data, ensure_ascii=False).encode("utf-8", "replace")
    return Response(body, status, media_type=media_type)


def as_problem(problem: Problem, lang: Lang, trace: str | None = None) -> Response:
    """Return a problem as problem+json in `lang`; `trace` is the request's id, as on the log."""
    told = {**problem.data(lang), "trace_id": trace}
    response = as_json(told, problem.status, MEDIA_TYPE)
    response.headers["Content-Language"] = lang
    response.headers["Cache-Control"] = "no-store"
    response.headers.update(problem.headers)
    return response
