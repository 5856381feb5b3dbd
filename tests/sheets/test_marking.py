"""Faults shown in a coloured copy of the file, and as a table; the copy can be mended and read."""

import json
import zipfile
from io import BytesIO

from api.sheets.ledger import LedgerReader
from api.sheets.mapping import propose
from api.sheets.marking import HEADINGS, fault_rows, marked_copy, sheet_names
from tests.sheets.making import ID_C, book, of_rows, read, read_rows, words
from tests.support import TODAY, city

ROWS = [
    ["台账", None, None, None],
    ["户编号", "镇街", "姓名", "身份证号"],
    ["h-01", "小揽镇", "陈试", 442000198001010015],
    ["h-02", "西区", "李试", ID_C],
]


def marked(rows=ROWS, lang="zh"):
    found = book(("家庭", rows))
    faults = read_rows(*rows, name="家庭").faults
    return marked_copy(found, faults, lang), faults


def test_the_copy_holds_what_the_file_held_with_each_fault_beside_its_row():
    copy, faults = marked()
    sheet = read(copy).sheets[0]
    assert [row.cells[:3] for row in sheet.rows] == [
        tuple(row[:3]) if n else ("台账",) for n, row in enumerate(ROWS)
    ]
    assert sheet.rows[1].cells[4] == "要改的地方"
    told = sheet.rows[2].cells[4]
    for fault in faults:
        assert fault.reason.zh in told
        assert fault.cure.zh in told
    assert len(sheet.rows[3].cells) == 4


def test_faulty_cells_are_coloured_and_have_a_comment():
    copy, _ = marked()
    with zipfile.ZipFile(BytesIO(copy)) as packed:
        sheet = packed.read("xl/worksheets/sheet1.xml").decode()
        styles = packed.read("xl/styles.xml").decode()
        comments = packed.read("xl/comments1.xml").decode()
    assert "FFFFC7CE" in styles
    assert 'ref="B3"' in comments
    assert 'ref="D3"' in comments
    assert "小榄镇" in comments
    assert '<c r="B3" s="' in sheet


def test_the_copy_is_read_again_as_the_file_was_and_mended_rows_are_taken():
    copy, _ = marked()
    found = read(copy)
    reader = LedgerReader(words(), city(), TODAY)
    again = reader.read(found, propose(found, words()))
    assert [fault.kind for fault in again.faults] == ["unknown_town"]
    assert [taken.data["id"] for taken in again.taken] == ["h-02"]


def test_the_table_of_faults_shows_no_full_value_of_a_person():
    copy, faults = marked()
    table = read(copy).sheets[1]
    assert table.name == "要改清单"
    assert [row.cells for row in table.rows[1:]] == [
        tuple(row[heading.key] for heading in HEADINGS) for row in fault_rows(faults, "zh")
    ]
    rows = json.dumps(fault_rows(faults, "zh"), ensure_ascii=False)
    assert "442000198001010" not in rows
    assert fault_rows(faults, "en")[0]["reason"] == "there is no such town"


def test_a_file_without_faults_is_copied_as_it_is():
    copy, faults = marked(ROWS[1:2] + ROWS[3:])
    assert faults == ()
    assert read(copy).sheets[0].width == 4


def test_a_formula_in_a_cell_stays_a_text_in_the_copy():
    rows = [["户编号", "镇街", "姓名"], ["=1+1", "=2+2", "+3"]]
    copy, _ = marked(rows)
    with zipfile.ZipFile(BytesIO(copy)) as packed:
        assert "<f>" not in packed.read("xl/worksheets/sheet1.xml").decode()


def test_sheets_get_names_that_a_workbook_takes():
    names = sheet_names(["a/b", "A_B", "x" * 40, "x" * 40, "", "'", "要改清单", "History"], "zh")
    assert len({name.casefold() for name in names}) == len(names)
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)
    assert "要改清单" not in names


def test_a_fault_of_a_csv_file_is_marked_too():
    found = read(of_rows([["户编号", "镇街"], ["h-01", "无此镇"]]).replace(b"x", b"x"))
    faults = LedgerReader(words(), city(), TODAY).read(found, propose(found, words())).faults
    assert read(marked_copy(found, faults, "en")).sheets[0].rows[0].cells[2] == "what to mend"
