"""Which kinds of case an item lacks, and that what is drawn for it fills the gap."""

from dataclasses import replace

import pytest

from matcher.eligibility.kinds import case_faults, gaps
from matcher.files import load_cases
from matcher.rules.text import render
from matcher.rules.thresholds import OTHER, moved, nudged, swapped, thresholds
from tests.catalogs.small import DAY, case_file, small
from tests.support import CATALOGS, city, condition

CATALOGUE = small()
EVERY = """\
- {case: 差一元, household: {income: 999}, expect: eligible}
- {case: 正好, household: {income: 1000}, expect: ineligible}
- {case: 没问, expect: unknown, missing: [income]}
"""


def kinds(text, code="A001", catalogue=CATALOGUE):
    cases = case_file(text, catalogue, code).cases
    return [gap.kind for gap in gaps(code, cases, catalogue, DAY)]


def test_cases_of_every_verdict_on_both_sides_of_the_line_lack_nothing():
    assert kinds(EVERY) == []


@pytest.mark.parametrize(
    ("left_out", "lacking"),
    [
        ("差一元", ["eligible", "under"]),
        ("正好", ["ineligible", "over"]),
        ("没问", ["unknown"]),
    ],
)
def test_a_case_that_is_left_out_is_missed_by_its_kind(left_out, lacking):
    rest = "".join(line + "\n" for line in EVERY.splitlines() if left_out not in line)
    assert kinds(rest) == lacking


def test_a_case_further_than_a_step_from_the_line_does_not_show_its_side():
    assert kinds(EVERY.replace("999", "998")) == ["under"]


def test_a_case_inside_the_last_step_but_not_on_the_line_does_not_tell_the_operator():
    (gap,) = gaps("A001", case_file(EVERY.replace("1000", "1000.5")).cases, CATALOGUE, DAY)
    assert gap.fault("f", "A001").reason("en") == (
        "no case tells “income < poor_line (1000)” from “income <= poor_line”"
    )


def test_a_case_whose_verdict_rests_on_something_else_does_not_show_a_side():
    text = (
        "- {case: a, members: [{age: 60, alone: true}], expect: eligible}\n"
        "- {case: b, members: [{age: 59, alone: false}], expect: ineligible}\n"
        "- {case: c, members: [{age: 60}], expect: unknown, missing: [alone]}\n"
    )
    assert kinds(text, "A002") == ["under"]


def test_a_count_of_members_is_a_threshold_too():
    lacking = gaps("A003", (), CATALOGUE, DAY)
    assert [g.threshold for g in lacking if g.kind == "under"] == [
        "age >= 80",
        "count(member: age >= 80) >= 2",
    ]


def test_a_side_that_another_branch_covers_is_not_asked_for():
    rule = "age >= old_age OR (age >= 50 AND age < 60)"
    items = f"- {{code: A001, name: 都行, per: member, eligibility: {rule}}}\n"
    shown = {(g.kind, g.threshold) for g in gaps("A001", (), small(items=items), DAY)}
    assert {("over", "age >= 50"), ("under", "age >= 50"), ("over", "age >= old_age (60)")} <= shown
    assert ("under", "age >= old_age (60)") not in shown


WORDY = (
    "facts:\n"
    "- {name: income, level: household, type: number, unit: CNY/month, min: 0}\n"
    "- {name: rent, level: household, type: number, unit: CNY/month, min: 0}\n"
    "- {name: pay, level: member, type: number, min: 0}\n"
    "- {name: birth_date, level: member, type: date}\n"
    "- {name: age, level: member, type: integer, formula: years_since(birth_date)}\n"
)


def wordy(rule):
    """Return a catalogue of one item with the rule, in words that can be reckoned with."""
    items = f"- {{code: A001, name: 租金, per: household, eligibility: {rule!r}}}\n"
    return small(vocabulary=WORDY, items=items)


@pytest.mark.parametrize(
    "rule",
    [
        "rent > income * 0.3 AND min(member: age) >= old_age",
        "sum(member: pay if age >= old_age) >= poor_line",
        "max(member: age) < old_age AND count(member: age < 18) >= 2",
    ],
)
def test_cases_far_from_every_threshold_show_none_of_their_sides(rule):
    catalogue = wordy(rule)
    far = "- {case: 谁也没有, expect: ineligible}\n"
    lacking = gaps("A001", case_file(far, catalogue).cases, catalogue, DAY)
    sides = [gap for gap in lacking if gap.kind in ("over", "under")]
    assert len(sides) == 2 * len(list(thresholds(catalogue.item("A001").condition)))
    assert all(gap.sketch for gap in sides)


def test_a_threshold_that_cannot_be_drawn_is_asked_for_by_hand_and_how_near_is_said():
    catalogue = wordy("rent > income * 0.3 OR rent > income * 0.2")
    told = [g.fault("f", "A001") for g in gaps("A001", (), catalogue, DAY) if g.sketch is None]
    assert [fault.kind for fault in told] == ["no_case_by_hand"]
    assert "之上；这一户画不出来，请手写：两边相差不超过 1（元" in told[0].reason("zh")
    assert "upper side; none could be drawn" in told[0].reason("en")
    assert "no more than 1 apart (yuan" in told[0].reason("en")


@pytest.mark.parametrize("code", list(city().items)[::9])
def test_a_household_is_drawn_for_each_kind_that_an_item_of_the_city_can_lack(code):
    for gap in gaps(code, (), city(), DAY):
        assert gap.sketch is not None, (code, gap.kind, gap.threshold)


@pytest.mark.parametrize("op", sorted(OTHER))
def test_a_threshold_is_moved_swapped_and_nudged_where_it_stands_and_nowhere_else(op):
    tree = condition(f"age {op} 3 AND any(member: NOT age {op} 3) AND count(member: a = b) {op} 1")
    assert [render(t) for t in thresholds(tree)] == [
        f"age {op} 3",
        f"age {op} 3",
        f"count(member: a = b) {op} 1",
    ]
    assert render(moved(tree, 1, swapped)) == render(tree).replace(
        f"NOT age {op} 3", f"NOT age {OTHER[op]} 3"
    )
    assert render(moved(tree, 2, lambda t: nudged(t, 1))).endswith(f"{op} 2")


def test_the_thresholds_of_a_relation_and_of_what_stands_inside_it_are_found():
    tree = condition("sum(member: pay if age >= 18) < income * 2 AND meets(poor)")
    assert [render(t) for t in thresholds(tree)] == [
        "age >= 18",
        "sum(member: pay if age >= 18) < income * 2",
    ]


def test_the_check_of_a_whole_catalogue_says_what_lacks_where():
    first = load_cases(CATALOGS, city())[0]
    short = replace(first, cases=first.cases[:2])
    told = [fault.sentence("en") for fault in case_faults([short], city(), DAY, all_kinds=True)]
    assert "cases/G001.yaml G001: no case has expect: unknown (cannot be told yet)" in told
