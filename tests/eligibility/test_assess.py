"""Verdicts: eligible, unknown, ineligible or held, and which facts are still to be asked."""

from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.eligibility.assess import assess, assess_open, categories_of
from matcher.eligibility.rulebook import rulebook
from matcher.facts import FactType, Level
from matcher.files import load_labelled
from matcher.needs import Held, Household, Member
from matcher.rules.evaluate import deciding_atoms
from matcher.rules.truth import Truth
from matcher.values import Missing, Status
from tests.support import (
    CATALOGS,
    NEVER_BEFORE,
    TODAY,
    book_of,
    city,
    fact,
    family,
    figure,
    person,
    rule,
    verdict_of,
    view,
    vocabulary,
)

MONEY = ("income_per_capita_month", "rigid_spend_month", "household_size")
NET = "net_income_per_capita_month"
WORDS = vocabulary(
    *(fact(name, FactType.NUMBER) for name in MONEY),
    fact(NET, FactType.NUMBER, derived_from=MONEY),
    fact("relief_status", FactType.CHOICE),
    fact("single_parent", FactType.BOOL),
    fact("birth_date", FactType.DATE, Level.MEMBER),
    fact("age", FactType.INTEGER, Level.MEMBER, derived_from=("birth_date",)),
    fact("illness", FactType.CHOICE, Level.MEMBER),
    fact("medical_oop_12m", FactType.NUMBER, Level.BOTH),
    holdings={"relief_status": {"dibao": "H1", "tekun": "M1"}},
)
BOOK = book_of(
    WORDS,
    rule("H1", "income_per_capita_month < 10"),
    rule("H2", "any(member: age < 18 AND illness = critical)"),
    rule("M1", "age >= 60 AND single_parent = true", per_member=True),
    rule("M2", "medical_oop_12m > 5 AND net_income_per_capita_month < 10", per_member=True),
)


def status_of(household, code, member=None):
    return verdict_of(household, BOOK, code, member).status


def missing_of(household, code, member=None):
    return verdict_of(household, BOOK, code, member).missing


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        ({"income_per_capita_month": 9}, Status.ELIGIBLE),
        ({"income_per_capita_month": 10}, Status.INELIGIBLE),
        ({}, Status.UNKNOWN),
    ],
)
def test_a_verdict_is_eligible_ineligible_or_unknown_and_keeps_them_apart(facts, status):
    assert status_of(family(**facts), "H1") is status


def test_a_relief_status_says_what_the_household_holds_already():
    assert status_of(family(relief_status="dibao"), "H1") is Status.HELD
    assert status_of(family(relief_status="none"), "H1") is Status.UNKNOWN
    assert status_of(family(), "H1") is Status.UNKNOWN


def test_a_status_that_holds_a_per_member_item_holds_it_for_every_member():
    household = family(person("a"), person("b"), relief_status="tekun")
    assert [status_of(household, "M1", m) for m in "ab"] == [Status.HELD, Status.HELD]


def test_a_code_received_by_one_member_is_held_by_that_member_alone():
    household = family(person("a"), person("b"), receiving=[Held("M1", "a")])
    assert [status_of(household, "M1", m) for m in "ab"] == [Status.HELD, Status.UNKNOWN]


def test_a_code_received_by_the_household_is_held_for_each_member():
    household = family(person("a"), person("b"), receiving=[Held("M1")])
    assert [status_of(household, "M1", m) for m in "ab"] == [Status.HELD, Status.HELD]


def test_a_household_item_received_by_a_named_member_is_held_by_the_household():
    household = family(person("a"), receiving=[Held("H1", "a")], income_per_capita_month=1)
    assert status_of(household, "H1") is Status.HELD


def test_held_replaces_even_an_ineligible_verdict_and_asks_nothing():
    rich = family(receiving=[Held("H1")], income_per_capita_month=99)
    found = verdict_of(rich, BOOK, "H1")
    assert (found.status, found.judged.truth, found.missing) == (Status.HELD, Truth.FALSE, ())


def test_nothing_is_asked_for_a_held_code_whose_condition_is_unknown():
    found = verdict_of(family(receiving=[Held("H1")]), BOOK, "H1")
    assert (found.status, found.judged.truth, found.missing) == (Status.HELD, Truth.UNKNOWN, ())


