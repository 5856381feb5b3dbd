"""The demo: without its setting it keeps nothing; with it, each household once."""

import os
import re
import sys
from pathlib import Path
from subprocess import run

from api.store.store import Store
from api.store.values import Search, Towns
from tests.service.office import NOW


def demo(home: Path, on: str) -> str:
    done = run(
        [sys.executable, "-m", "api.cli.main", "demo", "--lang", "en"],
        env={
            **{n: v for n, v in os.environ.items() if not n.startswith("XINGFU_")},
            "XINGFU_DEMO": on,
            "XINGFU_DATA_HOME": str(home),
            "XINGFU_ENCODER": "lexical",
            "COLUMNS": "200",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def kept(home: Path) -> dict[str, list[str]]:
    """Return the digests of the plans of each household in the demo's database."""
    with (
        Store.open(f"sqlite:///{home / 'xingfu.db'}") as store,
        store.view("t", NOW, Towns.everywhere()) as unit,
    ):
        ids = [row.id for row in unit.households.search(Search(state=None), 100).rows]
        return {id: [plan.body.digest for plan in unit.plans.of(id)] for id in ids}


def listed(home: Path) -> list[tuple[int, bool, list[str]]]:
    """Return of each list in the demo's database its version, whether it is told, and what is
    reserved for its family.
    """
    with (
        Store.open(f"sqlite:///{home / 'xingfu.db'}") as store,
        store.view("t", NOW, Towns.everywhere()) as unit,
    ):
        ids = [row.id for row in unit.households.search(Search(state=None), 100).rows]
        return [
            (
                one.version,
                unit.feed.of_list(one.id) is not None,
                [str(each.state) for each in unit.reservations.of(id)],
            )
            for id in ids
            for one in unit.lists.of(id, 10, None)
        ]


def rows(told: str) -> list[str]:
    return re.findall(r"(?m)^ ?([VD]\d+) .*", told)


def test_without_its_setting_the_demo_keeps_nothing(tmp_path: Path) -> None:
    assert rows(demo(tmp_path / "home", "0"))
    assert not (tmp_path / "home").exists()


def test_a_second_demo_neither_doubles_nor_loses_a_household_or_a_plan(tmp_path: Path) -> None:
    first = demo(tmp_path, "1")
    there = kept(tmp_path)
    assert len(there) == len(rows(first)) > 10
    assert sorted(len(plans) for plans in there.values()) == [1] * (len(there) - 1) + [2]
    assert demo(tmp_path, "1") == first
    assert kept(tmp_path) == there


def test_the_demo_has_a_list_in_the_feed_with_a_place_reserved_and_a_key_to_pull_it(
    tmp_path: Path,
) -> None:
    demo(tmp_path, "1")
    key = (tmp_path / "demo.push").read_text("ascii")
    demo(tmp_path, "1")
    assert listed(tmp_path) == [(1, True, ["confirmed"])]
    assert (tmp_path / "demo.push").read_text("ascii") == key
    assert (tmp_path / "demo.push").stat().st_mode & 0o077 == 0
