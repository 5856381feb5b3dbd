"""Masks: what they show is what they promise, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.personal.addresses import Gazetteer
from api.personal.masking import (
    masked_account,
    masked_address,
    masked_id,
    masked_name,
    masked_phone,
)
from tests.personal.people import ANY_TEXT, ID_NUMBERS

PLACES = Gazetteer("广东", "中山", {"石岐": "石岐", "石岐街道": "石岐"})
NAMES = st.text("王李单区欧阳明丽建国·", max_size=8)


def shown(mask: str) -> str:
    return mask.replace("***", "").replace("*", "")


@pytest.mark.parametrize(
    ("text", "mask"),
    [
        ("350000198001010123", "35*************123"),
        ("35000019800101012x", "35*************12X"),
        ("３５００００１９８００１０１０１２３", "35*************123"),
        ("350000800101123", "35**********123"),
        ("35000019800101012", "3***"),
        ("35", "3***"),
        ("3", "*"),
        ("", ""),
        ("350000198001010123 350000198001010124", "3***"),
    ],
)
def test_an_id_number_shows_its_first_two_and_last_three(text, mask):
    assert masked_id(text) == mask


@pytest.mark.parametrize(
    ("text", "mask"),
    [
        ("13800001234", "138****1234"),
        ("+86 138 0000 1234", "138****1234"),
        ("0760-88881234转801", "0760****1234"),
        ("88881234", "0760****1234"),
        ("0668-2881234", "066****1234"),
        ("+852 6000 1234", "+852****1234"),
        ("1380000123", "1***"),
        ("12345", "1***"),
        ("1", "*"),
        ("", ""),
    ],
)
def test_a_phone_hides_its_middle(text, mask):
    assert masked_phone(text) == mask


@pytest.mark.parametrize(
    ("name", "mask"),
    [
        ("王小明", "王*明"),
        ("王明", "王*"),
        ("王　明", "王*"),
        ("欧阳建国", "欧**国"),
        ("买买提·阿不都拉", "买***拉"),
        ("John Smith", "J***h"),
        ("王", "*"),
        (" ", ""),
    ],
)
def test_a_name_shows_its_first_and_last_character_at_most(name, mask):
    assert masked_name(name) == mask


def test_an_address_shows_its_town_and_nothing_else():
    assert masked_address("中山市石岐街道孙文西路1号", PLACES) == "石岐***"
    assert masked_address("孙文西路1号", PLACES) == "***"
    assert masked_address(" ", PLACES) == ""


def test_an_account_shows_one_digit_and_the_last_four():
    assert masked_account("6222 0200 0000 0000 123") == "6***0123"
    assert masked_account("62220") == "6***"


@given(ID_NUMBERS)
def test_the_birth_date_of_a_number_is_never_seen(number):
    assert masked_id(number) == number[:2] + "*" * 13 + number[-3:]


@given(NAMES)
def test_of_a_name_two_characters_are_seen_at_most_and_one_of_two(name):
    seen = shown(masked_name(name))
    assert len(seen) <= (2 if len(name) > 2 else 1)
    if seen:
        assert seen[0] == name.strip("·")[0]


@given(st.text(st.characters(exclude_categories=("Nd", "No", "Nl")), max_size=40))
def test_what_is_no_number_shows_one_character_at_most(text):
    for mask in (masked_id(text), masked_phone(text), masked_account(text)):
        assert len(shown(mask)) <= 1


@given(st.text("0123456789", max_size=11))
def test_a_number_too_short_for_its_kind_shows_one_digit_at_most(number):
    for mask in (masked_id(number), masked_account(number)):
        assert len(shown(mask)) <= 1


@given(ANY_TEXT)
def test_any_text_has_a_mask_that_hides_something(text):
    for mask in (masked_id(text), masked_phone(text), masked_account(text), masked_name(text)):
        assert ("*" in mask) == (mask != "")


@given(ANY_TEXT)
def test_an_address_never_shows_a_character_of_its_own(text):
    assert masked_address(text, PLACES) in ("", "***", "石岐***")
