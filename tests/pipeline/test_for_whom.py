"""Whom an item is laid to, and whose need it answers: somebody it may be for. Invented people."""

from dataclasses import replace

import pytest

from matcher.needs import Need
from tests.support import TODAY, family, person

FAMILY = family(
    person("m1", relation="head", sex="f", birth_date="1988-01-05"),
    person("m2", relation="child", sex="m", birth_date="2012-03-01"),
    person("m3", relation="child", sex="f", birth_date="2019-09-01"),
    person("m4", relation="parent", sex="m", birth_date="1953-06-01"),
    residence_town="三角镇",
)


def plan(matcher, *texts, own=None):
    needs = tuple(Need(f"n{n}", text, own) for n, text in enumerate(texts, start=1))
    return matcher.plan(replace(FAMILY, needs=needs), TODAY)


def serving(found):
    return {step.ranked.code: step.ranked for step in found.steps if step.ranked.needs}


def told(found):
    return {sign.sign for r in found.understood for part in r.parts for sign in part.signs}


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("孩子最近不愿意出门，晚上一直哭", "m2"),
        ("孩子最近不愿意出门，晚上一直哭", None),
        ("大的那个最近不愿意出门，晚上一直哭", "m1"),
        ("细路呢排唔肯出门，晚晚喊", "m2"),
        ("大仔成晚瞓唔着，成日匿埋喊", None),
    ],
)
def test_a_child_that_cries_at_night_is_a_child_in_low_spirits(matcher, text, own):
    found = plan(matcher, text, own=own)
    assert "low_mood_child" in told(found)
    assert not told(found) & {"low_mood_adult", "low_mood_elder"}
    assert serving(found)["S077"].verdict.member == "m2"
    assert "S078" not in serving(found)


def test_the_need_of_a_boy_is_not_covered_by_comfort_for_the_old(matcher):
    texts = "大的那个不愿意出门，晚上一直哭", "小的那个说话不清楚", "想申请低保"
    found = serving(plan(matcher, *texts))
    assert found["S077"].needs[0] == "n1"
    assert "S078" not in found


@pytest.mark.parametrize("text", ["孩子学费交不起", "两个孩子学杂费交不上", "大仔书杂费未有着落"])
def test_what_is_for_pupils_is_laid_to_a_child_of_the_age_and_asks_of_that_child(matcher, text):
    found = plan(matcher, text, own="m1")
    codes = {step.ranked.code: step.ranked for step in found.steps}
    for code in ("G031", "G040"):
        assert codes[code].verdict.member == "m2"
        assert {missing.member for missing in codes[code].verdict.missing} <= {"m2", ""}
    assert "G035" not in serving(found)
    assert "G035" not in list(codes)[:10]


def test_what_a_mother_asks_for_her_son_is_laid_to_him_who_holds_the_certificate(matcher):
    mother = person("m1", relation="head", sex="f", birth_date="1950-02-01")
    certified = {"disability_type": "intellectual", "disability_level": 2}
    son = person(
        "m2", relation="child", birth_date="1978-02-01", disability_certified=True, **certified
    )
    home = family(mother, son, residence_town="三角镇", hukou_city="zhongshan")
    needs = (Need("n1", "老伴走了以后我一个人照顾他，累得直不起腰", "m1"),)
    found = matcher.plan(replace(home, needs=needs), TODAY).steps
    laid = {step.ranked.code: step.ranked.verdict for step in found}
    assert [laid[code].member for code in ("G056", "G057")] == ["m2", "m2"]
    assert {missing.fact for missing in laid["G057"].missing} == {"relief_status"}


def test_pressure_of_money_is_no_low_spirits(matcher):
    found = plan(matcher, "高中学费生活费压力大", own="m2")
    assert "tuition" in told(found)
    assert "emotional_distress" not in {hint.fact for hint in found.hints}
    assert not {sign for sign in told(found) if sign.startswith("low_mood")}
    assert "low_mood_adult" in told(plan(matcher, "压力太大，整夜睡不着", own="m1"))


def test_legal_aid_for_wages_is_not_laid_to_the_child_who_gets_it_with_less_to_ask(matcher):
    found = plan(matcher, "厂里欠我三个月工资不给", own="m1")
    laid = {step.ranked.code: step.ranked.verdict.member for step in found.steps}
    assert laid["G070"] == "m1"


def test_what_a_mother_says_of_her_baby_asks_nothing_of_the_baby(matcher):
    mother = person("m1", relation="head", sex="f", birth_date="2001-02-01")
    baby = person("m2", relation="child", sex="f", birth_date="2026-02-01")
    home = replace(FAMILY, members=(mother, baby))
    needs = (Need("n1", "月子里天天哭，不想抱孩子", "m1"),)
    found = serving(matcher.plan(replace(home, needs=needs), TODAY))
    assert found["S082"].verdict.member == "m1"
    assert found["S082"].verdict.missing


def test_what_expectant_mothers_get_is_laid_to_no_girl_of_six(matcher):
    for own in (None, "m2", "m3"):
        found = {s.ranked.code: s.ranked for s in plan(matcher, "细女晚晚喊", own=own).steps}
        assert found["S082"].verdict.member == "m1"
        assert not found["S082"].needs


def test_what_is_asked_for_by_name_serves_the_need_for_whomever_it_is(matcher):
    found = serving(plan(matcher, "想给老爸申请老年人能力综合评估", own="m1"))
    assert "n1" in found["G066"].needs


