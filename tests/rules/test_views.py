"""What a condition sees of a household on a day: own values first, ages and net income derived."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher import views
from matcher.rules.dates import age_on
from tests.support import TODAY, city, family, person, view

NET = "net_income_per_capita_month"
MONEY = {"income_per_capita_month": 2000, "rigid_spend_month": 1500, "household_size": 3}


def seen(household, on=TODAY):
    return dict(view(household, on).members)


@pytest.mark.parametrize(
    ("on", "age"),
    [("2026-05-01", 60), ("2026-04-30", 59), ("2026-05-02", 60), ("2027-05-01", 61)],
)
def test_age_rises_on_the_birthday_itself(on, age):
    household = family(person(birth_date="1966-05-01"))
    assert seen(household, date.fromisoformat(on))["m1"]["age"] == age


@pytest.mark.parametrize(
    ("on", "age"),
    [("2026-02-28", 17), ("2026-03-01", 18), ("2028-02-28", 19), ("2028-02-29", 20)],
)
def test_one_born_on_29_february_grows_older_on_1_march_of_common_years(on, age):
    assert age_on(date(2008, 2, 29), date.fromisoformat(on)) == age


def test_a_given_age_comes_before_the_birth_date():
    household = family(person(birth_date="1966-05-01", age=40))
    assert seen(household)["m1"]["age"] == 40


def test_without_birth_date_the_age_is_unknown():
    assert "age" not in seen(family(person()))["m1"]


def test_net_income_is_income_less_necessary_spending_a_head():
    assert view(family(**MONEY), TODAY).facts[NET] == 1500


@pytest.mark.parametrize("part", list(MONEY))
def test_net_income_is_unknown_while_any_part_is(part):
    known = {name: value for name, value in MONEY.items() if name != part}
    assert NET not in view(family(**known), TODAY).facts


def test_net_income_may_fall_below_zero():
    poor = {**MONEY, "rigid_spend_month": 9000}
    assert view(family(**poor), TODAY).facts[NET] == -1000


def test_a_given_net_income_comes_before_the_derived_one():
    assert view(family(**MONEY, **{NET: 7}), TODAY).facts[NET] == 7


def test_members_see_the_households_facts_and_its_net_income():
    facts = seen(family(person(sex="f"), **MONEY))["m1"]
    assert facts == {"sex": "f", **MONEY, NET: 1500}


@pytest.mark.parametrize(
    ("name", "own", "shared"),
    [("hukou_city", "other_province", "zhongshan"), ("medical_oop_12m", 0, 9000)],
)
def test_a_members_own_value_comes_before_the_households_even_when_zero(name, own, shared):
    household = family(person("m1", **{name: own}), person("m2"), **{name: shared})
    facts = seen(household)
    assert (facts["m1"][name], facts["m2"][name]) == (own, shared)
    assert view(household, TODAY).facts[name] == shared


def test_a_per_member_item_has_one_scope_a_listed_member_in_their_order():
    household = family(person("b"), person("a"))
    assert [s.member for s in view(household, TODAY).scopes(per_member=True)] == ["b", "a"]
    assert view(family(), TODAY).scopes(per_member=True) == ()


def test_a_household_item_has_one_scope_that_sees_no_member_fact():
    (found,) = view(family(person(sex="f"), single_parent=True), TODAY).scopes(per_member=False)
    assert (found.member, found.facts) == (None, {"single_parent": True})
    assert [name for name, _ in found.members] == ["m1"]


births = st.dates(date(1920, 1, 1), date(2020, 12, 31))


@given(births, st.dates(date(2021, 1, 1), date(2060, 1, 1)))
def test_age_never_falls_and_rises_by_at_most_one_a_day(born, day):
    before, after = age_on(born, day - timedelta(days=1)), age_on(born, day)
    assert after - before in (0, 1)
    assert (after > before) is ((day.month, day.day) == _birthday(born, day.year))


def _birthday(born, year):
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    if (born.month, born.day) == (2, 29) and not leap:
        return (3, 1)
    return (born.month, born.day)


def test_a_doubted_fact_is_unknown_with_all_that_is_derived_from_it():
    household = family(
        person("m1", birth_date="1966-05-01", sex="f"),
        person("m2", birth_date="1990-05-01", sex="m"),
        **MONEY,
    )
    doubted = {"": frozenset({"household_size"}), "m2": frozenset({"birth_date"})}
    found = views.view(household, TODAY, city().derived, doubted)
    assert NET not in found.facts
    assert found.facts["rigid_spend_month"] == 1500
    assert (found.known["m1"]["age"], found.known["m1"]["sex"]) == (60, "f")
    assert not {"age", "birth_date", NET} & found.known["m2"].keys()
    assert found.known["m2"]["sex"] == "m"
    assert "household_size" not in found.known["m1"]


def test_without_doubts_nothing_is_left_out():
    household = family(person(sex="f"), **MONEY)
    assert views.view(household, TODAY, city().derived, {}) == view(household, TODAY)
