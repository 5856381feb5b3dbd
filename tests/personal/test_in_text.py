"""Numbers of people in somebody's words are masked, and the words stay."""

import pytest
from hypothesis import given

from api.personal.in_text import NUMBER_IN_TEXT, PHONE_IN_TEXT, mask_numbers
from tests.personal.people import ANY_TEXT, ID_NUMBERS


@pytest.mark.parametrize(
    ("text", "left", "found"),
    [
        (
            "我身份证442000198001010017，电话13812341234",
            "我身份证44****************，电话138****1234",
            (NUMBER_IN_TEXT, PHONE_IN_TEXT),
        ),
        ("４４２０００１９８００１０１００１７", "44****************", (NUMBER_IN_TEXT,)),
        ("写错的442000198001010018也遮", "写错的44****************也遮", (NUMBER_IN_TEXT,)),
        ("卡号6222021234567890123", "卡号6***0123", (NUMBER_IN_TEXT,)),
        ("找0760-88881234", "找0760****1234", (PHONE_IN_TEXT,)),
        ("每月1200元，2026-05-01起欠3个月", "每月1200元，2026-05-01起欠3个月", ()),
        ("打12345或120", "打12345或120", ()),
    ],
)
def test_numbers_are_masked_and_words_stay(text: str, left: str, found: tuple[object, ...]) -> None:
    masked = mask_numbers(text)
    assert (masked.text, masked.found) == (left, found)


@given(ANY_TEXT, ID_NUMBERS)
def test_no_id_number_is_left_and_what_is_masked_stays_so(around: str, number: str) -> None:
    masked = mask_numbers(f"{around}，{number}。").text
    assert number not in masked
    assert mask_numbers(masked).text == masked
