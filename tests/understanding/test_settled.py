"""A matter that the text calls solved or not wanted asks for nothing any more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.understanding.normalise import normalise
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
    ],
)
def test_a_matter_that_is_still_asked_for_is_not_settled(text):
    assert not is_settled(normalise(text), city().listening.closing)


@given(st.text(max_size=100))
def test_whatever_the_text_it_is_settled_or_it_is_not(text):
    assert is_settled(normalise(text), city().listening.closing) in (True, False)
