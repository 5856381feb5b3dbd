"""A process that takes an import is killed; whoever accepts again loses and doubles nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

from api.store.store import Store
from api.store.values import Search, Towns
from tests.service.importer import checked, desk_over
from tests.service.ledger_files import many, number_of
from tests.service.office import EAST, NOW
from tests.store.conftest import kind, server, template, template_file, url  # noqa: F401
from tests.support import ROOT

COUNT = 40


def started(*words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.service.importer", *words],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        text=True,
    )


@pytest.mark.parametrize("lines", [1, 3])
def test_kill_then_accept_again(url: str, tmp_path: Path, lines: int):  # noqa: F811
    file = tmp_path / "ledger.xlsx"
    file.write_bytes(many(COUNT))
    with Store.open(url) as store:
        own = checked(store, file.read_bytes())
    process = started(url, str(file), own)
    assert process.stdout is not None
    said = [process.stdout.readline() for _ in range(lines + 1)]
    process.kill()
    process.wait()
    process.stdout.close()
    with Store.open(url) as store, store.view("worker", NOW, Towns.of(EAST)) as unit:
        assert unit.imports.num_placed(own) >= int(said[-1])
    again = started(url, str(file), own)
    assert again.communicate()[0].splitlines()[-1] == "done"
    with Store.open(url) as store:
        desk = desk_over(store)
        with desk.view() as unit:
            page = unit.households.search(Search(), 200)
            marks = [desk.blind("id_number", number_of(person)) for person in range(COUNT)]
            found = unit.listing.marked("id_number", [mark for mark in marks if mark])
            assert unit.imports.find(own).state == "accepted"
        assert len(page.rows) == COUNT
        assert len({each.owner for each in found}) == len({e.mark for e in found}) == COUNT
        assert store.verify_audit().breach is None
