"""Answers in memory are bounded by their bytes and their age."""

from datetime import timedelta
from typing import Any

from api.usecases.remembering import MOST_SECONDS, Answer, Questions, Remembered
from tests.service.office import NOW


def answer(size: int) -> Answer:
    return Answer((), size, "key:1", None, NOW + timedelta(days=1), (1, 1), Questions())


class Seconds:
    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def names(kept: Remembered, num: int) -> list[int]:
    return [n for n in range(num) if kept.get(bytes([n])) is not None]


def test_the_ones_longest_unused_go_first_and_the_bound_is_kept() -> None:
    kept: Any = Remembered(most=100_000)
    for number in range(40):
        kept.keep(bytes([number]), answer(3_000))
        assert kept.get(bytes([0])) is not None
        assert kept.size <= 100_000
    assert names(kept, 40) == [0, *range(21, 40)]


def test_an_answer_too_large_for_many_is_not_remembered() -> None:
    kept = Remembered(most=100_000)
    kept.keep(b"large", answer(7_000))
    assert kept.get(b"large") is None
    assert kept.size == 0


def test_what_is_kept_anew_is_counted_once_and_what_is_dropped_no_more() -> None:
    kept = Remembered()
    kept.keep(b"one", answer(1_000))
    kept.keep(b"one", answer(1_000))
    assert kept.size == answer(1_000).size
    kept.drop(b"one")
    kept.drop(b"one")
    assert kept.size == 0


def test_nothing_personal_stays_longer_than_some_minutes_however_often_it_is_asked_for() -> None:
    clock = Seconds()
    kept = Remembered(clock=clock)
    kept.keep(b"old", answer(10))
    clock.at += MOST_SECONDS - 1
    kept.keep(b"young", answer(10))
    kept.forget_old()
    assert kept.get(b"old") is not None
    clock.at += 1
    kept.forget_old()
    assert kept.get(b"old") is None
    assert kept.get(b"young") is not None
