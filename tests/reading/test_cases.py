"""A case file is read whole, or every case that cannot be is told by file, line and cure."""

from datetime import date

import pytest

from matcher.values import Status
from tests.catalogs.small import case_file

GOOD = """\
- case: 收入低
  household: {income: 999}
  expect: eligible
- case: 去年收入低
  as_of: 2025-06-01
  household: {income: 899}
  receiving: [A002]
  expect: eligible
- case: 没问收入
  expect: unknown
  missing: [income]
"""


def fault(text, code="A001"):
    """Return place and reason of the one fault of a case that should be refused."""
    (found,) = case_file(text, code=code).faults
    return found.sentence("en")


def test_a_case_speaks_of_its_household_on_its_own_day_or_that_of_the_file():
    low, before, unasked = case_file(GOOD).cases
    assert (low.words, low.on, low.line) == ("收入低", date(2026, 6, 1), 4)
    assert (before.on, before.household.receiving[0].code) == (date(2025, 6, 1), "A002")
    assert (unasked.expect, unasked.missing) == (Status.UNKNOWN, ("income",))


def test_members_without_an_id_are_numbered_and_the_first_is_meant_where_none_is_named():
    file = case_file(
        "- {case: a, members: [{age: 59}, {age: 60}], expect: ineligible}\n"
        "- {case: b, members: [{age: 59}, {age: 60}], for: m2, expect: ineligible}\n",
        code="A002",
    )
    assert file.faults == ()
    assert [case.member for case in file.cases] == ["m1", "m2"]
    assert [m.id for m in file.cases[0].household.members] == ["m1", "m2"]


@pytest.mark.parametrize(
    ("case", "told"),
    [
        ("household: {incom: 9}, expect: eligible", "cases/A001.yaml:4 A001 household.incom: "),
        ("household: {incom: 9}, expect: eligible", "did you mean income?"),
        ("household: {income: low}, expect: eligible", "must be a number"),
        ("household: {income: -1}, expect: eligible", "out of range"),
        ("members: [{age: 60, alon: true}], expect: eligible", "did you mean alone?"),
        ("household: {age: 3}, expect: eligible", "is a fact of the member"),
        ("receiving: [A009], expect: held", "has no code A009"),
        ("expect: eligable", "did you mean eligible?"),
        ("expect: ", "is not filled in"),
        ("household: {income: 9}", "is not filled in"),
        ("expect: unknown", "names the facts it lacks"),
        ("expect: eligible, missing: [income]", "remove this line"),
        ("expect: unknown, missing: [incom]", "did you mean income?"),
        ("expect: unknown, missing: [age]", "name those of birth_date"),
        ("as_of: 2026-02-30, expect: eligible", "2026-02-30 is not a date"),
        ("for: m1, expect: eligible", "remove `for`"),
        ("familly: 1, expect: eligible", "there is no familly"),
    ],
)
def test_a_case_that_cannot_be_read_says_where_and_how_to_mend_it(case, told):
    assert told in fault(f"- {{case: a, {case}}}\n")


@pytest.mark.parametrize(
    ("case", "told"),
    [
        ("expect: eligible", "needs at least one"),
        ("members: [{age: 60}], for: m2, expect: eligible", "m2 is not a listed member"),
    ],
)
def test_a_case_about_a_person_needs_that_person(case, told):
    assert told in fault(f"- {{case: a, {case}}}\n", code="A002")


def test_a_fault_of_a_member_stands_at_the_line_of_that_member():
    text = "- case: a\n  members:\n  - age: 60\n  - agee: 70\n  expect: eligible\n"
    assert fault(text, code="A002").startswith("cases/A002.yaml:7 A002 members[1].agee: ")


def test_one_bad_case_leaves_the_others_readable():
    file = case_file(GOOD + "- {case: 坏的, expect: maybe}\n")
    assert (len(file.cases), len(file.faults)) == (3, 1)


def test_the_same_sentence_twice_is_told_with_the_first_line():
    assert "stands twice, first in line 4" in fault(GOOD + "- {case: 收入低, expect: eligible}\n")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("item: A002\nas_of: 2026-06-01\ncases: []\n", "it should be A002.yaml"),
        ("item: A001\ncases: []\n", "as_of is missing"),
        ("item: A001\nas_of: 2026-06-01\ncases: 3\n", "cases: a list is expected"),
        ("item: A001\nas_of: 2026-06-01\ncases:\n- 3\n", "a mapping is expected"),
        ("item: A001\nas_of: [\n", "not valid YAML"),
    ],
)
def test_a_file_that_is_none_is_told_by_its_name(text, told):
    (found,) = case_file(text).faults
    assert found.file == "cases/A001.yaml"
    assert told in found.sentence("en")


def test_cases_of_an_item_that_is_not_there_are_told_with_the_nearest_code():
    assert "did you mean A001?" in fault("item: A011\nas_of: 2026-06-01\ncases: []\n", code="A011")


def test_an_empty_list_of_cases_is_read_as_none():
    assert case_file("item: A001\nas_of: 2026-06-01\ncases:\n").cases == ()
