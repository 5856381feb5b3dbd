"""A request beside a dark sentence makes it no less dark."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.files import load_alarm
from matcher.normalise import normalise
from matcher.understanding.likeness import likeness_of, passages
from tests.support import CATALOGS

DARK = (
    "女儿手腕上有划痕",
    "他发起火来我身上青一块紫一块",
    "阿爸把她锁在柴房两天",
    "后爸洗澡时老进女儿房间",
    "夜里有人在楼下烧炭不出声",
    "阿婆讲活着没意思了",
)
REQUESTS = (
    *("想找份工", "想找人补课", "想找个活干自己过", "想申请低保", "申请补助", "希望减免学费"),
    *("电费交不起", "想问医保怎么报销", "能不能办个证", "孩子上学缺钱", "房租欠了两个月"),
)
MARKS = ("，", "。", "；", " ", "\n", ", ", "！")


def _alarm():
    found = load_alarm(CATALOGS)
    assert found is not None
    return found.likeness


LIKENESS = _alarm()


def of(text: str) -> dict[str, float]:
    return likeness_of(normalise(text), LIKENESS)


@given(
    st.sampled_from(DARK),
    st.lists(st.sampled_from(REQUESTS), max_size=3),
    st.lists(st.sampled_from(REQUESTS), max_size=3),
    st.sampled_from(MARKS),
)
def test_no_request_before_or_behind_takes_anything_from_what_a_text_sounds_like(
    dark: str, before: list[str], behind: list[str], mark: str
) -> None:
    alone, whole = of(dark), of(mark.join([*before, dark, *behind]))
    assert all(whole[kind] >= alone[kind] for kind in alone), whole


@pytest.mark.parametrize("wish", ["想找份工", "想申请低保", "希望有人补课", "申请补助"])
def test_a_request_without_any_mark_begins_anew(wish: str) -> None:
    assert "女儿手腕上有划痕" in passages(normalise(f"女儿手腕上有划痕{wish}"))


@pytest.mark.parametrize("text", ["想找份工", "希望减免学费，想申请低保", "阿婆讲活着没意思了"])
def test_a_text_of_requests_alone_or_of_none_is_heard_as_it_stands(text: str) -> None:
    assert passages(normalise(text)) == (normalise(text),)


def test_a_dark_request_is_heard_too() -> None:
    text = normalise("希望他别再打我，想申请低保")
    assert text in passages(text)
