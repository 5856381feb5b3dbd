"""YAML read with its lines, so that every fault can say where it stands."""

from dataclasses import replace

import pytest

from matcher.errors import CatalogueError, Fault
from matcher.reading.entries import read_document, read_entries

LIST = """\
# a comment
- code: G001
  name: one
  amount: {value: 1}

- code: G002
  name: two
"""


def refusal(text, read=read_entries):
    with pytest.raises(CatalogueError) as refused:
        read(text, "some.yaml")
    return refused.value.faults


def test_each_entry_knows_its_line_and_the_line_of_each_key():
    first, second = read_entries(LIST, "some.yaml")
    assert (first.line, first.lines) == (2, {"code": 2, "name": 3, "amount": 4})
    assert (second.line, second.lines["name"]) == (6, 7)


def test_a_fault_of_an_entry_names_file_line_code_and_field():
    second = read_entries(LIST, "some.yaml")[1]
    assert second.fault("schema", "name", value="v") == Fault(
        "schema", "v", file="some.yaml", line=7, code="G002", field="name"
    )


def test_a_fault_of_a_field_that_is_absent_stands_at_the_entry():
    assert read_entries(LIST, "some.yaml")[1].fault("schema", "days").line == 6


def test_entries_may_stand_under_a_key_of_the_file():
    (entry,) = read_entries("head: 1\nfacts:\n- name: age\n", "some.yaml", under="facts")
    assert (entry.code, entry.line) == ("age", 3)


def test_a_date_stays_the_text_that_was_written():
    (entry,) = read_entries("- from: 2025-03-01\n", "some.yaml")
    assert entry.data["from"] == "2025-03-01"


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        ("- code: A\n  name: x\n  code: B\n", 3, "code"),
        ("- code: A\n  amount:\n    value: 1\n    value: 2\n", 4, "value"),
    ],
)
def test_a_key_written_twice_is_refused_with_the_line_of_the_second(text, line, key):
    assert refusal(text) == (Fault("duplicate_key", key, file="some.yaml", line=line),)


@pytest.mark.parametrize("text", ["", "# only a comment\n", "\n\n"])
@pytest.mark.parametrize("read", [read_entries, read_document])
def test_an_empty_file_is_said_to_be_empty(text, read):
    assert refusal(text, read) == (replace(refusal(text, read)[0], value="the file is empty"),)
    assert refusal(text, read)[0].sentence("zh") == "some.yaml：不是有效的 YAML：文件是空的"


def test_what_is_no_yaml_is_refused_with_its_line():
    (fault,) = refusal("- code: A\n  name: [x\n- code: B\n")
    assert (fault.kind, fault.file, fault.line) == ("not_yaml", "some.yaml", 3)


def test_a_mapping_where_a_list_is_expected_is_refused():
    assert refusal("a: 1\n")[0].value == "a list is expected"


def test_a_list_where_a_mapping_is_expected_is_refused():
    assert refusal("- a\n", read_document)[0].value == "a mapping is expected"


def test_an_entry_that_is_no_mapping_is_refused_with_its_line():
    (fault,) = refusal("- code: A\n- just words\n")
    assert (fault.kind, fault.value, fault.line) == ("not_yaml", "a mapping is expected", 2)
    assert "「名称: 值」" in fault.reason("zh")


@pytest.mark.parametrize(
    ("text", "cure"),
    [
        ("- code: A\n  name: [x\n- code: B\n", "没有成对"),
        ("- code: A\n  name: a: b\n", "含冒号的文字用引号括起来"),
        ("- code: A\n  name:x\n", "缺冒号"),
        ("- code: A\n\tname: x\n", "缩进请用空格"),
        ('- code: A\n  name: "x\n', "引号没有成对"),
        ("- code: A\n  name: @x\n", "不能开头的符号"),
        ("- code: A\n  name: *x\n", "星号 * 开头的文字用引号括起来"),
        ("- code: A\0\n", "看不见的控制字符"),
    ],
)
def test_what_is_no_yaml_is_told_with_its_cure(text, cure):
    (fault,) = refusal(text)
    assert cure in fault.reason("zh")


@pytest.mark.parametrize(
    "text",
    [
        "- code: !foo A\n",
        "- ? [a, b]\n  : 1\n",
        "- &self {code: A, again: *self}\n",
        "- code: !!int words\n",
        "- code: A\0\n",
    ],
    ids=["an unknown tag", "a list as a key", "a circle", "a wrong tag", "a control character"],
)
def test_unusual_yaml_is_refused_like_any_other_fault(text):
    assert [fault.kind for fault in refusal(text)] == ["not_yaml"]
