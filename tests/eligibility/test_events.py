"""What each kind of event brings: durations, dates, states that end, school years, grants."""

from datetime import date, timedelta

import pytest

from matcher.eligibility.assess import held_codes
from matcher.eligibility.events import brought_to, has_departed
from matcher.eligibility.forecast import forecast
from matcher.eligibility.watching import watch_of
from matcher.needs import Held
from tests.eligibility.passing import ALL, BOOK, WORDS, linked
from tests.support import TODAY, book_of, family, person, view


def changes(household, *codes, on=TODAY):
    return forecast(view(household, on), BOOK, codes or ALL)


def told(household, *codes, on=TODAY):
    return [
        (c.on.isoformat(), c.code, str(c.was), str(c.becomes))
        for c in changes(household, *codes, on=on)
    ]


def idle(months, **facts):
    return family(person("a", job="none", idle_months=months, **facts))


def test_months_out_of_work_rise_by_themselves_until_the_threshold_is_crossed():
    (found,) = changes(idle(9), "IDLE")
    assert (found.on, found.becomes) == (date(2026, 8, 1), "eligible")
    assert (found.causes[0].kind, found.causes[0].count) == ("duration", 12)


def test_a_number_does_not_rise_unless_what_it_counts_is_known_to_go_on():
    assert changes(family(person("a", job="worker", idle_months=9)), "IDLE") == ()
    assert changes(family(person("a", idle_months=9)), "IDLE") == ()


def test_a_number_below_its_least_stands_for_something_else_and_does_not_rise():
    assert changes(family(person("a", shop_months=-1)), "SHOP") == ()
    assert told(family(person("a", shop_months=0)), "SHOP") == [
        ("2026-11-01", "SHOP", "ineligible", "eligible"),
        ("2027-03-01", "SHOP", "eligible", "ineligible"),
    ]


def test_a_number_told_earlier_has_risen_since_and_goes_on_from_there():
    household = family(person("a", job="none", idle_months=8), as_of=date(2026, 3, 20))
    (found,) = changes(household, "IDLE", on=date(2026, 5, 1))
    assert (found.on, found.causes[0].count) == (date(2026, 7, 20), 12)


def test_a_threshold_that_was_passed_before_today_is_behind_the_household():
    household = family(person("a", job="none", idle_months=10), as_of=date(2026, 1, 10))
    assert changes(household, "IDLE", on=date(2026, 5, 1)) == ()
    assert brought(household, TODAY).members[0].facts["idle_months"] == 13


def brought(household, on):
    return brought_to(household, on, WORDS, watch_of(BOOK))


def test_a_state_whose_time_is_over_by_today_is_not_true_any_more():
    home = family(person("a", new_mother=True), as_of=date(2026, 1, 1), mourning=True)
    (mother,) = brought(home, date(2026, 4, 1)).members
    assert mother.facts["new_mother"] is False
    assert mother.lapsed == {"new_mother"}
    assert brought(home, date(2026, 3, 31)).members[0].facts["new_mother"] is True
    assert brought(home, date(2026, 4, 1)).facts["mourning"] is True
    assert changes(home, "MOTHER", on=date(2026, 4, 1)) == ()


def test_what_was_told_today_or_on_no_known_day_stays_as_it_is():
    for home in (
        family(person("a", new_mother=True), as_of=TODAY),
        family(person("a", new_mother=True, stage="lower", grade=1)),
        family(person("a", new_mother=True), as_of=TODAY + timedelta(days=400)),
    ):
        assert brought(home, TODAY) == home


def test_bringing_a_household_to_a_day_twice_changes_nothing_more():
    pupil = person("a", stage="lower", grade=1, job="none", idle_months=3, needy=True)
    home = brought(family(pupil, as_of=date(2025, 5, 1)), TODAY)
    assert brought(home, TODAY) == home


def test_nothing_comes_to_the_dead_but_the_end_of_what_is_said_of_their_death():
    gone = person("a", birth_date="1966-06-15", died=True, job="none", idle_months=9, needy=True)
    found = changes(family(gone, person("b", birth_date="1966-06-15")), on=TODAY)
    assert [(c.code, c.member) for c in found if c.member == "a"] == [("FUNERAL", "a")]
    assert {c.code for c in found if c.member == "b"} == {"OLD", "ALONE", "SHARED"}


def test_who_died_earlier_is_dead_when_that_is_not_said_any_more():
    gone = person("a", birth_date="1966-06-15", died=True)
    home = family(gone, as_of=date(2026, 3, 1))
    (later,) = brought(home, TODAY).members
    assert later.facts["died"] is False
    assert has_departed(later, WORDS)
    assert changes(home, on=TODAY) == ()
    assert changes(brought(home, TODAY), on=TODAY) == ()


def test_a_number_does_not_rise_beyond_the_most_that_can_be_told():
    book = book_of(WORDS, linked("LONG", "idle_months >= 21"))
    assert forecast(view(idle(18), TODAY), book, ("LONG",)) == ()
    book = book_of(WORDS, linked("LONG", "idle_months >= 20"))
    assert len(forecast(view(idle(18), TODAY), book, ("LONG",))) == 1


def test_the_last_day_of_a_month_counts_months_from_the_first_of_the_next():
    (found,) = changes(idle(11), "IDLE", on=date(2026, 1, 31))
    assert found.on == date(2026, 3, 1)


def test_months_since_a_date_flip_on_the_day_they_are_whole():
    household = family(person("a", wed_on=date(2026, 2, 14)))
    assert told(household, "WED") == [("2026-08-14", "WED", "eligible", "ineligible")]


def test_days_since_a_date_of_the_household_flip_its_verdict():
    household = family(person("a"), moved_in=date(2026, 4, 1))
    (found,) = changes(household, "SETTLED")
    assert (found.on, found.causes[0].kind) == (date(2026, 4, 1) + timedelta(days=100), "since")


