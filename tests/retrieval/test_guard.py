"""The guard before the engine: whatever the text, what passes is short, printable, encodable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.retrieval.encoders.guard import LONGEST, guard

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=400)


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("ＡＢＣ１２３", "ABC123"),
        ("ﬃ①㎡", "ffi1m2"),
        ("  低保\n\t申请\u3000怎么办  ", "低保 申请 怎么办"),
        ("低\x00保", "低 保"),
        ("低\ud800保", "低 保"),
        ("低\u200b保\u202e", "低 保"),
        ("\ue000\U0010ffff", ""),
        ("", ""),
    ],
)
def test_a_text_is_folded_and_unprintable_characters_become_spaces(text, safe):
    assert guard(text) == safe


def test_a_text_longer_than_the_longest_is_cut_there():
    assert guard("中" * 300) == "中" * LONGEST
    assert guard("中" * LONGEST) == "中" * LONGEST


def test_a_character_that_expands_eighteenfold_stays_within_the_longest():
    safe = guard("\ufdfa" * 2000)
    assert 0 < len(safe) <= LONGEST
    assert "\ufdfa" not in safe


def test_a_text_of_ten_megabytes_is_cut_before_it_is_folded():
    assert guard("\ufdfa" * 10_000_000) == guard("\ufdfa" * 1000)


@given(ANY_TEXT)
def test_whatever_the_text_the_guarded_one_is_printable_short_and_encodable(text):
    safe = guard(text)
    assert safe.isprintable()
    assert len(safe) <= LONGEST
    assert safe.encode("utf-8").decode("utf-8") == safe


@given(ANY_TEXT)
def test_a_guarded_text_holds_no_character_that_expands_beyond_its_bytes(text):
    import unicodedata

    for char in guard(text):
        assert len(unicodedata.normalize("NFKC", char)) <= len(char.encode())


@given(st.text(max_size=200), st.text(max_size=50))
def test_what_follows_a_cut_text_never_changes_what_is_kept(text, tail):
    long = (text + "一" * 5 * LONGEST)[: 4 * LONGEST]
    assert guard(long) == guard(long + tail)
