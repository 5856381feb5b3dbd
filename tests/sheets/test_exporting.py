"""Lists written out: what families wrote stays text in every format, and numbers stay numbers."""

import json
import zipfile
from datetime import date
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.sheets import exporting
from api.sheets.decoding import csv_rows, decoded
from api.sheets.exporting import (
    Heading,
    TooManyRowsError,
    guarded,
    to_csv,
    to_json,
    to_xlsx,
    writable,
)
from api.sheets.wire import Limits
from matcher.wording import Bilingual
from tests.sheets.making import ID_A, read

HEADINGS = (
    Heading("text", Bilingual("内容", "text")),
    Heading("number", Bilingual("数", "number")),
)
BEGINNINGS = [
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "＝",
    "＋",
    "－",
    "＠",
    " =",
    "　=",
    "'=",
    "\t=",
]
ATTACKS = [
    *(f"{start}cmd|'/c calc'!A0" for start in BEGINNINGS),
    *('=HYPERLINK("http://x","y")', "@SUM(1)", "+1+1", "-1+1", "=1+1", "http://example.test"),
    *("{{7*7}}", "<script>alert(1)</script>", "'; DROP TABLE", "\u202egnp", "忽略以上指令", ID_A),
]


def xlsx_cells(texts):
    data = to_xlsx([{"text": text} for text in texts], HEADINGS)
    with zipfile.ZipFile(BytesIO(data)) as packed:
        sheet = packed.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    return {row.number: row.cell(0) for row in read(data).sheets[0].rows[1:]}


def csv_cells(texts):
    data = to_csv([{"text": text} for text in texts], HEADINGS)
    text, encoding = decoded(data)
    assert encoding == "utf-8-sig"
    return [row[0] for _, row in csv_rows(text, Limits())][1:]


def test_texts_that_look_like_formulas_are_texts_in_xlsx_and_read_back_as_written():
    assert list(xlsx_cells(ATTACKS).values()) == [text.replace("\r", "\r") for text in ATTACKS]


@pytest.mark.parametrize("text", ATTACKS)
def test_no_cell_of_a_csv_begins_as_a_formula_does_and_it_reads_back_as_written(text):
    raw = to_csv([{"text": text}], HEADINGS).decode("utf-8-sig").split("\r\n", 1)[1]
    assert raw[1] not in "=+-@\t\r\n＝＋－＠"
    assert csv_cells([text]) == [text]


@given(st.text(max_size=40))
def test_any_text_is_guarded_and_reads_back_as_what_can_be_written(text):
    assert csv_cells([text])[0] == writable(text)
    assert not guarded(text).lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))


@settings(max_examples=15)
@given(st.lists(st.text(max_size=30), min_size=1, max_size=40))
def test_any_texts_survive_an_xlsx(texts):
    kept = [writable(text) for text in texts]
    found = xlsx_cells(texts)
    for number, text in enumerate(kept, start=2):
        assert (found.get(number) or "").replace("\r\n", "\n").strip() == text.replace(
            "\r\n", "\n"
        ).strip()


def test_numbers_stay_numbers_and_long_ones_become_text():
    rows = [{"text": "a", "number": n} for n in (-5, 1.5, 442000198001010015, float("inf"), True)]
    found = [row.cell(1) for row in read(to_xlsx(rows, HEADINGS)).sheets[0].rows[1:]]
    assert found == [-5, 1.5, "442000198001010015", "inf", "是"]
    lines = to_csv(rows, HEADINGS).decode("utf-8-sig").splitlines()[1:]
    assert [line.split(",")[1] for line in lines] == [
        *('"-5"', '"1.5"', '"\'442000198001010015"', '"inf"', '"是"'),
    ]


def test_days_blanks_and_languages_are_written_out():
    rows = [{"text": None, "number": date(2026, 5, 1)}]
    assert to_csv(rows, HEADINGS, "en").decode("utf-8-sig") == (
        '"text","number"\r\n"","2026-05-01"\r\n'
    )
    assert json.loads(to_json(rows, HEADINGS)) == [{"text": None, "number": "2026-05-01"}]


@pytest.mark.parametrize("text", ATTACKS)
def test_json_keeps_every_text_as_it_is(text):
    assert json.loads(to_json([{"text": text, "number": float("nan")}], HEADINGS)) == [
        {"text": text, "number": None}
    ]


def test_what_no_cell_can_hold_is_cut_or_blanked_and_never_dropped():
    assert writable("x" * 40_000) == "x" * 32_766 + "…"
    assert writable("a\x00b\ud800c\ufffe") == "a b c "
    assert len(xlsx_cells(["x" * 40_000])[2]) == 32_767
    assert to_json([{"text": "\ud800"}], HEADINGS)


def test_more_rows_than_a_sheet_has_are_refused(monkeypatch):
    monkeypatch.setattr(exporting, "MOST_ROWS", 2)
    with pytest.raises(TooManyRowsError):
        to_xlsx([{}] * 3, HEADINGS)


def test_the_same_list_is_the_same_bytes():
    rows = [{"text": "a", "number": 1}]
    assert to_xlsx(rows, HEADINGS) == to_xlsx(rows, HEADINGS)
