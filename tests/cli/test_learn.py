"""learn proposes or refuses with reasons, writes no more than asked, and puts nothing in force."""

import json

import pytest

from tests.cli.running import xingfu
from tests.learning.logs import reply_line, shown_line
from tests.support import CATALOGS


def file_of(folder, *lines):
    path = folder / "events.jsonl"
    texts = (x if isinstance(x, str) else json.dumps(x, ensure_ascii=False) for x in lines)
    path.write_text("\n".join(texts), encoding="utf-8")
    return path


def test_too_few_events_are_no_ground_for_a_proposal_and_no_file_is_written(tmp_path):
    before = (CATALOGS / "ranking.yaml").read_bytes()
    events, out = file_of(tmp_path, shown_line(), reply_line()), tmp_path / "proposal.json"
    ended = xingfu("learn", events, "--propose", out, "--json")
    assert ended.returncode == 0
    found = json.loads(ended.stdout)
    assert (found["proposed"], found["mode"], found["weights"]["after"]) == (False, "lexical", None)
    assert {g["name"] for g in found["guards"] if not g["holds"]} >= {"events", "households"}
    assert len(found["data"]["events_sha256"]) == 64
    assert not out.exists()
    assert (CATALOGS / "ranking.yaml").read_bytes() == before


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", "events.jsonl:2 S001 plan：没有编号为"), ("en", "no usable plan")]
)
def test_a_bad_line_is_told_and_the_rest_is_answered(tmp_path, lang, words):
    events = file_of(tmp_path, shown_line(), reply_line(plan="p-9"))
    ended = xingfu("learn", events, "--lang", lang)
    assert ended.returncode == 1
    assert words in ended.stderr.decode()
    assert ("不建议" if lang == "zh" else "no update is proposed") in ended.stdout.decode()


@pytest.mark.parametrize("text", ["", "\n\n", "[]", "\x00", '{"event": "shown"}', "\udcff"])
def test_a_file_without_events_is_refused_without_a_traceback(tmp_path, text):
    path = tmp_path / "events.jsonl"
    path.write_text(text, encoding="utf-8", errors="surrogateescape")
    ended = xingfu("learn", path)
    assert ended.returncode == 1
    assert "没有任何可用的事件" in ended.stderr.decode()
    assert "Traceback" not in ended.stderr.decode()


def test_a_file_that_is_not_there_is_wrong_usage():
    ended = xingfu("learn", "no/such/events.jsonl")
    assert ended.returncode == 2
    assert "找不到文件" in ended.stderr.decode()


def test_the_simulator_says_that_it_is_one_and_plays_the_same_again():
    words = ("simulate", "learning", "--households", 60, "--seed", 3)
    first, again = (xingfu(*words, "--json") for _ in range(2))
    assert first.returncode == 0
    assert first.stdout == again.stdout
    found = json.loads(first.stdout)
    assert (found["simulator"], found["seed"], found["households"]) == (True, 3, 60)
    assert not any(world["proposed"] for world in found["worlds"])
    table = xingfu(*words, "--lang", "en").stdout.decode()
    assert "A simulator: households, workers and their liking are invented" in table
