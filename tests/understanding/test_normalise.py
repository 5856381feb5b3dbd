"""One spelling for matching: full width, Traditional and odd characters are folded."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.normalise import normalise
from tests.support import labelled_rows


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＡＢＣ１２３，。", "ABC123,。"),
        ("老人一個人住，仔女都喺外地", "老人一个人住,仔女都喺外地"),
        ("想問下點樣申請殘疾人補貼", "想问下点样申请残疾人补贴"),
        ("頭髮發白，皇后後面乾淨", "头发发白,皇后后面干净"),
        ("一\n二\t三  四\u3000五", "一 二 三 四 五"),
        ("  低保\x00\u200b ", "低保"),
        ("低\ud800保", "低 保"),
        ("", ""),
        ("\x00\x07", ""),
    ],
)
def test_a_text_is_folded_to_one_spelling_in_simplified_characters(text, folded):
    assert normalise(text) == folded


def test_cantonese_characters_stay_as_they_are_spoken():
    assert normalise("佢唔使返工，喺屋企瞓覺，冇錢攞") == "佢唔使返工,喺屋企瞓觉,冇钱攞"


def test_the_original_text_is_left_untouched_by_normalising():
    text = "老人一個人住，ＡＢＣ"
    normalise(text)
    assert text == "老人一個人住，ＡＢＣ"


def test_a_normalised_need_is_normalised_already():
    texts = [need["text"] for row in labelled_rows() for need in row["needs"]]
    assert texts
    for text in texts:
        assert normalise(normalise(text)) == normalise(text)


@given(st.text(st.characters(codec=None, exclude_categories=()), max_size=120))
def test_whatever_the_text_the_normalised_one_has_single_blanks_and_no_control(text):
    folded = normalise(text)
    assert folded == " ".join(folded.split())
    assert not {unicodedata.category(char) for char in folded} & {"Cc", "Cf", "Cs", "Cn", "Co"}
    assert folded.encode("utf-8").decode("utf-8") == folded
