"""What expressions need of a text is found ahead, and never taken from a file that is not sound."""

import json

from matcher.files import EXPRESSIONS, note_expressions, write_expressions
from matcher.reading import patterns
from matcher.reading.patterns import needed_by, noted
from tests.support import CATALOGS

BODY = (CATALOGS / EXPRESSIONS).read_bytes().partition(b"\n")[2]


def test_the_shipped_file_says_of_each_expression_what_reading_it_says():
    kept = json.loads(BODY)
    assert len(kept) > 4000
    for expression, needed in kept.items():
        found = [sorted(grams) for grams in patterns._read(expression)]
        assert found == needed, expression


def test_what_is_written_is_taken_over_as_it_was(tmp_path):
    before = needed_by("(没米|断粮)下锅"), noted()["(没米|断粮)下锅"]
    (tmp_path / "vectors").mkdir()
    write_expressions(tmp_path)
    note_expressions(tmp_path)
    assert (needed_by("(没米|断粮)下锅"), noted()["(没米|断粮)下锅"]) == before


def test_nothing_is_taken_from_a_file_that_was_changed_or_that_is_not_there(tmp_path):
    note_expressions(tmp_path)
    (tmp_path / "vectors").mkdir()
    seal = (CATALOGS / EXPRESSIONS).read_bytes().partition(b"\n")[0]
    false = json.dumps({"米缸见底了": [["别的"]]}).encode()
    (tmp_path / EXPRESSIONS).write_bytes(seal + b"\n" + false)
    note_expressions(tmp_path)
    assert "米缸见底了" not in noted()
    assert needed_by("米缸见底了") != (frozenset(["别的"]),)


def test_an_expression_that_is_not_in_the_file_is_read_when_it_is_met():
    note_expressions(CATALOGS)
    assert needed_by("从来没有写过的词") == (frozenset(["从来"]), frozenset(["的词"]))
