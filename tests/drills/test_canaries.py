"""Canaries, reduced; the whole drill is `python -m bench.safety.canaries`."""

import os

import pytest

from bench.safety.birds import ADDRESS, NAME
from bench.safety.canaries import WAYS, Found, drill, print_found
from bench.safety.running import running

FAMILIES = int(os.environ.get("DRILL_FAMILIES", "20"))
FEW = 6
"""Of the other ways of logging: what each writes is the same, only its form is another."""
PLACES = ("audit", "metrics", "file xingfu.db", "file xingfu.db-wal", "file backup.db")


@pytest.mark.parametrize("way", WAYS)
def test_what_tells_who_somebody_is_stands_nowhere_in_the_open(way, tmp_path):
    with running(tmp_path, **WAYS[way]) as city:
        found = drill(city, FAMILIES if way == "json" else FEW)
    print_found(found, way)
    assert found.hits == {}
    assert found.broken == []
    assert all(found.searched[place] for place in PLACES)
    assert found.searched["file printed.log"]
    assert any(place.startswith("error 4") for place in found.searched)


def test_what_is_found_is_told_by_place_and_without_the_value():
    found = Found()
    found.look("metrics", f"{NAME}安 {ADDRESS}路 1".encode())
    assert found.hits == {"metrics: name, utf-8": 1, "metrics: address, utf-8": 1}
