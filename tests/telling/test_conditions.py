"""A condition in words reads as a person would say it, in both languages."""

import pytest

from matcher.pipeline.assessor import Assessor
from matcher.rules.grammar import parse
from matcher.rules.link import bind, link
from matcher.telling.conditions import in_words, number, quantity
from tests.support import TODAY, city

FIGURES = {name: figure.on(TODAY).bound for name, figure in city().figures.items()}


def said(text, lang="zh"):
    catalogue = city()
    trees = {name: shared.condition for name, shared in catalogue.shared.items()}
    linked = link(parse(text), catalogue.vocabulary.facts, catalogue.figures, trees)
    return in_words(bind(linked, FIGURES), catalogue, lang)


@pytest.mark.parametrize(
    ("text", "chinese"),
    [
        ("relief_status in [dibao, tekun, dibao_margin]", "救助身份为低保、特困供养或低保边缘"),
        ("relief_status in [dibao]", "救助身份为低保"),
        ("relief_status != none", "有救助身份"),
        ("NOT relief_status in [dibao, tekun]", "救助身份不为低保或特困供养"),
        ("NOT relief_status = dibao", "救助身份不为低保"),
        ("NOT age < adult_age", "年龄达到成年年龄（18岁）"),
        ("lives_alone = true", "独自居住"),
        ("lives_alone = false", "不是独自居住"),
        ("NOT lives_alone = true", "不是独自居住"),
        ("NOT lives_alone = false", "独自居住"),
        ("lives_alone != true", "不是独自居住"),
        ("NOT (lives_alone = true OR carer = true)", "不属于「独自居住或长期照顾家人」"),
        ("any(member: illness = critical)", "家里至少有一人符合「疾病类型为大病」"),
        (
            "count(member: age < adult_age) >= 2",
            "家里符合「年龄低于成年年龄（18岁）」的人数达到2人",
        ),
        ("disability_level <= 2", "残疾等级为2级或更重"),
        (
            "income_per_capita_month < dibao_line",
            "人均月收入低于最低生活保障标准（{line:,g}元/月）",
        ),
        ("residence_town = 石岐", "居住镇街为石岐"),
    ],
)
def test_a_condition_is_said_in_plain_chinese(text, chinese):
    assert said(text) == chinese.format(line=FIGURES["dibao_line"])


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("disability_level <= 2", "grade of disability is grade 2 or more severe"),
        ("NOT lives_alone = true", "does not live alone"),
        (
            "any(member: illness = critical)",
            "at least one member with “kind of illness is critical”",
        ),
        ("residence_town = 石岐", "town of residence is Shiqi"),
        (
            "medical_oop_12m * 2 > 20000",
            "out-of-pocket medical cost, 12 months × 2 is above 20,000",
        ),
    ],
)
def test_a_condition_is_said_in_plain_english(text, english):
    assert said(text, "en") == english


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (1290, "1,290"),
        (1290.0, "1,290"),
        (1290.5, "1,290.5"),
        (1619.6666666, "1,619.67"),
        (1500000.0, "1,500,000"),
        (100000000, "100,000,000"),
        (0.3, "0.3"),
        (0.005, "0.005"),
        (0, "0"),
        (-12.5, "-12.5"),
    ],
)
def test_a_number_is_written_as_people_write_it(value, written):
    assert number(value) == written


def test_every_value_of_a_household_has_words_in_both_languages():
    facts = Assessor(city()).catalogue.vocabulary.facts
    assert quantity(facts["medical_oop_12m"], 1500000.0, city(), "zh") == "1,500,000元"
    assert quantity(facts["disability_level"], 2, city(), "en") == "grade 2"
    assert quantity(facts["lives_alone"], True, city(), "zh") == "是"
    assert quantity(facts["hukou_place"], "zhuhai", city(), "zh") == "珠海市"
