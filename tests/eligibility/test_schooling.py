"""Where a pupil stands after the next turn of the school year, and where nobody can say."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.eligibility.schooling import next_turn, renewal
from tests.eligibility.passing import SCHOOL, STAGES

MAY, AUGUST, OCTOBER = date(2026, 5, 1), date(2026, 8, 15), date(2025, 10, 1)
AUTUMN, AFTER = date(2026, 9, 1), date(2026, 8, 1)


def turn(known=MAY, **facts):
    found = next_turn(facts, SCHOOL, known)
    return found and (found.on, found.stage, found.year)


@pytest.mark.parametrize("known", [OCTOBER, MAY, date(2026, 7, 31)])
def test_a_pupil_moves_up_on_the_first_day_of_the_next_school_year(known):
    assert turn(known, stage="lower", grade=1) == (AUTUMN, "lower", 2)


def test_on_the_first_day_of_a_school_year_what_is_told_is_of_that_year():
    assert turn(AUTUMN, stage="lower", grade=1) == (date(2027, 9, 1), "lower", 2)


def test_the_last_year_leads_to_the_stage_that_surely_follows():
    assert turn(stage="lower", grade=3) == (AUTUMN, "upper", 1)


def test_the_last_year_of_a_stage_without_a_sure_next_one_leads_nobody_knows_where():
    assert turn(stage="upper", grade=2) == (AFTER, None, None)


def test_a_year_that_may_be_the_last_is_not_sure_unless_it_is_known_not_to_be():
    assert turn(stage="evening", grade=1) == (AUTUMN, "evening", 2)
    assert turn(stage="evening", grade=2) == (AFTER, None, None)
    assert turn(stage="evening", grade=2, leaving=False) == (AUTUMN, "evening", 3)
    assert turn(stage="evening", grade=3, leaving=True) == (AFTER, None, None)


def test_without_a_year_of_study_only_graduation_moves_a_pupil():
    assert turn(stage="lower") is None
    assert turn(stage="lower", leaving=True) == (AUTUMN, "upper", 1)
    assert turn(stage="upper", leaving=True) == (AFTER, None, None)


@pytest.mark.parametrize(
    "facts",
    [
        {"stage": "work", "grade": 1},
        {"grade": 1},
        {"stage": "lower", "grade": 4},
        {"stage": "lower", "grade": 0},
        {"stage": "lower", "grade": 1, "leaving": True},
    ],
)
def test_facts_that_do_not_fit_a_stage_move_nobody(facts):
    assert turn(**facts) is None


@pytest.mark.parametrize("facts", [{"grade": 1}, {"grade": 3}, {"leaving": True}])
def test_in_the_holidays_a_year_told_may_be_either_so_nothing_is_sure(facts):
    assert turn(AUGUST, stage="lower", **facts) is None
    assert turn(AFTER, stage="lower", **facts) is None


def test_a_letter_of_admission_is_for_the_autumn_of_its_year():
    assert turn(MAY, called=True) == (AUTUMN, "evening", 1)
    assert turn(AUGUST, called=True, stage="upper", grade=2) == (AUTUMN, "evening", 1)
    assert turn(AUTUMN, called=True) is None
    assert turn(date(2026, 12, 1), called=True) is None


def changed(known=MAY, **facts):
    return next_turn(facts, SCHOOL, known).facts


def test_moving_up_keeps_what_is_told_of_the_stage_and_knows_the_last_year():
    assert changed(stage="lower", grade=1, leaving=False, loan=True) == {
        "stage": "lower",
        "grade": 2,
        "leaving": False,
        "called": False,
    }
    assert changed(stage="lower", grade=2, leaving=False)["leaving"] is True


def test_a_new_stage_forgets_what_was_told_of_the_old_one():
    assert changed(stage="lower", grade=3, leaving=True, loan=True) == {
        "stage": "upper",
        "grade": 1,
        "leaving": False,
        "loan": None,
        "called": False,
    }


def test_leaving_forgets_all_that_school_told():
    facts = {"stage": "upper", "grade": 2, "job": "pupil", "needy": True, "called": False}
    assert changed(**facts) == dict.fromkeys(facts)
    assert changed(stage="upper", leaving=True)["leaving"] is False
    assert changed(stage="upper", grade=2, leaving=False)["leaving"] is None


def test_a_job_beside_school_is_not_forgotten():
    assert "job" not in changed(stage="upper", grade=2, job="worker")


def test_being_admitted_ends_when_school_begins():
    assert changed(called=True)["called"] is False


def test_who_begins_a_course_is_known_not_to_be_in_its_last_year_nor_waiting_for_a_letter():
    assert changed(called=True) == {
        "stage": "evening",
        "grade": 1,
        "called": False,
        "leaving": False,
    }
    assert changed(stage="lower", grade=1)["called"] is False
    assert changed(stage="lower", grade=1)["leaving"] is False
    assert changed(stage="lower", grade=2)["leaving"] is True


def test_a_year_that_may_be_the_last_is_left_open():
    assert "leaving" not in changed(stage="evening", grade=1)


def test_certificates_are_renewed_at_the_beginning_of_the_school_year():
    assert renewal({"needy": True}, SCHOOL, AUGUST) == (AUTUMN, ("needy",))
    assert renewal({"needy": False}, SCHOOL, AUTUMN) == (date(2027, 9, 1), ())


@given(
    st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    st.fixed_dictionaries(
        {},
        optional={
            "stage": st.sampled_from(STAGES),
            "grade": st.integers(0, 5),
            "leaving": st.booleans(),
            "called": st.booleans(),
        },
    ),
)
def test_a_turn_comes_within_a_year_at_a_turn_of_the_school_year(known, facts):
    found = next_turn(facts, SCHOOL, known)
    if found is not None:
        assert 0 < (found.on - known).days <= 366
        assert (found.on.month, found.on.day) == ((8, 1) if found.stage is None else (9, 1))
        assert found.facts["stage"] == found.stage
