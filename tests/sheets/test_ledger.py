"""Ledgers of one, two and three sheets become households; good ones beside those with faults."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.sheets.faults import Checked, Checks
from api.sheets.homes import Home
from api.sheets.ledger import LedgerReader, Personal
from api.sheets.lines import Line
from api.sheets.mapping import propose
from api.sheets.template import template
from api.sheets.words import load_words
from matcher.needs import Household
from matcher.reading.households import read_household
from matcher.wording import Bilingual
from tests.catalogs.small import small
from tests.sheets.making import ID_A, ID_B, ID_C, book, facts_of, read_rows, read_sheets, words
from tests.support import TODAY, city

HOMES = [["户编号", "镇街", "家庭人口"], ["h-01", "西区", 2], ["h-02", "东区", 1]]
PEOPLE = [
    ["户编号", "姓名", "身份证号", "与户主关系", "出生日期"],
    ["h-01", "陈试一", ID_A, "户主", "1980-01-01"],
    ["h-01", "陈试二", ID_B, "女儿", "2010-05-01"],
    ["h-02", "李试", ID_C, "户主", "1956-05-31"],
]
NEEDS = [
    ["户编号", "姓名", "需求内容", "紧急程度", "登记日期"],
    ["h-01", "陈试二", "想学钢琴", "不急", "2026-01-05"],
    ["h-02", None, "看病没有钱", "急", None],
]

DIGITS = "一二三四五六七八九十百千"


def kinds(read, warnings=False):
    return [f.kind for f in read.faults if warnings or not f.is_warning]


def test_three_sheets_become_households_with_members_and_needs():
    read = read_sheets(("需求", NEEDS), ("成员", PEOPLE), ("家庭", HOMES))
    assert read.faults == ()
    assert [taken.data for taken in read.taken] == [
        {
            "id": "h-01",
            "facts": {"residence_town": "西区", "household_size": 2},
            "members": [
                {"id": "m1", "relation": "head", "birth_date": "1980-01-01"},
                {"id": "m2", "relation": "child", "birth_date": "2010-05-01"},
            ],
            "needs": [
                {
                    "id": "n1",
                    "text": "想学钢琴",
                    "urgency": "low",
                    "member": "m2",
                    "recorded_at": "2026-01-05",
                }
            ],
        },
        {
            "id": "h-02",
            "facts": {"residence_town": "东区", "household_size": 1},
            "members": [{"id": "m1", "relation": "head", "birth_date": "1956-05-31"}],
            "needs": [{"id": "n1", "text": "看病没有钱", "urgency": "high"}],
        },
    ]


def test_what_is_taken_is_read_by_the_matcher_as_it_is():
    for taken in read_sheets(("家庭", HOMES), ("成员", PEOPLE), ("需求", NEEDS)).taken:
        text = json.dumps(taken.data)
        assert isinstance(read_household(text, 1, city(), None, TODAY), Household)


def test_what_tells_who_somebody_is_stands_apart():
    heads = ["户编号", "镇街", "姓名", "身份证号", "联系电话", "住址"]
    read = read_rows(
        heads, ["h-01", "西区", "陈 试一", f"\u202d {ID_A[:-1]}Ｘ\u202c", 13800138000, "某路1号"]
    )
    taken = read.taken[0]
    assert taken.personal == (
        Personal(None, "address", "某路1号"),
        Personal("m1", "name", "陈试一"),
        Personal("m1", "id_number", f"{ID_A[:-1]}X"),
        Personal("m1", "phone", "13800138000"),
    )
    told = json.dumps(taken.data, ensure_ascii=False)
    assert not any(personal.value in told for personal in taken.personal)


@pytest.mark.parametrize("key", [ID_A, "13800138000", "陈试一家", "h/1", "x" * 41])
def test_a_key_that_could_be_a_name_or_number_of_a_person_is_no_id(key):
    taken = read_rows(["户编号", "镇街"], [key, "西区"]).taken[0]
    assert taken.data["id"] == "h00001"
    assert taken.key == key


def test_one_sheet_of_members_goes_on_below_the_head():
    read = read_rows(
        ["镇街", "姓名", "与户主关系", "需求"],
        ["西区", "陈试一", "户主", "看病没有钱"],
        [None, "陈试二", "女儿", None],
        ["东区", "李试", "户主", None],
    )
    assert [len(taken.data["members"]) for taken in read.taken] == [2, 1]
    assert read.taken[0].rows == (("", 2), ("", 3))


def test_one_row_a_household_speaks_of_its_head_and_its_needs_are_the_households():
    read = read_rows(["姓名", "性别", "镇街", "需求"], ["陈试一", "男", "西区", "看病没有钱"])
    data = read.taken[0].data
    assert data["members"] == [{"id": "m1", "sex": "m", "relation": "head"}]
    assert "member" not in data["needs"][0]


def test_a_need_merged_over_all_members_is_one_need_of_the_household():
    rows = [["h-01", "陈试一", "户主", "没有钱"], ["h-01", "陈试二", "女儿", "没有钱"]]
    read = read_rows(["户编号", "姓名", "与户主关系", "需求"], *rows)
    assert read.taken[0].data["needs"] == [{"id": "n1", "text": "没有钱", "urgency": "medium"}]


def test_a_need_that_names_nobody_is_of_the_household_above_and_told_to_be_read_so():
    needs = [*NEEDS[:2], [None, None, "看病没有钱", None, None]]
    read = read_sheets(("家庭", HOMES), ("成员", PEOPLE), ("需求", needs))
    assert [need["text"] for need in read.taken[0].data["needs"]] == ["想学钢琴", "看病没有钱"]
    assert [(f.kind, f.is_warning) for f in read.faults] == [("goes_on", True)]


def test_members_find_their_household_by_the_heads_number_or_name():
    homes = [["户主姓名", "户主身份证号", "镇街"], ["陈试一", ID_A, "西区"], ["李试", ID_C, "东区"]]
    by_number = [["户主身份证号", "姓名", "与户主关系"], [ID_C, "李试二", "子"]]
    by_name = [["户主姓名", "姓名", "与户主关系"], ["李试", "李试二", "子"]]
    for people in (by_number, by_name):
        read = read_sheets(("家庭", homes), ("成员", people))
        assert read.faults == ()
        assert [len(taken.data["members"]) for taken in read.taken] == [1, 2]


def test_two_heads_of_one_name_are_not_guessed_between():
    homes = [["户主姓名", "镇街"], ["陈试", "西区"], ["陈试", "东区"]]
    read = read_sheets(("家庭", homes), ("需求", [["户主姓名", "需求"], ["陈试", "没有钱"]]))
    assert kinds(read) == ["which_household"]
    assert len(read.taken) == 2


@pytest.mark.parametrize(
    ("sheet", "row", "kind"),
    [
        ("成员", ["h-09", "王试", None, "户主", None], "no_household"),
        ("需求", ["h-09", None, "没有钱", None, None], "no_household"),
        ("需求", [None, "王试", "没有钱", None, None], "no_key"),
        ("成员", [None, "王试", None, None, None], "no_key"),
        ("需求", ["h-01", "王试", "没有钱", None, None], "no_member"),
        ("成员", ["h-01", "陈试三", None, "户主", None], "second_head"),
        ("家庭", ["h-01", "东区", 2], "conflict"),
        ("成员", ["h-02", "陈试一", ID_A, "其他", None], "same_id"),
        ("成员", ["h-01", "陈试九", ID_A, None, None], "same_id_twice"),
        ("成员", ["h-02", "陈试一", None, "其他", "1980-01-01"], None),
        ("成员", ["h-01", "王试", None, "子", "3026-01-01"], "bad_date"),
        ("成员", ["h-01", "王试", None, "子", "2090-01-01"], "refused"),
        ("需求", ["h-01", None, "没" * 2001, None, None], "too_long"),
    ],
)
def test_rows_that_do_not_fit_are_refused_with_row_and_cure_and_the_others_stay(sheet, row, kind):
    sheets = {"家庭": HOMES, "成员": PEOPLE, "需求": NEEDS}
    sheets[sheet] = [*sheets[sheet], row]
    read = read_sheets(*sheets.items())
    assert kinds(read) == ([kind] if kind else [])
    assert read.taken
    for fault in read.faults:
        assert fault.sentence("zh")
        assert fault.sentence("en")


def test_a_household_with_a_fault_is_held_whole_and_the_others_are_taken():
    people = [*PEOPLE, ["h-01", "陈试三", 442000198001010015, "子", "昨天"]]
    read = read_sheets(("家庭", HOMES), ("成员", people), ("需求", NEEDS))
    assert [taken.data["id"] for taken in read.taken] == ["h-02"]
    assert read.num_held == 1
    assert [(f.sheet, f.row, f.column, f.kind) for f in read.faults] == [
        ("成员", 5, "C", "numeric_id"),
        ("成员", 5, "E", "bad_date"),
    ]


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        (442000198001010015, "numeric_id"),
        (4.4200019800101e17, "numeric_id"),
        (date(1980, 1, 1), "numeric_id"),
        ("4.42E+17", "rounded_id"),
    ],
)
def test_an_id_number_that_excel_has_touched_is_refused_with_the_cure_and_not_repeated(cell, kind):
    read = read_rows(["姓名", "镇街", "身份证号"], ["陈试", "西区", cell])
    assert kinds(read) == [kind]
    assert "文本" in read.faults[0].cure.zh
    assert "20001980" not in read.faults[0].sentence("zh")


def test_the_same_person_under_another_number_of_household_is_found_without_id_numbers():
    heads = ["户编号", "镇街", "姓名", "出生日期", "身份证号"]
    rows = [["h-01", "西区", "陈试", "1980-1-1", None], ["h-02", "西区", "陈试", "1980.1.1", None]]
    read = read_rows(heads, *rows)
    assert kinds(read) == ["same_person"]
    assert len(read.taken) == 1
    rows[0][4], rows[1][4] = ID_A, ID_B
    assert kinds(read_rows(heads, *rows)) == []


def checker(text):
    wrong = (Bilingual("校验位不对", "check digit"), Bilingual("核对", "check"))
    return Checked(text, date(1980, 1, 31), "m", None if text == ID_A else wrong)


CHECKS = Checks(id_number=checker)


def test_birth_and_sex_come_from_the_id_number_where_they_are_not_given():
    read = read_rows(["姓名", "镇街", "身份证号"], ["陈试", "西区", ID_A], checks=CHECKS)
    member = read.taken[0].data["members"][0]
    assert (member["birth_date"], member["sex"]) == ("1980-01-31", "m")


def test_a_month_alone_is_completed_by_the_id_number_and_another_day_is_a_fault():
    heads = ["姓名", "镇街", "身份证号", "出生年月", "性别"]
    read = read_rows(heads, ["陈试", "西区", ID_A, "1980年1月", "男"], checks=CHECKS)
    assert read.taken[0].data["members"][0]["birth_date"] == "1980-01-31"
    read = read_rows(heads, ["陈试", "西区", ID_A, "1980-01-30", "女"], checks=CHECKS)
    assert kinds(read) == ["id_and_birth", "id_and_sex"]


def test_a_wrong_id_number_is_told_in_the_checkers_words():
    read = read_rows(["姓名", "镇街", "身份证号"], ["陈试", "西区", ID_B], checks=CHECKS)
    assert (kinds(read), read.faults[0].reason.zh) == (["bad_id"], "校验位不对")


@pytest.mark.parametrize("cell", ["无", "没有", "见附件", "（暂无）"])
def test_an_id_number_that_is_said_to_be_missing_is_a_blank_with_a_warning(cell):
    read = read_rows(["姓名", "镇街", "身份证号"], ["陈试", "西区", cell], checks=CHECKS)
    assert [(f.kind, f.is_warning) for f in read.faults] == [("no_id", True)]
    assert read.faults[0].reason.zh == "无证件号码"
    assert {personal.field for personal in read.taken[0].personal} == {"name"}


def test_a_text_that_says_nothing_of_a_missing_id_number_is_still_refused():
    read = read_rows(["姓名", "镇街", "身份证号"], ["陈试", "西区", "没有问题"], checks=CHECKS)
    assert (kinds(read), len(read.taken)) == (["bad_id"], 0)


NO_NEEDS = ["无", "暂无", "没有", "无需求", "暂无需求", "无。", " 没有！", "（无）"]


@pytest.mark.parametrize("cell", NO_NEEDS)
def test_words_that_say_there_is_no_need_are_no_need(cell):
    read = read_rows(["姓名", "镇街", "需求"], ["陈试", "西区", cell])
    assert (read.taken[0].data["needs"], read.faults) == ([], ())


@pytest.mark.parametrize("cell", ["没有钱看病", "无人照顾", "暂无住处"])
def test_a_need_that_begins_like_a_denial_is_a_need(cell):
    read = read_rows(["姓名", "镇街", "需求"], ["陈试", "西区", cell])
    assert [need["text"] for need in read.taken[0].data["needs"]] == [cell]


def test_a_phone_that_is_wrong_is_told_and_keeps_nobody_out():
    checks = Checks(phone=lambda text: Checked(text, wrong=checker("x").wrong))
    read = read_rows(["姓名", "镇街", "电话"], ["陈试", "西区", "12"], checks=checks)
    assert [(f.kind, f.is_warning) for f in read.faults] == [("bad_phone", True)]
    assert len(read.taken) == 1


def test_a_phone_that_excel_has_rounded_is_left_out_with_a_warning():
    read = read_rows(["姓名", "镇街", "电话"], ["陈试", "西区", "1.38E+10"])
    assert [(f.kind, f.is_warning) for f in read.faults] == [("bad_phone", True)]
    assert {personal.field for personal in read.taken[0].personal} == {"name"}


def test_totals_signatures_blank_rows_and_repeated_headings_are_no_entries():
    heads = ["户编号", "镇街", "姓名"]
    rows = [["h-01", "西区", "陈试"], heads, ["合计", "1户"], ["填表人：某某"], [" ", None, "/"]]
    read = read_rows(heads, *rows)
    assert (len(read.taken), read.num_rows, read.num_skipped) == (1, 1, 4)
    assert read.faults == ()


def test_a_tally_is_no_entry_wherever_in_its_row_it_stands():
    heads = ["序号", "户编号", "镇街", "姓名", "家庭人口"]
    rows = [
        [1, "h-01", "西区", "陈试", 3],
        ["2", "", "本页合计", "1户", 3],
        [3, None, "总计", 1, 3],
    ]
    read = read_rows(heads, *rows)
    assert (len(read.taken), read.num_skipped, read.faults) == (1, 2, ())


def test_an_age_far_from_the_birth_is_told_and_the_birth_counts():
    heads = ["户主姓名", "镇街", "年龄", "出生日期"]
    read = read_rows(heads, ["甲试", "西区", 45, "1980-01-01"], ["乙试", "西区", 25, "1950-01-01"])
    assert [(f.row, f.kind, f.is_warning) for f in read.faults] == [(3, "id_and_age", True)]
    assert read.taken[1].data["members"][0]["birth_date"] == "1950-01-01"


@pytest.mark.parametrize("text", ["同上", "（见附件）", "详见备注。"])
def test_a_need_that_stands_elsewhere_is_no_need_and_is_told(text: str):
    read = read_rows(["户主姓名", "镇街", "需求"], ["甲试", "西区", text])
    told = [(fault.kind, fault.is_warning) for fault in read.faults]
    assert (read.taken[0].data["needs"], told) == ([], [("need_elsewhere", True)])


def test_two_heads_of_one_name_and_nothing_else_are_taken_for_one_and_it_is_told():
    heads = ["户主姓名", "镇街", "电话", "需求"]
    alike = read_rows(heads, ["甲试", "西区", None, "要轮椅"], ["甲试", "西区", None, "要工作"])
    told = [(fault.row, fault.kind, fault.is_warning) for fault in alike.faults]
    assert (len(alike.taken), told) == (1, [(3, "same_head", True)])
    known = read_rows(
        heads, ["甲试", "西区", "13800000001", "要轮椅"], ["甲试", "西区", "13800000001", "要工作"]
    )
    assert (len(known.taken), known.faults) == (1, ())


def test_the_needs_of_a_head_in_a_row_each_are_all_the_household_s():
    heads = ["姓名", "镇街", "电话", "需求"]
    phone = "13800000001"
    rows = [["甲试", "西区", phone, need] for need in ("要轮椅", "要工作", "要助学")]
    needs = read_rows(heads, *rows).taken[0].data["needs"]
    assert [need.get("member") for need in needs] == [None] * 3


def test_an_age_stands_only_where_no_birth_is_known():
    heads = ["姓名", "镇街", "年龄", "出生日期"]
    read = read_rows(heads, ["甲试", "西区", 45, None], ["乙试", "西区", 45, "1980-01-01"])
    assert [t.data["members"][0].get("age") for t in read.taken] == [45, None]


def test_flags_of_relief_become_one_status_and_two_of_them_a_conflict():
    heads = ["户编号", "镇街", "是否低保", "是否特困"]
    assert facts_of(read_rows(heads, ["h-01", "西区", "√", "否"]))["relief_status"] == "dibao"
    assert kinds(read_rows(heads, ["h-01", "西区", "是", "是"])) == ["conflict_here"]
    assert "relief_status" not in facts_of(read_rows(heads, ["h-01", "西区", "否", "否"]))


def test_a_fact_of_both_levels_is_the_members_where_rows_are_members():
    heads = ["户编号", "镇街", "姓名", "与户主关系", "户籍所在地"]
    read = read_rows(heads, ["h-01", "西区", "陈试", "户主", "外省"])
    assert read.taken[0].data["members"][0]["hukou_city"] == "other_province"
    assert "hukou_city" in facts_of(read_rows(["户编号", "户籍所在地"], ["h-01", "外省"]))


def test_the_head_is_a_person_where_a_ledger_with_needs_names_heads_alone():
    heads = ["户编号", "户主姓名", "镇街", "需求"]
    rows = [["h-01", "陈试", "西区", "房子漏水"], ["h-01", "陈试", "西区", "想找工作"]]
    (taken,) = read_rows(heads, *rows).taken
    assert taken.personal == (Personal("m1", "name", "陈试"),)
    assert taken.data["members"] == [{"id": "m1", "relation": "head"}]
    assert [need.get("member") for need in taken.data["needs"]] == [None, None]


def test_a_row_that_tells_of_nobody_is_no_household_among_those_of_people():
    rows = [["h-01", "陈试", "西区", "房子漏水"], ["h-02", None, "西区", None]]
    read = read_rows(["户编号", "户主姓名", "镇街", "需求"], *rows)
    assert [(f.row, f.kind, f.is_warning) for f in read.faults] == [(3, "nobody", False)]
    assert len(read.taken) == 1


def test_a_sheet_of_sums_is_not_read_by_itself():
    rows = [["西区", 12], ["东区", 7]]
    read = read_sheets(("汇总", [["镇街", "家庭人口"], *rows]), ("家庭", [HOMES[0], HOMES[1]]))
    assert len(read.taken) == 1


def test_a_need_recorded_after_today_is_taken_as_of_today_and_told():
    later = TODAY.replace(year=TODAY.year + 1).isoformat()
    heads = ["户编号", "户主姓名", "镇街", "需求", "登记日期"]
    read = read_rows(heads, ["h-01", "陈试", "西区", "房子漏水", later])
    assert [(f.kind, f.is_warning) for f in read.faults] == [("recorded_later", True)]
    assert "recorded_at" not in read.taken[0].data["needs"][0]


def test_ten_faults_are_listed_by_sheet_row_and_column():
    rows = [[f"h-0{n}", "无此镇", "x人"] for n in range(5)]
    places = [(f.row, f.column) for f in read_rows(HOMES[0], *rows).faults]
    assert places == [(n, c) for n in range(2, 7) for c in "BC"]


HEADS = [
    "户编号",
    "户主姓名",
    "姓名",
    "身份证号",
    "与户主关系",
    "镇街",
    "出生日期",
    "需求",
    "低保",
    "电话",
]
ANY = st.one_of(
    st.none(),
    st.sampled_from(
        ["h-01", "h-02", "陈试", "李试", "户主", "子", "西区", ID_A, ID_B, "是", "1980-1-1"]
    ),
    st.text(max_size=12),
    st.floats(),
    st.integers(),
    st.dates(),
    st.booleans(),
)
ROWS = st.lists(st.lists(ANY, min_size=len(HEADS), max_size=len(HEADS)), max_size=8)


@given(ROWS, st.sampled_from(["", "家庭", "成员", "需求"]), st.booleans())
def test_whatever_the_cells_hold_each_household_is_good_or_has_a_fault(rows, name, is_split):
    sheets = [(name, [HEADS, *rows])]
    if is_split:
        sheets.append(("成员二", [HEADS[:5], *(row[:5] for row in rows)]))
    read = read_sheets(*sheets)
    for taken in read.taken:
        text = json.dumps(taken.data)
        assert isinstance(read_household(text, 1, city(), None, TODAY), Household)
    assert read.num_held == 0 or any(not fault.is_warning for fault in read.faults)
    assert all(fault.row >= 2 and fault.sentence("zh") for fault in read.faults)


def test_progress_is_told_on_the_way():
    told = []
    rows = [[f"h-{n:03}", "西区"] for n in range(450)]
    found = book(("", [["户编号", "镇街"], *rows]))
    reader = LedgerReader(words(), city(), TODAY)
    reader.read(found, propose(found, words()), lambda done, total: told.append((done, total)))
    assert told == [(200, 451), (400, 451)]


def test_a_catalogue_of_other_facts_is_read_by_the_shipped_words_that_fit_it(tmp_path):
    other = small()
    own = load_words(tmp_path, other.vocabulary)
    rows = [
        ["户编号", "income", "status", "alone", "出生日期"],
        ["h-1", "1.2万", "poor", "是", "1980.1.1"],
    ]
    found = book(("", rows))
    read = LedgerReader(own, other, TODAY).read(found, propose(found, own))
    assert read.faults == ()
    assert read.taken[0].data["facts"] == {"income": 12000, "status": "poor"}
    assert read.taken[0].data["members"][0]["birth_date"] == "1980-01-01"
    assert template(own, other, every=True)


def test_a_ledger_in_traditional_script_reads_as_one_in_simplified():
    told = read_rows(
        ["戶編號", "鎮街", "姓名", "身份證號碼", "與戶主關係", "救助身份", "出生日期", "需求內容"],
        ["h-01", "小欖鎮", "陳試", ID_A, "戶主", "特困供養人員", "民國", "看病沒有錢"],
    )
    assert [fault.kind for fault in told.faults] == ["two_ways"]
    plain = read_rows(
        ["戶編號", "鎮街", "姓名", "與戶主關係", "救助身份", "家庭月人均收入（萬元）", "需求內容"],
        ["h-01", "小欖鎮", "陳試", "戶主", "特困供養人員", "0.12", "看病沒有錢"],
        ["h-01", "小欖鎮", "陳小試", "女兒", "特困供養人員", "1.2千", "不詳"],
    )
    (taken,) = plain.taken
    assert taken.data["facts"]["residence_town"] == "小榄"
    assert taken.data["facts"]["relief_status"] == "tekun"
    assert taken.data["facts"]["income_per_capita_month"] == 1_200
    assert [member["relation"] for member in taken.data["members"]] == ["head", "child"]
    assert [need["text"] for need in taken.data["needs"]] == ["看病沒有錢"]
    assert "陳試" in {each.value for each in taken.personal}


def test_rows_of_one_name_are_households_that_nobody_compares_cell_by_cell():
    """Comparing all that a household tells would cost as much as its rows squared."""
    first, second = (Home(Line("x", 2)) for _ in range(2))
    assert first != second
    assert len({first, second}) == 2


@pytest.mark.parametrize(
    ("rows", "most"),
    [
        ([["h-01", f"陈{a}{b}", "子女", None] for a in DIGITS for b in DIGITS], 100),
        ([["h-01", "陈试", "户主", f"缺第{n}样"] for n in range(230)], 200),
    ],
    ids=["members", "needs"],
)
def test_a_number_of_a_household_that_most_rows_name_is_told_to_be_wrong(rows, most):
    read = read_rows(["户编号", "姓名", "与户主关系", "需求内容"], *rows)
    assert not read.taken
    told = [fault for fault in read.faults if fault.kind == "too_many"]
    assert len(told) == len(rows) - most
    assert "检查户编号" in told[0].cure.zh
