"""item: a person who does not program adds and changes an item; every mistake has its cure."""

import shutil
import signal
import subprocess
import sys

import pytest

from tests.api.test_authoring import FORM
from tests.catalogs.small import ITEMS, small_folder
from tests.cli.running import settings_of, xingfu
from tests.support import CATALOGS, ROOT


@pytest.fixture
def lists(tmp_path):
    return small_folder(tmp_path / "lists")


@pytest.fixture
def form(tmp_path):
    path = tmp_path / "my.yaml"
    path.write_text(FORM, encoding="utf-8")
    return path


def said(ended):
    return ended.stdout.decode() + ended.stderr.decode()


def items(lists):
    return (lists / "items.yaml").read_text(encoding="utf-8")


def test_a_form_is_written_when_it_is_told_so_and_the_code_is_then_taken(lists, form):
    first = xingfu("item", "new", form, "--catalog", lists, "--yes", "--lang", "en")
    assert (first.returncode, first.stderr) == (0, b"")
    assert "- code: A004\n  name: 陪伴\n" in items(lists)
    assert (lists / "cases" / "A004.yaml").is_file()
    again = xingfu("item", "new", form, "--catalog", lists, "--yes", "--lang", "en")
    assert again.returncode == 1
    assert "is there already (items.yaml:7)" in said(again)
    assert "xingfu item edit A004" in said(again)
    checked = xingfu("check", "--catalog", lists, "--lang", "en")
    assert "all 3 cases hold" in said(checked)


@pytest.mark.parametrize(("answer", "written"), [(b"", False), (b"n\n", False), (b"y\n", True)])
def test_nothing_is_written_without_a_yes(lists, form, answer, written):
    ended = xingfu("item", "new", form, "--catalog", lists, stdin=answer)
    assert ended.returncode == 0
    assert (items(lists) != ITEMS) is written
    assert ("没有写入" in said(ended)) is not written


def test_a_rule_is_told_in_words_before_it_is_written(lists, form):
    ended = xingfu("item", "new", form, "--catalog", lists)
    assert "谁能享受：age达到old_age（60岁）（每位成员分别判定）" in said(ended)
    assert "案例 3 个全部成立" in said(ended)


@pytest.mark.parametrize(
    ("old", "new", "cure"),
    [
        ("age >= old_age", "age >= 年龄线", "xingfu item words"),
        ("age >= old_age", "age >> 3", "每个括号要成对"),
        ("per: member", "per: household", "any(member: age >= elderly_age)"),
        ("name: 陪伴", "name: [", "冒号后面空一格"),
        ("expect: eligible", "expect: ineligible", "按政策改正那一个"),
        ("per: member", "per: member\nexcludes: [A001]", "--both-ways"),
    ],
)
def test_every_mistake_is_answered_by_its_cure_and_nothing_is_written(lists, form, old, new, cure):
    form.write_text(FORM.replace(old, new, 1), encoding="utf-8")
    ended = xingfu("item", "new", form, "--catalog", lists, "--yes")
    assert ended.returncode == 1
    assert "→ " in ended.stdout.decode()
    assert cure in said(ended)
    assert "Traceback" not in said(ended)
    assert items(lists) == ITEMS


def test_both_sides_of_an_exclusion_are_offered_and_written(lists, form):
    form.write_text(FORM.replace("per: member", "per: member\nexcludes: [A001]"), encoding="utf-8")
    ended = xingfu("item", "new", form, "--catalog", lists, stdin=b"y\ny\n")
    assert ended.returncode == 0
    assert "A001 补助" in said(ended)
    assert "excludes: [A004]" in items(lists)


