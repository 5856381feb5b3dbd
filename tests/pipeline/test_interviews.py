"""Interviews played through: what is drawn is possible, and the best question settles soonest."""

from random import Random

import pytest

from api.usecases.simulating import SCENARIOS, at_the_door, recorded_values, simulate_questions
from matcher.eligibility.plausible import VOICED, Outlook
from matcher.facts import ORDERED, FactType
from matcher.files import load_labelled
from matcher.pipeline.drawing import Urns, drawn_truths, unknown_facts
from matcher.pipeline.interviews import (
    MOST,
    Interview,
    Order,
    answerable,
    interview,
    interview_figures,
    start_of,
)
from matcher.values import Missing
from tests.support import CATALOGS, family, person


@pytest.fixture(scope="module")
def five(matcher):
    households, _ = load_labelled(CATALOGS, "train", matcher.catalogue)
    return [at_the_door(household) for household in households[:50:10]]


@pytest.fixture(scope="module")
def starts(matcher, five):
    """Each of the five with a truth for all that is unknown of it."""
    urns = Urns(matcher.rules(five[0].as_of), matcher.ranker.prior.rates, recorded_values(five))
    facts = matcher.catalogue.vocabulary.facts.values()
    found = []
    for household in five:
        start = start_of(matcher, household, household.as_of)
        seen = start.seen(household)
        wanted = unknown_facts(household, facts)
        truths = drawn_truths(seen, wanted, start.outlook, urns, Random(household.id).random)
        found.append((answerable(start, truths), truths))
    return found


def play(start, truths, order, seed=0):
    return interview(start, order, truths, Random(seed).random)


def test_every_fact_that_is_unknown_gets_one_truth_that_the_form_would_take(matcher, starts):
    facts = matcher.catalogue.vocabulary.facts
    for start, truths in starts:
        assert tuple(truths) == unknown_facts(start.household, facts.values())
        for missing, value in truths.items():
            fact = facts[missing.fact]
            assert not fact.derived_from
            if fact.type is FactType.BOOL:
                assert isinstance(value, bool)
            if fact.type is FactType.CHOICE:
                assert value in fact.values
            if fact.type in ORDERED:
                assert (fact.low or 0) <= value <= fact.high
            if fact.type is FactType.INTEGER:
                assert isinstance(value, int)


def test_the_form_asks_of_the_household_first_and_what_both_may_have_of_it_alone(catalogue):
    home = family(person("m1", sex="f"), person("m2"), relief_status="none")
    asked = unknown_facts(home, catalogue.vocabulary.facts.values())
    members = [missing.member for missing in asked]
    assert members == sorted(members)
    assert Missing("hukou_city") in asked
    assert Missing("hukou_city", "m1") not in asked
    assert Missing("relief_status") not in asked
    assert (Missing("sex", "m1") in asked, Missing("sex", "m2") in asked) == (False, True)
    assert Missing("age", "m1") not in asked


def test_a_truth_is_drawn_as_often_as_its_rate(matcher, five):
    book, seen = matcher.rules(five[0].as_of), matcher.view(five[0], five[0].as_of)
    rates = {"adult": {"lives_alone = true": 0.25}}
    urn = Urns(book, rates, {}).urn(book.vocabulary.facts["lives_alone"], "adult", seen)
    drawn = [urn.at(n / 1000) for n in range(1000)]
    assert drawn.count(True) == pytest.approx(250, abs=1)


def test_what_a_text_voices_is_drawn_as_often_as_such_facts_turn_out_to_be_so(matcher, five):
    book, seen = matcher.rules(five[0].as_of), matcher.view(five[0], five[0].as_of)
    urns, asked = Urns(book, {}, {}), Missing("rent_arrears")
    outlook = Outlook({}, {}, {("rent_arrears", ""): False})
    drawn = [
        drawn_truths(seen, [asked], outlook, urns, lambda number=n: number / 1000)[asked]
        for n in range(1000)
    ]
    assert drawn.count(False) == pytest.approx(1000 * (VOICED + (1 - VOICED) / 2), abs=2)


def test_an_interview_ends_when_the_first_items_are_settled(starts):
    for start, truths in starts:
        for order in Order:
            played = play(start, truths, order)
            assert 0 not in played.left[:-1]
            assert len(played.left) <= MOST
            assert list(played.left) == sorted(played.left, reverse=True)


def test_the_best_question_never_leaves_open_what_can_be_settled(starts):
    for start, truths in starts:
        played = play(start, truths, Order.BEST)
        assert not played.opened or played.left[-1] == 0


def test_the_best_questions_are_fewer_than_those_of_the_form_or_at_random(starts):
    asked = {order: sum(play(s, t, order).asked for s, t in starts) for order in Order}
    assert asked[Order.BEST] <= asked[Order.FORM_LACKING] <= asked[Order.FORM]
    assert asked[Order.BEST] <= asked[Order.RANDOM_LACKING] <= asked[Order.RANDOM]


def test_the_order_at_random_hangs_on_the_seed_alone(starts):
    start, truths = starts[0]
    first, again = (play(start, truths, Order.RANDOM_LACKING, 7) for _ in range(2))
    others = {play(start, truths, Order.RANDOM_LACKING, seed).left for seed in range(8)}
    assert first == again
    assert len(others) > 1


def test_a_simulation_of_five_households_gives_the_same_bytes_again(matcher):
    households, _ = load_labelled(CATALOGS, "train", matcher.catalogue)
    five = households[:50:10]
    first, again = (simulate_questions(matcher, five) for _ in range(2))
    assert first == again
    assert set(first["scenarios"]) == {scenario.name for scenario in SCENARIOS}
    assert first["scenarios"]["bare"]["households"] == 5
    orders = first["scenarios"]["bare"]["orders"]
    assert set(orders) == set(Order)
    assert orders["best"]["mean"] < orders["form"]["mean"]


def test_nothing_but_who_lives_there_is_known_at_the_door(matcher):
    households, _ = load_labelled(CATALOGS, "train", matcher.catalogue)
    bare = at_the_door(households[3])
    assert set(bare.facts) <= {"residence_town"}
    assert all(set(m.facts) <= {"relation", "sex", "birth_date"} for m in bare.members)
    assert bare.needs == households[3].needs
    assert bare.receiving == ()


def test_figures_count_what_was_never_settled_as_the_most_questions():
    found = [Interview(2, (1, 0)), Interview(1, (1,) * MOST), Interview(3, (0,))]
    assert interview_figures(found) == {
        "mean": round((2 + MOST + 1) / 3, 2),
        "median": 2.0,
        "p90": MOST,
        "settled_after_1": round(1 - 2 / 6, 4),
        "settled_after_3": round(1 - 1 / 6, 4),
        "settled_after_5": round(1 - 1 / 6, 4),
        "settled_after_10": round(1 - 1 / 6, 4),
        "never_settled": round(1 / 3, 4),
    }
    assert interview_figures([]) == {}
