"""No column with content is left out in silence, and faults speak the language that is asked."""

from dataclasses import replace

from api.sheets.leaving import LEFT_OUT
from api.sheets.ledger import LedgerReader
from api.sheets.mapping import Mapping, propose, with_choices
from api.sheets.marking import fault_rows, marked_copy
from api.sheets.words import IGNORED
from tests.sheets.making import ID_A, NO_CHECKS, book, read, read_rows, words
from tests.support import TODAY, city

HEAD = ["户编号", "姓名", "镇街", "家里养的猫", "民族", "空着的", None]
ROWS = [HEAD, ["h-01", "陈试", "西区", "两只", "汉", "/", "没有列名"]]


def test_a_column_with_content_that_is_left_out_is_a_warning_with_its_letter_and_the_cure():
    told = read_rows(*ROWS, name="家庭")
    assert len(told.taken) == 1
    assert [(f.kind, f.row, f.column, f.heading, f.is_warning) for f in told.faults] == [
        (LEFT_OUT, 1, "D", "家里养的猫", True),
        (LEFT_OUT, 1, "G", "", True),
    ]
    (row, _) = fault_rows(told.faults, "zh")
    assert "没有导入" in row["reason"]
    assert "每一列是什么" in row["cure"]
    assert "ignored" not in row["cure"]


def test_of_two_columns_of_one_meaning_the_one_that_is_not_read_is_told():
    told = read_rows(["户编号", "镇街", "电话1", "电话2"], ["h", "西区", "1", "13800138000"])
    assert [fault.column for fault in told.faults if fault.kind == LEFT_OUT] == ["D"]


def test_a_column_of_which_a_person_said_so_is_left_out_without_a_word():
    found = book(("家庭", ROWS))
    (sheet,) = propose(found, words()).sheets
    said = with_choices(sheet, {3: IGNORED, 6: IGNORED}, found.sheets[0], words())
    reader = LedgerReader(words(), city(), TODAY, NO_CHECKS)
    assert reader.read(found, Mapping((said,))).faults == ()
    beside = replace(sheet, kind="ignored")
    assert reader.read(found, Mapping((beside,))).faults == ()


def test_the_coloured_copy_marks_the_heading_and_reads_as_the_file_did():
    found = book(("家庭", ROWS))
    before = read_rows(*ROWS, name="家庭")
    copy = read(marked_copy(found, before.faults))
    assert copy.sheets[0].rows[0].cells[:4] == tuple(HEAD[:4])
    again = LedgerReader(words(), city(), TODAY, NO_CHECKS).read(copy, propose(copy, words()))
    assert [(f.kind, f.column) for f in again.faults] == [(LEFT_OUT, "D"), (LEFT_OUT, "G")]


def test_choices_and_what_was_meant_are_told_in_the_language_that_is_asked():
    (fault,) = read_rows(["户编号", "镇街", "救助身份"], ["h", "西区", "低保互"]).faults
    assert "是否应为“低保”" in fault.cure.zh
    assert "特困" in fault.cure.zh
    for word in ("低保", "特困"):
        assert word not in fault.cure.en


def test_a_value_that_is_kept_by_a_code_is_told_as_it_stands_in_the_file():
    heads = ["户编号", "镇街", "姓名", "身份证号", "性别", "救助身份"]
    told = read_rows(
        heads,
        ["h", "西区", "陈试", ID_A, "男", "低保"],
        ["h", "西区", "陈试", ID_A, "女性", "特困"],
    )
    assert [(f.kind, f.value) for f in told.faults] == [("conflict", "女性"), ("conflict", "特困")]
