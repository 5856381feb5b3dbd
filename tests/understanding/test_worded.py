"""An offering answers a need that says what it is for in its own wordings, or all but."""

import pytest

from matcher.normalise import normalise
from matcher.typed import Clause
from matcher.understanding.worded import worded_in


def clauses(*texts: str) -> list[Clause]:
    return [Clause("n1", text, 0, len(text), said=text, real=text) for text in texts]


@pytest.mark.parametrize(
    ("need", "wording"),
    [
        ("孙子上学要走四十分钟路，想要辆单车", "想要辆单车"),
        ("想要一辆单车", "想要辆单车"),
        ("孙子上学要走四十分钟路", "上学走四十分钟路"),
        ("房租欠两个月，房东叫月底搬", "拖了两个月房租"),
        ("助听器去年跌坏，修不好", "助听器（单耳）"),
        ("想要張書桌", "想要张书桌"),
    ],
)
def test_a_need_says_a_wording_where_it_holds_most_of_it(need, wording):
    assert worded_in(clauses(normalise(need)), [wording]) is not None


@pytest.mark.parametrize(
    ("need", "wording"),
    [
        ("想要一张书桌", "想要辆单车"),
        ("斩瓜斩到手指", "扎手指的纸太贵舍不得测"),
        ("没钱交学费", "没钱"),
        ("大班的保教费和饭钱欠了两个月", "拖了两个月房租"),
        ("", "想要辆单车"),
    ],
)
def test_what_only_shares_a_word_with_it_is_something_else(need, wording):
    assert worded_in(clauses(need), [wording]) is None


def test_the_best_wording_is_told_with_the_clause_that_says_most_of_it():
    said = clauses("想要辆单车", "屋里灯太暗", "写字眼睛疼")
    found = worded_in(said, ["想要辆能骑的单车", "屋里灯太暗，写字眼睛疼", "想要辆单车"])
    assert found is not None
    assert (found.words, found.text) == ("想要辆单车", "想要辆单车")


def test_a_denial_or_a_story_says_nothing():
    told = [Clause("n1", "想要辆单车", 0, 5, said="想要辆单车", unreal=True)]
    assert worded_in(told, ["想要辆单车"]) is None
    assert worded_in([], ["想要辆单车"]) is None
