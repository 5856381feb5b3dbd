"""What is drawn shows what it was drawn for, whatever the condition."""

from datetime import date

import pytest
from hypothesis import given, settings

from matcher.eligibility.sketch import Sketch, Sketcher
from matcher.facts import FactType, Level
from matcher.rules.derive import Derived
from matcher.rules.evaluate import evaluate
from matcher.rules.grammar import parse
from matcher.rules.link import bind, link
from matcher.rules.thresholds import moved, nudged, step_of, swapped, thresholds
from matcher.rules.tree import Since
from matcher.rules.truth import Truth
from matcher.views import view
from tests.rules.trees import conditions
from tests.support import fact, figure, vocabulary

DAY = date(2026, 6, 1)
WORDS = vocabulary(
    fact("income", FactType.INTEGER, Level.BOTH, low=0, high=4),
    fact("state", FactType.CHOICE, Level.BOTH, values=["none", "ill", "poor"]),
    fact("age", FactType.INTEGER, Level.MEMBER, low=0, high=4),
    fact("alone", FactType.BOOL, Level.MEMBER),
    fact("rent", FactType.NUMBER, low=0),
    fact("pay", FactType.NUMBER, Level.MEMBER, low=0),
    fact("since", FactType.DATE),
    fact("born", FactType.DATE, Level.MEMBER),
    fact("years", FactType.INTEGER, Level.MEMBER, low=0, high=130, derived_from=("born",)),
    fact("size", FactType.INTEGER, low=1, high=20),
    fact("months", FactType.INTEGER, Level.MEMBER, low=0),
)
YEARS = Derived("years", Level.MEMBER, Since("years", "born"), whole=True)
FIGURES = {"line": figure("line", (date(2020, 1, 1), 1000))}


def sketcher(node, per_member=True, derived: tuple[Derived, ...] = ()):
    return Sketcher(node, per_member, WORDS, derived, (), DAY)


def truth(node, sketch: Sketch, per_member=True):
    seen = view(sketch.household(), DAY, ())
    return evaluate(node, seen.scope("m1" if per_member else None))


@settings(max_examples=300)
@given(conditions)
def test_a_household_drawn_for_a_truth_has_it_and_one_drawn_as_unknown_is(node):
    drawn = sketcher(node)
    for wanted in (Truth.TRUE, Truth.FALSE):
        found = drawn.settled(wanted)
        assert found is None or truth(node, found) is wanted
    unknown = drawn.unknown()
    assert unknown is None or truth(node, unknown) is Truth.UNKNOWN


@settings(max_examples=60)
@given(conditions)
def test_a_household_drawn_beside_a_threshold_tells_it_from_the_threshold_moved(node):
    drawn = sketcher(node)
    for number, _ in enumerate(thresholds(node)):
        for by in (1, -1):
            other = moved(node, number, lambda t, by=by: nudged(t, by))
            found = drawn.beside(number, lambda t, by=by: nudged(t, by)).sketch
            assert found is None or truth(node, found) is not truth(other, found)


def bound(text):
    return bind(link(parse(text), WORDS.facts, FIGURES), {"line": 1000})


def drawn_beside(text, per_member=False):
    drawn = sketcher(bound(text), per_member)
    return [drawn.beside(0, lambda t, by=by: nudged(t, by)).sketch for by in (1, -1)]


def test_a_relation_of_terms_is_drawn_a_step_from_where_it_turns():
    over, under = drawn_beside("rent > line * 0.3")
    assert (over.facts["rent"], under.facts["rent"]) == (301, 300)


def test_a_sum_over_members_is_drawn_with_members_to_sum():
    over, under = drawn_beside("sum(member: pay) < line")
    assert [sum(row["pay"] for row in each.members) for each in (over, under)] == [1000, 999]


def test_a_time_since_a_date_is_drawn_with_a_date():
    over, under = drawn_beside("months_since(since) >= 12")
    assert (over.facts["since"], under.facts["since"]) == (date(2025, 6, 1), date(2025, 6, 2))


