"""whatif on the command line: a figure, a condition, a catalogue; every mistake has its cure."""

import json
import shutil

import pytest
from rich.cells import cell_len

from api.cli.whatif import print_trial
from matcher.telling.trials import signed
from tests.another_city import ITEMS, write
from tests.cli.running import xingfu
from tests.support import CATALOGS

DEMO = CATALOGS / "demo" / "households.jsonl"
TRAIN = CATALOGS / "labelled" / "train_households.jsonl"
ON = ("--on", "2026-05-01")


def whatif(*words, **settings):
    return xingfu("whatif", *words, *ON, **settings)


@pytest.fixture(scope="module")
def raised():
    return whatif(DEMO, "--set", "dibao_line=1400", "--json")


def test_a_raised_line_is_told_as_one_json_object(raised):
    assert (raised.returncode, raised.stderr) == (0, b"")
    data = json.loads(raised.stdout)
    assert data["hypothetical"] is True
    assert data["on"] == "2026-05-01"
    assert data["households"] == 12
    figures = {each["name"]: each for each in data["changes"]["figures"]}
    assert (figures["dibao_line"]["before"], figures["dibao_line"]["after"]) == (1290, 1400)
    assert figures["tekun_line"]["follows"] == "dibao_line"


def test_the_same_trial_is_the_same_bytes(raised):
    again = whatif(DEMO, "--set", "dibao_line=1400", "--json")
    assert again.stdout == raised.stdout


def test_without_json_the_summary_comes_first_and_the_paper_note_is_there():
    ended = whatif(DEMO, "--set", "elderly_age=65")
    assert ended.returncode == 0
    text = ended.stdout.decode()
    assert text.startswith("把老年人年龄从60改为65岁：12户里")
    assert "什么都没有写入" in text
    assert "逐项" in text
    english = whatif(DEMO, "--set", "elderly_age=65", "--lang", "en").stdout.decode()
    assert "nothing is" in english


def test_invented_households_are_said_to_be_so_before_anything_else():
    ended = whatif("--invented", "200", "--set", "dibao_line=1400")
    assert ended.returncode == 0
    assert ended.stdout.decode().startswith("这200户是随机虚构的，不是真人")
    told = json.loads(
        whatif("--invented", "200", "--set", "dibao_line=1400", "--json").stdout.decode()
    )
    assert told["source"] == "invented"


def test_ids_lists_every_household_that_gains_or_loses():
    words = ("--invented", "2000", "--set", "elderly_age=70", "--json")
    short, whole = (json.loads(whatif(*words, *more).stdout) for more in ((), ("--ids",)))
    assert len(short["losing"]) == 20
    assert len(whole["losing"]) == whole["totals"]["losing"] > 20
    assert short["losing"] == whole["losing"][:20]


def test_a_condition_may_be_edited_beside_a_figure():
    ended = whatif(
        DEMO, "--set", "dibao_line=1400", "--set", "G001=income_per_capita_month < dibao_line",
        "--json",
    )  # fmt: skip
    data = json.loads(ended.stdout)
    assert [each["code"] for each in data["changes"]["conditions"]] == ["G001"]
    assert data["changes"]["conditions"][0]["after"] == "income_per_capita_month < dibao_line"


def test_another_catalogue_is_tried_before_it_ships(tmp_path):
    before, after = tmp_path / "before", tmp_path / "after"
    more = "- {code: R05, name: 取暖补贴, per: household, eligibility: income < 2000}\n"
    for folder, items in ((before, ITEMS), (after, ITEMS + more)):
        folder.mkdir()
        write(folder, items=items)
    words = (before / "households.jsonl", "--against", after, "--json")
    ended = whatif(*words, catalog=before)
    assert ended.returncode == 0, ended.stderr.decode()
    data = json.loads(ended.stdout)
    assert data["changes"]["added"] == [{"code": "R05", "name": "取暖补贴"}]
    assert data["items"][0]["gaining"] == ["A", "B"]
    with_figure = whatif(*words, "--set", "minimum_wage=100", catalog=before)
    told = json.loads(with_figure.stdout)["changes"]
    assert [each["name"] for each in told["figures"]] == ["minimum_wage"]


