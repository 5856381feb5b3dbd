"""Figures change on their day: the day before the old value, on the day itself the new one.

The days and values below are those of the notices that each figure names as its source, written
here a second time; nothing is read from the files but what is compared.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise

import pytest

from matcher.rules.figures import Bound, Figure, Table
from tests.support import city

Value = float | Mapping[object, float]
OTHERWISE = "otherwise"

CHANGES: dict[str, list[tuple[str, Value]]] = {
    # 广东省最低工资标准（第二类地区）
    "minimum_wage": [("", 1900), ("2025-03-01", 2080)],
    # 财教〔2021〕310号；2024年春季学期国家基础标准调整：寄宿小学1250、初中1500，非寄宿减半
    "schooling_aid_day": [
        ("", {"primary": 500, "junior": 625, OTHERWISE: 0}),
        ("2024-02-01", {"primary": 625, "junior": 750, OTHERWISE: 0}),
    ],
    "schooling_aid_boarding": [
        ("", {"primary": 1000, "junior": 1250, OTHERWISE: 0}),
        ("2024-02-01", {"primary": 1250, "junior": 1500, OTHERWISE: 0}),
    ],
    # 2024年国家奖助学金标准调整：本专科2024年秋起，高中和中职2025年春起
    "student_grant": [
        ("", {"senior": 2000, "vocational": 2000, "college": 3300, OTHERWISE: 0}),
        ("2024-09-01", {"senior": 2000, "vocational": 2000, "college": 3700, OTHERWISE: 0}),
        ("2025-02-01", {"senior": 2300, "vocational": 2300, "college": 3700, OTHERWISE: 0}),
    ],
    "encouragement_scholarship": [("", 5000), ("2024-09-01", 6000)],
    # 珠海发布2021年4月22日消息；珠海市民政局、财政局2023年6月6日通知；珠民〔2024〕34号
    "zhuhai_dibao_line": [
        ("", 1100),
        ("2021-01-01", 1139),
        ("2022-01-01", 1179),
        ("2023-01-01", 1221),
        ("2024-01-01", 1240),
    ],
    # 低保标准的1.5倍
    "zhuhai_dibao_margin_line": [
        ("", 1650),
        ("2021-01-01", 1708.5),
        ("2022-01-01", 1768.5),
        ("2023-01-01", 1831.5),
        ("2024-01-01", 1860),
    ],
    "zhuhai_tekun_line": [
        ("", 1760),
        ("2021-01-01", 1823),
        ("2022-01-01", 1887),
        ("2023-01-01", 1954),
        ("2024-01-01", 1984),
    ],
    # 珠海市民政局、财政局2020年5月27日通知，7月起
    "zhuhai_child_care_line": [("", 1820), ("2020-07-01", 1982)],
    # 上年居民人均可支配收入除以12：52495元、约62976元、约6.9万元
    "zhuhai_expenditure_poor_income_cap": [("", 4375), ("2023-01-01", 5248), ("2025-01-01", 5750)],
    # 2022年4月6日通知：2022年248、228、208、188元，其后每年加7元；护理补贴每年提高10%
    "zhuhai_disability_living_allowance": [
        ("", {1: 248, 2: 228, 3: 208, 4: 188}),
        ("2023-01-01", {1: 255, 2: 235, 3: 215, 4: 195}),
        ("2024-01-01", {1: 262, 2: 242, 3: 222, 4: 202}),
        ("2025-01-01", {1: 269, 2: 249, 3: 229, 4: 209}),
    ],
    "zhuhai_severe_disability_care_allowance": [
        ("", 267),
        ("2023-01-01", 294),
        ("2024-01-01", 323),
        ("2025-01-01", 355),
    ],
    # 深民〔2020〕26号、深民〔2021〕44号及其后各年标准
    "shenzhen_dibao_line": [
        ("", 1160),
        ("2020-01-01", 1250),
        ("2021-01-01", 1300),
        ("2022-01-01", 1365),
        ("2023-01-01", 1413),
        ("2024-01-01", 1483),
        ("2025-01-01", 1535),
    ],
    # 认定标准自印发之日起
    "shenzhen_dibao_margin_line": [
        ("", 1740),
        ("2020-01-01", 1875),
        ("2021-05-12", 1950),
        ("2022-06-01", 2048),
        ("2023-06-09", 2120),
        ("2024-05-28", 2225),
        ("2025-06-01", 2303),
    ],
    "shenzhen_tekun_line": [
        ("", 1856),
        ("2020-01-01", 2000),
        ("2021-01-01", 2080),
        ("2022-01-01", 2184),
        ("2023-01-01", 2261),
        ("2024-01-01", 2373),
        ("2025-01-01", 2456),
    ],
    # 深圳市民政局2024年8月22日消息；深民〔2023〕62号；深圳新闻网2025年6月3日
    "shenzhen_child_care_line": [
        ("", 2432),
        ("2022-01-01", 2454),
        ("2023-01-01", 2540),
        ("2024-01-01", 2560),
        ("2025-01-01", 2700),
    ],
    # 上年居民人均可支配收入除以12：62522.40、64878、70847、72718、约76910、约81123元
    "shenzhen_expenditure_poor_income_cap": [
        ("", 5210),
        ("2021-01-01", 5407),
        ("2022-01-01", 5904),
        ("2023-01-01", 6060),
        ("2024-01-01", 6409),
        ("2025-01-01", 6760),
    ],
}
"""What a figure is from the start (""), and from each later day on."""

STANDING: dict[str, Value] = {
    # 约2%、30%、60%；失能和重度失能都按完全丧失
    "tekun_care_share": {
        "able": 0.02,
        "partly_disabled": 0.3,
        "disabled": 0.6,
        "severely_disabled": 0.6,
    },
    "housing_area_line": 15,
    "child_rehab_extended_age_min": 7,
    "dropout_student_age_max": 25,
    "classified_relief_amount": 516,
    "tekun_line": 2064,
    "orphan_living_allowance": 1818,
    "two_cancers_aid": 10_000,
    "preschool_aid_min": 1000,
    "student_loan_limit": {"postgraduate": 25_000, OTHERWISE: 20_000},
    "freshman_travel_aid_within": 500,
    "freshman_travel_aid_beyond": 1000,
    "disabled_student_grant_low": {"postgraduate": 20_000, OTHERWISE: 10_000},
    "disabled_student_grant_high": {"postgraduate": 30_000, OTHERWISE: 15_000},
    "graduate_job_search_subsidy": 3000,
    "startup_grant": 10_000,
    "unemployment_benefit_share": 0.9,
    "disability_living_allowance_min": 195,
    "severe_disability_care_allowance_min": 261,
    "wheelchair_fuel_subsidy": 260,
    "advanced_age_allowance": {80: 100, 90: 200, 100: 500, OTHERWISE: 0},
    "family_planning_allowance_min": {True: 590, False: 460},
    "red_cross_aid_low": 2000,
    "red_cross_aid_high": 10_000,
    "leukaemia_aid": 30_000,
    "leukaemia_aid_transplant": 50_000,
    "congenital_heart_aid_max": 30_000,
    "charity_student_grant_min": {
        "junior": 1500,
        "senior": 3000,
        "vocational": 3000,
        "college": 4000,
        "postgraduate": 4000,
        OTHERWISE: 0,
    },
    "micro_wish_low": 100,
    "micro_wish_high": 800,
    "rigid_spend_share": 0.6,
    "zhuhai_old_age_allowance": {80: 200, 90: 300, 100: 500, OTHERWISE: 0},
    "shenzhen_tekun_care_allowance": {
        "able": 51,
        "partly_disabled": 756,
        "disabled": 1512,
        "severely_disabled": 1512,
    },
    "shenzhen_margin_living_aid": 461,
    "shenzhen_expenditure_living_aid": 307,
    "shenzhen_disability_living_allowance": {
        "dibao": 400,
        "dibao_margin": 400,
        "expenditure_poor": 300,
        OTHERWISE: 0,
    },
    "shenzhen_severe_disability_care_allowance": 452,
    "shenzhen_old_age_allowance": {70: 200, 80: 300, 90: 500, 100: 1000, OTHERWISE: 0},
}
"""Figures with one line that no case pins down: most are amounts, which no rule compares."""

_TODAY = date(2026, 5, 1)


def plain(bound: Bound) -> Value:
    """Return a figure's value as it is written here: a number, or the rows of its table."""
    if not isinstance(bound, Table):
        return bound
    rows: dict[object, float] = {keys[0]: value for keys, value in bound.rows.items()}
    return rows if bound.otherwise is None else {**rows, OTHERWISE: bound.otherwise}


