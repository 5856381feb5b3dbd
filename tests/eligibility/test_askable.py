"""Whom a fact is asked of: the living, of its age, with a ground where a question would hurt."""

from dataclasses import replace

import pytest

from matcher.eligibility.askable import makes_sense
from matcher.eligibility.rulebook import rulebook
from tests.support import TODAY, city, family, person, view

BOOK = rulebook(city(), TODAY)


def asked(fact, *voiced, relation="child", own=(), **facts):
    home = family(person("m1", relation=relation, **facts), **dict(own))
    return makes_sense(fact, "m1", view(home, TODAY), BOOK, {(name, "m1") for name in voiced})


def test_somebody_is_asked_what_makes_sense_at_that_age():
    seen = view(family(person("m1", birth_date="2018-01-01"), person("m2", relation="head")), TODAY)
    assert makes_sense("guardian_state", "m1", seen, BOOK)
    assert not makes_sense("pregnant", "m1", seen, BOOK)
    assert not makes_sense("guardian_state", "m2", seen, BOOK)
    assert makes_sense("relief_status", None, seen, BOOK)


@pytest.mark.parametrize(
    ("fact", "of"),
    [
        ("released", {"age": 12}),
        ("pregnant", {"age": 30, "sex": "m"}),
        ("postpartum_within_year", {"age": 30, "sex": "m"}),
        ("roaming", {"age": 3}),
        ("guardian_state", {"age": 25}),
        ("admitted_college", {"age": 35, "employment": "employed"}),
        ("admitted_college", {"age": 22, "employment": "employed"}),
        ("has_learning_device", {"age": 31}),
        ("has_learning_device", {"age": 24, "employment": "employed"}),
        ("carer", {"age": 8}),
        ("language_barrier", {"age": 0}),
        ("unemployed_months", {"age": 30, "employment": "employed"}),
        ("disease", {"illness": "none"}),
        ("disability_level", {"disability_certified": False}),
    ],
)
def test_nobody_is_asked_what_cannot_be_so_of_them(fact, of):
    assert not asked(fact, fact, **of)


@pytest.mark.parametrize(
    ("fact", "of"),
    [
        ("pregnant", {"age": 30}),
        ("pregnant", {"age": 30, "sex": "f"}),
        ("guardian_state", {"age": 17}),
        ("admitted_college", {"age": 18, "education_stage": "senior"}),
        ("has_learning_device", {"age": 12}),
        ("carer", {"age": 12}),
        ("disease", {}),
    ],
)
def test_what_may_be_so_is_asked_where_nothing_is_known_against_it(fact, of):
    assert asked(fact, **of)


@pytest.mark.parametrize(
    "fact", ["dead_within_month", "released", "roaming", "terminal", "cancer_site"]
)
def test_a_question_that_hurts_needs_a_ground_and_a_text_that_speaks_of_it_is_one(fact):
    assert not asked(fact, age=40)
    assert asked(fact, fact, age=40)


def test_a_death_that_is_told_of_is_a_ground_but_not_for_the_one_who_speaks():
    mourning = {"bereaved_within_year": True}
    assert asked("dead_within_month", own=mourning, age=40)
    assert not asked("dead_within_month", own=mourning, age=40, relation="head")
    lost = {"sudden_event": "death_of_earner"}
    assert asked("dead_within_month", own=lost, age=40)
    assert not asked("dead_within_month", own=lost, age=8)


def test_an_illness_told_of_is_a_ground_to_ask_how_grave_it_is():
    assert asked("terminal", illness="critical")
    assert asked("cancer_site", disease="cancer")


def test_the_dead_are_asked_nothing_nor_are_those_who_died_earlier():
    gone = person("m1", relation="spouse", dead_within_month=True)
    earlier = replace(person("m1", relation="spouse"), lapsed=frozenset({"dead_within_month"}))
    for member in (gone, earlier):
        seen = view(family(member), TODAY)
        names = [name for name, fact in BOOK.vocabulary.facts.items() if fact.of_member()]
        assert not [name for name in names if makes_sense(name, "m1", seen, BOOK)]


def test_the_school_is_named_only_for_facts_that_end_with_the_age_of_pupils():
    named = [f for f in BOOK.vocabulary.facts.values() if "school" in f.supplied_by]
    assert named
    assert not [fact.name for fact in named if fact.ask_to is None or fact.ask_to >= 30]
