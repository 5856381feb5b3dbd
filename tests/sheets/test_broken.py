"""Cells whose formulas failed are faults of their cells, not blanks."""

import pytest

from api.sheets.broken import broken_cells, is_broken
from api.sheets.reading import read_book
from api.sheets.wire import Limits
from tests.sheets.making import of_rows, read_rows, repacked, workbook

HEADS = ("户编号", "镇街", "家庭人口")


def failed(shown="#REF!"):
    def write(made):
        made.add_worksheet("说明 & 例")
        sheet = made.add_worksheet("家庭 & 人")
        for column, head in enumerate(HEADS):
            sheet.write_string(2, column + 1, head)
        sheet.write_string(3, 1, "h-01")
        sheet.write_formula(3, 2, "=Z1", None, "西区")
        sheet.write_formula(3, 3, "=#REF!", None, shown)

    return workbook(write)


def test_a_failed_formula_is_read_as_what_it_shows_where_it_stands():
    sheet = read_book(failed()).sheets[1]
    assert [row.cells for row in sheet.rows] == [HEADS, ("h-01", "西区", "#REF!")]


@pytest.mark.parametrize("shown", ["#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", " #n/a "])
def test_it_is_a_fault_of_its_cell_with_a_cure(shown):
    read = read_rows(HEADS, ("h-01", "西区", shown))
    (fault,) = read.faults
    assert (fault.kind, fault.row, fault.column) == ("broken_cell", 2, "C")
    assert fault.cure.zh
    assert not fault.is_warning
    assert read.taken == ()


def test_it_is_no_matter_in_a_column_that_nobody_reads():
    read = read_rows((*HEADS, "备用一"), ("h-01", "西区", 2, "#REF!"))
    assert [(fault.kind, fault.is_warning) for fault in read.faults] == [("ignored_column", True)]


@pytest.mark.parametrize("text", ["不详", "#1", "N/A", "见#REF!", 3, None])
def test_nothing_else_is_taken_for_it(text):
    assert not is_broken(text)


def test_a_file_that_lies_about_its_parts_has_none_that_are_known():
    lost = repacked(failed(), lambda name, data: b"<x" if "rels" in name else data)
    assert broken_cells(lost, Limits()) == {}
    assert broken_cells(b"PK and no more", Limits()) == {}
    assert broken_cells(of_rows([HEADS]), Limits()) == {"家庭": {}}
