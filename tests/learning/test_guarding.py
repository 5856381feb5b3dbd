"""Each guard rail holds or breaks by itself, and says of whom or what."""

import pytest

from matcher.learning import guarding
from matcher.learning.comparing import OnLabels
from matcher.learning.events import Answer
from matcher.learning.guarding import Counts, Limits, Turned
from matcher.learning.judging import Sighting
from matcher.ranking.fit import Row
from matcher.ranking.score import Weights

LIMITS = Limits()


def answers(worker, answer, times, place=1):
    return [Sighting(Row("h", "S001", {}, 0), "p", worker, place, answer)] * times


def test_too_few_of_anything_breaks_the_guard_of_that_name():
    plenty = Counts(events=500, households=100, workers=3, held_back=30)
    assert all(guard.holds for guard in guarding.enough(plenty, LIMITS))
    for name in ("events", "households", "workers", "held_back"):
        few = {n: getattr(plenty, n) - (n == name) for n in plenty.__slots__[:4]}
        broken = [g.name for g in guarding.enough(Counts(**few), LIMITS) if not g.holds]
        assert broken == [name]


@pytest.mark.parametrize("answer", [Answer.REMOVED, Answer.ACCEPTED])
def test_one_who_answers_the_same_to_everything_is_named(answer):
    mixed = answers("w-1", Answer.ACCEPTED, 20) + answers("w-1", Answer.REMOVED, 20)
    found = guarding.one_sided([*mixed, *answers("w-2", answer, 40)], LIMITS)
    assert (found.holds, found.about, found.found) == (False, "w-2", 1.0)
    assert guarding.one_sided(mixed, LIMITS).holds


def test_who_accepts_some_and_leaves_the_rest_is_not_one_sided():
    seen = answers("w-1", Answer.ACCEPTED, 40) + answers("w-1", Answer.NONE, 200)
    assert guarding.one_sided(seen, LIMITS).holds


def test_a_handful_of_answers_makes_nobody_one_sided():
    assert guarding.one_sided(answers("w-1", Answer.REMOVED, 29), LIMITS).holds
    assert guarding.one_sided([], LIMITS).holds


def test_a_gain_that_may_be_none_is_not_enough():
    assert guarding.better(0.0001).holds
    assert not guarding.better(0.0).holds


def test_a_gain_that_hangs_on_one_worker_is_refused_by_that_name():
    found = guarding.every_worker({"w-1": {"h": (0.1, 1.0)}, "w-2": {"h": (-0.1, 1.0)}})
    assert (found.holds, found.about) == (False, "w-2")
    assert guarding.every_worker({"w-1": {"h": (0.1, 1.0)}}).holds
    assert not guarding.every_worker({}).holds


def on(ndcg10, rare=0.5):
    return OnLabels(ndcg10, rare, {})


@pytest.mark.parametrize(
    ("new", "broken"),
    [
        (on(0.798), []),
        (on(0.797), ["labels"]),
        (on(0.9, 0.498), []),
        (on(0.9, 0.497), ["rare"]),
        (on(0.7, 0.4), ["labels", "rare"]),
    ],
)
def test_a_labelled_set_may_lose_two_thousandths_and_no_more(new, broken):
    found = guarding.on_labelled("train", new, on(0.8), LIMITS)
    assert [guard.name for guard in found if not guard.holds] == broken
    assert {guard.about for guard in found} == {"train"}


def test_a_weight_that_turns_its_sign_or_is_lost_is_noticed():
    before = Weights({"words": 1.0, "rare": -0.2, "usual": 0.3, "named": 0.1}, 0, 0)
    after = Weights({"words": -0.1, "rare": -0.9, "usual": 0.3}, 0, 0)
    found = guarding.turned(before, after)
    assert found == (Turned("named", 0.1, 0.0), Turned("words", 1.0, -0.1))
