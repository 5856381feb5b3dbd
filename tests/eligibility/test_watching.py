"""Which rules are looked at again when something moves: those it may turn, and no others."""

from dataclasses import replace

from matcher.eligibility.watching import watch_of
from matcher.facts import Level
from matcher.rules.derive import Derived
from matcher.rules.tree import FactRef, Since
from tests.eligibility.passing import BOOK, WORDS, linked
from tests.support import book_of


def touched(**moved):
    return set(watch_of(BOOK).touched(**{"names": (), "reaches": (), "counted": (), **moved}))


def test_a_number_that_is_reached_touches_the_rules_that_turn_there():
    assert {"OLD", "ALONE", "ANY"} <= touched(reaches=[("age", 60)])
    assert "YOUNG" in touched(reaches=[("age", 18)])
    assert touched(reaches=[("age", 30)]) == set()


def test_a_fact_that_is_reckoned_with_touches_its_rules_at_any_step():
    assert touched(counted=["idle_months"]) == {"SUM"}


def test_a_fact_that_takes_another_value_touches_every_rule_that_names_it():
    assert touched(names=["relief_status"]) == {"POOR", "HELP"}


def test_a_code_is_touched_by_its_name_and_one_of_nobody_is_not():
    assert touched(codes=["OLD", "NOBODY"]) == {"OLD"}


def test_facts_that_are_derived_from_derived_ones_move_with_them():
    chain = (
        Derived("half", Level.MEMBER, FactRef("grade"), False),
        Derived("quarter", Level.MEMBER, FactRef("half"), False),
    )
    book = replace(book_of(WORDS, linked("ANY", "grade = 1")), derived=chain)
    assert watch_of(book).reckoned_from("grade") == {"grade", "half", "quarter"}


def test_a_fact_that_is_nothing_but_the_time_since_a_date_is_known_as_such():
    watch = watch_of(BOOK)
    assert watch.equals[Since("years", "birth_date")] == ("age",)
    assert Since("months", "wed_on") in watch.stretches
    assert [fact.name for fact in watch.counting] == ["idle_months", "shop_months"]
    assert [fact.name for fact in watch.lasting] == ["mourning", "new_mother", "died"]
