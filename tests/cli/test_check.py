"""check tells every fault of the catalogue with its place; nothing starts on a broken one."""

import re
import shutil

import pytest

from tests.catalogs.small import small_folder
from tests.cli.running import xingfu
from tests.support import CATALOGS

TYPO = "income_per_capita_mont <"


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
    assert re.search(r"all \d{4,} cases hold", ended.stdout.decode())


def test_planted_faults_are_told_with_file_line_code_and_nearest(folder):
    rule = change(folder / "government_relief.yaml", "income_per_capita_month <", TYPO)
    other = change(folder / "social_services.yaml", "layer: charity", "layer: charty")
    ended = xingfu("check", "--lang", "en", catalog=str(folder))
    told = ended.stdout.decode().splitlines()
    assert ended.returncode == 1
    assert len(told) == 2
    assert ended.stderr.decode().startswith("2 ")
    for name, line, near in (
        ("government_relief.yaml", rule, "income_per_capita_month"),
        ("social_services.yaml", other, "charity"),
    ):
        (found,) = [text for text in told if text.startswith(f"{name}:")]
        place = re.match(r"\S+:(\d+) ([GS]\d{3}) ", found)
        assert int(place[1]) == line
        assert f"did you mean {near}?" in found


def test_a_team_in_an_unknown_town_is_told_with_the_nearest_town(folder):
    line = change(folder / "teams.yaml", "town: 石岐", "town: 石歧")
    ended = xingfu("check", "--lang", "en", catalog=str(folder))
    assert ended.returncode == 1
    (told,) = ended.stdout.decode().splitlines()
    assert told.startswith(f"teams.yaml:{line} T001 town: ")
    assert "did you mean 石岐?" in told


def test_matching_refuses_to_start_on_a_broken_catalogue_with_the_same_lines(folder):
    change(folder / "government_relief.yaml", "income_per_capita_month <", TYPO)
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
        ("ranking.yaml", "modes: {}\n"),
        ("labelled/train_gold.jsonl", '{"id": 3\n'),
        ("labelled/train_households.jsonl", '{"id": "R1", "fact": {}}\n'),
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
    empty = tmp_path / "empty"
    empty.mkdir()
    ended = xingfu("check", "--lang", "en", catalog=str(empty))
    assert ended.returncode == 1
    assert "vocabulary.yaml: the catalogue file is missing" in ended.stdout.decode()


def test_a_folder_that_does_not_exist_is_told_by_its_path(tmp_path):
    ended = xingfu("check", "--lang", "en", catalog=str(tmp_path / "no"))
    assert ended.returncode == 1
    assert "there is no catalogue folder" in ended.stdout.decode()


def test_a_case_that_does_not_hold_and_kinds_that_lack_are_told_with_file_and_line(folder):
    line = change(folder / "cases" / "G002.yaml", "expect: eligible", "expect: ineligible")
    (folder / "cases" / "S002.yaml").unlink()
    change(folder / "cases" / "S028.yaml", "expect: unknown", "expect: unknwon")
    ended = xingfu("check", "--lang", "en", "--catalog", folder)
    told = ended.stdout.decode().splitlines()
    assert ended.returncode == 1
    (fails,) = [text for text in told if text.startswith("cases/G002.yaml:")]
    assert int(re.match(r"cases/G002.yaml:(\d+) G002: ", fails)[1]) <= line
    assert "should be ineligible; the rule says eligible" in fails
    assert "cases/S002.yaml S002: S002 has no cases yet; write this file" in told
    (typo,) = [text for text in told if text.startswith("cases/S028.yaml:")]
    assert "did you mean unknown?" in typo


def test_a_catalogue_of_rules_alone_is_sound_without_cases_or_labels(tmp_path):
    ended = xingfu("check", "--lang", "en", "--catalog", small_folder(tmp_path / "lists"))
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert "3 items" in ended.stdout.decode()


def test_texts_without_a_vector_are_told_with_their_command_and_are_no_fault(folder):
    change(folder / "social_services.yaml", "needs_phrases: [", "needs_phrases: [夜里没人说话, ")
    ended = xingfu("check", "--catalog", folder, "--lang", "en")
    told = ended.stdout.decode()
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert "1 catalogue texts have no vector yet" in told
    assert f"xingfu vectors --catalog {folder}" in told
    assert "the catalogue is sound" in told