def test_nothing_is_written_anywhere(tmp_path):
    write(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    words = (tmp_path / "households.jsonl", "--set", "minimum_wage=100")
    assert whatif(*words, catalog=tmp_path).returncode == 0
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((DEMO,), "请写明改什么"),
        (("--set", "dibao_line=1400"), "请写明用哪些家庭"),
        ((DEMO, "--invented", "5", "--set", "dibao_line=1400"), "只能用一个"),
        ((DEMO, "--set", "dibo_line=1400"), "是否应为 dibao_line？"),
        ((DEMO, "--set", "dibao_line=很高"), "新值「很高」不是数字；请只写数字，如 1290"),
        ((DEMO, "--set", "dibao_line"), "请写成「名称=新值」"),
        ((DEMO, "--set", "G001=age < < 3"), "第 7 列读不懂"),
        ((DEMO, "--set", "G004=aeg < 3"), "第 1 列，词汇表里没有事实 aeg；"),
        (("nowhere.jsonl", "--set", "dibao_line=1400"), "找不到文件：nowhere.jsonl"),
        (("--invented", "0", "--set", "dibao_line=1400"), "--invented"),
    ],
)
def test_a_mistake_is_told_with_its_cure_and_ends_with_2(words, told):
    ended = whatif(*words)
    assert ended.returncode == 2
    assert told in ended.stderr.decode()
    assert b"Traceback" not in ended.stderr
    assert ended.stdout == b""


def test_all_mistakes_are_told_at_once_in_the_language_asked_for():
    ended = whatif(DEMO, "--set", "dibo_line=1", "--set", "elderly_age=old", "--lang", "en")
    assert ended.stderr.decode().splitlines() == [
        "there is no figure, item or shared condition called dibo_line; did you mean dibao_line?",
        "elderly_age: the new value “old” is no number; write a bare number, such as 60",
    ]


def test_a_folder_that_is_no_catalogue_is_refused(tmp_path):
    ended = whatif(DEMO, "--against", tmp_path)
    assert ended.returncode == 1
    assert "vocabulary.yaml" in ended.stderr.decode()


def test_a_household_that_cannot_be_read_is_told_and_the_others_are_tried():
    good = DEMO.read_bytes().splitlines()[0]
    ended = xingfu(
        *("whatif", "-", "--set", "dibao_line=1400", "--json", *ON),
        stdin=good + b'\n{"id": "X", "facts": {"incom": 3}}\n',
    )
    assert ended.returncode == 1
    assert "X" in ended.stderr.decode()
    data = json.loads(ended.stdout)
    assert (data["households"], data["refused"]) == (1, 1)


def test_the_same_catalogue_in_another_folder_changes_nothing(tmp_path):
    same = shutil.copytree(CATALOGS, tmp_path / "same", copy_function=shutil.copyfile)
    words = ("whatif", TRAIN, "--against", same, "--on", "2025-12-02", "--json")
    told = json.loads(xingfu(*words).stdout)
    assert (told["items"], told["unfelt"], told["gaining"], told["losing"]) == ([], [], [], [])
    assert not any(told["changes"].values())
    assert "没有改动" in told["summary"][0]


@pytest.mark.parametrize("width", [60, 80, 200])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_money_of_every_row_can_be_read_however_narrow_the_terminal(
    width, lang, monkeypatch, capsys
):
    monkeypatch.setenv("COLUMNS", str(width))
    words = ("--set", "dibao_line=1400", "--set", "elderly_age=62", "--lang", lang, "--json")
    data = json.loads(whatif(TRAIN, *words).stdout)
    print_trial(data, lang, with_ids=False)
    lines = capsys.readouterr().out.splitlines()
    rows = [each for key in ("items", "towns", "categories") for each in data[key]]
    sums = {signed(each["cost"]["net"]) for each in rows if each["cost"]["net"]}
    assert len(sums) > 10
    assert {money for money in sums if not any(money in line for line in lines)} == set()
    assert all(cell_len(line) <= width for line in lines)


def test_a_folder_that_is_not_there_is_wrong_usage(tmp_path):
    ended = whatif(DEMO, "--against", tmp_path / "nowhere")
    assert (ended.returncode, ended.stdout) == (2, b"")
    assert "找不到目录文件夹" in ended.stderr.decode()
