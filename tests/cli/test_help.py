"""Help comes at once: no command loads what only its work needs."""

import subprocess
import sys
from importlib.metadata import version

import pytest

from tests.cli.running import settings_of, xingfu
from tests.support import ROOT

PROBE = """
import sys
from typer.main import get_command
from api.cli.main import app

command = get_command(app)
for name in ["", *command.commands]:
    print("==", name)
    command(["--help"] if not name else [name, "--help"], standalone_mode=False)
heavy = {"numpy", "fastapi", "faiss", "sklearn", "yaml", "opencc", "pydantic", "rich"}
print("loaded:", *sorted(heavy & set(sys.modules)))
"""


@pytest.fixture(scope="module")
def helped():
    ended = subprocess.run(
        [sys.executable, "-c", PROBE],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=settings_of(),
        timeout=60,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    return ended.stdout


def test_every_command_has_a_help_that_says_what_it_does(helped):
    parts = dict(part.split("\n", 1) for part in helped.split("== ")[1:])
    assert {"match", "assess", "evaluate", "check"} <= set(parts)
    for name, text in parts.items():
        assert "Usage:" in text, name
        assert "--help" in text, name


def test_help_of_all_commands_loads_neither_numbers_nor_web(helped):
    loaded = helped.rsplit("loaded:", 1)[1].split()
    assert not {"numpy", "fastapi", "faiss", "sklearn"} & set(loaded)


def test_help_on_the_command_line_ends_well_and_quietly():
    ended = xingfu("match", "--help")
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert b"--json" in ended.stdout


def test_no_command_at_all_is_wrong_usage_that_shows_the_help():
    ended = xingfu()
    assert ended.returncode == 2
    assert b"match" in ended.stdout + ended.stderr


def test_the_program_tells_its_version():
    ended = xingfu("--version")
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert ended.stdout.decode().strip() == f"xingfu {version('xingfu')}"
