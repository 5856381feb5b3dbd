"""Matters that nothing in the catalogue helps with are answered by nothing."""

import pytest

from matcher.normalise import normalise
from matcher.understanding.settled import is_beyond, is_settled
from tests.support import city, labelled_rows


@pytest.mark.parametrize(
    "text",
    [
        "护照快到期了想续",
        "村口路灯坏咗成个月",
        "网店被平台封号",
        "想起多一层，报建唔批",
        "想搵个老婆，社区介绍下",
        "手机号码要过户",
        "微信号被封了",
        "银行卡密码忘记了",
        "买支六合彩",
        "探亲签证一直没批",
        "家里猫没人喂",
        "想把纹身洗掉",
        "老家的医保在这边报不了",
        "帮我劝前妻复婚",
    ],
)
def test_passports_lamps_accounts_building_and_matchmaking_are_beyond_the_catalogue(text):
    assert is_beyond(normalise(text), city().beyond)


@pytest.mark.parametrize(
    "text",
    [
        "想要一盏台灯",
        "低保怎么申请",
        "孩子功课跟不上，想有人教",
        "屋顶漏水",
        "他输了六合彩回来就打我",
        "老板扣了护照不让走",
        "房贷断供了",
        "养老金打到银行卡的钱没到账",
        "被狗咬伤要打针",
        "前夫回来骚扰我",
        "就着巷子里的路灯穿灯珠",
    ],
)
def test_what_some_item_helps_with_is_not(text):
    assert not is_beyond(normalise(text), city().beyond)


def test_no_more_than_a_handful_of_the_training_needs_is_called_beyond_the_catalogue():
    texts = [normalise(need["text"]) for row in labelled_rows() for need in row["needs"]]
    assert 5 < sum(is_beyond(text, city().beyond) for text in texts) < 30


def test_that_she_is_not_wanted_at_work_any_more_is_not_that_help_is_not_wanted():
    assert not is_settled("餐馆换老板,不用她了", city().listening.closing)
    assert is_settled("不用送餐了", city().listening.closing)
