"""The pages for who runs the service: every command runs, every test and file they name exists."""

import os
import re
import shutil
import subprocess
import sys

import pytest

from api.bootstrap import new_keys
from tests.cli.running import settings_of
from tests.support import ROOT

UNIT = ROOT / "deploy" / "xingfu.service"


def page(name):
    return (ROOT / "docs" / name).read_text("utf-8")


def test_every_command_of_the_operating_page_runs_in_its_order(tmp_path):
    shim = tmp_path / "bin" / "xingfu"
    shim.parent.mkdir()
    shim.write_text(f'#!/bin/sh\nexec {sys.executable} -m api.cli.main "$@"\n', "ascii")
    shim.chmod(0o755)
    place = tmp_path / "place"
    place.mkdir()
    environment = settings_of(
        PATH=f"{shim.parent}:{os.environ['PATH']}",
        PYTHONPATH=str(ROOT),
        XINGFU_DATA_HOME=str(place),
        XINGFU_KEYS=new_keys(),
    )
    blocks = re.findall(r"```sh\n(.*?)```", page("operate.md"), flags=re.DOTALL)
    assert len(blocks) >= 5
    for block in blocks:
        done = subprocess.run(
            ["sh", "-eu", "-c", block],
            cwd=place,
            env=environment,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        assert done.returncode == 0, (block, done.stdout, done.stderr)


@pytest.mark.parametrize("name", ["security.md", "operate.md", "drills.md"])
def test_every_test_and_file_that_a_page_names_exists(name):
    missing = []
    for path, _, test in re.findall(r"`((?:tests|api|deploy)/[\w/.]+)(::(\w+))?`", page(name)):
        file = ROOT / path
        if not file.exists() or (test and f"def {test}(" not in file.read_text("utf-8")):
            missing.append(f"{path}::{test}")
    assert missing == []


def test_each_row_of_the_security_page_names_what_meets_it_or_says_that_it_is_open():
    rows = [
        line.split("|")[2:4] for line in page("security.md").splitlines() if line.startswith("| ")
    ]
    told = [(met.strip(), said) for met, said in rows]
    assert len(told) > 25
    assert [
        row for row in told if not row[0] and "*open*" not in row[1] and "nothing" not in row[1]
    ] == []


def test_the_unit_and_the_container_run_as_nobody_special_and_carry_no_secret():
    unit = UNIT.read_text("utf-8")
    assert "User=xingfu" in unit
    assert "EnvironmentFile=/etc/xingfu/xingfu.env" in unit
    for wall in ("NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet=\n"):
        assert wall in unit
    container = (ROOT / "deploy" / "Containerfile").read_text("utf-8")
    assert re.search(r"^USER [1-9]\d+$", container, flags=re.MULTILINE)
    assert "HEALTHCHECK" in container
    example = (ROOT / "deploy" / "xingfu.env.example").read_text("utf-8")
    assert re.search(r"^XINGFU_KEYS=$", example, flags=re.MULTILINE)
    for text in (unit, container):
        assert "XINGFU_KEYS" not in text


def test_the_time_to_stop_in_the_unit_is_longer_than_the_settings_take():
    from api.settings import Settings

    fields = Settings.model_fields
    takes = fields["drain_seconds"].default + fields["stop_seconds"].default
    (limit,) = re.findall(r"^TimeoutStopSec=(\d+)$", UNIT.read_text("utf-8"), flags=re.MULTILINE)
    assert int(limit) > takes


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here to ask")
def test_systemd_understands_every_line_of_the_unit(tmp_path):
    copy = tmp_path / "xingfu.service"
    copy.write_text(UNIT.read_text("utf-8").replace("/opt/xingfu/.venv/bin/xingfu", "/bin/true"))
    asked = ["systemd-analyze", "verify", "--man=no", str(copy)]
    told = subprocess.run(asked, capture_output=True, text=True, timeout=60, check=False)
    ours = [line for line in told.stderr.splitlines() if "xingfu" in line and "Unknown" in line]
    assert ours == []
