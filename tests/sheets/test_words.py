"""The words of spreadsheets are whole, lead to one meaning each, and are checked when read."""

from pathlib import Path

import pytest
import yaml

from api.sheets.words import FILE, IGNORED, bare, load_words, without_tail
from matcher.errors import CatalogueError
from tests.sheets.making import words
from tests.support import CATALOGS, city

DATA = yaml.safe_load((CATALOGS / FILE).read_text(encoding="utf-8"))
FACTS = city().vocabulary.facts


def told() -> list[tuple[str, str]]:
    """Return every heading of the file with the key of what it should mean."""
    pairs = [(a, each["name"]) for each in DATA["columns"] for a in each["aliases"]]
    pairs += [(a, f"fact:{name}") for name, aliases in DATA["facts"].items() for a in aliases]
    for flag in DATA["flags"]:
        pairs += [(a, f"flag:{flag['fact']}={flag['value']}") for a in flag["headings"]]
    return pairs + [(a, "ignored") for a in DATA["ignored"]]


def test_no_heading_of_the_file_is_taken_by_another_meaning():
    found = [(heading, key, words().headings[bare(heading)].key) for heading, key in told()]
    assert [each for each in found if each[1] != each[2]] == []


def test_every_fact_is_a_column_by_its_name_and_both_labels():
    for name, fact in FACTS.items():
        for heading in (name, fact.label.zh, fact.label.en):
            assert words().headings[bare(heading)].key == f"fact:{name}"


def test_no_word_of_a_value_means_two_values():
    for name, by_value in DATA["values"].items():
        for value, spellings in by_value.items():
            for word in spellings:
                assert words().values[name][bare(word)] == value, (name, word)


def test_every_target_is_found_by_its_key():
    assert words().targets["fact:sex"].name == "sex"
    assert words().targets["flag:relief_status=dibao"].value == "dibao"
    assert words().targets["ignored"] == IGNORED
    assert all(target.key == key for key, target in words().targets.items())


def test_words_are_compared_without_width_case_blanks_and_marks():
    assert bare(" ＊姓 名：\n") == "姓名"
    assert without_tail(bare("出生日期（年-月-日）")) == "出生日期"
    assert without_tail(bare("（一）")) == bare("（一）")


def folder_with(tmp_path: Path, change) -> Path:
    data = yaml.safe_load((CATALOGS / FILE).read_text(encoding="utf-8"))
    change(data)
    (tmp_path / FILE).write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (lambda d: d.pop("yes"), "schema"),
        (lambda d: d["columns"][0].update(name="nam"), "schema"),
        (lambda d: d["facts"].update(sexx=["x"]), "unknown_fact"),
        (lambda d: d["template"]["members"].append("sexx"), "unknown_fact"),
        (lambda d: d["values"]["sex"].update(q=["x"]), "unknown_value"),
        (lambda d: d["flags"][0].update(value="dibaoo"), "unknown_value"),
    ],
)
def test_a_folder_with_broken_words_is_refused_with_the_place(change, kind, tmp_path):
    with pytest.raises(CatalogueError) as caught:
        load_words(folder_with(tmp_path, change), city().vocabulary)
    assert caught.value.faults[0].kind == kind
    assert caught.value.faults[0].file == FILE


def test_a_folder_without_words_of_its_own_uses_the_shipped_ones(tmp_path):
    assert load_words(tmp_path, city().vocabulary).headings == words().headings
