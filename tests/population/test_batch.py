"""Households become columns: blocks by the number of members, in their order, unknown kept."""

from datetime import date

import numpy as np
import pytest

from matcher.facts import FactType, Level
from matcher.needs import Household, Member
from matcher.population.batch import blocks_of, codes_of, dtype_of
from matcher.rules.blocks import UNKNOWN_INT
from matcher.rules.derive import Derived
from matcher.rules.grammar import parse_term
from matcher.rules.link import link_term
from matcher.rules.truth import Truth
from matcher.views import view
from tests.rules.language import DERIVED, FACTS, WORDS, in_columns, linked
from tests.support import fact, vocabulary

DAY = date(2026, 5, 1)


def household(own=None, *members):
    return Household("H", own or {}, tuple(Member(f"m{n}", m) for n, m in enumerate(members)))


def blocks(*households):
    return blocks_of(households, WORDS, DERIVED, DAY)


def test_a_block_holds_the_households_with_one_number_of_members_in_their_order():
    found = blocks(household({}, {}), household(), household({}, {}, {}), household({}, {}))
    assert [(block.slots, block.places.tolist(), len(block)) for block in found] == [
        (0, [1], 1),
        (1, [0, 3], 2),
        (2, [2], 1),
    ]


def test_no_households_are_no_blocks():
    assert blocks() == ()


def test_a_fact_that_nobody_tells_has_no_column():
    (block,) = blocks(household({"income": 3}, {"age": 4}), household({}, {}))
    assert "rent" not in block.household
    assert {"age", "years"} <= set(block.member)
    assert "pay" not in block.member


def test_numbers_dates_words_and_truths_have_their_columns_with_a_place_for_unknown():
    (block,) = blocks(
        household({"income": 2.5, "size": 3, "moved_on": date(1970, 1, 11), "state": "ill"}),
        household(),
    )
    own = block.household
    assert own["income"].values[0] == 2.5
    assert np.isnan(own["income"].values[1])
    assert own["size"].values.tolist() == [3, UNKNOWN_INT[np.dtype(np.uint8)]]
    assert own["moved_on"].values.tolist() == [10, UNKNOWN_INT[np.dtype(np.int32)]]
    assert own["state"].values.tolist() == [own["state"].codes["ill"], 0]


def test_a_members_own_value_comes_before_the_households():
    (block,) = blocks(household({"spent": 5}, {"spent": 0}, {}), household({}, {"spent": 7}, {}))
    assert block.member["spent"].values[0].tolist() == [0, 7]
    assert block.member["spent"].values[1, 0] == 5
    assert np.isnan(block.member["spent"].values[1, 1])


@pytest.mark.parametrize(
    ("kind", "bounds", "width"),
    [
        (FactType.INTEGER, {"low": 0, "high": 254}, np.uint8),
        (FactType.INTEGER, {"low": 0, "high": 255}, np.int16),
        (FactType.INTEGER, {"low": -1, "high": 10}, np.int16),
        (FactType.INTEGER, {"low": -(2**15), "high": 0}, np.int16),
        (FactType.INTEGER, {"low": -(2**15) - 1, "high": 0}, np.int32),
        (FactType.INTEGER, {"low": 0, "high": 2**15 - 2}, np.int16),
        (FactType.INTEGER, {"low": 0, "high": 2**15 - 1}, np.int32),
        (FactType.INTEGER, {"low": 0, "high": 2**31 - 2}, np.int32),
        (FactType.INTEGER, {"low": 0, "high": 2**31 - 1}, np.float64),
        (FactType.INTEGER, {"low": -(2**31) - 1, "high": 0}, np.float64),
        (FactType.INTEGER, {"low": 0}, np.float64),
        (FactType.INTEGER, {"high": 9}, np.float64),
        (FactType.NUMBER, {"low": 0, "high": 9}, np.float64),
        (FactType.DATE, {}, np.int32),
    ],
)
def test_a_column_is_the_narrowest_that_holds_all_values_and_unknown(kind, bounds, width):
    assert dtype_of(fact("x", kind, **bounds), None) == width


@pytest.mark.parametrize(
    ("num", "width"),
    [(2, np.uint8), (255, np.uint8), (256, np.uint16), (65_535, np.uint16), (65_536, np.uint32)],
)
def test_a_column_of_words_is_the_narrowest_that_holds_all_codes_and_unknown(num, width):
    assert dtype_of(fact("x", FactType.TEXT), {n: n + 1 for n in range(num)}) == width


def test_free_words_get_codes_in_the_order_in_which_they_are_met():
    batch = (household({}, {"work": "cook"}, {"work": "guard"}), household({}, {"work": "cook"}))
    found = codes_of(batch, WORDS)
    assert found["work"] == {"cook": 1, "guard": 2}
    assert found["alone"] == {False: 1, True: 2}
    assert found["state"] == {"none": 1, "ill": 2, "poor": 3}
    assert "income" not in found


def test_many_free_words_stay_apart():
    batch = [household({}, {"work": f"w{n}"}) for n in range(300)]
    found = in_columns({"R": (linked("work = w299"), True)}, batch, DAY)
    assert [place for (place, *_), truth in found.items() if truth is Truth.TRUE] == [299]


def test_a_derived_fact_is_computed_only_where_it_is_not_given():
    money = {"income": 30, "rent": 6, "size": 3}
    (block,) = blocks(
        household(money), household({**money, "left_over": 1}), household({"income": 3})
    )
    values = block.household["left_over"].values
    assert values[:2].tolist() == [28, 1]
    assert np.isnan(values[2])


def test_a_members_derived_number_of_years_is_whole_and_may_be_unknown_or_below_zero():
    born = {"lost_on": date(2000, 5, 2)}
    found = blocks(household({}, born, {"years": 3}, {}), household({}, {}, {}, born))
    assert years_in(found[0]) == [[25, None], [3, None], [None, 25]]
    (later,) = blocks(household({}, {"lost_on": date(2026, 6, 1)}, {}))
    assert years_in(later) == [[-1], [None]]
    (old,) = blocks(household({}, {"lost_on": date(1771, 5, 1)}, {"years": 254}))
    assert years_in(old) == [[255], [254]]


def years_in(block):
    column = block.member["years"]
    unknown = UNKNOWN_INT[column.values.dtype]
    return [[None if n == unknown else n for n in row] for row in column.values.tolist()]


@pytest.mark.parametrize("debt", [3, 2**30, -(2**31), 10**12])
def test_a_large_derived_whole_number_is_the_same_as_for_one_household(debt):
    words = vocabulary(
        fact("debt", FactType.INTEGER), fact("twice", FactType.INTEGER, derived_from=("debt",))
    )
    term = link_term(parse_term("debt * 2.3"), words.facts, {})
    derived = (Derived("twice", Level.HOUSEHOLD, term, True),)
    batch = [household({"debt": debt}), household()]
    (block,) = blocks_of(batch, words, derived, DAY)
    alone = view(batch[0], DAY, derived).facts["twice"]
    column = block.household["twice"]
    assert column.known(slice(0, 2), None).tolist() == [True, False]
    assert column.values[0] == alone


def test_the_households_are_left_as_they_are():
    given = household({"income": 30, "rent": 6, "size": 3}, {"lost_on": DAY})
    blocks(given)
    assert given == household({"income": 30, "rent": 6, "size": 3}, {"lost_on": DAY})
    assert FACTS["left_over"].derived_from == ("income", "rent", "size")
