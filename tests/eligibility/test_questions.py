"""Which unknown facts are worth asking, those first that can settle most."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.eligibility.questions import questions
from matcher.rules.evaluate import Judged
from matcher.rules.tree import Compare
from matcher.rules.truth import Truth
from matcher.values import Hint, Missing, Question, Status, Verdict

OPEN = Judged(Compare("x", "=", 1), Truth.UNKNOWN)


def lacking(code, *missing, member=None):
    facts = tuple(m if isinstance(m, Missing) else Missing(m) for m in missing)
    return Verdict(code, member, Status.UNKNOWN, OPEN, lambda judged: facts)


def asked(verdicts, worth, hints=()):
    return [(q.fact, q.member) for q in questions(verdicts, worth, hints)]


def test_the_fact_that_settles_the_most_verdicts_comes_first():
    verdicts = [lacking("A", "income"), lacking("B", "size"), lacking("C", "size")]
    assert asked(verdicts, {"A": 1, "B": 1, "C": 1}) == [("size", None), ("income", None)]


def test_a_fact_that_settles_a_verdict_alone_comes_before_one_of_many():
    verdicts = [lacking("A", "age", "income"), lacking("B", "size")]
    assert asked(verdicts, {"A": 1, "B": 1})[0] == ("size", None)


def test_a_fact_of_a_likelier_code_comes_before_one_of_a_less_likely():
    verdicts = [lacking("A", "age"), lacking("B", "size")]
    assert asked(verdicts, {"A": 0.2, "B": 0.9}) == [("size", None), ("age", None)]


def test_ties_fall_to_the_name_of_the_fact_then_to_the_member():
    verdicts = [
        lacking("A", Missing("size")),
        lacking("B", Missing("age", "m2")),
        lacking("C", Missing("age", "m1")),
    ]
    worth = dict.fromkeys("ABC", 0.5)
    expected = [("age", "m1"), ("age", "m2"), ("size", None)]
    assert asked(verdicts, worth) == asked(verdicts[::-1], worth) == expected


def test_the_same_fact_of_two_members_makes_two_questions():
    verdicts = [lacking("A", Missing("age", m), member=m) for m in ("m1", "m2")]
    assert asked(verdicts, {"A": 1}) == [("age", "m1"), ("age", "m2")]


def test_a_question_names_each_code_it_decides_once_in_their_order():
    verdicts = [lacking("B", "size"), lacking("A", "size"), lacking("B", "size", member="m2")]
    (question,) = questions(verdicts, {"A": 1, "B": 1})
    assert question == Question("size", None, ("B", "A"))


@pytest.mark.parametrize("status", [Status.ELIGIBLE, Status.INELIGIBLE, Status.HELD])
def test_nothing_is_asked_where_every_verdict_is_settled(status):
    assert questions([Verdict("A", None, status, OPEN)], {"A": 1}) == ()


def test_a_fact_that_a_text_voices_is_asked_before_an_equal_one_and_says_so():
    hint = Hint("size", None, 3, "n1", "一家三口")
    verdicts = [lacking("A", "age"), lacking("B", "size")]
    worth = {"A": 1, "B": 1}
    assert asked(verdicts, worth) == [("age", None), ("size", None)]
    assert questions(verdicts, worth, [hint])[0] == Question("size", None, ("B",), hint)


def test_a_hint_of_one_member_says_nothing_of_another():
    verdicts = [lacking("A", Missing("age", "m1")), lacking("B", Missing("age", "m2"))]
    found = questions(verdicts, {"A": 1, "B": 1}, [Hint("age", "m2", 70, "n1", "七十")])
    assert [(q.member, q.hint is None) for q in found] == [("m2", False), ("m1", True)]


FACTS = st.builds(Missing, st.sampled_from("xyz"), st.sampled_from(["", "m1"]))
VERDICTS = st.lists(
    st.builds(
        lambda code, facts: lacking(code, *sorted(facts)),
        st.sampled_from("ABCD"),
        st.sets(FACTS, max_size=3),
    ),
    max_size=6,
)
WORTH = st.fixed_dictionaries({code: st.sampled_from([0.0, 0.25, 0.5, 1.0]) for code in "ABCD"})


@given(VERDICTS, WORTH, st.randoms())
def test_the_order_of_verdicts_changes_no_question_and_no_rank(verdicts, worth, rnd):
    shuffled = verdicts[:]
    rnd.shuffle(shuffled)
    assert asked(shuffled, worth) == asked(verdicts, worth)


@given(VERDICTS, WORTH)
def test_every_missing_fact_is_asked_once_and_every_question_decides_something(verdicts, worth):
    found = questions(verdicts, worth)
    wanted = {(m.fact, m.member or None) for v in verdicts for m in v.missing}
    assert {(q.fact, q.member) for q in found} == wanted
    assert len(found) == len(wanted)
    assert all(question.decides for question in found)
