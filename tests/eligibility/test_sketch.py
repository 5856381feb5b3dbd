"""What is drawn shows what it was drawn for, whatever the condition."""

from datetime import date

from hypothesis import given, settings

from matcher.eligibility.sketch import Sketch, Sketcher
from matcher.facts import FactType, Level
from matcher.rules.derive import Derived
from matcher.rules.evaluate import evaluate
from matcher.rules.grammar import parse
from matcher.rules.link import bind, link
from matcher.rules.thresholds import moved, nudged, thresholds
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
)


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
            found = drawn.beside(number, lambda t, by=by: nudged(t, by))
            assert found is None or truth(node, found) is not truth(other, found)


def drawn_beside(text, per_member=False):
    figures = {"line": figure("line", (date(2020, 1, 1), 1000))}
    node = bind(link(parse(text), WORDS.facts, figures), {"line": 1000})
    drawn = sketcher(node, per_member)
    return [drawn.beside(0, lambda t, by=by: nudged(t, by)) for by in (1, -1)]


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
