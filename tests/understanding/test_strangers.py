"""What troubles a neighbour is not the household's; what a neighbour does to it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.normalise import normalise
from matcher.understanding.strangers import stranger_in, without_objects
from tests.support import city


def stranger(text):
    return stranger_in(normalise(text), city().listening)


@pytest.mark.parametrize(
    "text",
    [
        "隔壁王婆婆被儿子打",
        "邻居老公成日打老婆",
        "我同事被老公家暴",
        "我朋友想自杀，怎么办",
        "工友工伤没赔",
        "楼上那家天天打孩子",
        "有个同学的妈妈得了癌症",
        "隔篱陈婆一个人住，冇人照顾",
        "听说街坊阿强失业半年了",
        "帮邻居问低保怎么申请",
        "不是我家的事",
    ],
)
def test_who_suffers_and_is_not_of_the_household_is_a_stranger(text):
    assert stranger(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "邻居打我",
        "跟邻居吵架",
        "邻居投诉我们太吵",
        "同学打他",
        "同学老是欺负她，不敢上学",
        "孩子被同学打",
        "楼上有人骂她",
        "工友帮我拿酒精擦",
        "隔壁阿叔摸我女儿",
        "邻居说孩子被打",
        "住朋友的柴房",
        "借了工友两万",
        "朋友都没有了，一个人住",
        "同事都知道我离婚了",
        "邻居被我儿子打伤要赔钱",
        "没有朋友，想自杀",
    ],
)
def test_what_strangers_do_to_the_household_or_for_it_is_its_own_matter(text):
    assert stranger(text) == ""


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("三岁才会叫妈妈", "三岁才会叫  "),
        ("成日喊妈咪", "成日喊  "),
        ("晚上找爸爸", "晚上找  "),
        ("他想妈妈了", "他想  了"),
        ("隔壁阿伯摸我女儿大腿", "隔壁  摸我女儿大腿"),
        ("隔壁陈伯伯摸我女儿", "隔壁陈  摸我女儿"),
        ("楼下阿婆照看孩子", "楼下  照看孩子"),
        ("同学爸爸打她", "同学  打她"),
        ("房东儿子闹事", "房东  闹事"),
        ("老板的老公骂我", "老板的  骂我"),
        ("楼下老人上不去", "楼下老人上不去"),
        ("邻居打我爸爸", "邻居打我爸爸"),
        ("阿伯走不动", "阿伯走不动"),
        ("搬到楼下爸爸才出得了门", "搬到楼下爸爸才出得了门"),
        ("等儿子放学没人接", "等儿子放学没人接"),
        ("叫老公别打", "叫老公别打"),
        ("想妈妈的病快点好", "想妈妈的病快点好"),
    ],
)
def test_kin_who_are_called_missed_or_a_strangers_are_not_whom_a_clause_is_about(text, left):
    assert without_objects(text, city().listening.as_object) == left


@given(st.text(alphabet="叫喊想妈爸咪老公了，。我隔壁邻居被打", max_size=30))
def test_letters_keep_their_places_whoever_is_left_out(text):
    assert len(without_objects(text, city().listening.as_object)) == len(text)
