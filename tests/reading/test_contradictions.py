"""Clashes are read whole, or refused naming what is wrong and where."""

import pytest

from matcher.errors import CatalogueError
from matcher.offerings import Degree
from matcher.reading.catalogue import build_catalogue
from matcher.wording import slots_in
from tests.support import TODAY, catalogue_texts, city, schema_texts

FILE = "contradictions.yaml"
GOOD = """\
contradictions:
- name: odd
  degree: doubt
  per: member
  label: {zh: '{who}{age}', en: '{who} {age}'}
  when: age < 6 AND employment = employed
  ask: [age]
  source: 常理
"""


@pytest.fixture(scope="module")
def texts():
    return catalogue_texts()


def built(texts, text):
    return build_catalogue({**texts, FILE: text}, schema_texts(), TODAY)


def faults(texts, old, new):
    assert old in GOOD
    with pytest.raises(CatalogueError) as refused:
        built(texts, GOOD.replace(old, new))
    return [(fault.kind, fault.value, fault.code, fault.line) for fault in refused.value.faults]


def test_a_clash_is_read_with_all_that_it_says(texts):
    catalogue = built(texts, GOOD)
    (clash,) = catalogue.clashes
    assert (clash.name, clash.degree, clash.per_member) == ("odd", Degree.DOUBT, True)
    assert clash.asks == ("age",)
    assert catalogue.not_now == ()


@pytest.mark.parametrize(
    ("old", "new", "kind", "value"),
    [
        ("age < 6 AND", "agee < 6 AND", "unknown_fact", "agee"),
        ("employment = employed", "employment = emplyed", "unknown_value", "emplyed"),
        ("ask: [age]", "ask: [aged]", "unknown_fact", "aged"),
        ("{who}{age}", "{who}{agee}", "unknown_fact", "agee"),
        ("{who}{age}", "{who}{words}", "unknown_fact", "words"),
        ("per: member", "per: household", "member_fact_outside", "age"),
        ("source: 常理", "source: 常理\n  receives: [G9999]", "unknown_code", "G9999"),
        ("source: 常理", "source: 常理\n  words: ['(']", "bad_pattern", None),
        ("contradictions:", "not_now: ['(']\ncontradictions:", "bad_pattern", None),
        ("{who}{age}", "{who}{max(member: age}", "bad_condition", None),
        ("source: 常理", "source: 常理\n  explained_by: agee < 3", "unknown_fact", "agee"),
        ("  degree: doubt\n", "", "schema", None),
        ("degree: doubt", "degree: maybe", "schema", None),
        ("source: 常理", "source: 常理\n  unless: [想]", "schema", None),
    ],
)
def test_a_mistake_is_told_with_its_kind_and_what_was_written(texts, old, new, kind, value):
    found = faults(texts, old, new)
    assert kind in [fault for fault, *_ in found]
    assert value is None or (kind, value) in [(fault, said) for fault, said, *_ in found]


def test_a_mistake_is_told_with_its_line(texts):
    assert faults(texts, "ask: [age]", "ask: [aged]") == [("unknown_fact", "aged", "odd", 7)]


def test_a_name_that_stands_twice_is_refused(texts):
    twice = GOOD + GOOD.removeprefix("contradictions:\n")
    with pytest.raises(CatalogueError) as refused:
        built(texts, twice)
    assert [fault.kind for fault in refused.value.faults] == ["duplicate_code"]


def test_a_catalogue_that_promises_to_be_complete_has_the_file(texts):
    rest = {name: text for name, text in texts.items() if name != FILE}
    with pytest.raises(CatalogueError) as refused:
        build_catalogue(rest, schema_texts(), TODAY)
    assert ("missing_file", FILE) in [(fault.kind, fault.file) for fault in refused.value.faults]


def test_a_catalogue_of_rules_alone_may_do_without():
    vocabulary = "facts:\n- {name: age, level: member, type: integer}\n"
    words = catalogue_texts()["words.yaml"]
    texts = {"vocabulary.yaml": vocabulary, "items.yaml": "[]\n", "words.yaml": words}
    assert build_catalogue(texts, schema_texts(), TODAY).clashes == ()


def test_both_languages_of_a_label_tell_the_same_values():
    for clash in city().clashes:
        sides = [
            slots_in(type(clash.label)(text, text)) for text in (clash.label.zh, clash.label.en)
        ]
        assert set(sides[0]) - {"who"} == set(sides[1]) - {"who"}, clash.name


def test_a_clash_of_texts_always_quotes_them():
    for clash in city().clashes:
        assert ("words" in slots_in(clash.label)) == bool(clash.words), clash.name
