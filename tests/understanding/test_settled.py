"""A matter that the text calls solved or not wanted asks for nothing any more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.normalise import normalise
from matcher.understanding.settled import is_settled
from tests.support import city


@pytest.mark.parametrize(
    "text",
    [
        "食堂那边不用送餐了",
        "唔使再登記喇",
        "轮椅已经借到了",
        "低保早就办好",
        "扶手已装好",
        "不需要再安排护工",
        "吃饭暂时不愁",
        "不要轮椅了",
        "已经好了不需要康复",
        "轮椅有了,谢谢",
        "护工不要了",
        "学费去年就解决了",
        "送餐不用了",
        "康复不做了",
        "已经有人帮了",
        "有亲戚照顾了",
        "不麻烦你们了",
        "轮椅唔要啦",
        "低保唔申请喇",
        "护理床借到咗",
        "助学金上个月领到了",
        "心理老师唔使派",
        "阿妈已经好返晒",
        "谢谢,不用",
        "书包有人送了",
        "早年吸毒,已经戒了",
        "以前被家暴,十年前就离了",
        "以前赌钱,债都还清了",
        "早年吸毒,毒瘾断了",
        "曾经抑郁,现在好了",
        "以前住院,已经康复了",
        "老人已经康复了",
        "补助有着落了",
        "轮椅有咗,唔该",
        "助听器去年残联配过了",
        "学费上个月已经交清了",
    ],
)
def test_a_matter_that_is_solved_or_declined_is_settled(text):
    assert is_settled(normalise(text), city().listening.closing)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "想有人送餐上门",
        "轮椅还没借到",
        "不知道怎么办低保",
        "屋顶漏雨没人修",
        "已经三个月没有收入",
        "钱不够用",
        "不要轮椅要拐杖",
        "不要他管我,我要自己住",
        "厂里叫我不用来了",
        "老板通知下个月不用上班了",
        "护工请不起",
        "护工不做了",
        "康复不做了,没钱",
        "康复太贵不做了",
        "病好了又复发",
        "残联说不需要轮椅",
        "要不要申请低保",
        "能不能不用送养老院",
        "装个扶手就不用人扶了",
        "低保批下来了但不够用",
        "怎么解决学费",
        "学费还没解决",
        "有人帮就好了",
        "别再打我了",
        "爸妈都不要他了",
        "老公打我,现在没事了",
        "以前被他打,现在还打",
        "十年前离了婚,一个人带孩子",
        "透析不做了",
        "两年前生病,工作断了,没收入",
        "五年前中风,低保断了",
        "以前老公打我断了两根肋骨,如今还痛",
        "以前老公打我断了两根肋骨,阴天还疼",
        "早年欠下的债还没还清",
        "十年前吸毒,戒了,找不到工作",
        "小时候被继父打,现在没事做",
        "以前被他打,离了以后一个人带三个孩子没收入",
        "爸爸现在康复训练要钱,一次两百",
        "现在康复中心关了门",
        "儿子去年手术后已经复学,跟不上功课",
        "孩子现在入读特殊学校",
        "轮椅有了裂缝,坐上去怕摔",
        "补助有了孩子以后就停了",
        "有了孩子以后没人照顾",
        "已经没事做三个月",
        "助听器已经领到了,阿公不会用",
        "低保终于批下来,可是不够吃",
        "已经换过了三个护工",
        "学费还没交清",
    ],
)
def test_a_matter_that_is_still_asked_for_is_not_settled(text):
    assert not is_settled(normalise(text), city().listening.closing)


@given(st.text(max_size=100))
def test_whatever_the_text_it_is_settled_or_it_is_not(text):
    assert is_settled(normalise(text), city().listening.closing) in (True, False)