def test_a_sum_of_an_age_and_a_duration_turns_on_either():
    household = family(person("a", birth_date="1966-06-15", job="none", idle_months=8))
    (found,) = changes(household, "SUM")
    assert (found.on, found.causes[0].kind) == (date(2026, 8, 1), "duration")


def test_a_state_with_a_limit_in_its_name_is_over_at_the_latest_so_long_after_it_was_told():
    household = family(person("a", new_mother=True, lives_alone=False), mourning=True)
    (mother,) = changes(household, "MOTHER")
    assert (mother.on, mother.becomes) == (date(2026, 8, 1), "ineligible")
    assert mother.causes[0].kind == "lapse"
    assert told(household, "CHEER") == [("2027-05-01", "CHEER", "ineligible", "eligible")]


def test_a_state_that_is_known_not_to_be_so_does_not_end():
    assert changes(family(person("a", new_mother=False, lives_alone=False)), "MOTHER") == ()


def test_a_grant_with_a_last_day_ends_the_day_after_with_the_verdict_it_then_has():
    old = person("a", birth_date="1950-01-01")
    household = family(old, receiving=[Held("OLD", "a", until=date(2026, 9, 30))])
    (found,) = changes(household, "OLD")
    assert (found.on, found.was, found.becomes) == (date(2026, 10, 1), "held", "eligible")
    assert (found.causes[0].kind, found.causes[0].name) == ("ends", "OLD")


def test_what_rests_on_a_relief_status_is_to_be_checked_anew_when_its_grant_ends():
    household = family(
        person("a", lives_alone=True),
        relief_status="poor",
        receiving=[Held("POOR", until=date(2026, 9, 30))],
    )
    assert told(household) == [
        ("2026-10-01", "HELP", "eligible", "unknown"),
        ("2026-10-01", "POOR", "held", "unknown"),
    ]


def test_a_grant_that_goes_on_through_another_line_is_not_forecast_to_end():
    old = person("a", birth_date="1950-01-01")
    lines = [Held("OLD", "a", until=date(2026, 9, 30)), Held("OLD")]
    assert changes(family(old, receiving=lines), "OLD") == ()


@pytest.mark.parametrize(
    ("until", "found"), [(TODAY - timedelta(days=1), 0), (TODAY, 1), (date(2027, 5, 1), 0)]
)
def test_only_grants_that_end_within_the_year_are_forecast(until, found):
    old = person("a", birth_date="1950-01-01")
    assert len(changes(family(old, receiving=[Held("OLD", "a", until=until)]), "OLD")) == found


def test_a_pupil_of_the_last_year_enters_the_stage_that_surely_follows():
    household = family(person("a", stage="lower", grade=3, needy=True))
    assert told(household, "PUPIL", "FIRST") == [("2026-09-01", "FIRST", "ineligible", "eligible")]


def test_where_what_comes_next_is_not_sure_what_rests_on_school_is_to_be_checked_anew():
    household = family(person("a", stage="upper", grade=2, job="pupil"))
    assert told(household, "PUPIL", "STUDENT") == [
        ("2026-08-01", "PUPIL", "eligible", "unknown"),
        ("2026-08-01", "STUDENT", "eligible", "unknown"),
    ]


def test_certificates_of_one_school_year_are_to_be_renewed_when_the_next_begins():
    (found,) = changes(family(person("a", needy=True, loan=False)), "NEEDY")
    assert (found.on, found.was, found.becomes) == (date(2026, 9, 1), "eligible", "unknown")
    assert (found.causes[0].kind, found.causes[0].name) == ("renewal", "needy")


def test_a_pupil_told_of_two_school_years_ago_has_moved_up_twice_since():
    pupil = person("a", stage="lower", grade=1, leaving=False)
    household = family(pupil, as_of=date(2024, 5, 1))
    assert brought(household, TODAY).members[0].facts["grade"] == 3
    assert [(c.code, c.on) for c in changes(household, "FIRST", "LEAVER", "PUPIL")] == [
        ("FIRST", date(2026, 9, 1)),
        ("LEAVER", date(2026, 9, 1)),
    ]


def test_a_relief_status_goes_on_where_another_line_holds_its_grant_for_longer():
    lines = [Held("POOR", until=date(2026, 9, 30)), Held("POOR", "a", until=date(2027, 9, 30))]
    household = family(person("a", lives_alone=True), relief_status="poor", receiving=lines)
    assert changes(household, "HELP") == ()


def test_a_status_whose_grant_has_ended_since_it_was_told_is_not_known():
    grant = [Held("POOR", until=date(2026, 3, 31))]
    home = family(relief_status="poor", receiving=grant, as_of=date(2026, 1, 1))
    assert "relief_status" not in brought(home, TODAY).facts
    assert held_codes(home, BOOK, TODAY) == frozenset()
    assert held_codes(home, BOOK, date(2026, 3, 31)) == {Held("POOR")}


def test_a_status_told_after_its_grant_ended_stands():
    grant = [Held("POOR", until=date(2026, 3, 31))]
    home = family(relief_status="poor", receiving=grant, as_of=date(2026, 4, 15))
    assert brought(home, TODAY).facts["relief_status"] == "poor"
    assert held_codes(home, BOOK, TODAY) == {Held("POOR")}


def test_a_birthday_counts_in_the_new_school_year_with_the_new_stage():
    household = family(person("a", birth_date="2008-12-01", stage="nursery", grade=1))
    days = [(c.on.isoformat(), c.code) for c in changes(household, "PUPIL", "YOUNG")]
    assert days == [("2026-09-01", "PUPIL"), ("2026-12-01", "YOUNG")]
