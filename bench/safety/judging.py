"""Whether an answer is one that the OpenAPI document tells of: status, kind of content, shape."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2
from jsonschema import Draft202012Validator

_OURS = 500
_NO_FAULT = frozenset({503})
"""Statuses of the service's own that a document may promise: it is busy, and says when again."""


@dataclass(frozen=True)
class Judge:
    """Judges answers by one document."""

    document: Mapping[str, Any]
    _validators: dict[tuple[str, ...], Draft202012Validator] = field(default_factory=dict)

    def wrong(self, method: str, path: str, answer: httpx2.Response) -> Iterator[str]:
        """Yield what is wrong with the answer to an operation, told by its path template."""
        status = answer.status_code
        if status >= _OURS and status not in _NO_FAULT:
            yield f"answered {status}"
        told = self.document["paths"][path][method.lower()]["responses"].get(str(status))
        if told is None:
            yield f"answered {status}, which is not documented"
            return
        for name, header in told.get("headers", {}).items():
            if header.get("required") and name not in answer.headers:
                yield f"{status} lacks the header {name}"
        yield from self._content(method, path, answer, told.get("content", {}))

    def _content(
        self, method: str, path: str, answer: httpx2.Response, content: Mapping[str, Any]
    ) -> Iterator[str]:
        kind = answer.headers.get("content-type", "").partition(";")[0]
        if not content or not answer.content:
            return
        if kind not in content:
            yield f"{answer.status_code} comes as {kind or 'nothing'}, which is not documented"
            return
        schema = content[kind].get("schema")
        if not schema or not kind.endswith("json"):
            return
        try:
            data = answer.json()
        except ValueError:
            yield f"{answer.status_code} holds no JSON"
            return
        validator = self._validator((method, path, str(answer.status_code), kind), schema)
        error = next(validator.iter_errors(data), None)
        if error is not None:
            yield f"{answer.status_code} is not as documented at {error.json_path}"

    def _validator(self, key: tuple[str, ...], schema: Mapping[str, Any]) -> Draft202012Validator:
        if key not in self._validators:
            whole = {**schema, "components": self.document.get("components", {})}
            self._validators[key] = Draft202012Validator(whole)
        return self._validators[key]
