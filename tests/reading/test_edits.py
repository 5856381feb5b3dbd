"""A change of one entry leaves every other line of its file, and every comment, as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.errors import CatalogueError
from matcher.reading.edits import (
    entry_text,
    render,
    with_changes,
    with_entry,
    with_keys,
    without_entries,
)
from matcher.reading.entries import read_document, read_entries
from tests.support import CATALOGS

LIST = """\
# the head
- code: G001
  name: one          # said so
  days: 3
  # about what follows
  source: paper

# about the second
- code: G002
  name: two
- {code: G003, name: three}
"""
NAMES = """\
# names
items:
  G001: {name: one}
  # of the second
  G002: {name: two}
towns:
  A: b
"""
words = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=12
)
values = st.recursive(
    st.one_of(words, st.integers(), st.booleans()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
    ),
    max_leaves=5,
)


def data_of(text):
    return [dict(entry.data) for entry in read_entries(text, "f")]


def changed_lines(before, after):
    old, new = before.splitlines(), after.splitlines()
    return [line for line in new if line not in old], [line for line in old if line not in new]


def test_an_entry_is_added_at_the_end_and_nothing_else_changes():
    text = with_entry(LIST, "f", {"code": "G004", "documents": ["a", "b"]})
    assert text == LIST + "- code: G004\n  documents: [a, b]\n"


def test_a_changed_key_takes_its_line_and_comments_stay():
    text = with_changes(LIST, "f", {"G001": {"days": 5}})
    assert changed_lines(LIST, text) == (["  days: 5"], ["  days: 3"])


def test_a_removed_key_goes_and_what_is_said_of_the_next_stays():
    text = with_changes(LIST, "f", {"G001": {"days": None}})
    assert "# about what follows" in text
    assert "days" not in text


def test_a_new_key_stands_where_the_order_has_it():
    order = ("code", "name", "excludes", "days", "source")
    text = with_changes(LIST, "f", {"G001": {"excludes": ["G002"]}}, order)
    lines = text.splitlines()
    assert lines.index("  excludes: [G002]") == lines.index("  days: 3") - 1


def test_an_entry_in_one_line_is_written_out_when_it_changes():
    text = with_changes(LIST, "f", {"G003": {"name": "drei"}})
    assert text.endswith("- code: G003\n  name: drei\n")


def test_several_entries_change_in_one_step():
    text = with_changes(LIST, "f", {"G001": {"days": 1}, "G002": {"name": "zwei"}})
    assert [entry.get("days", entry["name"]) for entry in data_of(text)] == [1, "zwei", "three"]


def test_entries_are_taken_out_with_their_lines():
    text = without_entries(LIST, "f", {"G001", "G003"})
    assert [entry["code"] for entry in data_of(text)] == ["G002"]
    assert text.startswith("# the head\n")
    assert data_of(without_entries(LIST, "f", {"G001", "G002", "G003"})) == []


def test_a_list_under_a_key_is_changed_there():
    text = "head: 1\nfacts:\n- {name: a}\n- name: b\n  x: 1\ntail: 2\n"
    changed = with_changes(text, "f", {"b": {"x": 2}}, (), "facts")
    assert changed == text.replace("x: 1", "x: 2")
    assert without_entries(text, "f", {"b"}, "facts") == "head: 1\nfacts:\n- {name: a}\ntail: 2\n"
    assert read_document(without_entries(text, "f", {"a", "b"}, "facts"), "f").data["facts"] == []


def test_keys_of_a_mapping_are_set_and_removed_below_their_heading():
    text = with_keys(NAMES, "f", "items", {"G001": None, "G002": {"name": "zwei"}, "G003": ["x"]})
    assert text == NAMES.replace("  G001: {name: one}\n", "").replace(
        "{name: two}", "{name: zwei}\n  G003: [x]"
    )


@pytest.mark.parametrize("text", ["items: {}\n", "items:\n", "other: 1\n"])
def test_a_key_is_added_below_a_heading_that_is_empty_or_not_there(text):
    added = with_keys(text, "f", "items", {"G001": {"name": "x"}})
    assert read_document(added, "f").data["items"] == {"G001": {"name": "x"}}


def test_an_entry_is_handed_out_as_it_is_written():
    assert entry_text(LIST, "f", "G001") == (
        "code: G001\nname: one          # said so\ndays: 3\n# about what follows\nsource: paper\n"
    )


def test_a_file_that_is_written_in_an_unusual_way_is_refused_and_not_spoilt():
    text = "[{code: G001, name: a}, {code: G002, name: b}]\n"
    with pytest.raises(CatalogueError) as refused:
        with_changes(text, "f", {"G001": {"name": "z"}})
    assert refused.value.faults[0].kind == "not_editable"


@pytest.mark.parametrize("file", ["government_relief.yaml", "social_services.yaml"])
def test_every_item_of_the_city_can_be_changed_in_its_own_lines(file):
    text = (CATALOGS / file).read_text(encoding="utf-8")
    for entry in read_entries(text, file)[::20]:
        changed = with_changes(text, file, {entry.code: {"days": 77}}, ("days", "needs_phrases"))
        new, old = changed_lines(text, changed)
        assert new == ["  days: 77"]
        assert len(old) <= 1


@given(st.dictionaries(st.sampled_from(["name", "source", "days"]), values, min_size=1))
def test_whatever_is_written_is_read_back_as_it_was_meant(changes):
    entry = {"code": "G004", **changes}
    assert data_of(with_entry(LIST, "f", entry))[-1] == entry
    changed = data_of(with_changes(LIST, "f", {"G002": changes}))
    assert changed[1] == {"code": "G002", "name": "two", **changes}
    assert dict(read_document(render(entry), "f").data) == entry