def test_cases_that_lack_are_drawn_into_the_form_with_open_verdicts(lists, form):
    form.write_text(FORM[: FORM.index("cases:")], encoding="utf-8")
    ended = xingfu("item", "new", form, "--catalog", lists, "--draft")
    assert ended.returncode == 1
    drawn = form.read_text(encoding="utf-8")
    assert "{age: 59}" in drawn
    verdicts = [line for line in drawn.splitlines() if line.strip().startswith("expect:")]
    assert len(verdicts) >= 3
    assert all(line.strip().startswith("expect:   #") for line in verdicts)
    assert "还没填" in said(xingfu("item", "new", form, "--catalog", lists))


ANSWERS = [
    *("x1", "A009", "", "", "陪聊", "", "", "", "街道办事处"),  # code, list, name, layer … provider
    *("人人", "每个人", ""),  # per, audience
    *("age >> 3", "岁数 >= 3", "?old", "age ≥ old_age", ""),  # who may have it
    *("要有空", "", "", "两百", "200", "元", "", ""),  # for a person to see, form, amount
    *("有限", "村里", "", "三", "", "想找人说话，没人听", ""),  # places … how it is voiced
    *("A0", "", "", "", "", ""),  # exclusions, prerequisites, source, how sure, everyday names
    *("符合", "不对", "不符合", "待核", "9", "1", "y"),  # verdicts, then write it
]


def test_a_person_who_is_asked_line_by_line_is_asked_again_until_it_will_do(lists, tmp_path):
    answers = "\n".join(ANSWERS).encode()
    ended = xingfu("item", "new", "a", "--catalog", lists, stdin=answers, at=tmp_path)
    text = said(ended)
    assert ended.returncode == 0, text
    for cure in (
        *("a 不是代码", "x1 不是代码", "这一项要填", "每个人", "第 6 个字起", "没有事实 岁数"),
        *("old_age · old_age", "意思是：age达到old_age（60岁）", "请填数字", "没有代码 A0"),
    ):
        assert cure in text
    assert "  residual: [要有空]\n" in items(lists)
    assert "  amount: {value: 200, unit: 元}\n" in items(lists)
    assert "  needs_phrases: [想找人说话，没人听]\n" in items(lists)
    assert "- case: age：59岁" in (lists / "cases" / "A009.yaml").read_text(encoding="utf-8")


def test_what_was_filled_in_is_kept_where_a_person_stops(lists, tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(CATALOGS.parent))
    answers = "\n陪聊\n".encode()
    ended = xingfu("item", "new", "A009", "--catalog", lists, stdin=answers, at=tmp_path)
    assert ended.returncode == 1
    assert "已停下" in said(ended)
    assert "name: 陪聊" in (tmp_path / "A009.yaml").read_text(encoding="utf-8")
    assert items(lists) == ITEMS


def test_an_item_is_handed_out_changed_and_taken_back_in_its_own_lines(lists, tmp_path):
    form = tmp_path / "a3.yaml"
    out = xingfu("item", "edit", "A003", "--to", form, "--catalog", lists)
    assert out.returncode == 0
    text = form.read_text(encoding="utf-8")
    form.write_text(text.replace("name: 看护", "name: 夜间看护"), encoding="utf-8")
    ended = xingfu("item", "edit", "A003", form, "--catalog", lists, "--yes", "--lang", "en")
    assert "was 看护" in said(ended)
    assert "becomes 夜间看护" in said(ended)
    assert items(lists) == ITEMS.replace("name: 看护", "name: 夜间看护")
    same = xingfu("item", "edit", "A003", form, "--catalog", lists, "--yes", "--lang", "en")
    assert "nothing to write" in said(same)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("edit", "A03"), "是否应为 A003？"),
        (("edit", "A003", "no.yaml"), "找不到登记表 no.yaml"),
        (("new", "no.yaml"), "找不到登记表 no.yaml"),
        (("show", "A99"), "目录里没有代码 A99"),
    ],
)
def test_what_is_not_there_is_wrong_usage_and_told(lists, words, says):
    ended = xingfu("item", *words, "--catalog", lists)
    assert ended.returncode == 2
    assert says in said(ended)


