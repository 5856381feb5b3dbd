"""A breach of a schema is told with its file, line, field and the nearest right spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.reading.entries import Entry, read_entries
from matcher.reading.schemas import check_schema

SCHEMA = {
    "type": "object",
    "properties": {
        "code": {"type": "string", "pattern": "^G[0-9]{3}$"},
        "form": {"enum": ["cash", "service", "training"]},
        "days": {"type": "integer", "minimum": 1},
        "also": {"type": "array", "items": {"enum": ["living", "medical"]}},
        "amount": {
            "type": "object",
            "properties": {"value": {"type": "number"}},
            "additionalProperties": False,
        },
    },
    "required": ["code", "form"],
    "additionalProperties": False,
}
GOOD = "- code: G001\n  form: cash\n  days: 3\n"


def faults(text):
    (entry,) = read_entries(text, "list.yaml")
    return list(check_schema(entry, SCHEMA))


def test_an_entry_that_fits_has_no_fault():
    assert faults(GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "near"),
    [
        ("form: cash", "form: cashh", 2, "form", "cash"),
        ("days: 3", "days: three", 3, "days", None),
        ("days: 3", "days: 0", 3, "days", None),
        ("days: 3", "dayz: 3", 3, "dayz", "days"),
        ("days: 3", "also: [living, medcal]", 3, "also", "medical"),
        ("days: 3", "amount: {valu: 3}", 3, "amount", "value"),
        ("G001", "G1", 1, "code", None),
    ],
)
def test_a_breach_names_file_line_field_and_nearest(old, new, line, field, near):
    (fault,) = faults(GOOD.replace(old, new))
    found = (fault.kind, fault.file, fault.line, fault.field, fault.near)
    assert found == ("schema", "list.yaml", line, field, near)


def test_a_missing_field_is_told_at_the_entry_with_its_name():
    (fault,) = faults("- code: G001\n  days: 3\n")
    assert (fault.line, fault.code) == (1, "G001")
    assert "'form' is a required property" in fault.value


def test_every_breach_of_an_entry_is_reported():
    assert len(faults("- code: G1\n  form: x\n  days: 0\n")) == 3


@given(st.dictionaries(st.text(max_size=5), st.none() | st.integers() | st.text(max_size=5)))
def test_whatever_an_entry_holds_each_breach_becomes_a_fault(data):
    found = list(check_schema(Entry(data, "list.yaml", 1, {}), SCHEMA))
    assert found
    assert {(fault.kind, fault.file, fault.line) for fault in found} == {("schema", "list.yaml", 1)}
