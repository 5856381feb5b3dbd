"""Many wordings are sought at once, and what is found is what each finds by itself."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.files import load_labelled
from matcher.normalise import normalise
from matcher.reading.patterns import grams_of, needed_by
from matcher.understanding.wordings import Wordings, all_found_in
from tests.support import CATALOGS, city

LETTERS = "米饭钱没有"
LETTER = st.sampled_from(LETTERS)
TEXTS = st.text(st.sampled_from(LETTERS + "A "), max_size=12)


def _joined(parts):
    return st.lists(parts, min_size=1, max_size=3)


PATTERNS = st.recursive(
    st.one_of(
        LETTER,
        LETTER.map("{}?".format),
        st.sets(LETTER, min_size=1, max_size=3).map(lambda some: f"[{''.join(sorted(some))}]"),
        st.sets(LETTER, min_size=1, max_size=3).map(lambda some: f"[^{''.join(sorted(some))}]"),
        st.sampled_from([".", ".{0,2}", "^", "$", "(?!米)", "(?<!饭)", "(?=钱)", "(?i:a)", r"\w"]),
    ),
    lambda parts: st.one_of(
        _joined(parts).map("".join),
        _joined(parts).map(lambda some: f"({'|'.join(some)})"),
        _joined(parts).map(lambda some: f"(?:{'|'.join(some)})?"),
        _joined(parts).map(lambda some: f"(?:{''.join(some)}){{1,2}}"),
        _joined(parts).map(lambda some: f"(?:{''.join(some)})*"),
    ),
    max_leaves=8,
)
ENTRIES = st.lists(
    st.tuples(st.lists(PATTERNS, max_size=3), st.lists(PATTERNS, max_size=1)), max_size=4
)


def found_at_once(entries, text):
    told = {place: [m.span() for m in each] for place, each in Wordings(entries).told_in(text)}
    return {place: spans for place, spans in told.items() if spans}


def found_one_by_one(entries, text):
    each = ([m.span() for m in all_found_in(text, *entry)] for entry in entries)
    return {place: spans for place, spans in enumerate(each) if spans}


@given(ENTRIES, TEXTS)
def test_whatever_the_wordings_they_are_found_at_once_as_one_by_one(entries, text):
    assert found_at_once(entries, text) == found_one_by_one(entries, text)


@given(PATTERNS, TEXTS)
def test_a_text_that_matches_has_one_of_each_set_that_is_needed(expression, text):
    if re.search(expression, text):
        assert all(grams_of(text) & needed for needed in needed_by(expression))


def test_every_wording_of_the_catalogue_is_found_so_in_the_training_texts():
    catalogue = city()
    told = {
        "signs": [(sign.words, sign.unless) for sign in catalogue.signs],
        "dangers": [(danger.signs, danger.not_signs) for danger in catalogue.dangers],
        "voiced": [(voiced.words, voiced.unless) for voiced in catalogue.voiced],
        "clashes": [(clash.words, clash.unless) for clash in catalogue.clashes],
    }
    households, _ = load_labelled(CATALOGS, "train", catalogue)
    texts = [normalise(need.text) for household in households for need in household.needs][::3]
    for entries in told.values():
        wordings = Wordings(entries)
        for text in texts:
            first = {place: match.span() for place, match in wordings.first_in(text)}
            assert first == {p: s[0] for p, s in found_one_by_one(entries, text).items()}


def test_nearly_every_wording_of_the_catalogue_can_be_passed_over():
    wordings = [word for sign in city().signs for word in sign.words]
    assert all(map(needed_by, wordings))
    rare = [word for word in wordings if all(len(gram) == 2 for gram in needed_by(word)[0])]
    assert len(rare) > 0.7 * len(wordings)


@pytest.mark.parametrize(
    ("expression", "needed"),
    [
        ("米缸", [{"米缸"}]),
        ("米(缸|桶)空", [{"米缸", "米桶"}, {"桶空", "缸空"}]),
        ("[没冇]钱", [{"没钱", "冇钱"}]),
        ("断.{0,3}粮", [{"断"}, {"粮"}]),
        ("(断粮|揭不开锅)", [{"揭不", "断粮"}, {"开锅", "断粮"}]),
        ("(很)?饿", [{"饿", "很饿"}]),
        ("(断)*", []),
        ("(断)+", [{"断"}]),
        ("(?i)help", []),
        ("断|", []),
        ("[^断]", []),
    ],
)
def test_what_an_expression_needs_is_read_off_it(expression, needed):
    assert sorted(map(sorted, needed_by(expression))) == sorted(map(sorted, needed))


@pytest.mark.parametrize("expression", ["(米", "米)", "[米", "*米", "(?<=米*)饭", "(?<!米|饭碗)饭"])
def test_what_is_no_expression_is_found_as_compiling_finds_it(expression):
    with pytest.raises(re.error):
        re.compile(expression)
    with pytest.raises(re.error):
        needed_by(expression)
    with pytest.raises(re.error):
        needed_by(expression)  # what is wrong is not remembered as right
