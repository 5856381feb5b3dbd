"""The query parameters, and a sentence in two languages for each way to get one wrong."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, get_args

from fastapi import Query
from fastapi.exceptions import RequestValidationError
from pydantic import BeforeValidator

from api.errors import Mend, Problem
from api.routes.bodies import problem_of_body
from matcher.errors import nearest
from matcher.wording import Bilingual

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _only_days(value: Any) -> Any:
    """Let through only YYYY-MM-DD: pydantic would also take seconds since 1970."""
    if isinstance(value, str) and not _DAY.fullmatch(value):
        raise ValueError(value)
    return value


On = Annotated[
    Annotated[date, BeforeValidator(_only_days)] | None,
    Query(description="the date of the decision; without it the household's as_of, else today"),
]
Top = Annotated[int, Query(ge=1, le=2_000, description="how many list items at most")]
Words = Annotated[str, Query(max_length=100, description="sought in names, aliases and phrases")]
ListName = Annotated[
    Literal["government", "social"] | None, Query(alias="list", description="one of the two lists")
]
LayerName = Annotated[
    Literal["basic", "special", "temporary", "welfare", "charity", "service"] | None,
    Query(description="a layer of the lists"),
]
DomainName = Annotated[str | None, Query(max_length=40, description="a domain's code: medical …")]
Audience = Annotated[
    Literal["C1", "C2", "C3", "C4", "C5", "C6", "C7"] | None,
    Query(description="a category; items meant for everyone are found too"),
]
Limit = Annotated[int, Query(ge=0, le=2_000, description="how many items at most")]
Offset = Annotated[int, Query(ge=0, le=2_000, description="how many items to pass over")]

_DETAIL = Bilingual("参数 {name}：{reason}", "parameter {name}: {reason}")
_REASONS: Mapping[str, Bilingual] = {
    "date": Bilingual(
        "不是存在的日期，请写成 2024-04-09", "not a date that exists; write it as 2024-04-09"
    ),
    "int": Bilingual("应为整数", "must be a whole number"),
    "ge": Bilingual("不能小于 {ge}", "must be at least {ge}"),
    "le": Bilingual("不能大于 {le}", "must be at most {le}"),
    "long": Bilingual("最多 {max_length} 个字", "at most {max_length} characters"),
    "choice": Bilingual("只能是 {expected}", "must be one of {expected}"),
    "missing": Bilingual("缺少这个参数", "is required"),
    "one-of": Bilingual("必须写明，只能是 {expected}", "is required: one of {expected}"),
    "other": Bilingual("取值不对", "has a wrong value"),
}
_KINDS = {
    "missing": "missing",
    "value_error": "date",
    "date_parsing": "date",
    "date_from_datetime_parsing": "date",
    "int_parsing": "int",
    "int_parsing_size": "int",
    "greater_than_equal": "ge",
    "less_than_equal": "le",
    "string_too_long": "long",
    "literal_error": "choice",
}


def problem_of_validation(error: RequestValidationError, route: Any = None) -> Problem:
    """Return the problem of a request whose parameters, headers or body have a wrong shape.

    The route, where it is known, says what a parameter that is missing may be.
    """
    found = error.errors()
    inside = [each for each in found if each["loc"][0] == "body"]
    return problem_of_body(inside, error.body) if inside else problem_of_query(error, route)


def problem_of_query(error: RequestValidationError, route: Any = None) -> Problem:
    """Return the problem that says which parameters are wrong and how they may be."""
    mends = tuple(_mend(_with_choices(found, route)) for found in error.errors())
    first = mends[0]
    detail = Bilingual(
        _DETAIL.say("zh", name=first.parameter, reason=first.reason.zh),
        _DETAIL.say("en", name=first.parameter, reason=first.reason.en),
    )
    return Problem("wrong-query", detail, mends)


def _with_choices(found: Mapping[str, Any], route: Any) -> Mapping[str, Any]:
    """Return an error with the values that a missing parameter may have, where they are few."""
    if found["type"] != "missing":
        return found
    params = getattr(getattr(route, "dependant", None), "query_params", ())
    told = (one.field_info.annotation for one in params if one.alias == found["loc"][-1])
    choices = [str(choice) for kind in told for choice in get_args(kind)]
    if not choices:
        return found
    return {**found, "ctx": {"expected": ", ".join(f"'{choice}'" for choice in choices)}}


def _mend(found: Mapping[str, Any]) -> Mend:
    limits = {**found.get("ctx", {})}
    known = re.findall(r"'([^']*)'", str(limits.get("expected", "")))
    kind = _KINDS.get(found["type"], "other")
    table = _REASONS["one-of" if kind == "missing" and known else kind]
    limits["expected"] = " | ".join(known)
    reason = table.filled(**limits)
    near = nearest(str(found["input"]), known) if known and found["type"] != "missing" else None
    return Mend(reason, parameter=str(found["loc"][-1]), near=near)


def unknown_choice(parameter: str, value: str, known: Mapping[str, Any]) -> Problem:
    """Return the problem of a parameter whose value is none of the known ones."""
    found = {
        "type": "literal_error",
        "loc": ("query", parameter),
        "input": value,
        "ctx": {"expected": ", ".join(f"'{name}'" for name in known)},
    }
    return problem_of_query(RequestValidationError([found]))
