"""What a text denies or tells as a story is not so; what is only wanting, or asked, may well be."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.listening import Listening, Negation, Stance, StanceWords
from matcher.normalise import normalise
from matcher.typed import Clause
from matcher.understanding.naming import ASKED, MENTIONED, names_of, names_said
from matcher.understanding.not_so import NOTHING, left_of, not_so_in
from matcher.understanding.signs import signs_in
from matcher.understanding.voiced import voiced_in
from tests.support import city

SMALL = Listening(
    stances=(StanceWords(Stance.STORY, (r"电影里[^,。]*",), ("想学[^,。]*",), ranked=True),),
    negation=Negation(
        words=("不是",),
        lacking=("没有?",),
        things=("轮椅",),
        between=("被", "想过"),
        listing=("否认[^,。]*",),
        after=("史?:无",),
        tail=("症",),
        unless=("是不是", "没有办法"),
    ),
)


def denied(text, expression):
    """Return what is cut out for the first hit of an expression, None where it is so."""
    found = re.search(expression, text)
    stretch = not_so_in(text, SMALL).stretch(found)
    return None if stretch is None else text[slice(*stretch)]


@pytest.mark.parametrize(
    ("text", "expression", "wanted"),
    [
        ("没有离婚", "离婚", "没有离婚"),
        ("不是癌症,是肾炎", "癌", "不是癌症"),
        ("不是癌症,是肾炎", "肾炎", None),
        ("没被打过", "打", "没被打"),
        ("没有想过自杀", "自杀", "没有想过自杀"),
        ("家暴史:无", "家暴", "家暴史:无"),
        ("否认家暴、离婚", "离婚", "否认家暴、离婚"),
        ("没有工作离婚了", "离婚", None),
        ("没有,离婚了", "离婚", None),
        ("没有办法", "办法", None),
        ("是不是癌症", "癌", None),
        ("没有轮椅", "轮椅", None),
        ("不是轮椅", "轮椅", "不是轮椅"),
        ("没钱交学费", "没钱.{0,3}学费", None),
    ],
)
def test_a_negation_denies_what_follows_it_closely(text, expression, wanted):
    assert denied(text, expression) == wanted


@pytest.mark.parametrize(
    ("text", "expression", "is_denied"),
    [
        ("老公没有打我", "老公.{0,6}打我", True),
        ("老公没有工作打我", "老公.{0,6}打我", False),
        ("老公没有回来打我", "老公.{0,3}没有.{0,4}", False),
        ("没有租房,住家里", "租.{0,2}[房住]", True),
        ("没有租金,住家里", "租.{0,2}[房住]", False),
    ],
)
def test_a_negation_inside_what_was_found_counts_where_it_bears_on_it(text, expression, is_denied):
    assert (denied(text, expression) is not None) is is_denied


def test_a_story_holds_what_is_told_in_it_unless_it_is_to_be_done_alike():
    assert denied("电影里有人跳楼,我也难受", "跳楼") == "电影里有人跳楼"
    assert denied("电影里有人跳楼,我也难受", "难受") is None
    assert denied("电影里有人跳楼他想学", "跳楼") is None


def test_a_catalogue_without_words_of_negation_denies_nothing():
    found = re.search("离婚", "没有离婚")
    assert not_so_in("没有离婚", Listening()).stretch(found) is None
    assert not NOTHING


def test_what_is_not_so_is_cut_out_of_a_clause_where_it_stands():
    assert left_of("没有离婚,想找工作", 0, [(0, 4)]) == ",想找工作"
    assert left_of("想找工作", 5, [(0, 6), (8, 20)]) == "找工"


def told(text):
    plain = normalise(text)
    not_so, whole = not_so_in(plain, city().listening), [Clause("n", plain, 0, len(plain))]
    signs = {name for name, _ in signs_in(plain, city().signs, whole, not_so)}
    facts = {(v.fact, v.value) for v, _ in voiced_in(plain, city().voiced, not_so)}
    return signs | facts


def would_tell(text):
    plain = normalise(text)
    whole = [Clause("n", plain, 0, len(plain))]
    signs = {name for name, _ in signs_in(plain, city().signs, whole)}
    return signs | {(voiced.fact, voiced.value) for voiced, _ in voiced_in(plain, city().voiced)}


@pytest.mark.parametrize(
    "text",
    [
        "没有离婚",
        "我同老公冇离婚",
        "並非單親家庭",
        "我没得尿毒症",
        "医生话唔系癌症",
        "肺癌排除了",
        "否认高血压、糖尿病、肝炎病史",
        "没有租房，住单位宿舍",
        "孩子没被打过",
        "老公没有打我",
        "爸爸冇打孩子",
        "家暴史：无",
        "没有想过自杀",
        "唔会自杀",
        "从未有过轻生念头",
        "不吸毒不赌钱",
        "没有欠债",
        "没有怀孕",
        "不属于特困人员",
        "没有坐过牢",
        "没被骗",
        "孩子没有辍学",
        "电影里面的人跳楼自杀了，他说拍得好",
        "他昨晚看了一部电影，里面的人跳楼自杀了",
        "在电视剧里看到有人割腕",
        "睇套剧，个女主角俾老公打，睇到我喊",
        "作文里写主角被爸爸打死",
        "他写了个故事，主人公离家出走流浪街头",
        "游戏里被人杀了好几次",
        "昨晚梦见被人拿刀追着砍",
        "新闻里说有个老人被骗了二十万",
        "刷到视频有一家人烧炭自杀",
        "学校排话剧，她演一个被家暴的女人",
    ],
)
def test_what_is_denied_or_a_story_is_told_neither_as_a_fact_nor_as_a_sign(text):
    assert would_tell(text)
    assert told(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "没有轮椅",
        "车票和被铺还没着落",
        "学费未有着落",
        "手术费还没凑够",
        "冇助听器听唔到",
        "没有办法，只能租房住",
        "是不是得了癌症",
        "有没有被打过",
        "没人帮手照顾瘫痪的老公",
        "不但离婚了还欠债",
        "没钱交学费",
        "没钱化疗",
        "不能去透析",
        "没有工作离婚了一个人带孩子",
        "没有一天不打我",
        "他不是第一次打我",
        "没喝酒也打我",
        "差点没被打死",
        "没想到得了癌症",
        "老公否认家暴",
        "要不是得了癌症也不会来",
        "动不动就打我",
        "唔识讲，佢话想自杀",
        "不想活了",
        "没有医保住院全自费",
        "家暴没有人管",
        "不小心摔断腿",
        "未成年怀孕",
        "户口没有落下",
        "没饭吃",
        "爸爸在惠州打工两年没回",
        "睇完电视就打我",
        "看电视的时候突然晕倒",
        "打游戏通宵不睡，说不想活了",
        "作文里写自己想死",
        "周记写爸爸天天打我",
        "她天天做噩梦，梦见被老公打",
        "电视里有人要害我",
        "抖音上认识个男人被骗钱",
        "他在游戏里跟人说要自杀",
        "说像电视里那样割腕",
        "新闻里那个被骗的就是我妈",
        "睇完套戏佢话都想学主角割腕",
    ],
)
def test_what_is_wanting_asked_or_meant_is_told_as_before(text):
    assert would_tell(text)
    assert told(text) == would_tell(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("想申请低保", ASKED),
        ("从来没申请过低保", ASKED),
        ("没有低保", ASKED),
        ("我们不是低保户，想问学费", MENTIONED),
    ],
)
def test_an_item_that_they_are_said_not_to_have_is_only_mentioned(text, value):
    plain = normalise(text)
    clauses = [Clause("n", plain, 0, len(plain))]
    not_so = not_so_in(plain, city().listening)
    assert names_said(clauses, names_of(city()), not_so)["G001"] == value


def test_an_item_that_only_a_story_names_is_not_named():
    plain = "电视剧里的人去申请低保"
    clauses = [Clause("n", plain, 0, len(plain))]
    story = not_so_in(plain, Listening(stances=(StanceWords(Stance.STORY, ("电视剧里.*",)),)))
    assert names_said(clauses, names_of(city()), story) == {}


@given(st.text(alphabet="没有不是未离婚想自杀被打癌症,电影里有人否认轮椅", max_size=24))
def test_a_guard_only_takes_away(text):
    plain = normalise(text)
    assert told(plain) <= would_tell(plain)


@given(st.text(alphabet="离婚租房癌症打我孩子老公欠债,。想要钱", max_size=24))
def test_a_text_without_negation_or_story_tells_all_it_did(text):
    plain = normalise(text)
    assert told(plain) == would_tell(plain)
