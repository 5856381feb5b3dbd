"""A misspelt name is heard as what it may mean; what is a word stays what it is."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.normalise import normalise
from matcher.understanding.spelling import lexicon_of, mended, slips_in
from tests.catalogs.small import small
from tests.support import city, labelled_rows

LEXICON = lexicon_of(city())
PIECES = ("低宝", "抵保", "学废", "护里", "申清", "低保", "孩子", ",", "公祖房", "2", "ab", "保")
TEXTS = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


def slips(text):
    return slips_in(normalise(text), LEXICON)


def meant(text):
    return [slip.meant for slip in slips(text)]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("低宝怎么申请", "低保"),
        ("想问底保", "低保"),
        ("抵保", "低保"),
        ("地保够不够格", "低保"),
        ("孩子学废交不起", "学费"),
        ("老爸要请护里", "护理"),
        ("申清救助", "申请"),
        ("房祖交不起", "房租"),
        ("社宝断了", "社保"),
        ("爺爺要輪倚", "轮椅"),
        ("想住公祖房", "公租房"),
        ("助学代款怎么办", "助学贷款"),
        ("林时救助", "临时救助"),
        ("危方改造", "危房改造"),
    ],
)
def test_what_sounds_like_a_name_and_is_no_word_is_that_name(text, word):
    assert meant(text) == [word]


@pytest.mark.parametrize(
    "text",
    [
        "第八名",
        "材料提报了",
        "家里有个低宝宝",
        "贫血要补铁",
        "吃了特效药",
        "临时求助",
        "没有保证",
        "低保护理费",
        "太太陪训辞了工",
        "他在残忍地打人",
        "学会了坐公交",
        "户口簿身份证全烧了",
        "医生嘱咐多走走",
        "搬去住远了",
    ],
)
def test_what_is_a_word_by_itself_or_with_its_neighbour_stays(text):
    assert meant(text) == []


def test_the_place_and_the_words_of_a_slip_are_those_of_the_text():
    text = "想申请,孩子学废交不起"
    (slip,) = slips(text)
    assert (text[slip.start : slip.end], slip.written, slip.meant) == ("学废", "学废", "学费")
    assert mended(text, (slip,)) == "想申请,孩子学费交不起"


@settings(max_examples=200)
@given(TEXTS)
def test_mending_keeps_the_length_and_leaves_nothing_to_mend(text):
    once = mended(text, slips(text))
    assert len(once) == len(text)
    assert slips_in(once, LEXICON) == ()


@given(TEXTS)
def test_slips_stand_in_order_and_none_overlaps_another(text):
    found = slips(text)
    assert all(one.end <= other.start for one, other in pairwise(found))


def test_texts_as_people_wrote_them_are_hardly_touched():
    texts = [
        n["text"] for name in ("train", "further") for h in labelled_rows(name) for n in h["needs"]
    ]
    found = {slip.written for text in texts for slip in slips(text)}
    assert found == {"长者饭唐", "户理", "轮倚", "滴保", "猪听器", "白内涨手术"}


def test_a_catalogue_that_says_nothing_of_spelling_mends_nothing():
    assert slips_in("低宝学废", lexicon_of(small())) == ()