def test_nothing_is_drawn_for_what_can_never_be():
    node = parse("alone = true AND alone = false")
    assert sketcher(node).settled(Truth.TRUE) is None


def moves(step=1):
    return {
        "over": lambda threshold: nudged(threshold, step),
        "under": lambda threshold: nudged(threshold, -step),
        "at": swapped,
    }


MOVES = moves()


NEVER_EVEN = [
    ("rent * 12 > income * size * 6 + line", "at"),
    ("any(member: years >= 60 AND months * 2 > 7)", "at"),
]


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize(
    ("text", "per_member"),
    [
        ("rent > income * size * 0.3 AND min(member: years) >= 18", False),
        ("rent * 12 > income * size * 6 + line", False),
        ("rent / size > line * 6", False),
        ("sum(member: months if years >= 18) >= 24", False),
        ("max(member: years) < 60 AND count(member: years < 18) >= 2", False),
        ("max(member: months) - min(member: months) > 6", False),
        ("any(member: years >= 60 AND months * 2 > 7)", False),
        ("days_since(born) > 30000", True),
        ("months_since(born) * 2 > 60", True),
        ("years >= 60 AND days_since(born) < 22000", True),
        ("years_since(born) >= 60 AND months_since(born) < 721", True),
        ("count(member: years >= 60) * 2 >= size", False),
    ],
)
def test_terms_of_several_facts_folds_and_times_are_drawn_a_step_from_where_they_turn(
    text, per_member, move
):
    node = bound(text)
    drawn = sketcher(node, per_member, (YEARS,))
    for number, threshold in enumerate(thresholds(node)):
        change = moves(step_of(threshold, WORDS.facts))[move]
        found = drawn.beside(number, change).sketch
        if found is None:
            assert (text, move) in NEVER_EVEN
            continue
        seen = view(found.household(), DAY, (YEARS,))
        scope = seen.scope("m1" if per_member else None)
        assert evaluate(node, scope) is not evaluate(moved(node, number, change), scope)


@pytest.mark.parametrize(
    "text",
    [
        "years >= 60 OR (years >= 50 AND years < 60)",
        "any(member: years <= 6 AND alone = true) OR any(member: years >= 7 AND alone = true)",
    ],
)
def test_that_another_branch_covers_a_side_is_sure_where_every_value_has_been_tried(text):
    node = bound(text)
    number = 0 if text.startswith("years") else 1
    assert sketcher(node).beside(number, MOVES["under"]) == (None, True)


def test_that_nothing_was_found_is_not_sure_where_terms_are_reckoned_with():
    node = bound("rent > income * 0.3 OR rent > income * 0.2")
    assert sketcher(node, per_member=False).beside(0, MOVES["over"]) == (None, False)


def test_a_number_between_two_that_a_rule_names_is_tried():
    found = sketcher(bound("rent > 1 AND rent < 2"), per_member=False).settled(Truth.TRUE)
    assert found.facts["rent"] == 1.5


def test_an_age_and_a_birth_date_are_never_drawn_side_by_side():
    node = bound("years >= 60 AND days_since(born) < 22000")
    drawn = sketcher(node, True, (YEARS,)).settled(Truth.TRUE)
    assert [set(row) for row in drawn.members] == [{"born"}]


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("years > 18", 1),
        ("count(member: alone = true) > 2", 1),
        ("months * 30 > 100", 30),
        ("100 < 30 * months", 30),
        ("months_since(born) * 2 > 60", 2),
        ("months * 2 + years > 7", 1),
        ("months / 2 > 7", 1),
        ("sum(member: months * 5) > 7", 5),
        ("rent * 30 > 100", 1),
        ("rent > size * 30", 1),
        ("size * (2 + 1) > 100", 3),
        ("size * line > 100", 1000),
    ],
)
def test_a_step_is_what_one_whole_number_makes_and_never_less_than_one(text, step):
    (threshold,) = thresholds(bound(text))
    assert step_of(threshold, WORDS.facts) == step
