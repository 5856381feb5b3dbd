"""Whom a clause concerns: kin words are read from the speaker; what fits nobody names nobody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.needs import Need
from matcher.understanding.concerns import spoken_of
from tests.support import city, family, person

HEAD = person("m1", relation="head", sex="m", age=45)
WIFE = person("m2", relation="spouse", sex="f", age=43)
SON = person("m3", relation="child", sex="m", age=12)
GIRL = person("m4", relation="child", sex="f", age=8)
OLD_FATHER = person("m5", relation="parent", sex="m", age=78)
HOME = family(HEAD, WIFE, SON, GIRL, OLD_FATHER)


def named(text, member=None, home=HOME):
    kin, not_kin = city().kin, city().not_kin
    spoken = spoken_of(text, Need("n1", text, member), home, kin, not_kin)
    return tuple(dict.fromkeys([*spoken.members, *([member] if member else [])]))


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("老婆夜里睡不着", ("m2",)),
        ("儿子要上中学", ("m3",)),
        ("女儿要上小学", ("m4",)),
        ("父亲有病", ("m5",)),
        ("我老豆行唔到", ("m5",)),
        ("本人失业半年", ("m1",)),
        ("屋顶漏雨", ()),
    ],
)
def test_a_kin_word_is_read_from_the_head_where_the_need_is_nobodys(text, who):
    assert named(text) == who


def test_my_father_said_by_the_child_is_the_head_of_the_household():
    home = family(HEAD, WIFE, SON)
    assert named("父亲有病,家里没什么收入", "m3", home)[0] == "m1"


def test_the_mother_said_by_the_child_is_the_heads_spouse():
    home = family(HEAD, WIFE, SON)
    assert named("妈妈晚上睡不着", "m3", home)[0] == "m2"


def test_a_case_note_in_the_third_person_reads_kin_from_the_head_too():
    assert named("儿子不愿上学", "m2")[0] == "m3"
    assert named("妻子要照顾老人", "m1")[0] == "m2"


def test_the_ledgers_own_member_stands_last_and_once():
    assert named("儿子要上中学", "m3") == ("m3",)
    assert named("老婆夜里睡不着", "m3") == ("m2", "m3")
    assert named("屋顶漏雨", "m2") == ("m2",)


def test_a_kin_word_that_fits_several_members_names_all_of_them():
    two_sons = family(HEAD, SON, person("m6", relation="child", sex="m", age=15))
    assert named("儿子要上中学", None, two_sons) == ("m3", "m6")


def test_the_older_of_several_children_is_found_by_birth():
    older = person("m6", relation="child", sex="f", birth_date="2008-01-01", age=18)
    younger = person("m7", relation="child", sex="f", birth_date="2015-01-01", age=11)
    home = family(HEAD, younger, older)
    assert named("大女儿明年高考", None, home) == ("m6",)
    assert named("小女儿要托管", None, home) == ("m7",)


@pytest.mark.parametrize("text", ["太婆婆的表姑", "隔壁老王", "舅母的同事", "zzz"])
def test_unknown_kin_words_name_nobody_of_the_household(text):
    assert named(text, None, family(HEAD)) == ()


@pytest.mark.parametrize("text", ["想去儿童医院", "母亲节活动", "想住养老院", "搬去敬老院"])
def test_words_that_only_contain_a_kin_word_name_nobody(text):
    assert named(text) == ()


def test_a_word_of_the_other_sex_does_not_fit_the_member():
    assert named("老公病了", None, family(HEAD, WIFE)) == ()


def test_a_household_without_members_is_concerned_by_nobody():
    assert named("儿子要上中学", None, family()) == ()


@given(st.text(max_size=60), st.sampled_from([None, "m1", "m3", "m5"]))
def test_whatever_the_clause_only_listed_members_are_named_each_once(text, member):
    found = named(text, member)
    assert set(found) <= {"m1", "m2", "m3", "m4", "m5"}
    assert len(found) == len(set(found))
    assert member is None or member in found
