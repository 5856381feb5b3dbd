"""Hold entries against their JSON Schemas, and say a breach as a fault with its line."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, cast

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from matcher.errors import Fault, nearest
from matcher.reading.entries import Entry
from matcher.wording import Bilingual, Lang, listing

Schema = Mapping[str, Any]

_TYPES = {
    "string": Bilingual("文字", "text"),
    "number": Bilingual("数字", "a number"),
    "integer": Bilingual("整数", "a whole number"),
    "boolean": Bilingual("true 或 false", "true or false"),
    "array": Bilingual("列表 [ , ]", "a list [ , ]"),
    "object": Bilingual("几行「名称: 值」", "lines of `name: value`"),
    "null": Bilingual("空着", "left blank"),
}
_PATTERNS = {
    r"^[A-Z]{1,4}\d{2,5}$": Bilingual(
        "一到四个大写字母加二到五位数字，如 S901",
        "one to four capitals and two to five digits: S901",
    ),
    r"^\d{4}-\d{2}-\d{2}$": Bilingual("日期，如 2026-06-01", "a date, such as 2026-06-01"),
    r"^[a-z][a-z0-9_]*$": Bilingual(
        "小写字母、数字和下划线，字母开头，如 dibao_line",
        "small letters, digits and underscores, a letter first: dibao_line",
    ),
    r"^[A-Za-z0-9_-]{1,40}$": Bilingual(
        "最多 40 个英文字母、数字、- 或 _ 的编号（不是姓名），如 h-0007",
        "an id that is no name, at most 40 letters, digits, - or _: h-0007",
    ),
    r"^(open|limited)": Bilingual(
        "以 open 或 limited 开头的文字", "a text that begins with open or limited"
    ),
}
_WORDS = {
    "required": Bilingual("缺少 {names}", "{names} is missing"),
    "dependentRequired": Bilingual("写了 {key} 就要写 {names}", "{key} needs {names} beside it"),
    "additionalProperties": Bilingual("没有 {names} 这一项", "there is no {names}"),
    "enum": Bilingual("不能写 {value}；可以写 {names}", "{value} is not one of {names}"),
    "const": Bilingual("不能写 {value}；只能写 {limit}", "{value} is not {limit}"),
    "minLength": Bilingual("不能空着", "must not be empty"),
    "minItems": Bilingual("至少要有 {limit} 个", "needs at least {limit}"),
    "minProperties": Bilingual("至少要写 {limit} 项", "needs at least {limit}"),
    "maxLength": Bilingual(
        "最多 {limit} 个字，现有 {count} 个", "at most {limit} characters, found {count}"
    ),
    "maxItems": Bilingual("最多 {limit} 个，现有 {count} 个", "at most {limit}, found {count}"),
    "maxProperties": Bilingual("只能写 {limit} 项", "only {limit} may stand here"),
    "minimum": Bilingual("{value} 太小，最小 {limit}", "{value} is less than {limit}"),
    "maximum": Bilingual("{value} 太大，最大 {limit}", "{value} is more than {limit}"),
    "uniqueItems": Bilingual("有重复的：{value}", "something stands twice: {value}"),
}
_WRONG_TYPE = Bilingual("应为{type}，现为 {value}", "must be {type}, is {value}")
_PATTERN = Bilingual("{value} 的写法不对，应为{limit}", "{value} should be {limit}")
_INSIDE = Bilingual("{place}：{told}", "{place}: {told}")
_LONGEST = 40
_LANGS: tuple[Lang, Lang] = ("zh", "en")


def check_schema(entry: Entry, schema: Schema) -> Iterator[Fault]:
    """Yield a fault for each breach of `schema` by the entry."""
    for error in sorted(Draft202012Validator(schema).iter_errors(entry.data), key=str):
        yield _fault(entry, error)


def _fault(entry: Entry, error: ValidationError) -> Fault:
    field = str(error.absolute_path[0]) if error.absolute_path else None
    near = None
    if error.validator == "enum":
        near = nearest(str(error.instance), _list(error.validator_value))
    elif error.validator == "additionalProperties":
        known = _list(_mapping(error.schema)["properties"])
        extra = next(key for key in _list(error.instance) if key not in known)
        field, near = field or str(extra), nearest(str(extra), known)
    return entry.fault("schema", field, value=error.message, expected=_told(error), near=near)


def _told(error: ValidationError) -> Bilingual:
    """Return a breach in words, with the place where it lies inside its field."""
    words = _breach(error)
    inside = "".join(
        f" #{each + 1}" if isinstance(each, int) else f".{each}"
        for each in list(error.absolute_path)[1:]
    ).lstrip(". ")
    if not inside:
        return words
    return Bilingual(*(_INSIDE.say(lang, place=inside, told=words.say(lang)) for lang in _LANGS))


def _breach(error: ValidationError) -> Bilingual:
    if error.validator in ("oneOf", "anyOf") and error.context:
        return _nearest_to_fit(error.context)
    limit, value = error.validator_value, _short(error.instance)
    if error.validator == "type":
        kinds = [limit] if isinstance(limit, str) else _list(limit)
        types = (" 或 ", " or ")
        told = [
            _WRONG_TYPE.say(
                lang, value=value, type=joint.join(_TYPES[kind].say(lang) for kind in kinds)
            )
            for lang, joint in zip(_LANGS, types, strict=True)
        ]
        return Bilingual(*told)
    if error.validator == "pattern":
        meant = _PATTERNS.get(str(limit), Bilingual(f" {limit}", str(limit)))
        return Bilingual(*(_PATTERN.say(x, value=value, limit=meant.say(x)) for x in _LANGS))
    words = _WORDS.get(str(error.validator))
    if words is None:
        return Bilingual(error.message, error.message)
    count = len(error.instance) if isinstance(error.instance, str | list | dict) else 0
    key, names = _named(error)
    return Bilingual(
        *(
            words.say(x, limit=limit, value=value, count=count, key=key, names=listing(names, x))
            for x in _LANGS
        )
    )


def _nearest_to_fit(errors: Sequence[ValidationError]) -> Bilingual:
    """Return why a value fits none of several forms: of those that it comes nearest to."""
    deepest = max(len(each.absolute_path) for each in errors)
    told = [_breach(each) for each in errors if len(each.absolute_path) == deepest]
    once = list(dict.fromkeys(told))
    return Bilingual("；或者".join(e.zh for e in once), "; or ".join(e.en for e in once))


def _named(error: ValidationError) -> tuple[str, list[str]]:
    """Return the names that a breach is about, and of which name it is a consequence."""
    there = _list(error.instance) if isinstance(error.instance, dict) else []
    if error.validator == "dependentRequired":
        for key, needed in _mapping(error.validator_value).items():
            missing = [each for each in _list(needed) if each not in there]
            if key in there and missing:
                return key, missing
    names = _NAMES.get(str(error.validator))
    return "", [] if names is None else names(error, there)


_NAMES: Mapping[str, Callable[[ValidationError, list[str]], list[str]]] = {
    "required": lambda error, there: [e for e in _list(error.validator_value) if e not in there],
    "additionalProperties": lambda error, there: [
        each for each in there if each not in _list(_mapping(error.schema)["properties"])
    ],
    "enum": lambda error, _: _list(error.validator_value),
}


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def _mapping(value: Any) -> Schema:
    return cast(Schema, value)


def _list(value: Any) -> list[str]:
    return [str(each) for each in value]
