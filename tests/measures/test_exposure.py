"""Steadiness and exposure, held against what is worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.exposure import (
    Steadiness,
    by_group,
    exposure,
    gini,
    overlap,
    quarters,
    recall_of,
    spearman,
    spread,
    steadiness,
)
from matcher.measures import Outcome
from matcher.reading.labelled import Gold

CODES = st.lists(st.sampled_from([f"G{n:03}" for n in range(30)]), unique=True, max_size=30)
COUNTS = st.lists(st.integers(0, 50), min_size=1, max_size=20)
ABC = ("A", "B", "C")


def gold(name, **relevant):
    return Gold(name, relevant, {}, (), ())


@pytest.mark.parametrize(
    ("theirs", "expected"),
    [("ABC", 1.0), ("CBA", -1.0), ("ACB", 0.5), ("", 1.0)],
)
def test_spearman_is_the_textbooks_value_of_small_orders(theirs, expected):
    assert spearman(ABC, tuple(theirs)) == pytest.approx(expected)


def test_a_code_that_the_other_order_lacks_comes_last_in_it():
    assert spearman(ABC, ("B", "C")) == spearman(ABC, ("B", "C", "A")) == pytest.approx(-0.5)


@given(CODES, CODES)
def test_spearman_is_the_same_from_either_side_and_within_its_bounds(ours, theirs):
    assert spearman(ours, theirs) == pytest.approx(spearman(theirs, ours))
    assert -1 - 1e-9 <= spearman(ours, theirs) <= 1 + 1e-9


@given(CODES)
def test_an_order_held_against_itself_has_not_moved(codes):
    assert (spearman(codes, codes), overlap(codes, codes)) == (pytest.approx(1.0), 1.0)


def test_overlap_counts_what_stays_among_the_first_and_a_shorter_plan_as_a_loss():
    assert overlap("ABCD", "ABXY", at=4) == 0.5
    assert overlap("ABCD", "AB", at=4) == 0.5
    assert overlap("AB", "BA", at=2) == 1.0


def test_steadiness_is_a_mean_over_the_households_that_stand_in_both():
    plain = [Outcome("H1", ABC), Outcome("H2", ABC), Outcome("H3", ABC)]
    altered = [Outcome("H1", ABC), Outcome("H2", ("B", "A", "D"))]
    assert steadiness(plain, altered).overlap10 == round((1 + 2 / 3) / 2, 4)
    assert steadiness(plain, altered).same_first == 0.5
    assert steadiness(plain, []) == Steadiness(1.0, 1.0, 1.0)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [([1, 1, 1, 1], 0.0), ([0, 0, 0, 4], 0.75), ([1, 3], 0.25), ([0, 0], 0.0)],
)
def test_gini_is_the_textbooks_value_of_small_counts(counts, expected):
    assert gini(counts) == pytest.approx(expected)


@given(COUNTS, st.integers(2, 9))
def test_gini_does_not_change_when_all_is_multiplied_and_never_leaves_its_bounds(counts, by):
    assert gini([count * by for count in counts]) == pytest.approx(gini(counts))
    assert -1e-9 <= gini(counts) < 1


def test_places_are_shared_out_among_the_groups_of_a_code():
    shown = [Outcome("H1", ("A", "B")), Outcome("H2", ("A",))]
    groups = {"A": ("C1",), "B": ("C1", "C2"), "Z": ("C9",)}
    assert exposure(shown, groups) == {"C1": round(2.5 / 3, 4), "C2": round(0.5 / 3, 4)}


def test_only_first_tens_are_places_and_items_never_shown_count_as_such():
    codes = tuple(f"G{n:03}" for n in range(12))
    found = spread([Outcome("H1", codes)], codes)
    assert found == {"ever_shown": round(10 / 12, 4), "gini": round(gini([1] * 10 + [0, 0]), 4)}
    assert exposure([Outcome("H1", codes)], {codes[11]: ("late",)}) == {}


def test_rare_and_popular_items_hold_a_quarter_of_the_musts_each():
    labels = {f"H{n}": gold(f"H{n}", A=2, B=2, C=2, D=2, E=1) for n in range(3)}
    often = {"A": 1, "B": 2, "C": 3, "D": 9, "E": 0}
    assert quarters(labels, often, "ABCDE") == ({"A"}, {"D"})


@given(
    st.dictionaries(st.sampled_from("ABCDEFGH"), st.just(2), max_size=8),
    st.dictionaries(st.sampled_from("ABCDEFGH"), st.integers(0, 9)),
)
def test_no_item_is_both_rare_and_popular(relevant, often):
    rare, popular = quarters({"H": Gold("H", relevant, {}, (), ())}, often, "ABCDEFGH")
    assert not rare & popular


def test_recall_of_some_items_counts_their_musts_alone():
    labels = {"H1": gold("H1", A=2, B=2, C=1), "H2": gold("H2", A=2)}
    shown = [Outcome("H1", ("B",)), Outcome("H2", ("A",)), Outcome("H9", ("A",))]
    assert recall_of(shown, labels, {"A", "C"}) == {"recall10": 0.5, "musts": 2}
    assert recall_of(shown, labels, {"Z"}) == {"recall10": 0.0, "musts": 0}


def test_each_group_has_its_own_figures_and_a_household_counts_in_all_of_its_own():
    labels = {"H1": gold("H1", A=2), "H2": gold("H2", B=2)}
    shown = [Outcome("H1", ("A",)), Outcome("H2", ("A",)), Outcome("H9", ("A",))]
    found = by_group(shown, labels, {"H1": ("x",), "H2": ("x", "y"), "H9": ("y",)})
    row = {"households": 2, "ndcg10": 0.5, "recall10": 0.5, "musts": 2, "items_shown": 1}
    assert found["x"] == row
    assert found["y"]["households"] == 1
