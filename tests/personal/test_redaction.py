"""Logs without the numbers of people, and still with what an operator needs."""

import uuid
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.personal.redaction import (
    EMAIL,
    HIDDEN,
    NUMBER,
    PHONE,
    redacted,
    redacted_text,
    strike_out,
)
from tests.personal.people import ANY_TEXT, ID_NUMBERS, WIDE

MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
AROUND = st.sampled_from(["", " ", "身份证", "id=", "，", "x", '"', "(", "电话：", "%20", "\n"])


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("身份证442000198001010017，已录入", f"身份证{NUMBER}，已录入"),
        ("442000 19800101 001x", NUMBER),
        ("442000-1980-01-01-0017", NUMBER),
        ("４４２０００１９８００１０１００１Ｘ", NUMBER),
        ("442000800101001", NUMBER),
        ("1.442000198001010017", f"1.{NUMBER}"),
        ("?id=442000%20198001010017&page=1", f"?id={NUMBER}&page=1"),
        ("卡号6222 0200 0000 0000 123", f"卡号{NUMBER}"),
        ("tel:13800001234.", f"tel:{PHONE}."),
        ("138-0000-1234", PHONE),
        ("1 3 8 0 0 0 0 1 2 3 4", PHONE),
        ("8613800001234", PHONE),
        ("+852 6000 1234", PHONE),
        ("（0760）8888 0000", PHONE),
        ("打88880000找我", f"打{PHONE}找我"),
        ("邮箱a.b-c@mail.example.com。", f"邮箱{EMAIL}。"),
        ("某某＠example.com a1＠example.com", f"某某＠example.com {EMAIL}"),
    ],
)
def test_numbers_of_people_are_struck_out_however_they_are_written(text, left):
    assert redacted_text(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "2026-05-01 12:00:00.123456 GET /healthz 200",
        "2026-05-01T12:00:00.123456+08:00",
        "550e8400-e29b-41d4-a716-446655440000",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "127.0.0.1:8000 192.168.100.20:54321",
        "took 0.0123456789 s, 0.88481234",
        "rows 10000 of 100000 on 20260501",
        "sqlite 3.53.4, python 3.11.2",
        "G001 S035 k1",
    ],
)
def test_what_an_operator_needs_stays(text):
    assert redacted_text(text) == text


@given(st.one_of(ID_NUMBERS, MOBILES), AROUND, AROUND)
def test_no_number_of_a_person_is_left_whatever_stands_around_it(number, before, after):
    for written in (number, number.translate(WIDE), number.lower()):
        left = redacted_text(before + written + after)
        assert written[:-1] not in left
        assert written[6:] not in left


@given(ANY_TEXT)
def test_what_was_struck_out_once_is_not_changed_again(text):
    once = redacted_text(text)
    assert redacted_text(once) == once


def test_values_are_looked_through_however_deep_they_are():
    value = {
        "rows": [{"id": "442000198001010017"}, ("13800001234", 7)],
        "13800001234": {1, 2},
        "raw": b"442000198001010017",
    }
    assert redacted(value) == {
        "rows": [{"id": NUMBER}, (PHONE, 7)],
        PHONE: [1, 2],
        "raw": NUMBER,
    }


def test_numbers_that_are_no_text_are_struck_out_too():
    raw = [442000198001010017, 13800001234, 13800001234.0, 4.4200019800101e17, 10**400]
    assert redacted(raw) == [NUMBER, PHONE, PHONE, NUMBER, NUMBER]


def test_counts_times_and_ids_stay():
    values = [None, True, 3, 2.5, 88880000, 1_763_800_000_000, float("inf"), date(2026, 5, 1)]
    assert redacted(values) == values
    at = datetime(2026, 5, 1, tzinfo=UTC)
    assert redacted(at) == at
    number = uuid.UUID("550e8400-e29b-41d4-a716-446655440000")
    assert redacted([number, Path("/srv/13800001234")]) == [str(number), f"/srv/{PHONE}"]


@pytest.mark.parametrize("key", ["name", "ID_Number", "need-text", "Set-Cookie", "password"])
def test_what_stands_under_a_private_key_is_not_looked_at_but_hidden(key):
    assert redacted({"member": {key: ["王小明"]}}) == {"member": {key: HIDDEN}}
    assert redacted({key: None}) == {key: None}
    assert redacted({key: ""}) == {key: ""}


class Person:
    def __repr__(self) -> str:
        return "王小明"


def test_of_exceptions_and_unforeseen_objects_only_the_type_is_kept():
    error = ValueError("王小明")
    found = redacted([error, (type(error), error, None), Person(), 1j])
    assert found == [
        "<ValueError>",
        ("<ValueError>", "<ValueError>", None),
        "<Person>",
        "<complex>",
    ]


def test_a_value_that_holds_itself_comes_to_an_end():
    circle: list[object] = ["13800001234"]
    circle.append(circle)
    shown = str(redacted(circle))
    assert "138" not in shown
    assert HIDDEN in shown


def test_the_log_processor_strikes_out_event_and_values_and_leaves_its_input_alone():
    event = {"event": "saved 442000198001010017", "name": "王小明", "household": "h1", "took": 3}
    before = dict(event)
    assert strike_out(None, "info", event) == {
        "event": f"saved {NUMBER}",
        "name": HIDDEN,
        "household": "h1",
        "took": 3,
    }
    assert event == before


@given(st.recursive(ANY_TEXT | st.floats() | st.integers(), st.lists, max_leaves=10))
def test_any_nested_value_can_be_logged(value):
    assert type(redacted(value)) in (str, int, float, list)


MOMENTS = (
    st.datetimes(timezones=st.just(UTC))
    .map(lambda at: at.replace(year=2000 + at.year % 100, day=min(at.day, 28), tzinfo=None))
    .map(lambda at: at.isoformat(timespec="microseconds") + "Z")
)
FEW_DIGITS = st.text().filter(lambda text: sum(map(str.isdigit, text)) <= 6 and "@" not in text)


@given(st.uuids().map(str) | MOMENTS | FEW_DIGITS)
def test_what_is_plain_at_a_glance_stays_when_it_is_looked_through_too(text):
    beside = "\n|\n13812341234"  # with it nothing is plain at a glance
    assert redacted_text(text) == text
    assert redacted_text(text + beside) == f"{text}\n|\n{PHONE}"
