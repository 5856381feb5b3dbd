"""Initials under which a name is found."""

import pytest
from hypothesis import given

from api.personal.pinyin import MOST, initials_of, typed_initials
from tests.personal.people import ANY_TEXT


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("李小梅", "lxm"),
        ("李　小梅", "lxm"),
        ("单雄信", "sxx"),
        ("曾丽珍", "zlz"),
        ("仇伟", "qw"),
        ("区伟", "ow"),
        ("區偉", "ow"),
        ("查良", "zl"),
        ("解小明", "xxm"),
        ("任小明", "rxm"),
        ("翟小明", "zxm"),
        ("尉迟恭", "ycg"),
        ("万俟明", "mqm"),
        ("欧阳修", "oyx"),
        ("John Smith", "js"),
        ("阿Q", "aq"),
    ],
)
def test_the_likeliest_initials_come_first(name, initials):
    assert initials_of(name)[0] == initials


@pytest.mark.parametrize(
    ("name", "also"),
    [("覃小明", "txm"), ("乐小明", "lxm"), ("曾丽珍", "clz"), ("单于", "sy"), ("王乐乐", "wly")],
)
def test_every_reading_of_a_character_finds_the_name(name, also):
    assert also in initials_of(name)


def test_a_name_of_two_characters_has_no_surname_of_two():
    assert initials_of("单于")[0] == "sy"
    assert initials_of("单于明")[0] == "cym"


@pytest.mark.parametrize("name", ["", " ", "·", "123", "。"])
def test_what_has_no_letter_has_no_initials(name):
    assert initials_of(name) == ()


def test_what_is_typed_is_read_as_letters_alone():
    assert typed_initials(" Ｌ x·M1") == "lxm"
    assert typed_initials("李") == ""


@given(ANY_TEXT)
def test_any_text_has_few_initials_of_small_letters(text):
    found = initials_of(text)
    assert len(found) <= MOST
    assert len(set(found)) == len(found)
    for initials in found:
        assert initials
        assert initials == typed_initials(initials)


@pytest.mark.parametrize("name", ["乐" * 200, "单" * 30, "长" * 5])
def test_a_name_of_many_readings_has_few_initials_all_the_same(name):
    assert 0 < len(initials_of(name)) <= MOST


def test_another_reading_of_any_one_character_comes_before_those_of_several():
    found = initials_of("长长长长长")
    assert found[0] == "zzzzz"
    assert {"czzzz", "zczzz", "zzczz", "zzzcz", "zzzzc"} == set(found[1:6])