def test_a_per_member_item_gives_one_verdict_a_member_in_ledger_order():
    seen = view(family(person("b"), person("a")), TODAY)
    found = assess(seen, BOOK.items.values(), BOOK)
    assert [(v.code, v.member) for v in found] == [
        ("H1", None),
        ("H2", None),
        ("M1", "b"),
        ("M1", "a"),
        ("M2", "b"),
        ("M2", "a"),
    ]


def test_a_per_member_item_gives_no_verdict_without_members():
    found = assess(view(family(), TODAY), BOOK.items.values(), BOOK)
    assert [v.code for v in found] == ["H1", "H2"]


def test_an_unknown_age_is_asked_for_by_the_birth_date():
    household = family(person("a"), single_parent=True)
    assert missing_of(household, "M1", "a") == (Missing("birth_date", "a"),)


def test_an_unknown_net_income_is_asked_for_by_its_unknown_parts():
    household = family(person("a", medical_oop_12m=9), household_size=3)
    assert missing_of(household, "M2", "a") == (
        Missing("income_per_capita_month"),
        Missing("rigid_spend_month"),
    )


def test_a_fact_of_both_levels_is_asked_once_of_the_household():
    household = family(person("a"), person("b"), **{NET: 1})
    for member in "ab":
        assert missing_of(household, "M2", member) == (Missing("medical_oop_12m"),)


def test_a_household_value_answers_for_a_member_who_gives_none():
    household = family(person("a"), medical_oop_12m=9, **{NET: 1})
    assert status_of(household, "M2", "a") is Status.ELIGIBLE


def test_inside_any_each_member_is_asked_for_what_they_lack():
    household = family(person("a", age=10), person("b", illness="critical"), person("c", age=40))
    assert missing_of(household, "H2") == (Missing("birth_date", "b"), Missing("illness", "a"))


def test_a_fact_that_can_no_longer_change_the_verdict_is_not_asked():
    assert missing_of(family(person("a", age=70)), "M1", "a") == (Missing("single_parent"),)
    assert missing_of(family(person("a", age=30)), "M1", "a") == ()


# ---- the seven categories -------------------------------------------------------------------

POOR, RICH = {"income_per_capita_month": 1935}, {"income_per_capita_month": 1936, NET: 1936}
CATEGORIES = [
    ("C1", family(person(education_stage="college"), relief_status="dibao")),
    ("C1", family(person(education_stage="dropout", birth_date="2000-05-02"), **POOR)),
    ("C2", family(person(age=59, employment="unemployed", released=True))),
    ("C3", family(person(disability_certified=True, disability_level=2))),
    ("C3", family(person(disease="uremia"), **RICH)),
    ("C4", family(person(birth_date="1966-05-01", lives_alone=True))),
    ("C5", family(person(age=17, guardian_state="left_behind"))),
    ("C6", family(housing_tenure="private_rental", **POOR)),
    ("C6", family(dwelling_danger_level="D")),
    ("C7", family(person(roaming_returned=True))),
]
OUTSIDE = [
    ("C1", family(person(education_stage="dropout", birth_date="2000-05-01"), **POOR)),
    ("C1", family(person(education_stage="none", employment="employed"), relief_status="dibao")),
    ("C2", family(person(age=60, employment="unemployed", released=True))),
    ("C3", family(person(disability_certified=True, disability_level=3, disability_type="limb"))),
    ("C4", family(person(birth_date="1966-05-02", lives_alone=True))),
    ("C5", family(person(age=18, guardian_state="left_behind"))),
    ("C6", family(housing_tenure="private_rental", relief_status="none", **RICH)),
    ("C7", family(person(roaming=False, roaming_returned=False))),
]
UNKNOWN = [
    ("C1", family(person(education_stage="college"))),
    ("C2", family(person(employment="unemployed", released=True))),
    ("C3", family(person(disability_level=1))),
    ("C4", family(person(age=80))),
    ("C5", family(person(guardian_state="left_behind"))),
    ("C6", family(housing_tenure="private_rental")),
    ("C7", family(person())),
]


@pytest.fixture(scope="module")
def book(catalogue):
    return rulebook(catalogue, TODAY)


@pytest.mark.parametrize(("code", "household"), CATEGORIES)
def test_a_household_known_to_meet_a_category_is_in_it(code, household, book):
    assert code in categories_of(view(household, TODAY), book)


