"""Credit codes of organisations."""

import pytest
from hypothesis import given
from stdnum.cn import uscc

from api.personal.faults import PersonalFault
from api.personal.organisations import OrganisationCode, read_organisation
from tests.personal.people import ANY_TEXT, WIDE

KNOWN = "91110000600037341L"  # the example of python-stdnum


def invented(first: str) -> str:
    return first + uscc.calc_check_digit(first)


@pytest.mark.parametrize("begin", ["51", "52", "53", "11", "12", "91", "93", "N2"])
def test_civil_bodies_offices_firms_and_village_collectives_are_read(begin):
    code = invented(f"{begin}442000MJ0000001")
    assert read_organisation(code) == OrganisationCode(code)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("  ", "empty"),
        (KNOWN[:-1], "wrong_length"),
        ("9111O000600037341L", "wrong_form"),
        ("91110000600037341I", "wrong_form"),
        ("911100006000373419", "wrong_check"),
    ],
)
def test_what_does_not_hold_is_told_by_its_own_code(text, code):
    found = read_organisation(text)
    assert isinstance(found, PersonalFault)
    assert found.code == code


def test_the_ways_of_writing_a_code_have_one_form():
    for way in (KNOWN.lower(), KNOWN.translate(WIDE), f"{KNOWN[:8]} {KNOWN[8:]}", KNOWN):
        assert read_organisation(way) == OrganisationCode(KNOWN)


@given(ANY_TEXT)
def test_any_text_is_read_or_refused_and_never_an_exception(text):
    assert isinstance(read_organisation(text), OrganisationCode | PersonalFault)
