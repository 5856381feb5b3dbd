"""What the next year will change by time alone: found on its day, and nothing else."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.eligibility.announced import Announced
from matcher.eligibility.assess import assess, held_codes, is_held
from matcher.eligibility.forecast import forecast
from matcher.needs import Held, Household, Member
from matcher.rules.truth import Truth
from matcher.values import Cause, Change, Status
from tests.eligibility.passing import ALL, BOOK, WORDS, as_it_will_be, days_of, linked
from tests.support import TODAY, book_of, family, person, view

STATUS = {"TRUE": "eligible", "UNKNOWN": "unknown", "FALSE": "ineligible"}


def changes(household, *codes, on=TODAY, book=BOOK, announced=(), closing=None):
    return forecast(view(household, on), book, codes or ALL, announced, closing)


def told(found):
    return [(c.on.isoformat(), c.code, c.member, c.was, c.becomes) for c in found]


def test_turning_60_in_three_months_makes_an_item_eligible_on_that_day():
    household = family(person("a", birth_date="1966-08-01"))
    cause = Cause("birthday", "a", "age", 60, "years")
    expected = Change("OLD", "a", date(2026, 8, 1), Status.ELIGIBLE, (cause,))
    assert changes(household, "OLD") == (expected,)


def test_turning_18_takes_an_item_away_on_that_day():
    household = family(person("a", birth_date="2008-08-01"))
    assert told(changes(household, "YOUNG")) == [
        ("2026-08-01", "YOUNG", "a", "eligible", "ineligible")
    ]


def test_a_birthday_of_29_february_counts_from_1_march():
    household = family(person("a", birth_date="1968-02-29"))
    (found,) = changes(household, "OLD", on=date(2027, 12, 1))
    assert (found.on, found.causes[0].count) == (date(2028, 2, 29), 60)
    leapling = family(person("a", birth_date="2008-02-29"))
    (found,) = changes(leapling, "YOUNG", on=date(2026, 1, 1))
    assert (found.on, found.causes[0].count) == (date(2026, 3, 1), 18)


@pytest.mark.parametrize(
    "held",
    [{"receiving": [Held("OLD")]}, {"receiving": [Held("OLD", "a")]}],
)
def test_what_is_held_is_not_told_of_when_it_comes_true(held):
    assert changes(family(person("a", birth_date="1966-08-01"), **held), "OLD") == ()


def test_what_is_held_is_told_of_when_it_will_stop_being_true():
    child = family(person("a", birth_date="2008-08-01"), receiving=[Held("YOUNG", "a")])
    assert told(changes(child, "YOUNG")) == [("2026-08-01", "YOUNG", "a", "held", "ineligible")]


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


def test_an_item_that_will_be_open_is_told_with_what_is_missing_then():
    (found,) = changes(family(person("a", birth_date="1966-08-01")), "ALONE")
    assert (found.was, found.becomes) == ("ineligible", "unknown")
    assert [(missing.fact, missing.member) for missing in found.missing] == [("lives_alone", "a")]


def test_in_a_plan_what_was_ruled_out_is_told_only_when_it_is_sure():
    household = family(person("a", birth_date="1966-08-01"))
    assert changes(household, "ALONE", closing=()) == ()
    sure = family(person("a", birth_date="1966-08-01", lives_alone=True))
    assert len(changes(sure, "ALONE", closing=())) == 1


def test_in_a_plan_an_open_item_that_closes_is_told_of_the_codes_in_it_alone():
    child = family(person("a", birth_date="2008-08-01"), person("b", birth_date="2008-08-01"))
    book = book_of(WORDS, linked("BOTH", "age < 18 AND lives_alone = true"))
    assert len(changes(child, "BOTH", book=book, closing={"BOTH"})) == 2
    assert changes(child, "BOTH", book=book, closing={"OLD"}) == ()


def test_a_verdict_that_is_settled_by_another_fact_is_not_forecast():
    lonely = person("a", birth_date="1966-08-01", lives_alone=False)
    assert changes(family(lonely), "ALONE") == ()


def test_an_unknown_verdict_that_age_will_settle_is_forecast():
    household = family(person("a", birth_date="1966-08-01"), person("b"))
    assert told(changes(household, "ANY")) == [("2026-08-01", "ANY", None, "unknown", "eligible")]


def test_one_members_birthday_may_change_the_households_and_anothers_verdict():
    household = family(
        person("a", birth_date="1966-08-01", lives_alone=False),
        person("b", birth_date="1990-03-03", lives_alone=True),
    )
    found = [(c.code, c.member, c.causes[0].member) for c in changes(household, "ANY", "SHARED")]
    assert found == [("ANY", None, "a"), ("SHARED", "b", "a")]


def test_the_second_to_turn_60_settles_a_count_of_two():
    household = family(person("a", birth_date="1966-08-01"), person("b", birth_date="1966-10-01"))
    (found,) = changes(household, "TWO")
    assert (found.on, [cause.member for cause in found.causes]) == (date(2026, 10, 1), ["b"])


def test_changes_stand_by_day_then_code_then_member():
    household = family(
        person("b", birth_date="1966-08-01"),
        person("a", birth_date="1966-08-01"),
        person("c", birth_date="2008-06-01"),
    )
    found = [(c.on.month, c.code, c.member) for c in changes(household, "YOUNG", "OLD")]
    assert found == [(6, "YOUNG", "c"), (8, "OLD", "a"), (8, "OLD", "b")]


def test_two_who_turn_60_on_one_day_change_the_household_once():
    twins = [person(m, birth_date="1966-08-01") for m in "ab"]
    (found,) = changes(family(*twins), "ANY")
    assert [cause.member for cause in found.causes] == ["a", "b"]


def test_of_two_things_on_one_day_the_one_that_does_it_alone_is_the_cause():
    household = family(
        person("a", birth_date="1966-06-01", job="none", idle_months=11), as_of=TODAY
    )
    found = {c.code: c.causes for c in changes(household, "OLD", "IDLE", "SUM")}
    assert [cause.kind for cause in found["OLD"]] == ["birthday"]
    assert [cause.kind for cause in found["IDLE"]] == ["duration"]


def test_where_each_would_do_alone_the_first_is_the_cause():
    household = family(person("a", birth_date="1966-06-01", job="none", idle_months=11))
    (found,) = changes(household, "SUM")
    assert [cause.kind for cause in found.causes] == ["birthday"]


def test_things_that_only_together_change_a_verdict_are_all_its_causes():
    book = book_of(WORDS, linked("BOTH", "age >= 60 AND idle_months >= 12"))
    household = family(person("a", birth_date="1966-06-01", job="none", idle_months=11))
    (found,) = changes(household, "BOTH", book=book)
    assert sorted(cause.kind for cause in found.causes) == ["birthday", "duration"]


@pytest.mark.parametrize("on", [date(9999, 12, 31), date(9998, 12, 30), date(1, 1, 1)])
def test_the_ends_of_the_calendar_are_forecast_without_a_crash(on):
    old = person("a", birth_date="1990-01-01", wed_on=date(9999, 12, 31), new_mother=True)
    pupil = person("b", stage="lower", grade=1, idle_months=3, job="none", called=True)
    held = Held("OLD", "a", until=date(9999, 12, 31))
    household = family(old, pupil, receiving=[held], mourning=True, moved_in=date(1, 1, 1))
    for change in changes(household, on=on):
        assert on < change.on <= on + timedelta(days=365)


# Everything at once, held against the household built anew for every day of the year

births = st.one_of(
    st.dates(date(1965, 1, 1), date(1969, 1, 1)), st.dates(date(2007, 1, 1), date(2010, 1, 1))
)
recent = st.dates(date(2025, 1, 1), date(2028, 6, 1))
FACTS = {
    "birth_date": births,
    "lives_alone": st.booleans(),
    "wed_on": recent,
    "new_mother": st.booleans(),
    "job": st.sampled_from(["none", "worker", "pupil"]),
    "idle_months": st.integers(0, 20),
    "shop_months": st.integers(-1, 9),
    "stage": st.sampled_from(["nursery", "lower", "upper", "evening", "work"]),
    "grade": st.integers(1, 4),
    "leaving": st.booleans(),
    "called": st.booleans(),
    "needy": st.booleans(),
    "loan": st.booleans(),
}
people = st.lists(st.fixed_dictionaries({}, optional=FACTS), max_size=3)
own_facts = st.fixed_dictionaries(
    {},
    optional={
        "relief_status": st.sampled_from(["poor", "none"]),
        "moved_in": recent,
        "mourning": st.booleans(),
    },
)
grants = st.lists(
    st.builds(Held, st.sampled_from(ALL), st.sampled_from([None, "m0", "m1"]), st.none() | recent),
    max_size=3,
    unique_by=lambda held: (held.code, held.member),
)
days = st.dates(date(2026, 1, 1), date(2028, 3, 2))
as_of_or_not = st.none() | st.integers(0, 400)


def household_of(members, facts, receiving, as_of):
    told = tuple(Member(f"m{n}", facts) for n, facts in enumerate(members))
    kept = tuple(h for h in receiving if h.member is None or h.member in {m.id for m in told})
    return Household("H", facts, told, (), kept, as_of)


def found_on(household, on, day, book):
    """Return for each code and beneficiary whether it is held on a day, and its truth."""
    later = as_it_will_be(household, on, day)
    held = held_codes(later, book, day)
    return {
        (v.code, v.member): (is_held(book.items[v.code], v.member, held), v.judged.truth.name)
        for v in assess(view(later, day), book.items.values(), book)
    }


def expected(household, on, books):
    """Yield each change of the year ahead, as day, code, member, status before and after."""
    found = [found_on(household, on, day, books(day)) for day in days_of(on)]
    for day, (before, after) in zip(days_of(on)[1:], pairwise(found), strict=True):
        for key, (held, truth) in after.items():
            was_held, was = before[key]
            if was_held and held:
                changed = was == Truth.TRUE.name and truth != was
            else:
                changed = was_held or was != truth
            if changed:
                yield (day, *key, "held" if was_held else STATUS[was], STATUS[truth])


@settings(max_examples=30)
@given(people, own_facts, grants, days, as_of_or_not)
def test_the_forecast_is_what_a_household_built_anew_each_day_shows(
    members, facts, receiving, on, ago
):
    as_of = None if ago is None else on - timedelta(days=ago)
    household = household_of(members, facts, receiving, as_of)
    found = {(c.on, c.code, c.member, c.was, c.becomes) for c in changes(household, on=on)}
    assert found == set(expected(household, on, lambda day: BOOK))


NEW = book_of(
    WORDS, *(r for r in BOOK.items.values() if r.code != "OLD"), linked("OLD", "age >= 59")
)
RAISED = Cause("figure", None, "pension_age", before=60, after=59)


@settings(max_examples=8)
@given(people, days, st.integers(1, 365))
def test_an_announced_figure_counts_from_its_day_on(members, on, ahead):
    starts = on + timedelta(days=ahead)
    announced = (Announced(starts, NEW, ((RAISED, frozenset({"OLD"})),)),)
    household = household_of(members, {}, (), None)
    found = {
        (c.on, c.code, c.member, c.was, c.becomes)
        for c in changes(household, on=on, announced=announced)
    }
    assert found == set(expected(household, on, lambda day: NEW if day >= starts else BOOK))


def test_a_change_by_an_announced_figure_names_it():
    announced = (Announced(date(2026, 7, 1), NEW, ((RAISED, frozenset({"OLD"})),)),)
    household = family(person("a", birth_date="1967-02-01"))
    (found,) = changes(household, "OLD", announced=announced)
    assert (found.on, found.becomes, found.causes) == (date(2026, 7, 1), "eligible", (RAISED,))


@settings(max_examples=60)
@given(people, own_facts, grants, days)
def test_nothing_is_forecast_twice_nor_out_of_order_nor_beyond_the_year(
    members, facts, receiving, on
):
    found = changes(household_of(members, facts, receiving, None), on=on)
    keys = [(c.on, c.code, c.member or "") for c in found]
    assert keys == sorted(set(keys))
    assert all(on < c.on <= on + timedelta(days=365) for c in found)
    assert all(c.causes for c in found)