@pytest.mark.parametrize(("code", "household"), OUTSIDE + UNKNOWN)
def test_a_household_that_does_not_or_may_not_meet_a_category_is_not_in_it(code, household, book):
    assert code not in categories_of(view(household, TODAY), book)


@pytest.mark.parametrize(("code", "household"), UNKNOWN)
def test_an_unknown_category_is_unknown_and_not_false(code, household, book):
    found = assess(view(household, TODAY), [book.categories[code]], book)
    assert {verdict.judged.truth for verdict in found} == {Truth.UNKNOWN}


def test_a_person_may_be_in_several_categories_in_their_order(book):
    child = person(age=10, education_stage="primary", disability_certified=True, disability_level=1)
    household = family(child, relief_status="dibao", dwelling_danger_level="C")
    assert categories_of(view(household, TODAY), book) == ("C1", "C3", "C5", "C6")


# ---- over the households of the city --------------------------------------------------------


def test_the_figure_of_the_day_decides_and_not_a_later_one(catalogue):
    line = figure("dibao_line", (NEVER_BEFORE, 1290), (date(2026, 7, 1), 1400))
    changed = replace(catalogue, figures={**catalogue.figures, "dibao_line": line})
    household = family(
        hukou_city="zhongshan", property_within_limit=True, income_per_capita_month=1390
    )
    for day, status in (
        (date(2026, 6, 30), Status.INELIGIBLE),
        (date(2026, 7, 1), Status.ELIGIBLE),
    ):
        assert verdict_of(household, rulebook(changed, day), "G001", on=day).status is status


@cache
def training():
    return load_labelled(CATALOGS, "train", city())[0]


@cache
def rules_of_today():
    return rulebook(city(), TODAY)


def assess_all(household, on):
    book = rules_of_today()
    return assess(view(household, on), book.items.values(), book)


@pytest.fixture(scope="module")
def households():
    return training()


def test_the_open_verdicts_are_all_but_the_ineligible_ones(households, book):
    for household in households[::3]:
        seen = view(household, household.as_of)
        full = assess(seen, book.items.values(), book)
        found = assess_open(seen, book.items.values(), book)
        assert found == tuple(v for v in full if v.status is not Status.INELIGIBLE)


def test_every_held_code_of_a_household_is_among_the_open_verdicts(book):
    rich = family(receiving=[Held("G001")], hukou_city="other_province")
    found = assess_open(view(rich, TODAY), [book.items["G001"]], book)
    assert [v.status for v in found] == [Status.HELD]


def test_an_ineligible_verdict_names_the_comparisons_that_fail(households, book):
    for household in households[:30]:
        for verdict in assess(view(household, household.as_of), book.items.values(), book):
            failed = list(deciding_atoms(verdict.judged, Truth.FALSE))
            assert (failed != []) is (verdict.judged.truth is Truth.FALSE)


ONE_OF_ALL = st.sampled_from(range(350))


@settings(max_examples=40)
@given(ONE_OF_ALL, st.data())
def test_forgetting_facts_never_settles_what_was_unknown_nor_turns_a_verdict(index, data):
    household = training()[index]
    forgotten = Household(
        household.id,
        _some(data, household.facts),
        tuple(Member(m.id, _some(data, m.facts)) for m in household.members),
    )
    known, less = (assess_all(each, household.as_of) for each in (household, forgotten))
    for full, partial in zip(known, less, strict=True):
        assert partial.judged.truth in (Truth.UNKNOWN, full.judged.truth)


def _some(data, facts):
    # a fact that both levels know is kept: without the member's own, the household's would speak
    kept = data.draw(st.lists(st.booleans(), min_size=len(facts), max_size=len(facts)))
    both = ("hukou_city", "medical_oop_12m", "birth_date")
    return {n: v for (n, v), keep in zip(facts.items(), kept, strict=True) if keep or n in both}


@settings(max_examples=20)
@given(ONE_OF_ALL, st.randoms())
def test_the_order_of_members_changes_no_ones_verdict(index, rnd):
    household = training()[index]
    members = list(household.members)
    rnd.shuffle(members)
    shuffled = Household(household.id, household.facts, tuple(members))
    found = [
        {(v.code, v.member): v.judged.truth for v in assess_all(each, TODAY)}
        for each in (household, shuffled)
    ]
    assert found[0] == found[1]
