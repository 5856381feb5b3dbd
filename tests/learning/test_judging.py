"""Replies become rows: what was chosen, how much it came to, and what says nothing of the order."""

import pytest

from matcher.learning.events import Answer
from matcher.learning.judging import judge
from tests.learning.logs import log


def answers(*replies):
    found = judge(log(*replies), ["words"])
    return {s.row.code: (s.answer, s.row.gain, s.place) for s in found.sightings}


def test_what_was_not_answered_is_there_all_the_same():
    assert answers() == {
        "S001": (Answer.NONE, 0, 1),
        "S002": (Answer.NONE, 0, 2),
        "S003": (Answer.NONE, 0, 0),
    }


@pytest.mark.parametrize(
    ("replies", "answer", "gain"),
    [
        ([("accepted", "")], Answer.ACCEPTED, 1),
        ([("accepted", ""), ("outcome", "received")], Answer.ACCEPTED, 2),
        ([("accepted", ""), ("outcome", "refused")], Answer.ACCEPTED, 1),
        ([("accepted", ""), ("outcome", "not_wanted")], Answer.ACCEPTED, 0),
        ([("removed", "not_relevant")], Answer.REMOVED, 0),
        ([("accepted", ""), ("removed", "better_one")], Answer.REMOVED, 0),
        ([("removed", "better_one"), ("accepted", "")], Answer.REMOVED, 0),
    ],
)
def test_an_answer_is_worth_what_came_of_it(replies, answer, gain):
    found = answers(*((event, "S001", detail) for event, detail in replies))
    assert found["S001"] == (answer, gain, 1)


def test_what_was_added_by_hand_was_chosen_though_not_shown():
    assert answers(("added", "S003", ""))["S003"] == (Answer.ADDED, 1, 0)


@pytest.mark.parametrize("reason", ["already_held", "not_eligible"])
def test_a_removal_for_a_fact_says_nothing_of_the_order(reason):
    found = judge(log(("removed", "S001", reason)), ["words"])
    assert found.of_facts == 1
    assert {one.row.code for one in found.sightings} == {"S002", "S003"}


def test_a_plan_without_a_value_for_some_part_is_left_out_and_counted():
    found = judge(log(("accepted", "S001", "")), ["words", "rare"])
    assert (found.sightings, found.unmeasured) == ((), 1)


def test_an_addition_that_was_never_measured_is_counted():
    assert judge(log(("added", "G001", "")), ["words"]).outside == 1
