"""A kin word names whom the family would mean by it, from whoever's mouth it comes."""

import pytest

from matcher.needs import Household, Member, Need
from matcher.normalise import normalise
from matcher.understanding.concerns import Spoken, spoken_of
from tests.support import city


def member(name, relation, age, sex):
    born = f"{2026 - age}-01-01"
    return Member(name, {"relation": relation, "age": age, "sex": sex, "birth_date": born})


FAMILY = (
    member("m1", "head", 45, "f"),
    member("m2", "child", 15, "m"),
    member("m3", "child", 8, "m"),
    member("m4", "parent", 76, "m"),
)
GRANDMOTHER = (member("m1", "head", 80, "f"), member("m2", "grandchild", 10, "m"))


def spoken(text, own=None, members=FAMILY):
    catalogue = city()
    household = Household("H", {}, members)
    need = Need("n1", text, own)
    return spoken_of(normalise(text), need, household, catalogue.kin, catalogue.not_kin)


@pytest.mark.parametrize("own", ["m1", None, "m4"])
def test_my_father_is_the_listed_father_whomever_the_ledger_lays_the_need_to(own):
    assert spoken("我爸中风走不动", own).members == ("m4",)
    assert spoken("老豆中風行唔到", own).members == ("m4",)


def test_my_father_who_is_not_listed_is_nobody_of_the_household():
    found = spoken("我爸中风走不动", "m1", FAMILY[:3])
    assert found == Spoken((), "爸")
    widower = (member("m1", "head", 45, "m"), *FAMILY[1:3])
    assert spoken("我爸中风走不动", "m1", widower) == Spoken((), "爸")
    assert spoken("爸爸失业半年", "m1", widower).members == ("m1",)


@pytest.mark.parametrize("text", ["小的那个不肯上学", "细嗰个成日喊", "最小的不出门", "细仔冇人接"])
def test_the_younger_one_is_the_youngest_child(text):
    assert spoken(text, "m1").members == ("m3",)


def test_the_older_one_is_the_oldest_child():
    assert spoken("大仔要交学费").members == ("m2",)


def test_a_child_in_a_note_about_a_child_is_that_child_and_no_sibling():
    assert spoken("孩子不愿意出门", "m2").members == ("m2",)


def test_a_word_for_children_means_all_of_them_where_the_ledger_names_none():
    assert spoken("两个孩子的学费", None).members == ("m2", "m3")


def test_a_brother_in_a_childs_mouth_is_the_other_child():
    assert spoken("弟弟还小", "m2").members == ("m3",)


def test_where_a_grandmother_brings_up_a_child_the_child_is_her_grandchild():
    assert spoken("孩子家长会没人去", None, GRANDMOTHER).members == ("m2",)
    assert spoken("阿婆眼睛看不清", "m1", GRANDMOTHER).members == ("m1",)


def test_words_that_only_contain_a_kin_word_name_nobody():
    assert spoken("去儿童医院复查", "m1") == Spoken(())


def test_two_people_are_named_in_the_order_of_the_text():
    assert spoken("外公照顾大仔", "m1").members == ("m4", "m2")


@pytest.mark.parametrize("text", ["继父摸她", "后爸打佢", "我侄女被她后爸打", "后妈不给饭吃"])
def test_a_step_parent_is_never_the_listed_grandparent(text):
    assert "m4" not in spoken(text).members


def test_a_step_father_is_the_heads_husband_or_nobody_listed():
    husband = (*FAMILY, member("m5", "spouse", 47, "m"))
    assert spoken("继父打他", "m2", husband).members == ("m5",)
    assert spoken("继父打他", "m2") == Spoken((), "继父")


@pytest.mark.parametrize(
    "text", ["然后爸爸走不动", "术后爸要人照顾", "她走后爸爸没人照顾", "以后父亲谁照顾"]
)
def test_a_father_named_behind_a_word_for_afterwards_is_no_step_father(text):
    assert spoken(text).members == ("m4",)
