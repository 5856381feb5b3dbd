"""Every stretch of a normalised text is found again in the text as it is recorded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.normalise import normalise
from matcher.understanding.origins import origins, quoted

ODD = st.text(
    alphabet="家裡冇钱,，。…①㎡ｱﾞ½  \t\n e\u0301\u202e\u200b\ue000\U0001f600가각", max_size=60
)


def found(text, words):
    start = normalise(text).index(normalise(words))
    return quoted(text, start, start + len(normalise(words)))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("家里没米", "没米"),
        ("家裡冇米，阿媽病咗", "阿媽病咗"),
        ("唉……没米", "没米"),
        ("屋大①㎡，没米", "没米"),
        ("米缸  空了\n没钱", "没钱"),
        ("\u200b没\u202e米，没钱", "没钱"),
        ("cafe\u0301里没米", "没米"),
    ],
)
def test_words_are_quoted_from_their_place_in_the_text_as_it_is_recorded(text, words):
    quote = found(text, words)
    assert quote.words == words
    assert text[quote.start : quote.end] == words


def test_one_character_that_becomes_several_is_quoted_whole():
    assert quoted("唉…没米", 1, 2).words == "…"


def test_blanks_alone_are_no_quote():
    assert quoted("家 里", 1, 2) is None
    assert quoted("", 0, 0) is None


@given(st.one_of(ODD, st.text(max_size=60)))
def test_each_character_has_an_origin_within_the_text(text):
    spans = origins(text)
    assert len(spans) == len(normalise(text))
    assert all(0 <= start <= end <= len(text) for start, end in spans)


@given(ODD, st.integers(0, 60), st.integers(0, 60))
def test_a_quote_is_what_stands_at_its_place(text, start, size):
    quote = quoted(text, start, start + size)
    if quote is not None:
        assert text[quote.start : quote.end] == quote.words == quote.words.strip() != ""