def test_a_form_is_never_written_over_another_file(lists, form):
    ended = xingfu("item", "edit", "A003", "--to", form, "--catalog", lists)
    assert ended.returncode == 2
    assert form.read_text(encoding="utf-8") == FORM


def test_words_are_found_by_everyday_words_and_an_item_is_shown_with_its_cases():
    found = xingfu("item", "words", "独居")
    assert "lives_alone · 独自居住" in said(found)
    shown = said(xingfu("item", "show", "S002"))
    assert "年龄达到老年人年龄（60岁）" in shown
    assert "符合  " in shown
    assert "不成立" not in shown
    nothing = xingfu("item", "words", "zzzz")
    assert nothing.returncode == 1


def test_the_form_that_is_handed_out_can_be_taken_as_it_is_by_the_shipped_catalogue(tmp_path):
    folder = shutil.copytree(CATALOGS, tmp_path / "c", copy_function=shutil.copyfile)
    form = tmp_path / "form.yaml"
    assert xingfu("item", "form", "--to", form).returncode == 0
    ended = xingfu("item", "new", form, "--catalog", folder, "--yes")
    assert ended.returncode == 0
    assert "会新增符合的" in said(ended)
    checked = xingfu("check", "--catalog", folder)
    assert checked.returncode == 0
    assert f"xingfu vectors --catalog {folder}" in said(checked)
    assert "目录无误：237个清单项目" in said(checked)


def test_an_installed_catalogue_is_not_changed_in_place(lists, form, tmp_path):
    home = tmp_path / "home"
    (home / "v-1").mkdir(parents=True)
    ended = xingfu("item", "new", form, "--catalog", home / "v-1", catalogs_home=str(home))
    assert ended.returncode == 2
    assert "xingfu catalog copy" in said(ended)


KILLED = """
import os, pathlib, signal, sys
placed, left = pathlib.Path.replace, int(sys.argv.pop(1))
def place(self, to):
    global left
    done = placed(self, to)
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return done
pathlib.Path.replace = place
from api.cli.main import main
main()
"""


@pytest.mark.parametrize("step", [1, 2, 3])
def test_a_catalogue_whose_writer_was_killed_is_whole_to_the_next_command(lists, form, step):
    text = form.read_text(encoding="utf-8").replace("as_of:", "aliases: [作伴]\nas_of:", 1)
    form.write_text(text, encoding="utf-8")
    words = ("item", "new", form, "--catalog", lists, "--yes")
    command = [sys.executable, "-c", KILLED, str(step), *map(str, words)]
    ended = subprocess.run(command, cwd=ROOT, env=settings_of(), capture_output=True, check=False)
    assert ended.returncode == -signal.SIGKILL
    checked = xingfu("check", "--catalog", lists, "--lang", "en")
    assert (checked.returncode, checked.stderr) == (0, b"")
    assert "4 items" in said(checked)
    assert "A004 已经有了" in said(xingfu(*words))
    assert not list(lists.rglob("*.draft"))


def test_a_catalogue_that_is_not_there_is_wrong_usage(form, tmp_path):
    for words in (("item", "new", form), ("check",), ("item", "form")):
        ended = xingfu(*words, "--catalog", tmp_path / "no")
        assert (ended.returncode, ended.stdout) == (2, b"")
        assert "找不到目录文件夹" in said(ended)


def test_what_is_hardly_meant_so_is_told_before_it_is_written(lists, form):
    text = form.read_text(encoding="utf-8").replace("as_of:", "aliases: [补助, 甲，乙]\nas_of:", 1)
    form.write_text(text, encoding="utf-8")
    shown = said(xingfu("item", "new", form, "--catalog", lists, stdin=b"n\n"))
    assert "提醒（不妨碍写入）" in shown
    assert "也是 A001 补助 的叫法" in shown
    assert "[甲, 乙]" in shown
