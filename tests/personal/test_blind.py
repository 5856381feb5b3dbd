"""The blind index: equal values are found, in their field alone, with the key alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.personal.blind import FORMS, blind_index
from api.personal.keys import KeyRing
from tests.personal.people import ANY_TEXT, ID_NUMBERS, WIDE, ring, secret

RING = ring("k1")


@pytest.mark.parametrize(
    ("field", "ways"),
    [
        ("phone", ["13800001234", "+86 138-0000-1234", "１３８００００１２３４"]),
        ("name", ["王 小明", "王小明", " 王　小明 "]),
        ("name", ["买买提·阿不都拉", "买买提•阿不都拉", "买买提 . 阿不都拉"]),
        ("name", ["John Smith", "JOHN  SMITH"]),
        ("organisation", ["91110000600037341L", "9111 0000 6000 3734 1l"]),
        ("card", ["Ａ1", "A1"]),
    ],
)
def test_the_ways_of_writing_a_value_have_one_mark(field, ways):
    assert len({blind_index(field, way, RING) for way in ways}) == 1


@given(ID_NUMBERS, ID_NUMBERS)
def test_id_numbers_have_the_same_mark_exactly_where_they_are_equal(one, other):
    marks = [blind_index("id_number", number, RING) for number in (one, other)]
    assert (marks[0] == marks[1]) == (one == other)
    assert blind_index("id_number", one.translate(WIDE).lower(), RING) == marks[0]


def test_a_number_that_does_not_hold_is_found_all_the_same():
    assert blind_index("id_number", "442000 1980x", RING) == blind_index(
        "id_number", "4420001980X", RING
    )


def test_the_same_value_in_another_field_has_another_mark():
    assert len({blind_index(field, "1", RING) for field in ("name", "note", "phone")}) == 3
    assert blind_index("ab", "c", RING) != blind_index("a", "bc", RING)


def test_another_key_gives_another_mark_and_the_sealing_keys_none():
    mark = blind_index("name", "王小明", RING)
    assert blind_index("name", "王小明", ring("k2", "k1")) == mark
    other = KeyRing(RING.keys, type(RING.index)("index", secret(7)))
    assert blind_index("name", "王小明", other) != mark


def test_a_mark_of_the_present_kind_keeps_its_bytes():
    assert blind_index("name", "王小明", RING).hex() == (
        "22cdf47713185a2446b3bad94fca07d1e5b670707e329a732a9476bda612f740"
    )


@pytest.mark.parametrize("field", [*FORMS, "other"])
@pytest.mark.parametrize("text", ["", " ", "\u200b\u3000"])
def test_nothing_written_has_no_mark(field, text):
    assert blind_index(field, text, RING) is None


@given(st.sampled_from([*FORMS, "other"]), ANY_TEXT)
def test_any_text_has_a_mark_of_32_bytes_or_none(field, text):
    mark = blind_index(field, text, RING)
    assert mark is None or len(mark) == 32
