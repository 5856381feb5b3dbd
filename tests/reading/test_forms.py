"""A form filled in by a person who knows the item and not the code."""

import pytest

from matcher.errors import CatalogueError, Fault
from matcher.reading.forms import case_file_text, plain_condition, read_form, with_rows
from tests.support import city

FORM = """\
# a note
code: A009
name: 补助
layer: 社会服务
also: [医疗, safety]
days:
english: {name: , apply: }
excludes: []
eligibility: age ≥ 60 且 alone ＝ true

cases:
# on the line
- case: 正好
  expect: eligible
aliases: [补]
"""


def form(text=FORM):
    return read_form(text, "my.yaml", city().words)


def test_what_is_left_blank_is_not_there():
    read = form()
    assert set(read.item) == {"code", "name", "layer", "also", "eligibility"}
    assert (read.told("english"), read.told("aliases")) == (None, ["补"])


def test_a_word_of_a_closed_set_stands_for_its_code():
    assert (form().item["layer"], form().item["also"]) == ("service", ["medical", "safety"])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("age ≥ 60 且 alone ＝ true", "age >= 60 AND alone = true"),
        ("（a = b 或 c ≠ d）", "(a = b OR c != d)"),
        ("state in [甲、乙]", "state in [甲, 乙]"),
        ("age >= elderly_age AND NOT alone = true", "age >= elderly_age AND NOT alone = true"),
    ],
)
def test_signs_and_words_of_a_chinese_keyboard_are_those_of_the_grammar(typed, meant):
    assert plain_condition(typed) == meant


def test_a_fault_of_the_entry_is_told_at_its_line_of_the_form():
    fault = Fault("schema", file="items.yaml", line=99, code="A009", field="layer")
    assert (form().placed(fault, "items.yaml").file, form().placed(fault, "items.yaml").line) == (
        "my.yaml",
        4,
    )
    other = Fault("schema", file="items.yaml", line=99, code="A001")
    assert form().placed(other, "items.yaml") == other


def test_the_cases_of_a_form_become_its_case_file_with_their_comments():
    text = case_file_text(form(), "A009", "补助", "2026-06-01", None)
    assert text.splitlines()[1:] == [
        "item: A009",
        "as_of: 2026-06-01",
        "cases:",
        "# on the line",
        "- case: 正好",
        "  expect: eligible",
    ]


def test_a_case_file_that_is_there_keeps_what_stands_above_its_cases():
    before = "# my own words\nitem: A009\nas_of: 2026-01-01\ncases: []\n"
    text = case_file_text(form(), "A009", "补助", "2026-06-01", before)
    assert text.startswith("# my own words\nitem: A009\nas_of: 2026-06-01\ncases:\n")


def test_cases_written_in_one_line_stay_as_they_are():
    read = form("code: A009\ncases: [{case: a, expect: eligible}]\n")
    text = case_file_text(read, "A009", "x", "2026-06-01", "")
    assert text.endswith("cases: [{case: a, expect: eligible}]\n")


@pytest.mark.parametrize(
    "cases",
    ["", "cases:\n", "cases: []\n", "cases:\n- case: b\n", "cases:\n  - case: b\naliases: [x]\n"],
)
def test_rows_are_added_to_the_cases_wherever_they_stand(cases):
    text = f"code: A009\n{cases}"
    longer = with_rows(text, form(text), "- case: a\n  expect:\n")
    rows = form(longer).rows
    assert [row.data["case"] for row in rows][-1] == "a"
    assert len(rows) == len(form(text).rows or ()) + 1


def test_a_form_that_is_no_yaml_is_told_with_its_line():
    with pytest.raises(CatalogueError) as refused:
        form("code: A009\nname: [\n")
    assert refused.value.faults[0].file == "my.yaml"
    assert refused.value.faults[0].kind == "not_yaml"
