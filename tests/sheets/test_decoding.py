"""Csv files in the encodings and shapes that offices have."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.sheets.decoding import csv_rows, decoded
from api.sheets.wire import Limits, UnreadableError
from tests.sheets.making import csv_text, read

MAINLAND = csv_text()
TAIWAN = "姓名,身份證號,鎮街,需要\n陳試,4420,西區街道,家裡沒有錢讀書\n李某,123,小欖鎮,想學手藝\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_a_ledger_reads_the_same_in_every_mainland_encoding(encoding):
    assert decoded(MAINLAND.encode(encoding))[0] == MAINLAND


def test_big5_is_told_from_gb18030_by_what_is_likelier():
    assert decoded(TAIWAN.encode("big5")) == (TAIWAN, "big5")


def test_a_short_text_that_could_be_either_is_taken_for_gb18030():
    for text in ("甲", "姓名,镇", "姓名"):
        assert decoded(text.encode("gb18030"))[0] == text


@pytest.mark.parametrize("data", [b"\xff\xfe\x00\xd8", b"a\x00b", b"\xef\xbb\xbf\xff", b"\x80"])
def test_what_is_no_text_is_refused(data):
    with pytest.raises(UnreadableError):
        decoded(data)


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_refused(data):
    with suppress(UnreadableError):
        list(csv_rows(decoded(data)[0], Limits()))


@pytest.mark.parametrize("separator", [",", "\t", ";", "|", "，"])
def test_the_separator_is_what_the_lines_hold_most_of(separator):
    text = f"户编号{separator}姓名\nh-01{separator}陈试\n"
    assert [row for _, row in csv_rows(text, Limits())] == [["户编号", "姓名"], ["h-01", "陈试"]]


def test_wrappings_that_keep_excel_from_reckoning_are_taken_off():
    line = '"=""442000198001010015""",\'=1+1,\'442000198001010015,\'abc,it\'s\n'
    assert next(csv_rows(line, Limits()))[1] == [
        *("442000198001010015", "=1+1", "442000198001010015", "'abc", "it's"),
    ]


def test_the_encoding_is_noted():
    notes = read(MAINLAND.encode("gb18030")).notes
    assert [(note.kind, note.value) for note in notes] == [("encoding", "gb18030")]
