"""Kleene's three values: unknown is neither true nor false, and stays so."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.rules.truth import Truth, every, negate, some, truth

F, U, T = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE
truths = st.lists(st.sampled_from(Truth), max_size=6)


@pytest.mark.parametrize(
    ("left", "right", "both"),
    [(T, T, T), (T, U, U), (T, F, F), (U, U, U), (U, F, F), (F, F, F)],
)
def test_and_is_false_as_soon_as_one_side_is(left, right, both):
    assert every([left, right]) is both
    assert every([right, left]) is both


@pytest.mark.parametrize(
    ("left", "right", "either"),
    [(T, T, T), (T, U, T), (T, F, T), (U, U, U), (U, F, U), (F, F, F)],
)
def test_or_is_true_as_soon_as_one_side_is(left, right, either):
    assert some([left, right]) is either
    assert some([right, left]) is either


@pytest.mark.parametrize(("value", "opposite"), [(T, F), (U, U), (F, T)])
def test_not_leaves_unknown_as_it_is(value, opposite):
    assert negate(value) is opposite


def test_and_of_nothing_is_true_and_or_of_nothing_false():
    assert every([]) is T
    assert some([]) is F


@pytest.mark.parametrize("value", list(Truth))
def test_a_truth_refuses_to_be_used_as_a_python_bool(value):
    with pytest.raises(TypeError, match="unknown is neither true nor false"):
        bool(value)


@pytest.mark.parametrize(("answer", "value"), [(True, T), (False, F), (None, U)])
def test_a_truth_and_its_json_are_the_same_answer(answer, value):
    assert truth(answer) is value
    assert value.as_json() is answer


@given(truths)
def test_not_of_and_is_or_of_the_opposites(values):
    assert negate(every(values)) is some(map(negate, values))


@given(truths)
def test_joining_agrees_with_every_way_of_resolving_the_unknown(values):
    worlds = [
        [value is T if value is not U else next(guess) for value in values]
        for guesses in product((True, False), repeat=values.count(U))
        for guess in [iter(guesses)]
    ]
    for join, classical in ((every, all), (some, any)):
        answers = {classical(world) for world in worlds}
        expected = U if len(answers) == 2 else truth(answers.pop())
        assert join(values) is expected
