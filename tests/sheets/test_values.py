"""What cells say of facts: yes and no, choices, numbers with units, towns; unknown is no answer."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.sheets.values import NOTHING, shown
from api.sheets.wire import Odd
from matcher.facts import FactType
from matcher.rules.check import has_type
from tests.sheets.making import values, words
from tests.support import city

FACTS = city().vocabulary.facts
CELLS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.dates(), st.text(max_size=20)
)


def says(name, cell, heading=""):
    parsed = values().fact(FACTS[name], cell, heading)
    return parsed.complaint.kind if parsed.complaint else parsed.value


@pytest.mark.parametrize(
    "cell", [None, "", " ", "/", "-", "——", "不详", "未知", "N/A", "？", "待核"]
)
def test_a_blank_and_its_words_say_nothing_of_any_fact(cell):
    assert all(values().fact(fact, cell) == NOTHING for fact in FACTS.values())


@pytest.mark.parametrize("cell", ["是", "有", "√", "Y", "yes", "TRUE", "1", 1, 1.0, True, " 是 "])
def test_yes_has_many_spellings(cell):
    assert says("lives_alone", cell) is True


@pytest.mark.parametrize("cell", ["否", "无", "没有", "×", "N", "no", "0", 0, False, "不是"])
def test_no_has_many_spellings(cell):
    assert says("lives_alone", cell) is False


def test_a_statement_itself_is_a_yes_and_its_denial_a_no():
    fact = FACTS["lives_alone"]
    assert says("lives_alone", fact.label.zh) is True
    assert says("lives_alone", fact.negative.zh) is False
    assert says("lives_alone", "有时") == "not_yes_no"


CHOICES = [f for f in FACTS.values() if f.type is FactType.CHOICE]


@pytest.mark.parametrize("fact", CHOICES, ids=lambda fact: fact.name)
def test_every_choice_is_known_by_its_words_in_both_languages_and_by_its_code(fact):
    for value, label in fact.values.items():
        assert {says(fact.name, word) for word in (value, label.zh, label.en)} == {value}


@pytest.mark.parametrize(
    ("name", "cell", "value"),
    [
        ("relief_status", "低保户", "dibao"),
        ("relief_status", "五保", "tekun"),
        ("relation", "长女", "child"),
        ("relation", "本人", "head"),
        ("dwelling_danger_level", "D级危房", "D"),
        ("dwelling_danger_level", "Ｃ", "C"),
        ("employment", "失业（已登记）", "unemployed_registered"),
        ("disability_type", "无", "none"),
        ("relief_status", "低保（城镇）", "dibao"),
        ("employment", "失业（登记过）", "unread_prose"),
        ("employment", "失业", "unemployed"),
    ],
)
def test_the_words_of_offices_are_known(name, cell, value):
    assert says(name, cell) == value


def test_an_unknown_choice_is_refused_with_the_nearest_and_all_there_are():
    complaint = values().fact(FACTS["relief_status"], "低保边沿").complaint
    assert complaint.kind == "unknown_value"
    assert complaint.near == "低保边缘"
    assert "低保、" in complaint.cure.zh


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("hukou_city", "湖南省郴州市桂阳县"),
        ("illness", "高血压、糖尿病"),
        ("employment", "在厂里做"),
    ],
)
def test_prose_where_a_choice_should_stand_is_told_and_keeps_nobody_out(name, cell):
    parsed = values().fact(FACTS[name], cell)
    assert parsed.value is None
    assert (parsed.complaint.kind, parsed.complaint.is_warning) == ("unread_prose", True)


@pytest.mark.parametrize("cell", ["非低保户", "是"])
def test_no_choice_is_proposed_that_says_the_contrary(cell):
    complaint = values().fact(FACTS["relief_status"], cell).complaint
    assert (complaint.kind, complaint.near) == ("unknown_value", "")


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (1200, 1200),
        ("1,200元", 1200),
        ("￥1200.50", 1200.5),
        ("约1.2万元", 12000),
        ("１２００", 1200),
        ("3千", 3000),
        ("无", 0),
        ("1200元/月", 1200),
        ("1200元/年", "other_period"),
        ("1000-1500", "not_number"),
        ("1500元以上", "not_number"),
        ("很少", "not_number"),
        ("-5", "out_of_range"),
        (float("nan"), "not_number"),
        (float("inf"), "not_number"),
        (True, "not_number"),
        (date(1980, 1, 1), "not_number"),
        (Odd("x"), "odd_cell"),
    ],
)
def test_sums_of_money_are_read_with_their_units(cell, value):
    assert says("income_per_capita_month", cell) == value


def test_a_heading_in_ten_thousands_counts_bare_numbers_so():
    heading = "近一年自付医疗费（万元）"
    assert says("medical_oop_12m", 1.2, heading) == 12000
    assert says("medical_oop_12m", "1.2", heading) == 12000
    assert says("medical_oop_12m", "12000元", heading) == 12000


@pytest.mark.parametrize(
    ("name", "cell", "value"),
    [
        ("household_size", "3人", 3),
        ("household_size", "三口人", 3),
        ("household_size", 3.0, 3),
        ("household_size", "3.5", "not_whole"),
        ("household_size", 0, "out_of_range"),
        ("disability_level", "二级", 2),
        ("disability_level", "肢体四级", 4),
        ("disability_level", "2级", 2),
        ("disability_level", "无", None),
        ("year_of_study", "三年级", 3),
        ("unemployed_months", "2年", 24),
        ("unemployed_months", "6个月", 6),
    ],
)
def test_whole_numbers_are_read_with_what_stands_around_them(name, cell, value):
    assert says(name, cell) == value


@pytest.mark.parametrize("cell", ["西区", "西区街道", "中山市西区街道", "广东省中山市西区", "沙朗"])
def test_a_town_is_known_by_all_its_names(cell):
    assert says("residence_town", cell) == "西区"


def test_a_misspelt_town_is_refused_with_the_nearest():
    assert values().fact(FACTS["residence_town"], "小揽镇").complaint.near == "小榄镇"


def test_a_flag_sets_its_value_on_yes_and_tells_nothing_on_no():
    fact = FACTS["relief_status"]
    assert values().flag(fact, "dibao", "√").value == "dibao"
    assert values().flag(fact, "dibao", "否") == NOTHING
    assert values().flag(fact, "dibao", "也许").complaint.kind == "not_yes_no"


def test_urgency_has_its_words():
    found = [values().urgency(word).value for word in ("急", "一般", "不急", "", "high")]
    assert found == ["high", "medium", "low", None, "high"]
    assert values().urgency("明天").complaint.kind == "wrong_urgency"


@given(st.sampled_from(list(FACTS.values())), CELLS, st.sampled_from(["", "收入（万元）"]))
def test_any_cell_of_any_fact_gives_a_value_of_its_type_a_complaint_or_nothing(fact, cell, heading):
    parsed = values().fact(fact, cell, heading)
    if parsed.value is not None:
        assert has_type(fact.type, parsed.value)
        assert fact.values is None or parsed.value in fact.values
    if parsed.complaint is not None:
        assert parsed.complaint.reason.zh
        assert parsed.complaint.cure.en


@given(st.integers(-(10**15), 10**15))
def test_a_whole_number_is_shown_without_a_point(number):
    assert shown(float(number)) == str(number)


def test_words_that_stand_for_a_blank_are_no_words_of_yes_or_no():
    assert not words().unknown & (words().yes | words().no)


@pytest.mark.parametrize(
    ("cell", "value", "low", "high"), [("1.200", 1.2, "1.2", "1200"), (0.5, 0.5, "0.5", "500")]
)
def test_a_very_small_sum_is_taken_with_a_warning_that_names_both_readings(cell, value, low, high):
    for name in ("income_per_capita_month", "medical_oop_12m"):
        parsed = values().fact(FACTS[name], cell)
        assert (parsed.value, parsed.complaint.kind) == (value, "small_sum")
        assert parsed.complaint.is_warning
        for lang in ("zh", "en"):
            told = parsed.complaint.reason.say(lang)
            assert low in told
            assert high in told


@pytest.mark.parametrize(("name", "cell"), [("income_per_capita_month", 0), ("age", 5)])
def test_no_sum_at_all_and_what_is_no_sum_get_no_warning(name, cell):
    assert values().fact(FACTS[name], cell).complaint is None
