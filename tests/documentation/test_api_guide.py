"""The guide to the API: every command runs, in its order, against a service of the demo."""

import json
import os
import re
import shutil
import subprocess
import sys

import pytest

from api.access.operations import OPERATIONS
from api.settings import Settings
from tests.cli.running import settings_of, xingfu
from tests.service.process import start
from tests.support import ROOT

GUIDE, TWIN = "api.md", "api.zh.md"


def text(name):
    return (ROOT / "docs" / name).read_text("utf-8")


def commands(name):
    return "".join(re.findall(r"```sh\n(.*?)```", text(name), flags=re.DOTALL))


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    place = tmp_path_factory.mktemp("demo")
    settings = {"demo": "1", "log": "json", "cache": os.devnull}
    made = xingfu("demo", data_home=str(place), **settings)
    assert made.returncode == 0, made.stderr.decode()
    service = start(place, **settings)
    try:
        service.wait_until_it_answers("/readyz")
        yield service
    finally:
        service.kill()


@pytest.fixture
def shell(demo, tmp_path):
    """Run commands as somebody does who has curl and Python, at an empty place."""
    if shutil.which("curl") is None and not os.environ.get("CI"):
        pytest.skip("NO CURL on this machine: the commands of the documentation are not tried")
    (tmp_path / "python3").symlink_to(sys.executable)

    def run(script):
        done = subprocess.run(
            ["sh", "-eu", "-c", script.replace("http://127.0.0.1:8000", demo.address)],
            cwd=tmp_path,
            env=settings_of(PATH=f"{tmp_path}:{os.environ['PATH']}", no_proxy="127.0.0.1"),
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        assert done.returncode == 0, (done.stdout[-2_000:], done.stderr[-2_000:])
        return done.stdout

    return run


def test_every_command_of_the_guide_does_what_it_says(shell, tmp_path):
    script = commands(GUIDE)
    printed = re.findall(r"^(\d{3})$", shell(script), flags=re.MULTILINE)
    assert printed == re.findall(r"  # (\d{3})$", script, flags=re.MULTILINE)
    assert json.loads((tmp_path / "looked.json").read_text("utf-8"))["counts"]["good"] == 1
    kept = (tmp_path / "kept.json").read_text("utf-8") + (tmp_path / "members.csv").read_text()
    assert "黎*梅" in kept
    assert "黎小梅" not in kept


@pytest.mark.parametrize("name", ["../README.md", "../README.zh.md"])
def test_a_readme_signs_in_and_matches_its_household(name, shell, tmp_path):
    (household,) = re.findall(r"```json\n(.*?)```", text(name), flags=re.DOTALL)
    (tmp_path / "d001.json").write_text(household, "utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", text(name), flags=re.DOTALL)
    (block,) = [block for block in blocks if "api/v1/session" in block]
    printed = shell(block)
    assert '"household_id": "D001"' in printed
    assert '"total": ' in printed
    assert "/problems/" not in printed


def test_the_guide_of_the_other_language_has_the_same_commands_sections_and_rows():
    assert commands(TWIN) == commands(GUIDE)
    for mark in (r"^## ", r"^\| "):
        counts = {len(re.findall(mark, text(name), flags=re.MULTILINE)) for name in (GUIDE, TWIN)}
        assert len(counts) == 1, mark


@pytest.mark.parametrize("name", [GUIDE, TWIN])
def test_the_limits_that_the_guide_tells_are_those_of_the_settings(name):
    fields = Settings.model_fields
    for setting in ("rate", "burst", "max_body"):
        (row,) = [line for line in text(name).splitlines() if f"`XINGFU_{setting.upper()}`" in line]
        assert f"{fields[setting].default:,.0f}" in row


def test_every_operation_that_the_guide_names_is_served():
    known = {(method, re.sub(r"{\w+}", "{}", path)) for method, path in OPERATIONS}
    named = re.findall(r"`(GET|POST|PUT|PATCH|DELETE) (/[\w/{}]+)`", text(GUIDE))
    assert len(named) > 3
    assert {(method, re.sub(r"{\w+}", "{}", path)) for method, path in named} <= known
