"""The sentence for the family: what decides first, briefly, each thing once and counted truly."""

import pytest

from matcher.rules.grammar import parse
from matcher.telling.reasons import missing_words, order_of
from matcher.values import Missing
from tests.support import city, family, person
from tests.telling.test_explanation import lines, sentence

LOCAL = {"hukou_city": "zhongshan", "property_within_limit": True}


def asked(text, missing, household, lang="zh"):
    return missing_words(missing, parse(text), household, city(), lang)


def ordered(text):
    order = order_of(parse(text), city().vocabulary)
    return sorted(order, key=order.__getitem__)


def test_what_is_to_be_known_first_is_what_nothing_can_be_decided_without():
    household = family(person("m1", relation="head"), person("m2", relation="child"))
    assert sentence(household, "G001") == (
        "还不能定：要先知道您家的「户籍所在地」、您家是否「家庭财产未超限额」、"
        "您家的「人均月收入」等7条。"
    )
    assert sentence(household, "G001", lang="en") == (
        "Not settled yet: first to be known: “household registration” of this household, whether "
        "“assets are within the dibao limit” is so of this household, “monthly income per head” "
        "of this household and others, 7 in all."
    )


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("age < 3 AND sex = f", ["age", "birth_date", "sex"]),
        ("(sex = f OR carer = true) AND lives_alone = true", ["lives_alone", "sex", "carer"]),
        ("any(member: carer = true) AND lives_alone = true", ["lives_alone", "carer"]),
        ("NOT (carer = true AND sex = f) AND lives_alone = true", ["lives_alone", "carer", "sex"]),
        ("NOT (carer = true OR sex = f) AND lives_alone = true", ["carer", "sex", "lives_alone"]),
        ("carer = true AND (sex = f OR carer = false)", ["carer", "sex"]),
    ],
)
def test_what_every_way_needs_comes_before_what_one_of_several_does(text, facts):
    assert ordered(text) == facts


def test_a_fact_that_several_lack_is_told_once_with_all_of_whom():
    people = [person(f"m{n}", relation="child") for n in (1, 2, 3)]
    two = [Missing("carer", "m1"), Missing("carer", "m3")]
    assert asked("carer = true", two, family(*people)) == [
        "第1个子女、第3个子女是否「长期照顾家人」"
    ]
    every = [Missing("illness", f"m{n}") for n in (1, 2, 3)]
    assert asked("illness = critical", every, family(*people)) == ["家里每个人的「疾病类型」"]
    assert asked("illness = critical", every, family(*people), "en") == [
        "“kind of illness” of every member"
    ]


def test_an_only_member_is_named_and_not_called_every_member():
    household = family(person("m1", relation="head"))
    assert asked("carer = true", [Missing("carer", "m1")], household) == [
        "户主是否「长期照顾家人」"
    ]


def test_up_to_five_reasons_are_told_so_that_the_deciding_one_is_not_lost():
    mental = person("m1", relation="head", disability_type="mental", disability_level=3)
    household = family(mental, income_per_capita_month=1500, **LOCAL)
    assert sentence(household, "G001").endswith("户主残疾类别：精神；户主残疾等级3级。")


def test_of_more_than_five_reasons_those_of_registration_and_assets_are_the_first_to_be_left():
    limb = person("m1", relation="head", age=30, sex="f", disability_type="limb",
                  disability_level=1, disability_certified=True, support_obligor_able=False,
                  illness="none")  # fmt: skip
    household = family(limb, income_per_capita_month=800, **LOCAL)
    told_to_them = sentence(household, "G004", "m1")
    assert told_to_them.startswith("符合：")
    assert "家庭财产" not in told_to_them
    assert "人均月收入800元/月" in told_to_them
    assert told_to_them.endswith("户主没有人有能力赡养抚养等6条。")
    assert any("家庭财产未超限额" in line for line in lines(household, "G004", "m1"))


def test_closed_ways_in_are_told_shortly_and_last():
    household = family(person(age=38, relation="head", disability_type="none"),
                       income_per_capita_month=2950, hukou_city="zhongshan",
                       property_within_limit=False)  # fmt: skip
    told_to_them = sentence(household, "G004", "m1")
    first, last = told_to_them.split("符合一条即可，但都不符合：")
    assert "您家家庭财产超过了限额；" in first
    assert last.startswith("户主年龄38岁，没有达到老年人年龄60岁；户主残疾类别：无残疾")
    assert last.count("年龄38岁") == 1
    assert last.endswith("另外3条。")
    assert len(last) < 75
    assert "any one would do, but none is met: the head: age 38" in sentence(
        household, "G004", "m1", lang="en"
    )


def test_a_long_condition_that_no_member_meets_is_told_by_what_it_is_about():
    mental = person("m1", relation="head", disability_type="mental", disability_level=2,
                    disability_certified=False, illness="none")  # fmt: skip
    household = family(mental, income_per_capita_month=1500, **LOCAL)
    assert sentence(household, "G001") == (
        "不符合：符合一条即可，但都不符合：您家人均月收入1,500元/月，"
        "没有低于最低生活保障标准1,290元/月；家里没有人符合残疾等级、残疾类别等要求。"
    )
    assert "残疾类别为智力或精神且残疾等级为3级" in "".join(lines(household, "G001"))


def test_what_must_not_be_so_and_is_not_is_told_plainly_where_it_makes_eligible():
    child = person("m1", relation="child", age=10, education_stage="primary",
                   has_learning_device=False)  # fmt: skip
    told = lines(family(child, relief_status="dibao"), "S096", "m1")
    assert any("没有可用的学习设备" in line for line in told)
    assert not any("没有「" in line for line in told)
