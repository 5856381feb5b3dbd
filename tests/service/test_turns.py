"""Turns are taken in the order in which they were asked for, by one at a time."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from api.store import engine as store_engine
from api.store.errors import BusyError
from api.store.store import Store
from api.store.values import Towns
from api.turns import Turns
from tests.service.office import NOW, new_database

_PATIENCE = 10.0


def wait_until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.001)


def queue_up(turns: Turns, names: list[int], do: Callable[[int], None]) -> list[threading.Thread]:
    """Let a thread for each name ask for its turn, one after the other."""

    def one(name: int) -> None:
        with turns.taken():
            do(name)

    threads = []
    for number, name in enumerate(names):
        threads.append(threading.Thread(target=one, args=(name,)))
        threads[-1].start()
        wait_until(lambda number=number: len(turns._waiting) > number)
    return threads


def test_whoever_came_first_is_first_and_nobody_is_there_beside_them() -> None:
    turns, order, inside = Turns(), list[int](), list[int]()

    def note(name: int) -> None:
        inside.append(name)
        assert inside == [name]
        order.append(name)
        time.sleep(0.001)
        inside.remove(name)

    with turns.taken():
        threads = queue_up(turns, [3, 1, 2, 0], note)
    for thread in threads:
        thread.join(_PATIENCE)
    assert order == [3, 1, 2, 0]


def test_who_does_not_get_it_in_time_is_passed_by_and_the_next_gets_it() -> None:
    turns = Turns()
    assert turns.take()
    assert not turns.take(0.01)
    turns.give_on()
    assert turns.take(0.01)


def test_it_is_given_on_after_an_exception_too() -> None:
    turns = Turns()
    with pytest.raises(ZeroDivisionError), turns.taken():
        raise ZeroDivisionError
    assert turns.take(0.01)


def test_units_of_one_embedded_database_are_served_in_order(tmp_path: Path) -> None:
    with Store.open(new_database(tmp_path)) as store:
        order: list[int] = []

        def write(name: int) -> None:
            with store.unit("test", NOW, Towns.everywhere()) as unit:
                unit.households.add("442000001")
                order.append(name)

        with store.unit("test", NOW, Towns.everywhere()):
            turns, threads = store_engine._WRITERS[store._engine], list[threading.Thread]()
            for name in (2, 0, 1):
                threads.append(threading.Thread(target=write, args=(name,)))
                threads[-1].start()
                wait_until(lambda: len(turns._waiting) == len(threads))
        for thread in threads:
            thread.join(_PATIENCE)
        assert order == [2, 0, 1]


def test_a_unit_whose_turn_does_not_come_is_told_that_the_database_is_busy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.open(new_database(tmp_path)) as store, store.unit("a", NOW, Towns.everywhere()):
        monkeypatch.setattr(store_engine, "BUSY_SECONDS", 0.01)
        later = NOW + timedelta(seconds=1)
        with pytest.raises(BusyError), store.unit("b", later, Towns.everywhere()):
            pass
