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
        "name": {"type": "string", "minLength": 1, "maxLength": 5},
        "note": {
            "oneOf": [
                {"type": "string", "minLength": 1},
                {"type": "array", "uniqueItems": True},
            ]
        },
        "pays": {"type": "string"},
        "per": {"type": "string"},
        "also": {"type": "array", "items": {"enum": ["living", "medical"]}},
        "amount": {
            "type": "object",
            "properties": {"value": {"type": "number"}},
            "additionalProperties": False,
        },
    },
    "required": ["code", "form"],
    "dependentRequired": {"pays": ["per"]},
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


@pytest.mark.parametrize(
    ("old", "new", "zh", "en"),
    [
        ("G001", "G1", "G1 的写法不对", "G1 should be"),
        (
            "form: cash",
            "form: 钱",
            "不能写 钱；可以写 cash、service",
            "钱 is not one of cash, service",
        ),
        ("days: 3", "days: 三天", "应为整数，现为 三天", "must be a whole number, is 三天"),
        ("days: 3", "days: 0", "0 太小，最小 1", "0 is less than 1"),
        (
            "days: 3",
            "dayz: 3",
            "没有 dayz 这一项；是否应为 days",
            "there is no dayz; did you mean days",
        ),
        ("form: cash", "days: 3", "缺少 form", "form is missing"),
        ("days: 3", "name: ''", "不能空着", "must not be empty"),
        ("days: 3", "amount: {value: 5元}", "value：应为数字，现为 5元", "value: must be a number"),
        ("days: 3", "also: [living, {a: 好}]", '#2：不能写 {"a": "好"}', '#2: {"a": "好"} is not'),
        ("days: 3", "note: ''", "不能空着", "must not be empty"),
        ("days: 3", "note: [1, 1]", "有重复的：[1, 1]", "something stands twice: [1, 1]"),
        (
            "days: 3",
            "note: 7",
            "应为文字，现为 7；或者应为列表",
            "must be text, is 7; or must be a list",
        ),
        ("days: 3", "pays: x", "写了 pays 就要写 per", "pays needs per beside it"),
        (
            "days: 3",
            "name: 一二三四五六",
            "最多 5 个字，现有 6 个",
            "at most 5 characters, found 6",
        ),
    ],
)
def test_a_breach_says_in_the_readers_language_what_may_stand_there(old, new, zh, en):
    text = GOOD.replace("  days: 3\n", "") if new == "days: 3" else GOOD
    found = faults(text.replace(old, new))
    assert any(zh in fault.reason("zh") for fault in found)
    assert any(en in fault.reason("en") for fault in found)
    assert not any("should be non-empty" in fault.reason("en") for fault in found)


def test_every_breach_of_an_entry_is_reported():
    assert len(faults("- code: G1\n  form: x\n  days: 0\n")) == 3


@given(st.dictionaries(st.text(max_size=5), st.none() | st.integers() | st.text(max_size=5)))
def test_whatever_an_entry_holds_each_breach_becomes_a_fault(data):
    found = list(check_schema(Entry(data, "list.yaml", 1, {}), SCHEMA))
    assert found
    assert {(fault.kind, fault.file, fault.line) for fault in found} == {("schema", "list.yaml", 1)}
