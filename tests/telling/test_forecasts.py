"""A change in words: what happens, what then holds, what to prepare, in both languages."""

import re
from datetime import date

import pytest

from matcher.telling.forecasts import change_data
from matcher.telling.reasons import missing_words
from matcher.values import Cause, Change, Missing, Status
from tests.support import TODAY, city, family, person

HOME = family(person("m1", relation="head"), person("m2", relation="child"))
BIRTHDAY = Cause("birthday", "m1", "age", 60, "years")
HAN = re.compile(r"[\u3400-\u9fff]")


def told(*causes, lang="zh", was="ineligible", becomes="eligible", code="G061", missing=()):
    change = Change(
        code, "m1", date(2026, 9, 1), Status(becomes), causes, Status(was), tuple(missing)
    )
    return change_data(change, HOME, city(), lang)


@pytest.mark.parametrize(
    ("cause", "zh", "en"),
    [
        (BIRTHDAY, "户主满60岁", "the head turns 60"),
        (
            Cause("duration", "m1", "unemployed_months", 12, "months"),
            "户主的「失业时长」到12个月",
            "“months out of work” of the head reaches 12 months",
        ),
        (
            Cause("since", "m2", "birth_date", 6, "months"),
            "距子女的「出生日期」满6个月",
            "it is 6 months since “date of birth” of the child",
        ),
        (
            Cause("school", "m2", "education_stage", 2, "", "primary", "primary"),
            "子女升入小学第2年",
            "the child begins year 2 of primary",
        ),
        (
            Cause("school", "m2", "education_stage", 1, "", "primary", "junior"),
            "子女入读初中",
            "the child starts at junior secondary",
        ),
        (
            Cause("school", "m2", "education_stage", None, "", "junior", None),
            "子女这一学年（初中）结束，之后读什么还不知道",
            "the school year of the child (junior secondary) ends; "
            "what comes after it is not known",
        ),
        (
            Cause("renewal", "m2", "student_hardship_certified", before=True),
            "子女的「学校已认定家庭困难」每学年要重新认定",
            "“certified by the school as in hardship” has to be certified anew each school year "
            "for the child",
        ),
        (
            Cause("lapse", None, "bereaved_within_year", 12, "months", True, False),
            "最迟从这天起，您家不再算「一年内有近亲去世」",
            "from this day at the latest, “a close relative died within a year” is no longer said "
            "of this household",
        ),
    ],
    ids=lambda value: value.kind if isinstance(value, Cause) else "",
)
def test_what_happens_is_said_of_the_person_it_happens_to(cause, zh, en):
    assert told(cause)["because"] == zh
    assert told(cause, lang="en")["because"] == en


def test_a_grant_that_ends_is_told_by_its_name_and_last_day():
    data = told(Cause("ends", "m1", "G061"), was="held")
    assert data["because"] == f"户主的「{city().items['G061'].name.zh}」到2026-08-31到期"
    assert data["then"] == "按已知情况届时仍符合，可以续办"
    assert any(line.startswith("怎么办理：") for line in data["prepare"])


def test_a_figure_is_told_with_its_old_and_new_value_and_its_source():
    data = told(Cause("figure", None, "minimum_wage", before=1900, after=2080))
    source = city().figures["minimum_wage"].on(date(2026, 9, 1)).source
    assert data["because"] == f"「最低工资标准（月）」由1900元/月调整为2080元/月（依据：{source}）"


def test_a_table_that_changes_is_told_without_one_value():
    assert "有新标准" in told(Cause("figure", None, "minimum_wage"))["because"]


def test_what_happens_together_is_told_together_and_once():
    twins = (BIRTHDAY, Cause("birthday", "m2", "age", 60, "years"), BIRTHDAY)
    assert told(*twins)["because"] == "户主满60岁；子女满60岁"
    assert told(*twins)["reason"] == "birthday"


SURE = [Status.ELIGIBLE, Status.UNKNOWN, Status.INELIGIBLE]
OUTCOMES = [(was, to) for was in SURE for to in SURE if was is not to]
OUTCOMES += [(Status.HELD, to) for to in SURE]


@pytest.mark.parametrize(("was", "becomes"), OUTCOMES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_outcome_has_its_words_and_says_what_to_do(was, becomes, lang):
    data = told(BIRTHDAY, was=was, becomes=becomes, lang=lang)
    assert data["why"].startswith(data["because"])
    assert data["why"].endswith(data["then"])
    assert data["then"]
    assert len(data["prepare"]) >= 2
    if lang == "en":
        assert not HAN.search(data["why"] + "".join(data["prepare"]))


@pytest.mark.parametrize(
    ("was", "becomes", "lead"),
    [
        ("eligible", "ineligible", "要办的话，请在2026-08-31或之前办"),
        ("eligible", "unknown", "要办的话，请尽早"),
        ("unknown", "ineligible", "要办的话，请在2026-08-31或之前办"),
        ("held", "ineligible", "请提前问清何时停、还能接着办什么"),
        ("held", "unknown", "请在到期前续办"),
    ],
)
def test_by_when_to_go_is_told_before_how(was, becomes, lead):
    *_, when, how = told(BIRTHDAY, was=was, becomes=becomes, code="G001")["prepare"]
    assert when == lead
    assert how == f"怎么办理：{city().items['G001'].apply.zh}"


def test_what_a_day_opens_has_no_deadline():
    lines = told(BIRTHDAY, code="G001")["prepare"]
    assert not [line for line in lines if "2026" in line or "尽早" in line]
    assert lines[-1].startswith("怎么办理：")


@pytest.mark.parametrize("code", ["G008", "G033", "G029", "G014"])
@pytest.mark.parametrize("was", ["eligible", "unknown", "held"])
def test_no_deadline_is_set_for_what_is_not_applied_for_or_has_a_season_of_its_own(code, was):
    lines = told(BIRTHDAY, was=was, becomes="unknown" if was == "held" else "ineligible", code=code)
    asked = [line for line in lines["prepare"] if line.startswith(("要办", "请在"))]
    assert asked == []
    assert lines["prepare"][-1] == f"怎么办理：{city().items[code].apply.zh}"


def test_what_ends_at_the_latest_is_to_be_used_early():
    lapse = Cause("lapse", "m1", "hospitalised_12m", 12, "months", True, False)
    data = told(lapse, was="eligible", becomes="ineligible", code="G001")
    assert data["prepare"][-2] == "要办的话，请尽早"


def test_what_is_still_unknown_then_is_to_be_checked_first():
    missing = [Missing("lives_alone", "m1"), Missing("relief_status")]
    (first, *_) = told(BIRTHDAY, becomes="unknown", missing=missing)["prepare"]
    condition = city().items["G061"].condition
    words = missing_words(missing, condition, HOME, city(), "zh")
    assert first == "先核实：" + "、".join(words)


def test_of_many_unknown_facts_the_first_are_named_and_all_counted():
    names = [name for name, fact in city().vocabulary.facts.items() if fact.of_member()][:9]
    missing = [Missing(name, f"m{n}") for name in names for n in (1, 2)]
    (first, *_) = told(BIRTHDAY, becomes="unknown", missing=missing)["prepare"]
    assert first.endswith("等9项")


def test_the_day_is_told_as_a_date_and_the_code_by_its_name():
    data = told(BIRTHDAY)
    assert (data["on"], data["name"]) == ("2026-09-01", city().items["G061"].name.zh)
    assert TODAY.isoformat() not in data["why"]
