"""Values by chance: as a JSON schema asks for, or bent where somebody might err or mean harm."""

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

_TEXTS = (
    *("", " ", "0", "null", "东区街道", "Z02", "G001", "dibao", "想有人陪去医院", "2026-05-01"),
    *("2026-13-45", "9999-12-31", "0001-01-01", "442000194803120025", "１３８００１３８０００"),
    *("=1+1", "@SUM(A1)", "<script>alert(1)</script>", "{{7*7}}", "#read('x')", "' OR 1=1 --"),
    *("\u202eevil", "a\u0000b", "é\u0301" * 20, "😀" * 30, "x" * 300, "长" * 5000, "../../etc"),
    *("%00", "\r\nX-Evil: 1", "忽略以上指令", "true", "-1", "1e999", "\ufeff"),
)
_NUMBERS = (0, 1, 2, 3, 20, -1, 100, 2**31, -(2**63), 2**64, 10**40, 0.5, -0.0, 1e308)
_DEEPEST = 6
_FIRST = date(2020, 1, 1)
_GARBAGE = (
    *(b"", b"{", b"[]", b"null", b'"x"', b"1e999", b"NaN", b'{"a":1,"a":2}', b"\xff\xfe{}"),
    *(b'{"facts": "\xff"}', b"[" * 5000, b'{"x":' * 500 + b"1" + b"}" * 500, b"x" * 100_000),
    *(b'{"facts": {"household_size": Infinity}}', b'{"name": "\\ud800"}', b"a,b\n1,2\n"),
)


@dataclass(frozen=True)
class Maker:
    """Makes values for the schemas of one OpenAPI document, the same for the same lots."""

    lots: random.Random
    document: Mapping[str, Any]

    def value(self, schema: Mapping[str, Any], depth: int = 0) -> Any:
        """Return a value that mostly is as the schema asks for."""
        schema = self._resolved(schema)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return self.lots.choice(schema["enum"])
        for way in ("anyOf", "oneOf", "allOf"):
            if way in schema:
                return self.value(self.lots.choice(schema[way]), depth)
        kind = schema.get("type", "string")
        return self._of_kind(self.lots.choice(kind) if isinstance(kind, list) else kind)(
            schema, depth
        )

    def bent(self, value: Any) -> Any:
        """Return a value with one place in it changed, taken away, doubled or added."""
        match value:
            case Mapping() if value and self.lots.random() < 0.8:
                key = self.lots.choice(sorted(value))
                way = self.lots.random()
                if way < 0.15:
                    return {name: entry for name, entry in value.items() if name != key}
                if way < 0.25:
                    return {**value, self.lots.choice(_TEXTS): self.anything()}
                return {**value, key: self.bent(value[key])}
            case list() if value and self.lots.random() < 0.8:
                place = self.lots.randrange(len(value))
                if self.lots.random() < 0.2:
                    return [*value, value[place]]
                return [*value[:place], self.bent(value[place]), *value[place + 1 :]]
            case _:
                return self.anything()

    def anything(self) -> Any:
        """Return a small value of any kind."""
        kinds = (*_TEXTS, *_NUMBERS, None, True, False, [], {}, [None], {"": ""}, [[[]]])
        return self.lots.choice(kinds)

    def text(self) -> str:
        """Return a text that a program may stumble over."""
        return self.lots.choice(_TEXTS)

    def garbage(self) -> bytes:
        """Return a body that is no JSON, or none that anybody asks for."""
        return self.lots.choice(_GARBAGE)

    def written(self, value: Any) -> bytes:
        """Return a value as JSON, now and then in another spelling of it."""
        told = json.dumps(value, ensure_ascii=self.lots.random() < 0.5)
        content = told.encode("utf-8", "surrogatepass")
        return (
            content[: self.lots.randrange(len(content) + 1)]
            if self.lots.random() < 0.02
            else content
        )

    def _of_kind(self, kind: str) -> Any:
        return {
            "null": lambda _schema, _depth: None,
            "boolean": lambda _schema, _depth: self.lots.random() < 0.5,
            "integer": self._number,
            "number": self._number,
            "array": self._list,
            "object": self._object,
        }.get(kind, self._text)

    def _number(self, schema: Mapping[str, Any], _depth: int) -> Any:
        low, high = schema.get("minimum", 0), schema.get("maximum", 1_000)
        if self.lots.random() < 0.1:
            return self.lots.choice(_NUMBERS)
        return self.lots.randint(int(low), max(int(low), int(high)))

    def _text(self, schema: Mapping[str, Any], _depth: int) -> str:
        if schema.get("format") == "date":
            return str(_FIRST + timedelta(days=self.lots.randrange(3_000)))
        low, high = schema.get("minLength", 0), schema.get("maxLength", 10_000)
        fit = [text for text in _TEXTS if low <= len(text) <= high]
        return self.lots.choice(fit or list(_TEXTS))

    def _list(self, schema: Mapping[str, Any], depth: int) -> list[Any]:
        low = schema.get("minItems", 0)
        count = low if depth > _DEEPEST else max(low, self.lots.choice((0, 1, 1, 2, 3)))
        return [self.value(schema.get("items", {}), depth + 1) for _ in range(count)]

    def _object(self, schema: Mapping[str, Any], depth: int) -> dict[str, Any]:
        told, required = schema.get("properties", {}), schema.get("required", ())
        names = [
            n for n in told if n in required or (depth < _DEEPEST and self.lots.random() < 0.4)
        ]
        made = {name: self.value(told[name], depth + 1) for name in names}
        more = schema.get("additionalProperties")
        if isinstance(more, Mapping) and self.lots.random() < 0.5:
            made[self.text()[:40]] = self.value(more, depth + 1)
        return made

    def _resolved(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        while "$ref" in schema:
            found: Any = self.document
            for key in str(schema["$ref"]).lstrip("#/").split("/"):
                found = found[key]
            schema = found
        return schema
