"""What may be answered: values set apart where a comparison can tell them apart."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.eligibility.answers import (
    OTHER,
    Cut,
    Sample,
    bounds_of,
    cuts_of,
    joined,
    numbers,
    options,
    spread,
    turning_points,
)
from matcher.facts import FactType
from matcher.rules.dates import ago, since
from matcher.rules.evaluate import judge_atom
from matcher.rules.tree import Among, Compare
from matcher.values import Span
from tests.support import fact

WHOLE = fact("n", FactType.INTEGER, low=0, high=9)
MONEY = fact("n", FactType.NUMBER, low=0, high=9)
ATOMS = st.one_of(
    st.builds(
        lambda op, value: Compare("n", op, value),
        st.sampled_from(["=", "!=", "<", "<=", ">", ">="]),
        st.one_of(st.integers(-2, 11), st.floats(-2, 11, width=16)),
    ),
    st.builds(lambda values: Among("n", tuple(values)), st.lists(st.integers(-2, 11), min_size=1)),
)


def within(span, value):
    above = value > span.low if span.above else value >= span.low
    below = value < span.high if span.below else value <= span.high
    return above and below


def test_a_yes_or_no_has_two_answers_and_a_choice_each_of_its_values():
    assert [p.value for p in options(fact("b", FactType.BOOL))] == [True, False]
    kinds = fact("c", FactType.CHOICE, values=["own", "rent", "none"])
    assert [p.value for p in options(kinds)] == ["own", "rent", "none"]


def test_a_town_has_those_that_are_named_and_one_for_any_other():
    found = options(fact("t", FactType.TOWN), ["石岐", "东区", "石岐"])
    assert [p.value for p in found] == ["东区", "石岐", OTHER]
    assert found[-1].span == Span("t")


@given(st.sampled_from([WHOLE, MONEY]), st.lists(ATOMS, max_size=4))
def test_the_stretches_of_a_number_share_its_range_without_gap_or_overlap(kind, atoms):
    spans = [p.span for p in numbers(bounds_of(kind), [c for a in atoms for c in cuts_of(a)])]
    step = 1 if kind is WHOLE else 0.25
    for value in (n * step for n in range(int(9 / step) + 1)):
        assert sum(within(span, value) for span in spans) == 1


@given(st.sampled_from([WHOLE, MONEY]), st.lists(ATOMS, max_size=4), st.floats(0, 9, width=16))
def test_every_comparison_judges_a_stretch_as_it_judges_the_value_that_stands_for_it(
    kind, atoms, value
):
    found = numbers(bounds_of(kind), [c for a in atoms for c in cuts_of(a)])
    value = int(value) if kind is WHOLE else value
    (own,) = [p for p in found if within(p.span, value)]
    assert within(own.span, own.value)
    for atom in atoms:
        assert judge_atom(atom, {"n": value}) is judge_atom(atom, {"n": own.value})


def test_a_number_without_bounds_is_parted_all_the_same():
    found = numbers(bounds_of(fact("n", FactType.NUMBER)), [Cut(10), Cut(20, after=True)])
    assert [p.span for p in found] == [
        Span("n", None, 10, below=True),
        Span("n", 10, 20),
        Span("n", 20, None, above=True),
    ]
    assert [within_open(p) for p in found] == [True, True, True]


def within_open(sample):
    low, high = sample.span.low, sample.span.high
    return (low is None or sample.value >= low) and (high is None or sample.value <= high)


def test_stretches_that_touch_are_told_as_one_and_others_stay_apart():
    first, second = Span("n", 0, 5, below=True), Span("n", 5, 9)
    apart = Span("n", 12, 20)
    assert joined(Sample(0, span) for span in (first, second, apart)) == (Span("n", 0, 9), apart)


def test_days_that_touch_are_told_as_one_though_they_come_the_latest_first():
    later = Span("d", date(2026, 1, 1), date(2026, 5, 1))
    earlier = Span("d", date(2025, 1, 1), date(2026, 1, 1), below=True)
    assert joined([Sample(0, later), Sample(0, earlier)]) == (
        Span("d", date(2025, 1, 1), date(2026, 5, 1)),
    )


@given(st.integers(1, 9_999), st.integers(0, 3))
def test_a_change_is_found_to_the_whole_number(at, before):
    grid = [0, 10, 100, 1_000, 10_000]
    assert turning_points(lambda n: n >= at, grid) == (Cut(at),)


def test_nothing_that_changes_nowhere_turns_anywhere():
    assert turning_points(lambda n: "same", [0, 10, 100]) == ()


@given(
    st.dates(date(1990, 1, 1), date(2060, 12, 31)),
    st.integers(0, 900),
    st.sampled_from(["days", "months", "years"]),
)
def test_the_last_day_so_long_ago_is_just_that_long_ago(on, count, unit):
    day = ago(on, count, unit)
    assert day is not None
    assert since(day, on, unit) == count
    if day < on:
        assert since(date.fromordinal(day.toordinal() + 1), on, unit) == count - 1


@pytest.mark.parametrize("unit", ["days", "months", "years"])
def test_no_day_lies_before_the_calendar(unit):
    assert ago(date(2, 1, 1), 900, unit) is None


def test_without_rates_all_answers_are_equally_likely():
    assert spread((1.0, 1.0, 2.0), ()) == (0.25, 0.25, 0.5)


def test_one_comparison_holds_as_often_as_its_rate_and_shares_it_among_its_answers():
    assert spread((1.0, 1.0, 1.0), ((0b011, 0.2),)) == pytest.approx((0.1, 0.1, 0.8))


def test_comparisons_inside_one_another_all_hold_as_often_as_their_rates():
    assert spread((1.0, 1.0, 1.0), ((0b001, 0.1), (0b011, 0.5))) == pytest.approx((0.1, 0.4, 0.5))


def test_a_comparison_that_holds_for_all_answers_or_for_none_says_nothing():
    assert spread((1.0, 1.0), ((0b11, 0.3), (0b00, 0.9))) == (0.5, 0.5)


def test_what_is_recorded_of_few_is_read_among_those_of_whom_it_is_recorded():
    assert spread((1.0, 1.0), ((0b01, 0.06), (0b10, 0.02))) == pytest.approx((0.75, 0.25), abs=1e-3)


def test_comparisons_that_overlap_among_few_recorded_leave_no_answer_without_a_chance():
    chances = spread((1.0,) * 3, ((0b011, 0.12), (0b110, 0.13)))
    assert min(chances) > 0.1


RATES = st.lists(st.tuples(st.integers(0, 15), st.floats(0, 1)), max_size=4)


@given(st.lists(st.integers(1, 5), min_size=4, max_size=4), RATES)
def test_chances_are_chances_whatever_the_rates(weights, held):
    found = spread(tuple(map(float, weights)), tuple(held))
    assert sum(found) == pytest.approx(1)
    assert all(0 < chance < 1 for chance in found)
