"""What members are called aloud: never by an id."""

import pytest

from matcher.telling.persons import called
from tests.support import family, person


def names(catalogue, *members, lang="zh"):
    household = family(*members)
    words = catalogue.vocabulary
    return [called(household, member.id, words, lang) for member in members]


@pytest.mark.parametrize(
    ("relation", "sex", "zh", "en"),
    [
        ("head", "f", "户主", "the head"),
        ("parent", "f", "母亲", "the mother"),
        ("parent", "m", "父亲", "the father"),
        ("spouse", "m", "丈夫", "the husband"),
        ("grandchild", "f", "孙女", "the granddaughter"),
    ],
)
def test_one_whose_sex_is_known_is_called_by_it(catalogue, relation, sex, zh, en):
    one = person("m1", relation=relation, sex=sex)
    assert names(catalogue, one) == [zh]
    assert names(catalogue, one, lang="en") == [en]


def test_one_whose_sex_is_not_known_is_called_by_the_relation_alone(catalogue):
    assert names(catalogue, person("m1", relation="parent")) == ["父母"]


def test_of_several_children_each_is_told_apart_by_who_is_older(catalogue):
    sons = [
        person(f"m{n}", relation="child", sex="m", birth_date=born)
        for n, born in enumerate(("2015-01-01", "2010-01-01", "2018-01-01"), 1)
    ]
    girl = person("m4", relation="child", sex="f", birth_date="2012-01-01")
    assert names(catalogue, *sons, girl) == ["第2个儿子", "大儿子", "小儿子", "女儿"]


def test_where_births_are_not_known_the_age_or_the_place_tells_them_apart(catalogue):
    known = [person(f"m{n}", relation="child", age=age) for n, age in ((1, 8), (2, 12))]
    assert names(catalogue, *known) == ["8岁的子女", "12岁的子女"]
    unknown = [person(f"m{n}", relation="child") for n in (1, 2)]
    assert names(catalogue, *unknown) == ["第1个子女", "第2个子女"]


def test_nobody_is_ever_called_by_an_id(catalogue):
    members = [person("m1"), person("m2", relation="other"), person("m3", relation="other")]
    assert names(catalogue, *members) == ["第1位家人", "第2位家人", "第3位家人"]
    only = person("m1", relation="other")
    assert names(catalogue, only) + names(catalogue, only, lang="en") == [
        "其他成员",
        "another member",
    ]
    assert called(family(), None, catalogue.vocabulary, "zh") == "您家"
