"""ask prints the one best question of each household; simulate counts how many are needed."""

import json

import pytest

from tests.cli.running import xingfu
from tests.support import CATALOGS

DEMO = CATALOGS / "demo" / "households.jsonl"


def lines(ended):
    return [json.loads(line) for line in ended.stdout.decode().splitlines()]


def test_each_household_gets_the_first_question_of_its_plan():
    ended, planned = xingfu("ask", DEMO, "--json"), xingfu("match", DEMO, "--json")
    assert ended.returncode == 0
    wanted = [
        (plan["household_id"], plan["as_of"], plan["questions"][0] if plan["questions"] else None)
        for plan in lines(planned)
    ]
    assert [(d["household_id"], d["as_of"], d["question"]) for d in lines(ended)] == wanted


@pytest.mark.parametrize(("lang", "sign"), [("zh", "如果"), ("en", "If ")])
def test_a_person_reads_the_question_who_can_answer_it_and_what_follows(lang, sign):
    told = xingfu("ask", DEMO, "--lang", lang).stdout.decode()
    assert sign in told
    assert {"zh": "谁能答", "en": "Who can tell"}[lang] in told


def test_a_household_of_which_nothing_is_worth_asking_is_told_so(tmp_path):
    path = tmp_path / "one.json"
    path.write_text('{"id": "H1", "as_of": "2026-05-01", "facts": {}, "members": []}', "utf-8")
    ended = xingfu("ask", path, "--json")
    (data,) = lines(ended)
    assert ended.returncode == 0
    assert data["question"] is None or data["question"]["decides"]


def test_a_household_that_is_refused_is_refused_in_words(tmp_path):
    path = tmp_path / "one.json"
    path.write_text('{"id": "H1", "facts": {"incom": 3}}', "utf-8")
    ended = xingfu("ask", path)
    assert ended.returncode == 1
    assert "incom" in ended.stderr.decode()
    assert "Traceback" not in ended.stderr.decode()


def test_the_simulation_gives_the_same_figures_again_as_data_and_as_a_table():
    first, again = (xingfu("simulate", "questions", "--households", 3, "--json") for _ in range(2))
    assert (first.returncode, first.stderr) == (0, b"")
    assert first.stdout == again.stdout
    (found,) = lines(first)
    assert (found["households"], found["mode"]) == (3, "lexical")
    table = xingfu("simulate", "questions", "--households", 3, "--lang", "en").stdout.decode()
    assert "the best question first" in table
    assert "at random" in table


@pytest.mark.parametrize("words", [("simulate",), ("simulate", "dice"), ("ask", "no/such.json")])
def test_what_cannot_be_asked_is_wrong_usage(words):
    assert xingfu(*words).returncode == 2
