"""What is wrong with a JSON body: where (RFC 6901) and a sentence in two languages, no value."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from api.errors import NO_UNICODE, Mend, Problem, pointer_to, problem_at
from api.schemas.base import BRANCHED_BY, WRONG
from matcher.errors import nearest
from matcher.wording import Bilingual

_NOT_JSON = Bilingual("第 {at} 个字符附近读不懂", "not understood near character {at}")
_NO_JSON = Bilingual(
    "请以 Content-Type: application/json 发送", "send it with Content-Type: application/json"
)
_REASONS: Mapping[str, Bilingual] = {
    "missing": Bilingual("缺少这一项", "is required"),
    "extra": Bilingual("没有这个字段", "there is no such field"),
    "text": Bilingual("应为文字", "must be a text"),
    "unicode": NO_UNICODE,
    "int": Bilingual("应为整数", "must be a whole number"),
    "number": Bilingual("应为数字", "must be a number"),
    "bool": Bilingual("应为 true 或 false", "must be true or false"),
    "list": Bilingual("应为列表", "must be a list"),
    "object": Bilingual("应为对象", "must be an object"),
    "date": Bilingual(
        "不是存在的日期，请写成 2024-04-09", "not a date that exists; write it as 2024-04-09"
    ),
    "moment": Bilingual(
        "不是时刻，请写成 2024-04-09T08:00:00Z", "no moment; write it as 2024-04-09T08:00:00Z"
    ),
    "ge": Bilingual("不能小于 {ge}", "must be at least {ge}"),
    "gt": Bilingual("应大于 {gt}", "must be more than {gt}"),
    "le": Bilingual("不能大于 {le}", "must be at most {le}"),
    "lt": Bilingual("应小于 {lt}", "must be less than {lt}"),
    "long": Bilingual("最多 {max_length} 个字", "at most {max_length} characters"),
    "short": Bilingual("至少 {min_length} 个字", "at least {min_length} characters"),
    "many": Bilingual("最多 {max_length} 项", "at most {max_length} entries"),
    "few": Bilingual("至少 {min_length} 项", "at least {min_length} entries"),
    "pattern": Bilingual("写法不对", "is not written as it should be"),
    "choice": Bilingual("只能是 {expected}", "must be one of {expected}"),
    "tag": Bilingual(
        "应写明 {discriminator}，只能是 {expected}", "{discriminator} must be told: {expected}"
    ),
    "null": Bilingual("只能是 null", "must be null"),
    "told": Bilingual("{zh}", "{en}"),
    "other": Bilingual("取值不对", "has a wrong value"),
}
_KINDS: Mapping[str, str] = {
    "missing": "missing",
    "extra_forbidden": "extra",
    **{"string_type": "text", "string_sub_type": "text", "string_unicode": "unicode"},
    **{"int_type": "int", "int_parsing": "int", "int_from_float": "int"},
    "int_parsing_size": "int",
    **{"float_type": "number", "float_parsing": "number", "finite_number": "number"},
    **{"bool_type": "bool", "bool_parsing": "bool"},
    **{"list_type": "list", "tuple_type": "list", "set_type": "list", "frozen_set_type": "list"},
    **{"dict_type": "object", "model_type": "object", "model_attributes_type": "object"},
    **{"date_type": "date", "date_parsing": "date", "date_from_datetime_parsing": "date"},
    "date_from_datetime_inexact": "date",
    **{"datetime_type": "moment", "datetime_parsing": "moment", "timezone_aware": "moment"},
    "datetime_from_date_parsing": "moment",
    **{"greater_than_equal": "ge", "greater_than": "gt"},
    **{"less_than_equal": "le", "less_than": "lt"},
    **{"string_too_long": "long", "string_too_short": "short"},
    **{"too_long": "many", "too_short": "few"},
    "string_pattern_mismatch": "pattern",
    **{"literal_error": "choice", "enum": "choice"},
    "none_required": "null",
    **{"union_tag_invalid": "tag", "union_tag_not_found": "tag"},
    WRONG: "told",
}


def problem_of_body(errors: Sequence[Mapping[str, Any]], body: Any = None) -> Problem:
    """Return the problem that says which parts of a body are wrong and how they may be.

    `errors` are pydantic's, each with a place that begins with `body`; `body` is what was sent.
    """
    first = errors[0]
    if first["type"] == "json_invalid":
        return _not_json(first)
    if any(isinstance(found.get("input"), bytes) for found in errors):
        return Problem("wrong-media", _NO_JSON)
    mends = tuple(_mend(found, body) for found in errors)
    first_of_all = problem_at("wrong-body", str(mends[0].pointer), mends[0].reason)
    return replace(first_of_all, errors=mends)


def _not_json(found: Mapping[str, Any]) -> Problem:
    at = found["loc"][-1] if isinstance(found["loc"][-1], int) else 0
    reason = _NOT_JSON.filled(at=at)
    return Problem("not-json", reason, (Mend(reason, pointer=""),))


def _mend(found: Mapping[str, Any], body: Any) -> Mend:
    text = _REASONS[_KINDS.get(found["type"], "other")]
    params = {**found.get("ctx", {})}
    known = re.findall(r"'([^']*)'", str(params.get("expected", params.get("expected_tags", ""))))
    params["discriminator"] = str(params.get("discriminator", "")).strip("'")
    params["expected"] = " | ".join(known)
    reason = text.filled(**params)
    told = found.get("input")
    near = nearest(told, known) if known and isinstance(told, str) else None
    return Mend(reason, pointer=pointer_to(_of_the_body(found, body)), near=near)


def _of_the_body(found: Mapping[str, Any], body: Any) -> list[object]:
    """Return the place of an error as the body has it: without the names of a union's branches."""
    place, here, is_branch_told = [], body, False
    parts = found["loc"][1:]
    for at, part in enumerate(parts):
        inside = at + 1 < len(parts) or found.get("input") == here
        if not is_branch_told and inside and _is_branch(part, here):
            is_branch_told = True
            continue
        place.append(part)
        here, is_branch_told = _below(here, part), False
    return place


def _is_branch(part: object, here: Any) -> bool:
    return isinstance(here, Mapping) and any(here.get(name) == part for name in BRANCHED_BY)


def _below(here: Any, part: object) -> Any:
    if isinstance(here, Mapping):
        return here.get(part)
    is_place = isinstance(here, list) and isinstance(part, int) and part < len(here)
    return here[part] if is_place else None
