"""How a clause stands to its matter: asked for, only told, refused, solved, past or denied."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.listening import Stance
from matcher.normalise import normalise
from matcher.understanding.settled import is_settled, stance_of
from tests.support import city


def stance(text):
    return stance_of(normalise(text), city().listening.stances)[0]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("想有人陪去医院", Stance.ASKS),
        ("想有人陪去醫院", Stance.ASKS),
        ("有冇得申請低保", Stance.ASKS),
        ("能不能帮忙找份工", Stance.ASKS),
        ("孩子晚上一直哭", Stance.TELLS),
        ("手抖握不住筷子", Stance.TELLS),
        ("", Stance.TELLS),
        ("no money", Stance.TELLS),
        ("不用送餐了", Stance.REFUSED),
        ("唔使再登記喇", Stance.REFUSED),
        ("死活不去养老院", Stance.REFUSED),
        ("轮椅已经借到了", Stance.SOLVED),
        ("低保终于批下来", Stance.SOLVED),
        ("问题还没解决", Stance.TELLS),
        ("家里没有欠债", Stance.DENIED),
        ("身体没什么大问题", Stance.DENIED),
        ("有没有困难补助", Stance.ASKS),
        ("以前在厂里做工", Stance.PAST),
        ("后生嗰阵做过搬运", Stance.PAST),
        ("以前能走,现在走不动", Stance.TELLS),
        ("以前能走,现在不能走了", Stance.TELLS),
        ("以前被家暴,十年前就离了,现在没事了", Stance.PAST),
        ("小时候被爸爸打,早就过去了", Stance.PAST),
    ],
)
def test_a_clause_takes_the_stance_that_its_words_say(text, wanted):
    assert stance(text) is wanted


def test_the_words_that_say_the_stance_are_told():
    assert stance_of("家里想有人陪", city().listening.stances) == (Stance.ASKS, (2, 3))


@given(st.text(alphabet="不用送餐了想已经借到办好有没以前现在唔使", max_size=20))
def test_what_is_settled_for_the_ranking_reads_as_refused_solved_or_past(text):
    plain = normalise(text)
    if is_settled(plain, city().listening.closing):
        assert stance(text) in (Stance.REFUSED, Stance.SOLVED, Stance.PAST)