def told() -> Iterator[tuple[str, date, Value]]:
    """Yield each figure, a day near a change, and what the figure is on that day."""
    for name, lines in CHANGES.items():
        for (_, old), (start, new) in pairwise(lines):
            day = date.fromisoformat(start)
            yield name, day - timedelta(days=1), old
            yield name, day, new
        yield name, _TODAY, lines[-1][1]
    for name, value in STANDING.items():
        yield name, _TODAY, value


def wrong(figures: Mapping[str, Figure]) -> list[tuple[str, date]]:
    """Return each figure and day on which the figure is not what its notice says."""
    found = []
    for name, day, value in told():
        line = figures[name].on(day)
        if line is None or plain(line.bound) != value:
            found.append((name, day))
    return found


@pytest.mark.parametrize("name", list(CHANGES))
def test_a_figure_has_its_old_value_until_the_day_before_and_the_new_one_from_the_day_on(name):
    assert [each for each in wrong(city().figures) if each[0] == name] == []


@pytest.mark.parametrize("name", list(STANDING))
def test_an_amount_is_what_its_notice_says(name):
    assert [each for each in wrong(city().figures) if each[0] == name] == []


def test_every_figure_with_more_than_one_line_is_held_against_its_notices():
    several = {name for name, each in city().figures.items() if len(each.lines) > 1}
    assert several == set(CHANGES)
    assert {name: len(city().figures[name].lines) for name in several} == {
        name: len(lines) for name, lines in CHANGES.items()
    }


def test_a_figure_that_began_a_day_late_or_early_would_be_noticed():
    wage = city().figures["minimum_wage"]
    for shift in (-1, 1):
        late = [
            Figure(wage.name, wage.label, wage.unit, (wage.lines[0], _moved(wage.lines[1], shift)))
        ]
        assert wrong({**city().figures, wage.name: late[0]}) != []


def _moved(line, days):
    return type(line)(line.starts + timedelta(days), line.value, line.source, line.confidence)
