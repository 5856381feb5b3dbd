"""Files as they come: read, or refused with the reason and the cure; nothing brings us down."""

import io
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from api.sheets.books import Book, letters
from api.sheets.reading import read_book
from api.sheets.refusals import Note, RefusedFile
from api.sheets.wire import Limits, Odd
from tests.sheets.making import (
    FILES,
    LEDGER,
    csv_text,
    of_rows,
    read,
    repacked,
    same,
    within_a_gib,
    workbook,
)

READ = "import sys; from api.sheets.reading import read_book; read_book(sys.stdin.buffer.read())"


def refusal(data: bytes, name: str = "", limits: Limits | None = None) -> RefusedFile:
    found = read_book(data, name, limits)
    assert isinstance(found, RefusedFile), found
    return found


def kinds(book: Book) -> set[str]:
    return {note.kind for note in book.notes}


def test_an_xlsx_is_read_with_its_rows_as_people_number_them():
    sheet = read(of_rows(LEDGER), "台账.xlsx").sheets[0]
    assert sheet.name == "家庭"
    assert [row.number for row in sheet.rows] == [1, 2, 3]
    assert sheet.rows[1].cells[:5] == ("h-01", "西区", "陈试一", LEDGER[1][3], date(1980, 1, 1))


def test_a_table_that_begins_in_the_middle_of_a_sheet_keeps_its_places():
    def write(book):
        book.add_worksheet().write_string(4, 27, "这里")

    sheet = read(workbook(write)).sheets[0]
    assert (sheet.rows[0].number, sheet.letter(0)) == (5, "AB")
    assert letters(0) + letters(25) + letters(26) + letters(16_383) == "AZAAXFD"


def test_the_tiny_legal_file_that_kills_its_reader_is_refused_and_we_live():
    def write(book):
        sheet = book.add_worksheet()
        sheet.write(0, 0, "x")
        sheet.write(1_048_575, 16_383, "y")

    data = workbook(write)
    assert len(data) < 6_000
    found = refusal(data, "台账.xlsx")
    assert found.kind == "broke_reader"
    assert "复制到一个新的工作簿" in found.sentence("zh")
    assert "copy the area" in found.sentence("en")


def test_what_would_unpack_to_hundreds_of_megabytes_is_not_opened():
    found = refusal(repacked(of_rows(LEDGER), same, xl__media__a=b"0" * (300 << 20)))
    assert (found.kind, found.value) == ("bomb", "300 MiB")


def test_a_directory_that_lies_about_its_sizes_does_not_cost_more_than_the_limit():
    data = repacked(of_rows(LEDGER), same, xl__media__a=b"0" * (64 << 20))
    size = (64 << 20).to_bytes(4, "little")
    assert data.count(size) == 2
    within_a_gib(READ, data.replace(size, b"\x01\0\0\0"))


def test_a_cell_that_would_fill_the_memory_is_refused():
    big = b"<t>" + b"A" * (200 << 20) + b"</t>"
    data = repacked(
        of_rows([["x"]]),
        lambda n, c: c.replace(b"<t>x</t>", big) if "sharedStrings" in n else c,
    )
    assert refusal(data).kind in ("broke_reader", "too_big", "long_cell")
    within_a_gib(READ, data)


def test_an_encrypted_file_is_refused_with_how_to_take_the_password_off():
    found = refusal((FILES / "encrypted.xlsx").read_bytes(), "x.xlsx")
    assert found.kind == "encrypted"
    assert "去掉密码" in found.sentence("zh")


def test_an_old_xls_is_read_its_merged_cells_filled_down_its_hidden_sheet_left_out():
    book = read((FILES / "old.xls").read_bytes(), "old.xls")
    assert book.kind == "xls"
    assert [sheet.name for sheet in book.sheets] == ["家庭成员"]
    assert [row.cells[0] for row in book.sheets[0].rows] == ["户编号", "h-01", "h-01"]
    assert Note("hidden", "旧") in book.notes
    assert Note("merged", "家庭成员") in book.notes


def test_macros_are_not_run_and_said_to_be_ignored():
    data = repacked(of_rows(LEDGER), same, xl__vbaProject_bin=b"", **{"xl__vbaProject.bin": b"x"})
    book = read(data, "台账.xlsm")
    assert kinds(book) == {"macros"}
    assert "宏没有运行" in book.notes[0].text.zh


def test_a_merged_cell_counts_for_every_row_below_it_but_not_to_the_right():
    def write(book):
        sheet = book.add_worksheet("家庭")
        sheet.merge_range(0, 0, 0, 2, "标题")
        sheet.merge_range(1, 0, 3, 0, "h-01")
        sheet.write_string(3, 1, "a")

    rows = read(workbook(write)).sheets[0].rows
    assert [row.cells for row in rows] == [("标题",), ("h-01",), ("h-01",), ("h-01", "a")]


