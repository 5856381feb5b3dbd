"""The small steps of the column evaluator: packed masks, and comparisons of narrow numbers."""

import math
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.needs import Household, Member
from matcher.population.batch import blocks_of
from matcher.rules.blocks import UNKNOWN_INT, Column
from matcher.rules.column_terms import since_days
from matcher.rules.columns import ColumnProgram, equals, is_below, num_true, packed, unpacked
from matcher.rules.dates import since
from matcher.rules.evaluate import evaluate
from matcher.rules.truth import Truth
from tests.rules.language import DERIVED, WORDS, bound, in_columns, linked, seen

F, U, T = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE
DAY = date(2026, 5, 1)
WIDTHS = (np.uint8, np.int16, np.int32, np.float64)


@given(st.lists(st.booleans(), max_size=200))
def test_packed_bits_are_the_same_truths_and_the_rest_of_a_word_is_empty(truths):
    bits = packed(np.array(truths, dtype=bool))
    assert len(bits) == -(-len(truths) // 64)
    assert unpacked(bits, len(truths)).tolist() == truths
    assert num_true(bits) == sum(truths)


@given(st.data(), st.sampled_from(WIDTHS), st.booleans())
def test_a_narrow_column_is_below_a_value_as_the_number_itself_is(data, width, inclusive):
    whole = np.issubdtype(width, np.integer)
    low, high = (np.iinfo(width).min, np.iinfo(width).max - 1) if whole else (-300, 300)
    values = data.draw(st.lists(st.integers(int(low), int(high)), min_size=1, max_size=8))
    near = st.sampled_from(values).flatmap(lambda v: st.sampled_from((v - 1, v, v + 0.5, v + 1)))
    value = data.draw(near | st.integers(-(10**15), 10**15) | st.floats(-300, 300))
    found = is_below(np.array(values, width), value, inclusive).tolist()
    assert found == [v <= value if inclusive else v < value for v in values]


@given(st.data(), st.sampled_from(WIDTHS))
def test_a_narrow_column_equals_a_value_as_the_number_itself_does(data, width):
    whole = np.issubdtype(width, np.integer)
    low, high = (np.iinfo(width).min, np.iinfo(width).max - 1) if whole else (-300, 300)
    values = data.draw(st.lists(st.integers(int(low), int(high)), min_size=1, max_size=8))
    near = st.sampled_from(values).flatmap(lambda v: st.sampled_from((v - 1, v, v + 0.5, v + 1)))
    value = data.draw(near | st.sampled_from((10**15, -(10**15), True, "word", None)))
    assert equals(np.array(values, width), value).tolist() == [v == value for v in values]


@pytest.mark.parametrize("kind", list(UNKNOWN_INT))
def test_the_number_that_stands_for_unknown_is_known_neither_as_itself_nor_below_anything(kind):
    unknown = np.array([UNKNOWN_INT[kind]], kind)
    assert not is_below(unknown, 10**12, inclusive=True).any()
    assert not equals(unknown, UNKNOWN_INT[kind]).any()


@pytest.mark.parametrize("kind", list(UNKNOWN_INT))
def test_the_number_that_stands_for_unknown_is_not_known(kind):
    column = Column(np.array([1, UNKNOWN_INT[kind], 0], kind))
    assert column.known(slice(0, 3), None).tolist() == [True, False, True]
    assert column.known(slice(1, 2), None).tolist() == [False]


def test_a_slot_of_a_column_is_one_member_of_each_household():
    column = Column(np.array([[1.0, math.nan], [3.0, 4.0]]))
    assert column.known(slice(0, 2), 0).tolist() == [True, False]
    assert column.at(slice(0, 2), 1).tolist() == [3.0, 4.0]
    assert column.at(slice(1, 2), 1).tolist() == [4.0]


@given(
    st.dates(date(1, 1, 1), date(2100, 1, 1)),
    st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    st.sampled_from(("days", "months", "years")),
)
def test_time_passes_in_columns_as_it_does_for_one(start, on, unit):
    days = np.array([(start - date(1970, 1, 1)).days])
    assert since_days(days, on, unit).tolist() == [since(start, on, unit)]


@pytest.mark.parametrize("unit", ["days", "months", "years"])
def test_time_passes_in_columns_on_every_day_around_a_leap_day(unit):
    for on in (date(2024, 2, 28), date(2024, 2, 29), date(2025, 2, 28), date(2025, 3, 1)):
        starts = [date(2023, 12, 25) + timedelta(days=n) for n in range(450)]
        days = np.array([(start - date(1970, 1, 1)).days for start in starts])
        assert since_days(days, on, unit).tolist() == [since(s, on, unit) for s in starts]


def truths(text, *households, day=DAY):
    found = in_columns({"R": (bound(linked(text)), False)}, households, day)
    return [found[place, "R", None] for place in range(len(households))]


def of_ages(*ages):
    """Return a household whose members have these ages, None for one that is not known."""
    members = [{} if age is None else {"age": age} for age in ages]
    return Household("H", {}, tuple(Member(f"m{n}", facts) for n, facts in enumerate(members)))


@pytest.mark.parametrize(
    ("test", "found"),
    [
        (">= 1", T),
        (">= 2", U),
        (">= 3", U),
        (">= 4", F),
        ("> 0", T),
        ("> 1", U),
        ("> 3", F),
        ("<= 3", T),
        ("<= 2", U),
        ("<= 0", F),
        ("< 4", T),
        ("< 3", U),
        ("< 1", F),
        ("= 2", U),
        ("= 0", F),
        ("= 4", F),
        ("!= 0", T),
        ("!= 2", U),
        ("!= 4", T),
        (">= 100000000000", F),
        ("= 100000000000", F),
        ("< 100000000000", T),
    ],
)
def test_a_count_in_columns_lies_between_the_sure_and_the_possible_members(test, found):
    # one sure, two unknown, one ruled out: the count is 1, 2 or 3
    assert truths(f"count(member: age > 1) {test}", of_ages(5, None, None, 0)) == [found]


def test_a_count_is_settled_where_all_are_known():
    batch = (of_ages(), of_ages(5), of_ages(5, 6), of_ages(5, 0))
    assert truths("count(member: age > 1) = 1", *batch) == [F, T, F, T]
    assert truths("count(member: age > 1) != 1", *batch) == [T, F, T, F]


def test_nobody_is_no_member_that_meets_a_condition():
    assert truths("any(member: age > 1)", of_ages(), of_ages(None), of_ages(0)) == [F, U, F]
    assert truths("NOT any(member: age > 1)", of_ages(), of_ages(None), of_ages(2)) == [T, U, F]


def test_the_masks_of_a_rule_per_member_are_one_a_slot():
    blocks = blocks_of([of_ages(5, 0), of_ages(None, 7)], WORDS, DERIVED, DAY)
    (stretch,) = ColumnProgram({"R": (linked("age > 1"), True)}).run(blocks, DAY)
    true, false = stretch.masks["R"]
    assert unpacked(true, 2).tolist() == [[True, False], [False, True]]
    assert unpacked(false, 2).tolist() == [[False, False], [True, False]]


@pytest.mark.parametrize("chunk", [1, 64, 100, 10_000])
def test_a_block_worked_on_in_stretches_is_worked_on_whole_and_in_order(chunk):
    ages = [n % 4 for n in range(130)]
    blocks = blocks_of([of_ages(age) for age in ages], WORDS, DERIVED, DAY)
    program = ColumnProgram({"R": (linked("any(member: age > 1)"), False)})
    stretches = list(program.run(blocks, DAY, chunk))
    assert (len(stretches) > 1) is (chunk <= 100)
    told = [
        unpacked(each.masks["R"].true[0], each.rows.stop - each.rows.start).tolist()
        for each in stretches
    ]
    assert [truth for stretch in told for truth in stretch] == [age > 1 for age in ages]


def test_a_fact_of_both_levels_is_read_apart_for_household_and_member():
    household = Household("H", {"spent": 5}, (Member("m0", {"spent": 1}),))
    given_rules = {"H": (linked("spent > 3"), False), "M": (linked("spent > 3"), True)}
    found = in_columns(given_rules, [household], DAY)
    assert found == {(0, "H", None): T, (0, "M", "m0"): F}


def test_below_and_at_most_are_kept_apart():
    given_rules = {"<": (linked("income < 1000"), False), "<=": (linked("income <= 1000"), False)}
    found = in_columns(given_rules, [Household("H", {"income": 1000}, ())], DAY)
    assert (found[0, "<", None], found[0, "<=", None]) == (F, T)


@pytest.mark.parametrize(("gap", "same"), [(0.000001, F), (0.0000009, T)])
def test_terms_are_equal_nearer_than_a_millionth(gap, same):
    tree = linked("income * 1 = rent * 1")
    household = Household("H", {"income": gap, "rent": 0}, ())
    assert in_columns({"R": (tree, False)}, [household], DAY)[0, "R", None] is same
    assert evaluate(tree, seen(household, DAY).scope()) is same


def test_a_derived_fact_on_the_line_is_on_the_line():
    """In floats (2048.07 - 339.21 / 3) is a breath above 1935."""
    household = Household("H", {"income": 2048.07, "rent": 339.21, "size": 3}, ())
    given_rules = {
        "R": (linked("left_over <= 1935"), False),
        "S": (linked("left_over = 1935"), False),
    }
    assert set(in_columns(given_rules, [household], DAY).values()) == {T}
    for tree, _ in given_rules.values():
        assert evaluate(tree, seen(household, DAY).scope()) is T
