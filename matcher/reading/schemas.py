"""Hold entries against their JSON Schemas, and say a breach as a fault with its line."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from matcher.errors import Fault, nearest
from matcher.reading.entries import Entry

Schema = Mapping[str, Any]


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
    return entry.fault("schema", field, value=error.message, near=near)


def _mapping(value: Any) -> Schema:
    return cast(Schema, value)


def _list(value: Any) -> list[str]:
    return [str(each) for each in value]
