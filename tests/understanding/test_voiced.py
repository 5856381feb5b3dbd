"""Facts that a text voices are proposed with the words they rest on, and excused by others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.listening import Voiced
from matcher.normalise import normalise
from matcher.understanding.voiced import voiced_in
from tests.support import city

KNOWN = (
    Voiced("relief_status", "dibao", ("低保户", "吃低保"), ("想.{0,3}低保户",)),
    Voiced("single_parent", True, ("一个人带(孩子|女儿)",)),
)


def voiced(text, known=KNOWN):
    return [(entry.fact, entry.value, words) for entry, words in voiced_in(text, known)]


def test_a_voiced_fact_comes_with_the_words_it_rests_on():
    assert voiced("离了婚一个人带女儿,是低保户") == [
        ("relief_status", "dibao", "低保户"),
        ("single_parent", True, "一个人带女儿"),
    ]


def test_an_occurrence_that_overlaps_an_excuse_does_not_count():
    assert voiced("想做低保户") == []
    assert voiced("想评低保户,其实早吃低保") == [("relief_status", "dibao", "吃低保")]


def test_each_entry_speaks_once_however_often_it_is_voiced():
    assert len(voiced("低保户,低保户,吃低保")) == 1


def test_a_text_that_voices_nothing_proposes_nothing():
    assert voiced("") == voiced("屋顶漏雨") == []


@pytest.mark.parametrize(
    ("text", "fact", "value"),
    [
        ("離了婚一個人帶女兒，租房住", "housing_tenure", "private_rental"),
        ("我们是低保户", "relief_status", "dibao"),
        ("外省人来中山打工", "hukou_city", "other_province"),
        ("欠了十万块债", "debt_burden", True),
        ("鉴定说是C级危房", "dwelling_danger_level", "C"),
    ],
)
def test_the_citys_wordings_hear_what_people_write(text, fact, value):
    heard = {(name, found) for name, found, _ in voiced(normalise(text), city().voiced)}
    assert (fact, value) in heard


@pytest.mark.parametrize(
    ("text", "fact", "value"),
    [
        ("想申请低保", "relief_status", "dibao"),
        ("申请公租房", "housing_tenure", "private_rental"),
        ("没有居住证", "residence_permit", True),
        ("考上外省的大学", "hukou_city", "other_province"),
    ],
)
def test_the_citys_wordings_do_not_hear_what_is_only_wished_for(text, fact, value):
    heard = {(name, found) for name, found, _ in voiced(normalise(text), city().voiced)}
    assert (fact, value) not in heard


def test_every_voiced_fact_of_the_city_stands_in_the_vocabulary(catalogue):
    for entry in catalogue.voiced:
        fact = catalogue.vocabulary.facts[entry.fact]
        assert not fact.derived_from
        assert fact.values is None or entry.value in fact.values


@given(st.text(max_size=120))
def test_whatever_the_text_the_words_of_a_hint_stand_in_it(text):
    for _, _, words in voiced(normalise(text), city().voiced):
        assert words in normalise(text)
