"""Which column means what: known headings surely, alike ones to be confirmed, opposites never."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.sheets.mapping import liken, propose, propose_sheet, recalled, remembered, with_choices
from api.sheets.words import IGNORED, Target
from tests.sheets.making import ID_A, book, words


def proposed(*rows, name=""):
    return propose_sheet(book((name, rows)).sheets[0], words())


def keys(mapping):
    return [column.target.key for column in mapping.columns]


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("公民身份号码", "id_number"),
        ("＊姓 名：", "name"),
        ("出生日期（年-月-日）", "fact:birth_date"),
        ("人均月收入(元)", "fact:income_per_capita_month"),
        ("所属镇（街道）", "fact:residence_town"),
        ("与户主关系", "fact:relation"),
        ("是否低保户", "flag:relief_status=dibao"),
        ("household size", "fact:household_size"),
        ("民族", "ignored"),
        ("身份證號碼", "id_number"),
        ("聯繫電話", "phone"),
        ("聯絡電話", "phone"),
        ("與戶主關係", "fact:relation"),
        ("鎮街", "fact:residence_town"),
        ("需求內容", "need_text"),
        ("是否低保戶", "flag:relief_status=dibao"),
        ("联系电话1", "phone"),
        ("聯繫電話（2）", "phone"),
        ("姓名１", "name"),
    ],
)
def test_headings_of_offices_are_known(heading, key):
    assert liken(heading, words())[0].key == key


@pytest.mark.parametrize("heading", ["身份证号码（必填项）", "家庭人口数量", "联系电话号"])
def test_a_heading_that_is_only_alike_is_proposed_and_not_sure(heading):
    target, score = liken(heading, words())
    assert target != IGNORED
    assert 80 <= score <= 97


@pytest.mark.parametrize(
    "heading",
    [
        "家庭财产超限额",  # 未超限额 is its opposite
        "人均年收入（元）",
        "配偶身份证号",
        "监护人联系电话",
        "近三年自付医疗费",
        "房屋可以住人",
        "低保2024",
        "",
        "？？",
    ],
)
def test_a_heading_of_the_opposite_another_period_or_another_person_means_nothing(heading):
    assert liken(heading, words())[0] == IGNORED


@given(st.text(max_size=60))
def test_any_heading_means_something_known_or_nothing(heading):
    target, score = liken(heading, words())
    assert target.key in words().targets
    assert 0 <= score <= 100


def test_headings_are_found_below_a_title_and_the_lower_of_two_rows_counts():
    mapping = proposed(
        ["2026年困难家庭台账", None, None],
        ["填报单位：某镇", None, None],
        ["户编号", "家庭成员", None],
        ["户编号", "姓名", "性别"],
        ["h-01", "陈试", "男"],
    )
    assert mapping.head == 4
    assert keys(mapping) == ["household_key", "name", "fact:sex"]


def test_the_first_of_two_rows_of_the_same_headings_counts_unless_another_is_named():
    rows = [["户编号", "姓名"], ["h-01", "陈试"], ["户编号", "姓名"], ["h-02", "李试"]]
    assert proposed(*rows).head == 1
    assert propose_sheet(book(("", rows)).sheets[0], words(), head=3).head == 3


def test_of_two_columns_for_one_meaning_the_likelier_is_taken_and_named_to_the_other():
    mapping = proposed(["身份证号码编", "身份证号"], ["x", ID_A])
    assert keys(mapping) == ["ignored", "id_number"]
    assert mapping.columns[0].rival == "B"


def test_needs_may_have_several_columns():
    assert keys(proposed(["姓名", "需求1", "需求2"], ["a", "b", "c"]))[1:] == ["need_text"] * 2


def test_samples_in_a_preview_are_masked():
    row = ["陈试一", ID_A, "13800138000", "西区某路1号", "1980-01-01", "低保", "腿疼", "z9"]
    heads = ["姓名", "身份证号", "电话", "住址", "出生日期", "困难类型", "需求", "其他一栏"]
    mapping = proposed(heads, row)
    told = json.dumps([column.samples for column in mapping.columns], ensure_ascii=False)
    for secret in ("陈试", "试一", ID_A, "19800101", "0138", "某路", "01-01", "腿疼", "z9"):
        assert secret not in told
    assert [column.samples[0] for column in mapping.columns] == [
        *("陈**", "44****************", "138****8000", "****（6）", "1980-**-**"),
        *("低保", "**（2）", "○0"),
    ]


@pytest.mark.parametrize(
    ("name", "heads", "kind"),
    [
        ("家庭", ["户编号", "镇街"], "households"),
        ("成员", ["户编号", "姓名", "与户主关系"], "members"),
        ("需求", ["户编号", "需求内容"], "needs"),
        ("", ["户编号", "需求内容"], "needs"),
        ("Sheet1", ["户编号", "镇街", "姓名", "与户主关系", "需求"], "mixed"),
        ("Sheet1", ["户主姓名", "镇街", "需求"], "mixed"),
        ("Sheet1", ["户主姓名", "镇街"], "households"),
        ("Sheet1", ["户编号", "姓名", "与户主关系", "性别"], "members"),
        ("成员", ["户编号", "姓名", "与户主关系", "镇街"], "mixed"),
        ("填表说明", ["姓名"], "ignored"),
        ("Sheet2", ["甲", "乙"], "ignored"),
    ],
)
def test_a_sheet_is_of_the_kind_that_its_name_and_columns_tell(name, heads, kind):
    assert proposed(heads, ["x"] * len(heads), name=name).kind == kind


def test_a_choice_of_a_person_is_sure_and_is_remembered_without_any_value():
    rows = [["户编号", "大名", "说不清"], ["h-01", "陈试一", "低保"]]
    sheet, mapping = book(("", rows)).sheets[0], proposed(*rows)
    chosen = with_choices(mapping, {1: Target("column", "name")}, sheet, words())
    assert chosen.columns[1].is_sure
    assert chosen.columns[1].samples == ("陈**",)
    kept = json.loads(json.dumps(remembered(chosen)))
    assert "陈" not in json.dumps(kept, ensure_ascii=False)
    assert keys(recalled(kept, mapping, sheet, words())) == keys(chosen)


def test_what_was_remembered_of_a_target_that_is_gone_is_passed_over():
    rows = [["户编号", "x"], ["h-01", "y"]]
    kept = {"columns": {"x": "fact:gone"}}
    found = recalled(kept, proposed(*rows), book(("", rows)).sheets[0], words())
    assert keys(found) == ["household_key", "ignored"]


CELLS = st.one_of(
    st.none(), st.sampled_from(["姓名", "需求", "户编号", "镇街"]), st.text(max_size=9)
)


@given(st.lists(st.lists(CELLS, max_size=6).map(tuple), min_size=1, max_size=15))
def test_a_mapping_gives_no_meaning_to_two_columns_but_needs(rows):
    for mapping in propose(book(("", rows)), words()).sheets:
        found = [k for k in keys(mapping) if k not in ("ignored", "need_text")]
        assert len(found) == len(set(found))
