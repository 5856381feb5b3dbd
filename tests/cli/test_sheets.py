"""The commands import, template and export, on a database of their own."""

import json
import os
import re
from pathlib import Path

import pytest

from tests.cli.running import Ended, xingfu
from tests.service.ledger_files import ledger, many, name_of, number_of, row
from tests.sheets.making import of_rows


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def run(home: Path, *words: str | Path) -> Ended:
    return xingfu(*words, data_home=str(home), demo="1")


def rows_of(home: Path, what: str = "households") -> list[dict[str, object]]:
    file = home / "list.json"
    ended = run(home, "export", what, file)
    assert ended.returncode == 0, ended.stderr.decode()
    found: list[dict[str, object]] = json.loads(file.read_text("utf-8"))
    return found


def test_a_ledger_is_looked_at_taken_and_taken_back(home: Path, tmp_path: Path):
    file = tmp_path / "台账.xlsx"
    file.write_bytes(many(3))
    dry = run(home, "import", file, "--dry-run")
    assert dry.returncode == 0, dry.stderr.decode()
    assert "可导入 3 户" in dry.stdout.decode()
    assert rows_of(home) == []
    done = run(home, "import", file, "--yes")
    assert done.returncode == 0, done.stderr.decode()
    assert len(rows_of(home)) == 3
    again = run(home, "import", file, "--yes")
    assert again.returncode == 1
    assert "已登记 3" in again.stdout.decode()
    found = re.search(r"--undo (\w+)", done.stdout.decode())
    assert found is not None
    assert run(home, "import", "--undo", found[1]).returncode == 0
    assert rows_of(home) == []


def test_what_is_wrong_is_told_and_marked_and_the_rest_is_taken(home: Path, tmp_path: Path):
    file, report = tmp_path / "ledger.xlsx", tmp_path / "report.xlsx"
    file.write_bytes(ledger(row(1), row(2, 身份证号="442000")))
    report.touch(mode=0o644)
    ended = run(home, "import", file, "--yes", "--report", report, "--lang", "en")
    assert ended.returncode == 1
    assert "1 can be taken, 1 are held back" in ended.stdout.decode()
    assert report.read_bytes()[:2] == b"PK"
    assert report.stat().st_mode & 0o777 == 0o600
    assert len(rows_of(home)) == 1


def test_without_a_terminal_nothing_is_taken_unasked(home: Path, tmp_path: Path):
    file = tmp_path / "ledger.xlsx"
    file.write_bytes(many(1))
    ended = run(home, "import", file)
    assert (ended.returncode, "--yes" in ended.stderr.decode()) == (1, True)


def test_alike_columns_are_confirmed_by_a_mapping_that_was_written_before(
    home: Path, tmp_path: Path
):
    file, mapping = tmp_path / "ledger.xlsx", tmp_path / "mapping.json"
    head = ["户编号", "镇街", "姓名", "身份证号", "家庭人口数目"]
    file.write_bytes(of_rows([head, ["h", "东区", name_of(1), number_of(1), 2]]))
    assert run(home, "import", file, "--yes").returncode == 1
    assert run(home, "import", file, "--dry-run", "--mapping", mapping).returncode == 0
    ended = run(home, "import", file, "--yes", "--mapping", mapping)
    assert ended.returncode == 0, ended.stderr.decode()
    assert rows_of(home)[0]["fact:household_size"] == 2


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("import",), 2),
        (("import", "no-such-file.xlsx"), 2),
        (("import", os.devnull), 1),
        (("import", "--undo", "no-such-import"), 1),
        (("import", "README.md", "--town", "不是镇"), 1),
        (("import", "README.md", "--dry-run", "--mapping", "pyproject.toml"), 1),
        (("export", "households", "list.txt"), 2),
        (("template", "/no/such/folder/x.xlsx"), 2),
    ],
)
def test_what_cannot_be_ends_with_its_code_and_one_sentence(home: Path, words, code: int):
    ended = run(home, *words)
    assert ended.returncode == code, ended.stderr.decode()
    assert b"Traceback" not in ended.stderr


def test_the_template_is_taken_by_import(home: Path, tmp_path: Path):
    for more in ((), ("--one-sheet",), ("--every",)):
        file = tmp_path / "template.xlsx"
        assert run(home, "template", file, *more).returncode == 0
        ended = run(home, "import", file, "--dry-run")
        assert "只是相近" not in ended.stderr.decode()
