"""Values in memory are bounded by their bytes and their age."""

from api.memory import MOST_SECONDS, Memory


class Seconds:
    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def names(kept: Memory[str], num: int) -> list[int]:
    return [n for n in range(num) if kept.get(bytes([n])) is not None]


def test_the_ones_longest_unused_go_first_and_the_bound_is_kept() -> None:
    kept = Memory[str](most=100_000)
    for number in range(40):
        kept.keep(bytes([number]), "answer", 5_000)
        assert kept.get(bytes([0])) is not None
        assert kept.size <= 100_000
    assert names(kept, 40) == [0, *range(21, 40)]


def test_a_value_too_large_for_many_is_not_remembered() -> None:
    kept = Memory[str](most=100_000)
    kept.keep(b"large", "answer", 7_000)
    assert kept.get(b"large") is None
    assert kept.size == 0


def test_what_is_kept_anew_is_counted_once_and_what_is_dropped_no_more() -> None:
    kept = Memory[str]()
    kept.keep(b"one", "before", 2_000)
    kept.keep(b"one", "after", 1_000)
    assert (kept.get(b"one"), kept.size) == ("after", 1_000)
    kept.drop(b"one")
    kept.drop(b"one")
    assert kept.size == 0


def test_nothing_stays_longer_than_some_minutes_however_often_it_is_asked_for() -> None:
    clock = Seconds()
    kept = Memory[str](clock=clock)
    kept.keep(b"old", "answer", 10)
    clock.at += MOST_SECONDS - 1
    kept.keep(b"young", "answer", 10)
    assert kept.get(b"old") is not None
    clock.at += 1
    assert kept.get(b"old") is None
    assert kept.get(b"young") is not None
    assert kept.size == 10
