"""A text wishes for an item by name, or only names it."""

import pytest

from matcher.normalise import normalise
from matcher.understanding.naming import index_names
from matcher.understanding.wishing import wished_in
from tests.support import city

NAMES = index_names(
    [("G001", ("低保",)), ("G041", ("公租房",)), ("S063", ("轮椅",)), ("S016", ("理发",))]
)


def wished(text):
    return wished_in([normalise(text)], NAMES, city().listening)


@pytest.mark.parametrize(
    "text",
    [
        "想申请低保",
        "低保",
        "低保怎么办",
        "请问低保点申请",
        "帮我问下低保",
        "想攞低保",
        "诉求：低保",
        "能不能办低保",
        "唔知可唔可以幫阿婆申請低保",
        "户主提出申请低保",
        "想让老人吃上低保",
        "本户拟申请低保",
        "低保佢都想要",
        "以前没办过，这次想申请低保",
        "没有低保，点申请",
        "冇低保，想申请",
    ],
)
def test_words_that_ask_for_the_named_thing_wish_for_it(text):
    assert wished(text) == {"G001": "低保"}


@pytest.mark.parametrize(
    "text",
    [
        "隔壁家吃低保",
        "低保没批下来",
        "不想申请低保",
        "唔想申请低保，点算",
        "没有低保，日子难过",
        "低保批了",
        "正在申请低保",
        "听说有低保",
        "是低保户，孩子要上学",
        "轮椅不要了",
        "坐在轮椅上问",
        "想学理发",
        "邻居想申请低保",
    ],
)
def test_what_is_refused_had_or_another_family_s_is_no_wish(text):
    assert wished(text) == {}


def test_several_things_in_one_breath_are_all_wished_for():
    assert wished("想申请低保和公租房，还要一台轮椅").keys() == {"G001", "G041", "S063"}
