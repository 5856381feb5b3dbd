"""The template: text columns, lists to choose from, and what is filled in is read back."""

import zipfile
from io import BytesIO

import pytest

from api.sheets.ledger import LedgerReader
from api.sheets.mapping import propose
from api.sheets.reading import read_book
from api.sheets.template import columns_of, template
from api.sheets.words import bare
from tests.sheets.making import ID_A, book, read, words
from tests.support import TODAY, city

LANGS = ["zh", "en"]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("every", [False, True])
def test_every_heading_of_the_template_is_known_for_sure(lang, every):
    found = read(template(words(), city(), lang, every=every))
    kinds = {}
    for mapping in propose(found, words()).sheets:
        kinds[mapping.kind] = mapping
        if mapping.kind != "ignored":
            assert mapping.unsure == ()
            assert all(column.target.key != "ignored" for column in mapping.columns)
    assert set(kinds) >= {"households", "members", "needs"}


def test_with_every_fact_a_column_none_that_can_be_told_is_missing():
    told = {
        t.name for kind in ("households", "members") for t in columns_of(kind, words(), every=True)
    }
    facts = city().vocabulary.facts.values()
    assert {fact.name for fact in facts if not fact.derived_from} <= told


def test_an_empty_template_holds_no_household():
    found = read(template(words(), city()))
    done = LedgerReader(words(), city(), TODAY).read(found, propose(found, words()))
    assert (done.taken, done.faults) == ((), ())


FILLED = {
    "户编号": "h-01",
    "住址": "某路1号",
    "姓名": "陈试一",
    "身份证号": ID_A,
    "联系电话": "13800138000",
    "需求内容": "想学一门手艺",
    "紧急程度": "紧急",
    "登记日期": "2026-01-05",
}


def filled(lang):
    """Return the template filled with the first choice of every list, and the facts expected."""
    found, facts = read(template(words(), city(), lang)), city().vocabulary.facts
    sheets, wanted = [], {}
    for sheet in found.sheets[:3]:
        row = []
        for heading in sheet.rows[0].cells:
            target = words().headings[bare(heading)]
            if target.kind == "column":
                row.append(FILLED[words().labels[target].zh])
                continue
            fact = facts[target.name]
            cell, value = {
                "choice": lambda f=fact: next((w.zh, v) for v, w in f.values.items()),
                "bool": lambda: ("是", True),
                "town": lambda: ("石岐", "石岐"),
                "date": lambda: ("1980-01-31", "1980-01-31"),
            }.get(fact.type.value, lambda f=fact: (str(int(f.high or 9)), int(f.high or 9)))()
            row.append(cell)
            wanted[fact.name] = value
        sheets.append((sheet.name, [sheet.rows[0].cells, row]))
    return book(*sheets), wanted


@pytest.mark.parametrize("lang", LANGS)
def test_what_is_filled_in_is_read_back_as_it_was_meant(lang):
    found, wanted = filled(lang)
    done = LedgerReader(words(), city(), TODAY).read(found, propose(found, words()))
    assert done.faults == ()
    data = done.taken[0].data
    assert {**data["facts"], **data["members"][0]} == {**wanted, "id": "m1"}
    assert data["needs"] == [
        {
            "id": "n1",
            "text": "想学一门手艺",
            "urgency": "high",
            "member": "m1",
            "recorded_at": "2026-01-05",
        }
    ]
    assert {p.value for p in done.taken[0].personal} == {"某路1号", "陈试一", ID_A, "13800138000"}


def parts(data):
    with zipfile.ZipFile(BytesIO(data)) as packed:
        return {part: packed.read(part).decode() for part in packed.namelist()}


def test_all_columns_are_text_and_choices_come_from_a_hidden_sheet():
    found = parts(template(words(), city()))
    assert 'numFmtId="49"' in found["xl/styles.xml"]
    assert "'选项'!$A$1:" in found["xl/worksheets/sheet1.xml"]
    assert 'state="hidden"' in found["xl/workbook.xml"]
    assert "<f>" not in found["xl/worksheets/sheet5.xml"]


def test_the_template_is_the_same_bytes_every_time():
    assert template(words(), city()) == template(words(), city())


def test_the_guide_explains_every_column():
    guide = read_book(template(words(), city())).sheets[3]
    told = {row.cells[0] for row in guide.rows}
    for kind in ("households", "members", "needs"):
        for target in columns_of(kind, words()):
            assert words().heading(target).zh in told
