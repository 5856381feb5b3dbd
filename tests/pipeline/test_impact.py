"""What a change of the catalogue changes for households, item by item."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from matcher.pipeline.assessor import Assessor
from matcher.pipeline.impact import impact
from matcher.values import Status
from tests.catalogs.small import FIGURES, ITEMS, small
from tests.support import family, person

DAY = date(2026, 6, 1)
BEFORE = Assessor(small())
HOUSEHOLDS = [
    (family(household_id="low", income=900), DAY),
    (family(household_id="edge", income=1050), DAY),
    (family(person("m1", age=70, alone=True), household_id="old"), DAY),
]


def after(**texts):
    return Assessor(small(**texts))


def test_a_higher_line_shows_who_comes_to_be_eligible():
    raised = after(figures=FIGURES.replace("value: 1000", "value: 1100"))
    (found,) = impact(BEFORE, raised, HOUSEHOLDS)
    assert (found.code, found.households) == ("A001", 3)
    assert found.gained() == ("edge",)
    assert found.lost() == ()
    assert found.moves == {(Status.INELIGIBLE, Status.ELIGIBLE): ("edge",)}
    assert (found.before[Status.ELIGIBLE], found.after[Status.ELIGIBLE]) == (1, 2)


def test_the_figures_of_each_household_s_own_day_are_used():
    raised = after(figures=FIGURES.replace("value: 1000", "value: 1100"))
    last_year = [(household, date(2025, 6, 1)) for household, _ in HOUSEHOLDS]
    assert impact(BEFORE, raised, last_year) == ()


def test_a_new_item_has_no_verdicts_before_and_one_taken_out_none_after():
    item = "- {code: A004, name: 新, per: member, eligibility: alone = true}\n"
    more = after(items=ITEMS + item)
    (found,) = impact(BEFORE, more, HOUSEHOLDS)
    assert (found.code, dict(found.before), found.gained()) == ("A004", {}, ("old",))
    (back,) = impact(more, BEFORE, HOUSEHOLDS)
    assert (dict(back.after), back.lost()) == ({}, ("old",))


def test_an_item_that_is_asked_for_is_shown_though_nothing_changes():
    (found,) = impact(BEFORE, after(), HOUSEHOLDS, {"A002"})
    assert (found.code, found.moves) == ("A002", {})
    assert impact(BEFORE, after(), HOUSEHOLDS) == ()


@given(st.lists(st.integers(0, 2000), max_size=8), st.integers(1, 2000))
def test_counts_before_and_after_differ_by_the_moves_and_by_nothing_else(incomes, line):
    rows = [(family(household_id=f"h{n}", income=i), DAY) for n, i in enumerate(incomes)]
    changed = after(figures=FIGURES.replace("value: 1000", f"value: {line}"))
    for found in impact(BEFORE, changed, rows, {"A001"}):
        for status in Status:
            came = sum(len(ids) for move, ids in found.moves.items() if move[1] is status)
            went = sum(len(ids) for move, ids in found.moves.items() if move[0] is status)
            assert found.after.get(status, 0) == found.before.get(status, 0) + came - went
