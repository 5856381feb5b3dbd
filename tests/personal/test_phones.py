"""Phone numbers in the ways people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.personal.faults import PersonalFault
from api.personal.phones import Phone, PhoneKind, phone_form, read_phone
from tests.personal.people import ANY_TEXT

MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)


@pytest.mark.parametrize(
    ("text", "number", "kind"),
    [
        ("13800001234", "+8613800001234", PhoneKind.MOBILE),
        ("+86 138-0000-1234", "+8613800001234", PhoneKind.MOBILE),
        ("008613800001234", "+8613800001234", PhoneKind.MOBILE),
        ("0760-88880000", "+8676088880000", PhoneKind.LANDLINE),
        ("（0760）8888 0000", "+8676088880000", PhoneKind.LANDLINE),
        ("+86 760 8888 0000", "+8676088880000", PhoneKind.LANDLINE),
        ("0760-88880000转8012", "+8676088880000;ext=8012", PhoneKind.LANDLINE),
        ("0760-88880000-801", "+8676088880000;ext=801", PhoneKind.LANDLINE),
        ("020 8888 0000", "+862088880000", PhoneKind.LANDLINE),
        ("0668-2888000", "+866682888000", PhoneKind.LANDLINE),
        ("+852 6000 1234", "+85260001234", PhoneKind.HONG_KONG),
        ("00852-21234000", "+85221234000", PhoneKind.HONG_KONG),
        ("853 6600 1234", "+85366001234", PhoneKind.MACAU),
        ("+853 2888 0000", "+85328880000", PhoneKind.MACAU),
    ],
)
def test_a_number_has_one_form_however_it_is_written(text, number, kind):
    assert read_phone(text) == Phone(number, kind)


def test_eight_digits_alone_are_taken_for_a_landline_of_the_city_and_that_is_said():
    found = read_phone("88880000")
    assert isinstance(found, Phone)
    assert found.text == "+8676088880000"
    assert [warning.code for warning in found.warnings] == ["taken_as_local"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("-- ", "empty"),
        ("13800001234/13900001234", "several"),
        ("0760-88880000、13900001234", "several"),
        ("138****1234", "masked"),
        ("电话同上", "not_a_number"),
        ("1380000123", "unknown_form"),
        ("12800001234", "unknown_form"),
        ("0760-8888000", "unknown_form"),
        ("61234567", "unknown_form"),
        ("+853 5123 4567", "unknown_form"),
        ("12345", "unknown_form"),
        ("2012345678", "unknown_form"),
        ("1380000123٤", "not_a_number"),
    ],
)
def test_what_is_no_number_is_told_by_its_own_code(text, code):
    found = read_phone(text)
    assert isinstance(found, PersonalFault)
    assert found.code == code


@given(MOBILES)
def test_what_was_put_into_its_form_is_not_changed_again(number):
    for way in (number, f"+86 {number[:3]}-{number[3:7]}-{number[7:]}"):
        assert phone_form(way) == phone_form(phone_form(way)) == "+86" + number


@given(ANY_TEXT)
def test_any_text_is_read_or_refused_and_never_an_exception(text):
    assert isinstance(read_phone(text), Phone | PersonalFault)
    assert isinstance(phone_form(text), str)


def test_a_phone_shows_nothing_of_itself_when_it_is_printed():
    assert "1380000" not in repr(read_phone("13800001234"))
