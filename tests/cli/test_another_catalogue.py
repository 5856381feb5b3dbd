"""assess --catalog: another city's rules, vocabulary and currency beside ours."""

import json
import shutil

import pytest

from tests.another_city import CONDITIONS, FIGURES, HOUSEHOLDS, ITEMS, VOCABULARY, write
from tests.cli.running import xingfu


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write(tmp_path_factory.mktemp("another"))


def assess(folder, *words):
    """Assess the households of a folder by its catalogue."""
    return xingfu("assess", folder / "households.jsonl", "--catalog", folder, *words)


@pytest.fixture(scope="module")
def assessed(folder):
    return assess(folder, "--json")


def verdicts(ended):
    return {
        (row["household_id"], v["code"], v["member"]): v
        for row in map(json.loads, ended.stdout.decode().splitlines())
        for v in row["verdicts"]
    }


def test_each_household_gets_the_verdicts_of_that_citys_rules(assessed):
    assert assessed.returncode == 0, assessed.stderr.decode()
    found = {key: verdict["status"] for key, verdict in verdicts(assessed).items()}
    assert found == {
        ("A", "R01", None): "eligible",  # 541 is over 0.3 of 1800; 1800 is under 1500 + 350
        ("A", "R02", None): "eligible",  # the one adult earns 800
        ("A", "R03", "m1"): "eligible",  # from 31 October to 1 May are six whole months
        ("A", "R03", "m2"): "ineligible",
        ("A", "R03", "m3"): "ineligible",
        ("A", "R04", None): "unknown",  # one of three may be a third pupil: 2 * 60 is over 119
        ("B", "R01", None): "ineligible",  # by the line of 2025, 1200 + 300
        ("B", "R02", None): "ineligible",  # 2500 is not under 2 * 1200
        ("B", "R03", "m1"): "unknown",
        ("B", "R04", None): "unknown",
        ("C", "R01", None): "unknown",
        ("C", "R02", None): "ineligible",  # nobody's age is under 65
        ("C", "R04", None): "unknown",
    }


def test_the_facts_still_missing_are_named_by_that_citys_vocabulary(assessed):
    found = verdicts(assessed)
    assert found["B", "R03", "m1"]["missing"] == ["lost_job_on"]
    assert found["B", "R04", None]["missing"] == ["pupil", "savings"]
    assert found["C", "R01", None]["missing"] == ["income", "size", "zone"]


def test_the_conditions_are_written_with_that_citys_figures(assessed):
    found = verdicts(assessed)
    assert found["B", "R02", None]["failed"] == ["sum(member: pay if age >= 18) < 1200 * 2"]
    assert found["B", "R01", None]["failed"] == ["income < living_line", "net < living_line"]
    texts = [told["text"] for told in found["A", "R01", None]["conditions"]]
    assert texts == ["rent > income * 0.3", "income < living_line", "net < living_line"]


def test_the_day_chooses_the_line_of_a_table(folder):
    ended = xingfu(
        *("assess", folder / "households.jsonl", "--catalog", folder, "--json"),
        *("--on", "2025-12-31"),
    )
    found = verdicts(ended)
    assert found["A", "R01", None]["status"] == "eligible"  # 1800 - 541 / 3 is under 1400 + 300


@pytest.fixture(scope="module")
def tables(folder):
    return {lang: assess(folder, "--lang", lang).stdout.decode() for lang in ("zh", "en")}


def test_a_person_reads_a_table_in_either_language(tables):
    for words in ("租金补贴", "符合", "失业日期", "家庭"):
        assert words in tables["zh"]
    for words in ("eligible", "to be checked", "date of losing the job"):
        assert words in tables["en"]


def test_nothing_of_our_own_city_stands_in_what_is_said(tables, assessed):
    said = assessed.stdout.decode() + tables["zh"]
    for words in ("G001", "zhongshan", "中山", "dibao", "CNY", "元"):
        assert words not in said


def test_the_same_households_give_the_same_bytes_again(folder, assessed):
    assert assess(folder, "--json").stdout == assessed.stdout


def refused(ended, *words):
    told = (ended.stderr + ended.stdout).decode()
    assert ended.returncode == 1
    assert "Traceback" not in told
    for word in words:
        assert word in told
    return told


def test_a_folder_that_is_not_there_is_named(folder):
    ended = xingfu("assess", folder / "households.jsonl", "--catalog", "no-such-folder")
    refused(ended, "找不到目录文件夹", "no-such-folder")


def test_every_broken_file_of_a_folder_is_told_with_its_place_and_the_nearest_word(
    folder, tmp_path
):
    shutil.copytree(folder, tmp_path / "copy")
    files = {
        "items": ITEMS.replace("rent >", "rnt >").replace("poor_after_rent", "poor_after_ren"),
        "conditions": CONDITIONS.replace("living_line}", "livin_line}"),
        "figures": FIGURES.replace("    each_further: 350\n", "").replace("hill: 90", "hil: 90"),
        "vocabulary": VOCABULARY.replace("rent / size", "rent / siz"),
    }
    for name, text in files.items():
        (tmp_path / "copy" / f"{name}.yaml").write_text(text, encoding="utf-8")
    told = refused(assess(tmp_path / "copy")).splitlines()
    for words in (
        ("items.yaml:4 R01", "rnt", "rent"),
        ("items.yaml:4 R01", "poor_after_ren", "poor_after_rent"),
        ("conditions.yaml:2 poor", "livin_line", "living_line"),
        ("figures.yaml", "living_line", "harbour, 3"),
        ("figures.yaml", "school_grant", "hil", "hill"),
        ("vocabulary.yaml", "net", "siz", "size"),
    ):
        assert any(all(word in line for word in words) for line in told), words


def test_facts_and_values_of_another_vocabulary_are_refused_with_the_nearest(folder):
    odd = ({"incom": 3}, {"hukou_city": "zhongshan"}, {"zone": "harbor"})
    rows = [json.dumps({**HOUSEHOLDS[0], "id": f"X{n}", "facts": f}) for n, f in enumerate(odd)]
    told = refused(xingfu("assess", "-", "--catalog", folder, stdin="\n".join(rows).encode()))
    lines = [line for line in told.splitlines() if line.startswith("X")]
    for line, words in zip(
        lines, (("incom", "income"), ("hukou_city",), ("harbor", "harbour")), strict=True
    ):
        assert all(word in line for word in words)