def test_formulas_are_read_as_last_calculated_and_said_to_be_formulas():
    def write(book):
        book.add_worksheet().write_formula(0, 0, "=1+1", None, 2)

    book = read(workbook(write))
    assert book.sheets[0].rows[0].cells == (2.0,)
    assert kinds(book) == {"formulas"}


def test_a_number_dressed_as_an_impossible_date_comes_back_as_odd_or_as_a_number():
    def write(book):
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        for row, number in enumerate((-5, 0.5, 3_000_000)):
            sheet.write_number(row, 0, number, day)

    cells = [row.cells[0] for row in read(workbook(write)).sheets[0].rows]
    assert cells == [Odd("00:00:00"), Odd("12:00:00"), 3_000_000.0]


def test_hidden_sheets_alone_are_nothing_to_import():
    def write(book):
        book.add_worksheet("空")
        hidden = book.add_worksheet("藏")
        hidden.write(0, 0, "x")
        hidden.hide()

    assert refusal(workbook(write)).kind == "no_rows"


@pytest.mark.parametrize("data", [b"", b"  \r\n "])
def test_an_empty_file_is_refused_as_empty(data):
    assert refusal(data).kind == "empty_file"


def test_the_content_decides_and_a_wrong_ending_is_noted():
    assert "extension" in kinds(read(of_rows(LEDGER), "台账.csv"))
    assert "extension" in kinds(read(csv_text().encode(), "台账.XLSX"))
    assert "extension" not in kinds(read(of_rows(LEDGER), "C:\\表\\台账.XLSX"))


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7 ...", "not_a_sheet"),
        (b"\x89PNG\r\n\x1a\n", "not_a_sheet"),
        (b"<html><table><tr><td>1</td></tr></table>", "web_page"),
        (b'<?xml version="1.0"?><Workbook/>', "web_page"),
        (b"PK\x03\x04 and nothing more", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "not_a_sheet"),
        (b"\x00\x01\x02\x03" * 50, "not_text"),
        (b"\xff" * 99, "not_text"),
        ('户编号,姓名\r\nh-01,"陈试'.encode() + b"x" * 40_000, "open_quote"),
        ("户编号,姓名\r\nh-01,陈试".encode() + b"x" * 40_000, "long_cell"),
    ],
)
def test_what_is_no_spreadsheet_is_refused_in_its_own_words(data, kind):
    found = refusal(data, "台账.xlsx")
    assert found.kind == kind
    assert found.reason.zh
    assert found.cure.en


def test_a_word_document_and_an_ods_are_told_by_their_names():

    for part, told in (("word/document.xml", "Word"), ("content.xml", "ODS"), ("a.txt", "ZIP")):
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as packed:
            packed.writestr(part, "x")
        assert refusal(made.getvalue()).value == told


def test_an_encrypted_part_of_a_zip_is_refused_as_encrypted():
    data = bytearray(of_rows(LEDGER))
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        data[data.index(mark) + offset] |= 1
    assert refusal(bytes(data)).kind == "encrypted"


@pytest.mark.parametrize(
    ("limits", "kind"),
    [
        (Limits(size=100), "too_large"),
        (Limits(rows=2), "too_many_rows"),
        (Limits(columns=3), "too_many_columns"),
        (Limits(cells=10), "too_many_cells"),
        (Limits(sheets=0), "too_many_sheets"),
        (Limits(text=4), "long_cell"),
        (Limits(unpacked=1000), "bomb"),
        (Limits(answer=100), "too_big"),
        (Limits(seconds=0), "too_slow"),
        (Limits(memory=8 << 20), "too_big"),
    ],
)
def test_each_limit_has_its_refusal(limits, kind):
    assert refusal(of_rows(LEDGER), limits=limits).kind == kind


def test_ten_thousand_rows_of_forty_columns_are_read():
    rows = [[f"列{c}" for c in range(40)]] + [
        [f"内容{r}" for _ in range(40)] for r in range(10_000)
    ]
    assert len(read(of_rows(rows)).sheets[0].rows) == 10_001


def test_nothing_of_our_environment_reaches_the_child(monkeypatch, tmp_path):
    marker = tmp_path / "sitecustomize.py"
    marker.write_text("raise SystemExit(3)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("XINGFU_KEYS", "secret")
    assert read(of_rows(LEDGER)).kind == "xlsx"


def test_the_parser_is_never_loaded_into_the_service_itself():
    told = "import sys, api.sheets.reading, api.sheets.ledger, api.sheets.marking\n"
    told += "sys.exit('python_calamine' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", told], check=False).returncode == 0


def test_many_files_at_once_do_not_hinder_one_another():
    data = of_rows(LEDGER)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(read_book, [data, b"\xff" * 9] * 4))
    assert [type(each) for each in found] == [Book, RefusedFile] * 4
