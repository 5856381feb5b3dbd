"""What the birthdays of the next year will change, and nothing that time alone does not bring."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.eligibility.assess import assess
from matcher.eligibility.forecast import forecast, next_birthday
from matcher.facts import FactType, Level
from matcher.needs import Held
from matcher.values import Change, Status
from tests.support import TODAY, book_of, fact, family, person, rule, verdict_of, view, vocabulary

WORDS = vocabulary(
    fact("relief_status", FactType.CHOICE),
    fact("birth_date", FactType.DATE, Level.MEMBER),
    fact("age", FactType.INTEGER, Level.MEMBER, derived_from=("birth_date",)),
    fact("lives_alone", FactType.BOOL, Level.MEMBER),
    holdings={"relief_status": {"tekun": "OLD"}},
)
BOOK = book_of(
    WORDS,
    rule("OLD", "age >= 60", per_member=True),
    rule("YOUNG", "age < 18", per_member=True),
    rule("ALONE", "age >= 60 AND lives_alone = true", per_member=True),
    rule("ANY", "any(member: age >= 60)"),
    rule("TWO", "count(member: age >= 60) >= 2"),
    rule("CARED", "lives_alone = false", per_member=True),
    rule("SHARED", "lives_alone = true AND any(member: age >= 60)", per_member=True),
)
ALL = tuple(BOOK.items)


def changes(household, *codes, on=TODAY):
    return forecast(view(household, on), BOOK, codes or ALL)


def test_turning_60_in_three_months_makes_an_item_eligible_on_that_day():
    household = family(person("a", birth_date="1966-08-01"))
    expected = Change("OLD", "a", date(2026, 8, 1), Status.ELIGIBLE, "a", 60)
    assert changes(household, "OLD") == (expected,)


def test_turning_18_takes_an_item_away_on_that_day():
    household = family(person("a", birth_date="2008-08-01"))
    (found,) = changes(household, "YOUNG")
    assert (found.on, found.becomes, found.age) == (date(2026, 8, 1), Status.INELIGIBLE, 18)


def test_a_birthday_of_29_february_counts_from_1_march():
    household = family(person("a", birth_date="1968-02-29"))
    (found,) = changes(household, "OLD", on=date(2027, 12, 1))
    assert (found.on, found.age) == (date(2028, 2, 29), 60)
    leapling = family(person("a", birth_date="2008-02-29"))
    (found,) = changes(leapling, "YOUNG", on=date(2026, 1, 1))
    assert (found.on, found.age) == (date(2026, 3, 1), 18)


@pytest.mark.parametrize(
    "held",
    [{"receiving": [Held("OLD")]}, {"receiving": [Held("OLD", "a")]}, {"relief_status": "tekun"}],
)
def test_a_code_that_is_held_is_not_forecast(held):
    assert changes(family(person("a", birth_date="1966-08-01"), **held), "OLD") == ()


def test_a_code_held_by_one_member_is_forecast_for_another():
    both = [person(m, birth_date="1966-08-01") for m in "ab"]
    found = changes(family(*both, receiving=[Held("OLD", "a")]), "OLD")
    assert [change.member for change in found] == ["b"]


@pytest.mark.parametrize(
    ("born", "found"),
    [("1966-05-01", 0), ("1966-05-02", 1), ("1967-05-01", 1), ("1967-05-02", 0)],
)
def test_only_the_next_365_days_are_looked_at_and_not_today(born, found):
    assert len(changes(family(person("a", birth_date=born)), "OLD")) == found


def test_without_a_birth_date_nothing_is_forecast():
    assert changes(family(person("a"))) == ()
    assert changes(family(person("a", age=59))) == ()


def test_a_given_age_is_not_overruled_by_the_birth_date():
    assert changes(family(person("a", birth_date="1966-08-01", age=30))) == ()


def test_a_verdict_that_stays_or_becomes_unknown_is_not_forecast():
    assert changes(family(person("a", birth_date="1966-08-01")), "ALONE") == ()


def test_a_verdict_that_is_settled_by_another_fact_is_not_forecast():
    lonely = person("a", birth_date="1966-08-01", lives_alone=False)
    assert changes(family(lonely), "ALONE", "CARED") == ()


def test_an_unknown_verdict_that_age_will_settle_is_forecast():
    household = family(person("a", birth_date="1966-08-01"), person("b"))
    assert [(c.code, c.member, c.becomes) for c in changes(household, "ANY")] == [
        ("ANY", None, Status.ELIGIBLE)
    ]


def test_one_members_birthday_may_change_the_households_and_anothers_verdict():
    household = family(
        person("a", birth_date="1966-08-01", lives_alone=False),
        person("b", birth_date="1990-03-03", lives_alone=True),
    )
    found = [(c.code, c.member, c.whose) for c in changes(household, "ANY", "SHARED")]
    assert found == [("ANY", None, "a"), ("SHARED", "b", "a")]


def test_the_second_to_turn_60_settles_a_count_of_two():
    household = family(person("a", birth_date="1966-08-01"), person("b", birth_date="1966-10-01"))
    (found,) = changes(household, "TWO")
    assert (found.on, found.whose) == (date(2026, 10, 1), "b")


def test_changes_stand_by_day_then_code_then_member():
    household = family(
        person("b", birth_date="1966-08-01"),
        person("a", birth_date="1966-08-01"),
        person("c", birth_date="2008-06-01"),
    )
    found = [(c.on.month, c.code, c.member) for c in changes(household, "YOUNG", "OLD")]
    assert found == [
        (6, "YOUNG", "c"),
        (8, "OLD", "a"),
        (8, "OLD", "b"),
    ]


def test_two_who_turn_60_on_one_day_change_the_household_once():
    twins = [person(m, birth_date="1966-08-01") for m in "ab"]
    assert len(changes(family(*twins), "ANY")) == 1


def test_the_last_days_of_the_calendar_are_forecast_without_a_crash():
    old = family(person("a", birth_date="1990-01-01"))
    assert changes(old, on=date(9999, 12, 31)) == ()


@pytest.mark.parametrize("year", [2000, 2023, 2024, 2025, 2096, 2100])
def test_the_next_birthday_is_strictly_after_the_day(year):
    on = date(year, 3, 1)
    assert next_birthday(date(1990, 3, 1), on) == date(year + 1, 3, 1)
    assert next_birthday(date(1990, 3, 2), on) == date(year, 3, 2)


births = st.one_of(
    st.dates(date(1965, 1, 1), date(1969, 1, 1)), st.dates(date(2007, 1, 1), date(2010, 1, 1))
)
people = st.lists(st.tuples(births | st.none(), st.booleans() | st.none()), max_size=3)


@settings(max_examples=120)
@given(people, st.dates(date(2026, 1, 1), date(2028, 3, 2)))
def test_what_is_forecast_is_true_when_it_is_assessed_on_that_day(persons, on):
    members = [
        person(
            f"m{n}", **{k: v for k, v in (("birth_date", b), ("lives_alone", a)) if v is not None}
        )
        for n, (b, a) in enumerate(persons)
    ]
    household = family(*members)
    for change in changes(household, on=on):
        assert on < change.on <= on + timedelta(days=365)
        then = verdict_of(household, BOOK, change.code, change.member, change.on)
        eve = verdict_of(household, BOOK, change.code, change.member, change.on - timedelta(days=1))
        assert (then.status, eve.status is then.status) == (change.becomes, False)


@settings(max_examples=25)
@given(births, st.dates(date(2026, 1, 1), date(2028, 3, 2)))
def test_every_change_of_the_next_year_is_forecast(born, on):
    household = family(person("a", birth_date=born, lives_alone=True))
    statuses = [
        {v.code: v.status for v in assess(view(household, day), BOOK.items.values(), BOOK)}
        for day in (on + timedelta(days=n) for n in range(366))
    ]
    changed = {
        (code, on + timedelta(days=n + 1))
        for n, (before, after) in enumerate(pairwise(statuses))
        for code in before
        if before[code] is not after[code]
    }
    assert {(c.code, c.on) for c in changes(household, on=on)} == changed
