"""ID numbers: what holds is read, what does not is told with a cure, nothing is an exception."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.personal import identity
from api.personal.faults import PersonalFault
from api.personal.identity import IdKind, IdNumber, check_digit, id_form, read_id
from tests.personal.people import ANY_TEXT, ID_NUMBERS, TODAY, WIDE, id_number


def read(text: str, on: date = TODAY) -> IdNumber:
    found = read_id(text, on)
    assert isinstance(found, IdNumber), found
    return found


def refused(text: str, on: date = TODAY) -> str:
    found = read_id(text, on)
    assert isinstance(found, PersonalFault), found
    return found.code


def test_the_example_of_the_standard_is_read():
    found = read("11010519491231002X")
    assert (found.birth_date, found.sex, found.area) == (date(1949, 12, 31), "f", "北京")


def test_a_number_of_zhongshan_is_known_whatever_the_year_of_birth():
    assert read(id_number(date(1931, 2, 28))).area == "广东中山"
    assert read(id_number(date(1931, 2, 28))).warnings == ()


def test_the_seventeenth_digit_tells_the_sex():
    assert read(id_number(order=1)).sex == "m"
    assert read(id_number(order=2)).sex == "f"


@pytest.mark.parametrize(
    ("area", "kind", "name"),
    [
        ("810000", IdKind.HONG_KONG, "香港"),
        ("820000", IdKind.MACAU, "澳门"),
        ("830000", IdKind.TAIWAN, "台湾"),
        ("442000", IdKind.RESIDENT, "广东中山"),
    ],
)
def test_residence_permits_are_read_like_identity_cards(area, kind, name):
    found = read(id_number(area=area))
    assert (found.kind, found.area, found.warnings) == (kind, name, ())


@pytest.mark.parametrize("area", ["990000", "000000", "810001"])
def test_an_area_nobody_knows_is_a_warning_and_no_fault(area):
    found = read(id_number(area=area))
    assert [warning.code for warning in found.warnings] == ["unknown_area"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        (" \u3000'", "empty"),
        ("35*************123", "masked"),
        ("442000800101001", "old_form"),
        ("T12345678", "other_document"),
        ("H1234567890", "other_document"),
        ("44200019800101001", "wrong_length"),
        ("4420001980010100177", "wrong_length"),
        ("44200019800101O017", "not_digits"),
        ("4420001980010100١7", "not_digits"),
        ("X42000198001010017", "not_digits"),
        ("4.42000198001010E+17", "rounded"),
        ("442000198001010000.0", "rounded"),
        ("442000198002300017", "no_such_day"),
        ("442000000000000017", "no_such_day"),
        ("440524188001010014", "born_too_early"),
        (id_number(TODAY + timedelta(days=1)), "born_later"),
        ("110105194912310021", "wrong_check"),
    ],
)
def test_what_does_not_hold_is_told_by_its_own_code(text, code):
    assert refused(text) == code


def test_a_child_born_on_the_day_itself_is_read():
    assert read(id_number(TODAY)).birth_date == TODAY


def test_the_window_of_births_begins_in_1890():
    assert read(id_number(date(1890, 1, 1)))
    assert refused(id_number(date(1889, 12, 31))) == "born_too_early"


def test_every_fault_says_what_is_wrong_and_what_to_do_in_both_languages():
    faults = [thing for thing in vars(identity).values() if isinstance(thing, PersonalFault)]
    assert len(faults) > 8
    for fault in faults:
        for text in (fault.wrong, fault.cure):
            assert text.zh
            assert text.en.isascii() or "文本格式" in text.en
    assert identity.OLD_FORM.sentence("zh").endswith("；请填写现在身份证上的18位号码")


def test_a_number_shows_nothing_of_itself_when_it_is_printed():
    number = id_number(date(1980, 12, 31))
    shown = repr(read(number))
    assert number not in shown
    assert "1980" not in shown


@given(ANY_TEXT)
def test_any_text_is_read_or_refused_and_never_an_exception(text):
    found = read_id(text, TODAY)
    assert isinstance(found, IdNumber | PersonalFault)
    if isinstance(found, IdNumber):
        assert len(found.text) == 18


@given(ID_NUMBERS, st.integers(0, 17), st.sampled_from("0123456789X"))
def test_a_number_with_one_other_character_is_never_taken_for_right(number, place, other):
    wrong = number[:place] + other + number[place + 1 :]
    if wrong == number:
        assert read(wrong).text == number
    else:
        assert refused(wrong) != ""


@given(ID_NUMBERS, st.integers(0, 16))
def test_a_number_with_two_neighbours_swapped_is_never_taken_for_right(number, place):
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert isinstance(read_id(swapped, TODAY), PersonalFault) == (swapped != number)


@given(ID_NUMBERS)
def test_the_ways_of_writing_a_number_have_one_form(number):
    spaced = f"{number[:6]} {number[6:14]}-{number[14:]}"
    ways = [number.lower(), number.translate(WIDE), spaced, f" '{number}\u200b\n"]
    ways += [number.replace("X", sign) for sign in "×Х"]
    assert {read(way).text for way in ways} == {number}


@given(ID_NUMBERS)
def test_what_a_number_tells_stands_in_it(number):
    found = read(number)
    assert f"{found.birth_date:%Y%m%d}" == number[6:14]
    assert found.text == number == id_form(number)
    assert check_digit(number[:17]) == number[17]


def test_a_text_too_long_to_be_read_is_not_taken_for_right_by_the_cut():
    number = id_number()
    assert refused("\u200b" * 182 + number + "9") == "wrong_length"
    assert refused("\u200b" * 184 + number) == "wrong_length"