def test_milk_for_the_baby_answers_a_need_that_the_ledger_lays_to_the_mother(matcher):
    baby = person("m5", relation="child", sex="f", birth_date="2025-12-01")
    home = replace(FAMILY, members=(*FAMILY.members[:1], baby))
    home = replace(home, needs=(Need("n1", "奶粉断咗，尿片都冇钱买", "m1"),))
    assert serving(matcher.plan(home, TODAY))["S121"].verdict.member == "m5"


@pytest.mark.parametrize(
    ("text", "own", "fact", "member"),
    [
        ("细女读幼儿园，冇人接", "m3", "has_minor_child", "m1"),
        ("孩子最近情绪很差", "m2", "emotional_distress", "m2"),
        ("老爸中风，行动不便", "m1", "self_care", "m4"),
        ("带住细女走唔开，想揾工", "m1", "carer", "m1"),
    ],
)
def test_a_voiced_fact_is_laid_to_one_who_may_be_asked_for_it(matcher, text, own, fact, member):
    found = {hint.fact: hint.member for hint in plan(matcher, text, own=own).hints}
    assert found[fact] == member


@pytest.mark.parametrize(
    ("text", "own", "fact"),
    [
        ("女儿上小学，老公失业在家", "m3", "employment"),
        ("细女冇工做", "m3", "employment"),
        ("两个孩子情绪都很差", None, "pregnant"),
        ("小的那个怀疑怀孕", "m3", "pregnant"),
    ],
)
def test_a_fact_that_fits_nobody_of_whom_it_may_be_said_is_not_proposed(matcher, text, own, fact):
    assert fact not in {hint.fact for hint in plan(matcher, text, own=own).hints}


BEATEN = family(
    person("m1", relation="head", sex="f", birth_date="1950-03-01"),
    person("m2", relation="child", sex="m", birth_date="1980-03-01"),
    person("m3", relation="grandchild", sex="m", birth_date="2016-03-01"),
    person("m4", relation="spouse", sex="m", birth_date="1948-03-01"),
    person("m5", relation="child", sex="f", birth_date="1985-03-01"),
    residence_town="小榄镇",
)


def plan_of_beaten(matcher, text, own="m1"):
    return matcher.plan(replace(BEATEN, needs=(Need("n1", text, own),)), TODAY)


@pytest.mark.parametrize(
    ("text", "own", "doer", "victim"),
    [
        ("儿子喝了酒就打我，不敢回家", "m1", "m2", "m1"),
        ("老公打我", "m1", "m4", "m1"),
        ("个女俾佢老豆打", "m1", "m4", "m5"),
    ],
)
def test_nobody_is_asked_first_whether_the_doer_is_beaten(matcher, text, own, doer, victim):
    found = plan_of_beaten(matcher, text, own)
    asked = [q.member for q in found.questions if q.fact == "dv_victim"]
    assert doer not in asked[:1]
    assert {h.member for h in found.hints if h.fact == "dv_victim"} <= {victim}
    helped = {s.ranked.code: s.ranked.verdict.member for s in found.steps}
    for code in ("S134", "G074", "G070"):
        assert helped.get(code) != doer, code


YOUNG = (
    person("m1", relation="head", sex="f", birth_date="1988-03-12"),
    person("m2", relation="spouse", sex="m", birth_date="1985-05-05"),
    person("m3", relation="child", sex="f", birth_date="2016-04-04"),
)
WITH_MOTHER = (
    person("m1", relation="head", sex="m", birth_date="1970-03-12"),
    person("m2", relation="spouse", sex="f", birth_date="1972-05-05"),
    person("m3", relation="parent", sex="f", birth_date="1945-04-04"),
)


@pytest.mark.parametrize(
    ("members", "text", "own", "victim"),
    [
        (YOUNG, "老公打我和孩子", "m1", "m1"),
        (YOUNG, "婆婆打我，老公不管", "m1", "m1"),
        (YOUNG, "爸爸打妈妈", "m3", "m1"),
        (YOUNG, "男人喝了酒就打老婆", None, "m1"),
        (YOUNG, "打老婆打惯了，想改", "m2", "m1"),
        (YOUNG, "被老公打得不敢回家", "m1", "m1"),
        (YOUNG, "丈夫一喝醉就动手", "m1", "m1"),
        (WITH_MOTHER, "婆婆被儿媳打", "m3", "m3"),
        (WITH_MOTHER, "家婆成日打我", "m2", "m2"),
        (BEATEN.members, "儿媳打我", "m1", "m1"),
    ],
)
def test_help_against_violence_is_first_for_whom_it_is_done_to(matcher, members, text, own, victim):
    home = family(*members, residence_town="小榄镇", hukou_city="zhongshan", relief_status="dibao")
    found = matcher.plan(replace(home, needs=(Need("n1", text, own),)), TODAY)
    asked = [q.member for q in found.questions if q.fact == "dv_victim"]
    assert asked[:1] in ([victim], [])
    helped = [s.ranked for s in found.steps if s.ranked.code in ("S134", "G074", "G070")]
    told = [each.verdict.member for each in helped if each.needs]
    assert set(told) <= {victim}
    assert told or asked


def test_what_may_help_the_doer_with_his_own_trouble_is_still_laid_to_him(matcher):
    found = plan_of_beaten(matcher, "儿子喝了酒就打我，不敢回家")
    helped = {s.ranked.code: s.ranked.verdict.member for s in found.steps}
    assert helped["S084"] == "m2"


def test_danger_to_a_child_is_laid_to_no_grown_up_who_tells_of_it(matcher):
    for text, own, member in (
        ("孩子身上全是瘀青，继父打的", "m1", None),
        ("身上全是瘀青，继父打的", "m3", "m3"),
    ):
        alerts = plan_of_beaten(matcher, text, own).alerts
        (found,) = [a for a in alerts if a.kind == "child_protection"]
        assert found.member == member
