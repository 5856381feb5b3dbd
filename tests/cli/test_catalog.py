"""catalog: a bureau's lists are installed, switched and undone in one step each."""

from pathlib import Path

import pytest

from tests.catalogs.small import ITEMS, small_folder
from tests.cli.running import xingfu
from tests.support import CATALOGS

MANIFEST = "name: {{zh: 某市目录, en: Our lists}}\nversion: '{version}'\n"


def said(ended):
    return ended.stdout.decode() + ended.stderr.decode()


@pytest.fixture
def home(tmp_path):
    return str(tmp_path / "home")


def bureau(tmp_path, version, items=ITEMS):
    """Return a folder with the small catalogue as a bureau would hand it in."""
    folder = small_folder(tmp_path / f"lists {version}", items=items)
    (folder / "catalogue.yaml").write_text(MANIFEST.format(version=version), encoding="utf-8")
    return folder


def in_force(home):
    listed = said(xingfu("catalog", "list", catalogs_home=home))
    (line,) = [line for line in listed.splitlines() if line.startswith("* ")]
    return line.split()[1]


def codes(home):
    ended = xingfu("assess", "-", "--json", stdin=b'{"id": "H1"}', catalogs_home=home)
    return ended.stdout.decode().count('"code": "A0')


def test_lists_are_installed_switched_and_undone(tmp_path, home):
    first = xingfu("catalog", "install", bureau(tmp_path, "2026.1"), catalogs_home=home)
    assert first.returncode == 0, said(first)
    assert "已安装并启用：2026.1-" in said(first)
    assert codes(home) == 2
    more = ITEMS + "- {code: A004, name: 新, per: household, eligibility: status = poor}\n"
    second = xingfu("catalog", "install", bureau(tmp_path, "2026.2", more), catalogs_home=home)
    assert second.returncode == 0
    assert (in_force(home)[:7], codes(home)) == ("2026.2-", 3)
    undone = xingfu("catalog", "undo", catalogs_home=home)
    assert "正在使用：2026.1-" in said(undone)
    assert codes(home) == 2
    used = xingfu("catalog", "use", "2026.2", catalogs_home=home)
    assert used.returncode == 0
    assert in_force(home).startswith("2026.2-")
    assert xingfu("catalog", "use", "shipped", catalogs_home=home).returncode == 0
    assert in_force(home) == "shipped"


def test_a_folder_with_a_mistake_is_told_and_the_catalogue_in_force_stays(tmp_path, home):
    folder = bureau(tmp_path, "2026.1", ITEMS.replace("income <", "incom <"))
    ended = xingfu("catalog", "install", folder, "--lang", "en", catalogs_home=home)
    assert ended.returncode == 1
    assert "items.yaml:1 A001 eligibility: " in said(ended)
    assert "did you mean income?" in said(ended)
    assert "not installed: 1 things to mend" in said(ended)
    assert in_force(home) == "shipped"


def test_lists_that_leave_out_what_our_files_name_are_told_how_to_go_on(tmp_path, home):
    folder = tmp_path / "lists"
    folder.mkdir()
    (folder / "catalogue.yaml").write_text(MANIFEST.format(version="1"), encoding="utf-8")
    relief = (CATALOGS / "government_relief.yaml").read_text(encoding="utf-8")
    renamed = relief.replace("name: 最低生活保障金", "name: 低保金")
    (folder / "government_relief.yaml").write_text(renamed, encoding="utf-8")
    ended = xingfu("catalog", "install", folder, catalogs_home=home)
    assert ended.returncode == 1
    assert "G001 不在新的清单里，或已换了名称" in said(ended)
    assert "--without-references" in said(ended)


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("install", "no/such"), 2, "找不到目录文件夹"),
        (("copy", "/proc/nope"), 2, "不能复制到 /proc/nope"),
        (("use", "2099"), 2, "没有安装过 2099"),
        (("undo",), 1, "没有可以撤回的切换"),
        (("copy", "."), 2, "已经存在"),
    ],
)
def test_what_cannot_be_done_is_told(home, words, code, says):
    ended = xingfu("catalog", *words, catalogs_home=home)
    assert ended.returncode == code
    assert says in said(ended)
    assert "Traceback" not in said(ended)


def test_a_bureau_begins_with_a_copy_of_what_is_in_force(tmp_path, home):
    to = tmp_path / "mine"
    assert xingfu("catalog", "copy", to, catalogs_home=home).returncode == 0
    assert (to / "government_relief.yaml").is_file()
    assert (to / "cases" / "G001.yaml").is_file()


def test_a_setting_that_comes_first_is_told_after_a_switch(tmp_path, home):
    folder = bureau(tmp_path, "2026.1")
    ended = xingfu("catalog", "install", folder, catalogs_home=home, catalog=str(CATALOGS))
    assert f"XINGFU_CATALOG={CATALOGS}" in said(ended)


@pytest.mark.parametrize("place", ["/proc/nope", "a_file", "a_file/below"])
def test_a_store_that_cannot_be_used_is_told_with_its_setting(tmp_path, place):
    (tmp_path / "a_file").write_text("x", encoding="utf-8")
    store = str(tmp_path / place)
    ended = xingfu("catalog", "install", bureau(tmp_path, "1"), catalogs_home=store)
    assert ended.returncode == 2
    assert "XINGFU_CATALOGS_HOME" in said(ended)
    assert "程序内部出错" not in said(ended)


def test_undo_is_offered_only_where_there_is_something_to_undo(tmp_path, home):
    offered = "撤回：xingfu catalog undo"
    assert offered in said(xingfu("catalog", "install", bureau(tmp_path, "1"), catalogs_home=home))
    undone = xingfu("catalog", "undo", catalogs_home=home)
    assert "正在使用：shipped" in said(undone)
    assert offered not in said(undone)


def test_a_damaged_copy_is_neither_used_nor_gone_back_to_but_mended_by_installing(tmp_path, home):
    folder = bureau(tmp_path, "2026.1")
    xingfu("catalog", "install", folder, catalogs_home=home)
    xingfu("catalog", "use", "shipped", catalogs_home=home)
    (kept,) = [path for path in Path(home).iterdir() if path.is_dir()]
    (kept / "figures.yaml").unlink()
    for words in (("use", "2026.1"), ("undo",)):
        refused = xingfu("catalog", *words, catalogs_home=home)
        assert refused.returncode == 1
        assert "xingfu catalog install" in said(refused)
        assert in_force(home) == "shipped"
    assert xingfu("catalog", "install", folder, catalogs_home=home).returncode == 0
    assert codes(home) == 2


def test_a_garbled_pointer_is_told_with_its_cure_by_every_command_that_reads_it(tmp_path, home):
    xingfu("catalog", "install", bureau(tmp_path, "2026.1"), catalogs_home=home)
    (Path(home) / "current").write_bytes(b"\xff\xfe")
    ended = xingfu("assess", "-", "--json", stdin=b'{"id": "H1"}', catalogs_home=home)
    assert (ended.returncode, ended.stdout.count(b"\n")) == (0, 1)
    assert ended.stderr.decode().count("xingfu catalog use") == 2
    assert xingfu("catalog", "use", "2026.1", catalogs_home=home).returncode == 0
    assert codes(home) == 2
