"""check tells every fault of the catalogue with its place; nothing starts on a broken one."""

import re
import shutil

import pytest

from tests.cli.running import xingfu
from tests.support import CATALOGS


@pytest.fixture
def folder(tmp_path):
    """A copy of the city's data that a test may break."""
    copied = shutil.copytree(CATALOGS, tmp_path / "catalogs")
    for path in copied.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return copied


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_the_shipped_catalogue_is_sound_and_counted():
    ended = xingfu("check", "--lang", "en")
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert "236 items" in ended.stdout.decode()


def test_planted_faults_are_told_with_file_line_code_and_nearest(folder):
    rule = change(
        folder / "government_relief.yaml", "income_per_capita_month <", "income_per_capita_mont <"
    )
    town = change(folder / "teams.yaml", "town: 石岐", "town: 石歧")
    ended = xingfu("check", "--lang", "en", catalog=str(folder))
    told = ended.stdout.decode().splitlines()
    assert ended.returncode == 1
    assert ended.stderr.decode().strip() == "2 things to mend"
    assert len(told) == 2
    places = {found[1]: found for line in told if (found := re.match(r"(\S+?):(\d+) (\w+)", line))}
    assert set(places) == {"government_relief.yaml", "teams.yaml"}
    for name, line, code in (
        ("government_relief.yaml", rule, "G001"),
        ("teams.yaml", town, "T001"),
    ):
        assert abs(int(places[name][2]) - line) <= 1
        assert places[name][3] == code
    assert any("did you mean income_per_capita_month?" in line for line in told)
    assert any("did you mean 石岐?" in line for line in told)


def test_matching_refuses_to_start_on_a_broken_catalogue_with_the_same_lines(folder):
    change(
        folder / "government_relief.yaml", "income_per_capita_month <", "income_per_capita_mont <"
    )
    checked = xingfu("check", catalog=str(folder))
    matched = xingfu("match", "-", "--json", stdin=b'{"id": "H1"}', catalog=str(folder))
    assert (checked.returncode, matched.returncode) == (1, 1)
    assert matched.stdout == b""
    assert matched.stderr == checked.stdout
    assert "income_per_capita_month" in checked.stdout.decode()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ranking.yaml", None),
        ("ranking.yaml", "modes: {"),
        ("ranking.yaml", "modes: {}\n"),
        ("labelled/train_gold.jsonl", '{"id": 3\n'),
        ("labelled/train_households.jsonl", None),
        ("labelled/train_households.jsonl", '{"id": "R1", "fact": {}}\n'),
        ("towns.yaml", None),
        ("towns.yaml", "- [\n"),
        ("words.yaml", "\x00\n"),
    ],
)
def test_any_file_that_is_missing_or_broken_is_told_by_its_name(folder, name, text):
    path = folder / name
    path.unlink()
    if text is not None:
        path.write_text(text, encoding="utf-8")
    ended = xingfu("check", "--lang", "en", catalog=str(folder))
    assert ended.returncode == 1, ended.stderr.decode()
    assert path.name in ended.stdout.decode()


def test_a_folder_that_is_no_catalogue_is_told_file_by_file(tmp_path):
    ended = xingfu("check", "--lang", "en", catalog=str(tmp_path / "nowhere"))
    assert ended.returncode == 1
    assert "government_relief.yaml: the catalogue file is missing" in ended.stdout.decode()
