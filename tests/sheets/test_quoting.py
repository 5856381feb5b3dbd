"""One open quote does not swallow the rows after it: the file is refused, with the row."""

import pytest

from api.sheets.decoding import csv_rows
from api.sheets.wire import Limits, UnreadableError

HEAD = "户编号,镇街,姓名,需求\r\n"
ROWS = "".join(f"h-{n:02},西区,陈试,看病没有钱\r\n" for n in range(3, 90))


def refused(text: str) -> tuple[str, str]:
    with pytest.raises(UnreadableError) as told:
        list(csv_rows(text, Limits()))
    return told.value.kind, told.value.value


def cells(text: str) -> list[list[str]]:
    return [row for _, row in csv_rows(text, Limits())]


def test_a_quote_that_stays_open_to_the_end_is_told_with_the_row_where_it_opens():
    short = HEAD + 'h-01,西区,李试,想读书\r\nh-02,西区,"王试,想读书\r\n' + ROWS[:80]
    assert refused(short) == ("open_quote", "3")


def test_an_open_quote_that_meets_the_next_one_is_told_with_the_row_where_it_opens():
    text = HEAD + 'h-02,西区,"王试,想读书\r\nh-03,西区,"陈试",想读书\r\n'
    assert refused(text) == ("text_after_quote", "2")


def test_a_cell_that_ends_in_a_later_row_swallows_whole_rows():
    text = HEAD + 'h-02,西区,"王试,想读书\r\nh-03,西区,陈试",想读书\r\n'
    assert refused(text) == ("open_quote", "2")


def test_a_cell_of_very_many_lines_is_no_cell():
    text = HEAD + 'h-02,西区,王试,"' + "一行\n" * 60 + '"\r\n'
    assert refused(text) == ("open_quote", "2")


def test_rows_after_a_cell_of_several_lines_are_counted_as_a_spreadsheet_does():
    text = HEAD + 'h-01,西区,李试,"看病\n没有钱"\r\n\r\nh-02,西区,"王试"明,\r\n'
    assert refused(text) == ("text_after_quote", "4")


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ('"看病,\n没有钱"', "看病,\n没有钱"),
        ('"他说""好"""', '他说"好"'),
        ('"好" ', "好 "),
        ('5"管', '5"管'),
        ('""', ""),
        ('"=""442"""', "442"),
    ],
)
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_quotes_that_fit_are_read_as_they_are_meant(cell, told, end):
    text = HEAD.replace("\r\n", end) + f"h-01,西区,李试,{cell}{end}h-02,西区,王试,想读书{end}"
    assert cells(text)[1:] == [["h-01", "西区", "李试", told], ["h-02", "西区", "王试", "想读书"]]


def test_cells_parted_by_tabs_may_be_quoted_too():
    assert cells('户编号\t姓名\n"h-01"\t"陈试"\n') == [["户编号", "姓名"], ["h-01", "陈试"]]
