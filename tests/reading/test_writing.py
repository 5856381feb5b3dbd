"""Files that belong together are written all or none, whenever the writer is killed."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from matcher.errors import CatalogueError
from matcher.files import JOURNAL, catalogue_texts, finish_writing, write_whole
from tests.catalogs.small import small_folder
from tests.support import ROOT

OLD = {"aliases.yaml": "aliases: {}\n", "items.yaml": "[]\n", "cases/A001.yaml": None}
NEW = {"aliases.yaml": "aliases: {A001: [补]}\n", "items.yaml": "- {}\n", "cases/A001.yaml": "a\n"}
KILLED_AT = """
import os, signal, sys
from matcher.files import write_whole
left, texts = int(sys.argv[2]), dict(zip(sys.argv[3::2], sys.argv[4::2]))
def watch(event, told):
    global left
    written = event == "open" and isinstance(told[1], str) and told[1] != "r"
    if written or event in ("os.rename", "os.remove"):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
from pathlib import Path
sys.addaudithook(watch)
write_whole(Path(sys.argv[1]), texts)
"""


def killed(folder: Path, step: int) -> bool:
    """Write the new files and be killed just before that step; say whether it came to it."""
    told = [word for pair in NEW.items() for word in pair]
    command = [sys.executable, "-c", KILLED_AT, str(folder), str(step), *told]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=60, check=False)
    assert ended.returncode in (0, -signal.SIGKILL), ended.stderr
    return ended.returncode != 0


def texts_in(folder: Path) -> dict[str, str | None]:
    paths = {name: folder / name for name in NEW}
    return {n: p.read_text(encoding="utf-8") if p.exists() else None for n, p in paths.items()}


def lay_out(folder: Path) -> Path:
    for name, text in OLD.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        if text is not None:
            (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_killed_at_any_step_the_files_are_all_old_or_all_new_to_who_opens_them_next(tmp_path):
    ends = []
    for step in range(1, 40):
        folder = lay_out(tmp_path / str(step))
        was_killed = killed(folder, step)
        finish_writing(folder)
        ends.append(texts_in(folder))
        assert ends[-1] in (OLD, NEW), step
        assert not (folder / JOURNAL).exists()
        if not was_killed:
            break
    assert (ends[0], ends[-1]) == (OLD, NEW)
    assert len(ends) > 2 * len(NEW)


def test_a_catalogue_is_read_as_it_was_meant_after_its_writer_was_killed(tmp_path):
    folder = small_folder(tmp_path)
    changed = folder / "items.yaml.draft"
    changed.write_text("[]\n", encoding="utf-8")
    (folder / JOURNAL).write_text('["items.yaml", "aliases.yaml"]', encoding="utf-8")
    assert catalogue_texts(folder)["items.yaml"] == "[]\n"
    assert not changed.exists()


def test_what_follows_a_killed_writing_finishes_it_before_it_writes_anything(tmp_path):
    folder = lay_out(tmp_path)
    (folder / "items.yaml.draft").write_text("- {}\n", encoding="utf-8")
    (folder / JOURNAL).write_text('["items.yaml"]', encoding="utf-8")
    write_whole(folder, {"aliases.yaml": "aliases: {}\n", "more.yaml": "x\n"})
    assert texts_in(folder)["items.yaml"] == "- {}\n"
    assert not list(folder.glob("*.draft"))


def test_a_file_that_cannot_take_its_place_leaves_all_as_it_was(tmp_path):
    folder = lay_out(tmp_path)
    (folder / "words.yaml").mkdir()
    with pytest.raises(OSError, match="words"):
        write_whole(folder, {**NEW, "words.yaml": "x\n"})
    assert texts_in(folder) == OLD
    assert not (folder / JOURNAL).exists()


def test_a_writing_that_cannot_be_finished_here_is_told_and_never_read_half(tmp_path):
    folder = small_folder(tmp_path)
    (folder / "items.yaml.draft").write_text("[]\n", encoding="utf-8")
    (folder / "words.yaml.draft").write_text("x\n", encoding="utf-8")
    (folder / JOURNAL).write_text('["items.yaml", "words.yaml"]', encoding="utf-8")
    (folder / "words.yaml").mkdir()
    with pytest.raises(CatalogueError) as told:
        catalogue_texts(folder)
    assert "stopped midway" in told.value.faults[0].sentence("en")


def test_a_journal_that_names_files_elsewhere_moves_nothing_there(tmp_path):
    folder = lay_out(tmp_path / "lists")
    (tmp_path / "x.yaml.draft").write_text("x\n", encoding="utf-8")
    (folder / JOURNAL).write_text('["../x.yaml"]', encoding="utf-8")
    finish_writing(folder)
    assert not (tmp_path / "x.yaml").exists()
