"""The service starts, and a household is matched, without the libraries of training."""

import subprocess
import sys

import pytest

from tests.cli.running import settings_of
from tests.support import ROOT

TOLD = """
heavy = {"sklearn", "scipy", "pandas", "matplotlib", "bm25s"}
print("loaded:", *sorted(heavy & set(sys.modules)))
"""
SERVING = """
import sys
from tempfile import TemporaryDirectory
from api.app import create_app
from api.bootstrap import make_gate, make_matcher, make_ring, open_store
from api.clock import today
from api.settings import Settings
with TemporaryDirectory() as folder:
    settings = Settings(data_home=folder, demo=True)
    matcher = make_matcher(settings, today())
    with open_store(settings) as store:
        gate = make_gate(settings, store, make_ring(settings), matcher)
        create_app(matcher, settings, today, gate)
"""
MATCHING = """
import sys
from api.cli.main import app
app(["match", "catalogs/demo/households.jsonl", "--json"], standalone_mode=False)
"""


@pytest.mark.parametrize("work", [SERVING, MATCHING], ids=["serving", "matching"])
def test_nothing_that_only_training_needs_is_loaded(work):
    ended = subprocess.run(
        [sys.executable, "-c", work + TOLD],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=settings_of(),
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.splitlines()[-1] == "loaded:"
