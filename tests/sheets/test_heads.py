"""The head whom a ledger names in columns of their own is a person, however the rows stand."""

import pytest

from api.sheets.mapping import propose_sheet
from tests.sheets.making import book, read_sheets, words
from tests.sheets.test_ledger import ID_A, ID_B, read_rows

HEAD = [("m1", "name", "陈试"), ("m1", "id_number", ID_A)]


def people(taken):
    return [(told.member, told.field, told.value) for told in taken.personal]


@pytest.mark.parametrize(
    ("headings", "cells"),
    [
        (["户主姓名", "户主身份证号", "家庭人口"], ["陈试", ID_A, 2]),
        (["户主姓名", "身份证号", "需求"], ["陈试", ID_A, "房子漏水"]),
        (["户主姓名", "户主身份证号", "性别"], ["陈试", ID_A, "女"]),
        (["户主姓名", "户主身份证号", "残疾等级", "需求"], ["陈试", ID_A, None, "房子漏水"]),
        (["户主姓名", "户主身份证号", "成员姓名", "与户主关系"], ["陈试", ID_A, None, "户主"]),
    ],
)
def test_the_head_keeps_name_and_number(headings, cells):
    (taken,) = read_rows([*headings, "镇街"], [*cells, "西区"]).taken
    assert people(taken) == HEAD
    assert taken.data["members"][0]["relation"] == "head"


def test_rows_for_each_need_of_the_head_make_one_person():
    headings = ["户主姓名", "户主身份证号", "性别", "镇街", "需求"]
    rows = [["陈试", ID_A, "女", "西区", need] for need in ("房子漏水", "想找工作")]
    (taken,) = read_rows(headings, *rows).taken
    assert people(taken) == HEAD
    assert [need.get("member") for need in taken.data["needs"]] == [None, None]


def test_a_head_who_is_named_beside_relatives_alone_is_added():
    headings = ["户主姓名", "户主身份证号", "成员姓名", "身份证号", "与户主关系", "镇街"]
    rows = [
        ["陈试", ID_A, "李试", ID_B, "女儿", "西区"],
        ["陈试", ID_A, "王试", None, "配偶", "西区"],
    ]
    (taken,) = read_rows(headings, *rows).taken
    assert people(taken)[:2] == HEAD
    assert [member["relation"] for member in taken.data["members"]] == ["head", "child", "spouse"]


def test_a_head_who_has_a_row_is_not_added_again():
    headings = ["户主姓名", "成员姓名", "镇街"]
    (taken,) = read_rows(headings, ["陈试", "陈试", "西区"], ["陈试", "李试", "西区"]).taken
    assert [told[2] for told in people(taken)] == ["陈试", "李试"]


def test_a_person_who_stands_once_for_each_need_is_one_household():
    headings = ["姓名", "身份证号", "镇街", "需求"]
    rows = [["陈试", ID_A, "西区", "房子漏水"], ["陈试", ID_A, "西区", "想找工作"]]
    read = read_rows(headings, *rows)
    assert read.faults == ()
    assert [need["text"] for need in read.taken[0].data["needs"]] == ["房子漏水", "想找工作"]


def test_one_number_under_two_names_stays_a_fault():
    headings = ["姓名", "身份证号", "镇街", "需求"]
    rows = [["陈试", ID_A, "西区", "房子漏水"], ["李试", ID_A, "西区", "想找工作"]]
    assert [fault.kind for fault in read_rows(headings, *rows).faults] == ["same_id"]


def test_two_columns_of_names_have_to_be_looked_at():
    headings = ["姓名", "身份证号", "姓名", "身份证号", "关系"]
    sheet = book(("", [headings, ["陈试", ID_A, "李试", ID_B, "女儿"]])).sheets[0]
    unsure = {column.target.key for column in propose_sheet(sheet, words()).unsure}
    assert {"name", "id_number"} <= unsure


@pytest.mark.parametrize("name", ["王*明", "李＊＊"])
def test_a_masked_name_is_no_name(name):
    read = read_rows(["户编号", "姓名", "与户主关系", "镇街"], ["h1", name, "户主", "西区"])
    assert [(fault.kind, fault.is_warning) for fault in read.faults] == [("masked", False)]
    assert read.taken == ()


def test_a_masked_address_is_left_out_and_told():
    headings = ["户编号", "姓名", "与户主关系", "镇街", "住址"]
    read = read_rows(headings, ["h1", "陈试", "户主", "西区", "石岐***"])
    assert [(fault.kind, fault.is_warning) for fault in read.faults] == [("masked_left_out", True)]
    assert people(read.taken[0]) == [("m1", "name", "陈试")]


def test_a_relative_in_the_first_row_is_not_made_the_head_whom_the_columns_name():
    heads = ["户主姓名", "户主身份证号", "姓名", "身份证号", "镇街", "需求"]
    read = read_rows(heads, ["陈试", ID_A, "李试", ID_B, "西区", "要米"])
    (home,) = read.taken
    assert [(m.get("relation"), m["id"]) for m in home.data["members"]] == [
        ("head", "m1"),
        (None, "m2"),
    ]
    told = {(each.member, each.field): each.value for each in home.personal}
    assert told[("m1", "name")] == "陈试"
    assert told[("m1", "id_number")] == ID_A
    assert told[("m2", "id_number")] == ID_B


def test_the_heads_number_under_another_name_is_a_fault_and_nobody_is_lost():
    heads = ["户主姓名", "户主身份证号", "姓名", "身份证号", "与户主关系", "镇街", "需求"]
    read = read_rows(heads, ["陈试", ID_A, "李试", ID_A, "子女", "西区", "要米"])
    assert read.taken == ()
    assert "same_id_twice" in [fault.kind for fault in read.faults]


@pytest.mark.parametrize(
    ("heads", "rows"),
    [
        (["姓名", "出生日期", "镇街", "需求"], ["陈试", "1935-02-02", "西区"]),
        (["姓名", "联系电话", "镇街", "需求"], ["陈试", "13800138222", "西区"]),
    ],
)
def test_a_row_for_each_need_of_somebody_without_a_number_is_one_family(heads, rows):
    read = read_rows(heads, [*rows, "想要轮椅"], [*rows, "屋顶漏水"])
    (home,) = read.taken
    assert [need["text"] for need in home.data["needs"]] == ["想要轮椅", "屋顶漏水"]
    assert read.faults == ()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("张XX", "masked"),
        ("赵○○", "masked"),
        ("李某某", "masked"),
        ("13800138000", "no_name"),
        ("无", "no_name"),
        ("韩二（妻）、韩三（子）", "no_name"),
    ],
)
def test_what_is_no_name_of_one_person_is_a_fault(name, kind):
    read = read_rows(["姓名", "身份证号", "镇街", "需求"], [name, ID_A, "西区", "要米"])
    assert read.taken == ()
    assert [fault.kind for fault in read.faults] == [kind]


def test_numbers_of_households_that_begin_anew_in_each_sheet_mix_no_families():
    heads = ["户编号", "镇街", "姓名", "身份证号", "需求内容"]
    first = ("甲村", [heads, ["1", "西区", "陈试", ID_A, "要米"]])
    second = ("乙村", [heads, ["1", "西区", "李试", ID_B, "漏水"]])
    read = read_sheets(first, second)
    assert [len(home.data["members"]) for home in read.taken] == [1, 1]


def test_a_summary_that_is_the_only_sheet_is_read():
    heads = ["户编号", "镇街", "姓名", "身份证号", "需求内容"]
    read = read_sheets(("2026年汇总", [heads, ["1", "西区", "陈试", ID_A, "要米"]]))
    assert len(read.taken) == 1
