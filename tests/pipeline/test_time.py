"""The city's catalogue over time: forecasts come true, and last year's plan can be had again."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from matcher.files import load_labelled
from matcher.needs import Held, Household, Member
from matcher.pipeline.assessor import Assessor
from matcher.reading.catalogue import build_catalogue
from matcher.rules.figures import figures_on
from matcher.telling.forecasts import change_data
from matcher.values import Status
from tests.support import CATALOGS, TODAY, catalogue_texts, city, family, person, schema_texts

RAISED = date(2026, 7, 1)
LINES = {
    "dibao_line": (1360, ""),
    "dibao_margin_line": (2040, "\n    of: dibao_line\n    times: 1.5"),
    "tekun_line": (2176, "\n    of: dibao_line\n    times: 1.6"),
    "classified_relief_amount": (544, "\n    of: dibao_line\n    times: 0.4"),
    "legal_aid_income_limit": (2720, "\n    of: dibao_line\n    times: 2"),
}


@pytest.fixture(scope="module")
def raised():
    """The catalogue with a dibao line that is announced for July, and its multiples."""
    texts = catalogue_texts()
    text = texts["figures.yaml"]
    for name, (value, of) in LINES.items():
        start = text.index(f"- name: {name}\n")
        end = text.find("\n- ", start + 1)
        end = text.find("\n# --", start) if 0 <= text.find("\n# --", start) < end else end
        line = (
            f"\n  - from: {RAISED}\n    value: {value}{of}\n    source: 通告\n    confidence: high"
        )
        text = text[:end] + line + text[end:]
    return Assessor(build_catalogue({**texts, "figures.yaml": text}, schema_texts(), TODAY))


@pytest.fixture(scope="module")
def assessor():
    return Assessor(city())


WELL = {"illness": "none", "disability_type": "none", "disability_certified": False}


def poor(income, **facts):
    return family(
        person("a", relation="head", birth_date="1980-01-01", **WELL),
        hukou_city="zhongshan",
        property_within_limit=True,
        income_per_capita_month=income,
        household_size=1,
        **facts,
    )


def status(assessor, household, on, code="G001"):
    return next(str(v.status) for v in assessor.assess(household, on) if v.code == code)


def test_a_figure_already_announced_opens_an_item_from_its_day_on(raised):
    household = poor(1300)
    (found,) = [c for c in raised.forecast(household, TODAY) if c.code == "G001"]
    assert (found.on, found.was, found.becomes) == (RAISED, "ineligible", "eligible")
    assert [status(raised, household, RAISED - timedelta(days=n)) for n in (1, 0)] == [
        "ineligible",
        "eligible",
    ]
    said = change_data(found, household, raised.catalogue, "zh")
    assert "由1290元/月调整为1360元/月（依据：通告）" in said["why"]
    assert said["prepare"]


def test_a_figure_is_announced_only_in_the_year_before_it_begins(raised):
    household = poor(1300)
    for on in (RAISED, RAISED - timedelta(days=366)):
        assert "G001" not in [c.code for c in raised.forecast(household, on)]
    last = RAISED - timedelta(days=365)
    assert "G001" in [c.code for c in raised.forecast(household, last)]


def test_last_years_plan_can_be_had_again_after_a_figure_has_risen(raised, assessor):
    household = poor(1300)
    last_year = date(2025, 6, 1)
    assert raised.assess(household, last_year) == assessor.assess(household, last_year)
    assert raised.assess(household, RAISED) != assessor.assess(household, RAISED)


def test_the_day_chooses_the_minimum_wage_of_its_time():
    figures = city().figures
    found = [figures_on(figures, day, ["minimum_wage"]) for day in (date(2025, 2, 28), TODAY)]
    assert found == [{"minimum_wage": 1900}, {"minimum_wage": 2080}]


def test_a_birthday_between_two_days_makes_their_plans_differ(matcher):
    home = Household(
        "H",
        {"hukou_city": "zhongshan", "residence_town": "西区"},
        (Member("m1", {"relation": "head", "birth_date": date(1945, 9, 9)}),),
    )
    plans = {
        year: {s.ranked.code: s.ranked.verdict.status for s in matcher.plan(home, day).steps}
        for year, day in ((79, date(2025, 6, 1)), (80, date(2026, 6, 1)))
    }
    coming = {c.code: c for c in matcher.plan(home, date(2025, 6, 1)).forecast}
    assert plans[79].get("G061") != plans[80]["G061"] == "eligible"
    assert (coming["G061"].on, coming["G061"].becomes) == (date(2025, 9, 9), "eligible")


def test_what_is_forecast_by_dates_alone_is_the_verdict_of_that_day(matcher, households):
    facts = matcher.catalogue.vocabulary.facts
    moving = {n for n, f in facts.items() if f.lasts or f.counts}
    moving |= {"education_stage", "graduating", "admitted_college", "student_hardship_certified"}
    told = 0
    for household in households:
        known = set(household.facts).union(*(m.facts for m in household.members))
        if known & moving:
            continue
        for change in matcher.forecast(household, household.as_of):
            eve = change.on - timedelta(days=1)
            verdicts = [
                next(
                    v.status
                    for v in matcher.assess(household, day)
                    if (v.code, v.member) == (change.code, change.member)
                )
                for day in (eve, change.on)
            ]
            assert verdicts == [change.was, change.becomes], (household.id, change)
            told += 1
    assert told > 10


@pytest.mark.parametrize("days", [100, 300])
def test_on_any_later_day_the_verdicts_are_those_that_were_forecast(assessor, days):
    """Every labelled training household, on days of its year ahead shifted by its place."""
    households, _ = load_labelled(CATALOGS, "train", assessor.catalogue)
    for number, household in enumerate(households):
        start, day = household.as_of, household.as_of + timedelta(days=days + number % 60)
        dead = {m.id for m in household.members if m.facts.get("dead_within_month")}
        expected = {(v.code, v.member): v.status for v in assessor.assess(household, start)}
        for change in assessor.forecast(household, start):
            if change.on <= day:
                expected[change.code, change.member] = change.becomes
        for verdict in assessor.assess(household, day):
            told = expected[verdict.code, verdict.member]
            if verdict.member not in dead and told is not Status.HELD:
                assert verdict.status is told, (household.id, day, verdict.code)


ENDED = Held("G001", until=date(2025, 12, 31))


def test_a_status_whose_grant_ends_is_to_be_checked_anew_on_both_ways_of_looking(assessor):
    start, day = date(2025, 6, 1), date(2026, 1, 1)
    home = poor(500, relief_status="dibao", receiving=[ENDED], as_of=start)
    coming = {c.code: c for c in assessor.forecast(home, start) if c.on == day}
    assert (coming["G001"].was, coming["G008"].was) == ("held", "eligible")
    for code in ("G001", "G008"):
        assert status(assessor, home, day - timedelta(days=1), code) == coming[code].was
        assert status(assessor, home, day, code) == coming[code].becomes
    assert assessor.held(home, day) == frozenset()


def test_a_state_that_has_lapsed_by_the_day_opens_nothing_any_more(assessor):
    gone = person("m2", relation="spouse", sex="m", dead_within_month=True)
    home = family(
        person("m1", relation="head"), gone, as_of=date(2025, 8, 18), hukou_city="zhongshan"
    )
    for code in ("G076", "S154"):
        for day, expected in ((date(2025, 9, 17), "eligible"), (date(2025, 10, 1), "ineligible")):
            found = [v.status for v in assessor.assess(home, day) if v.code == code]
            assert (expected == "eligible") is ("eligible" in found), (code, day, found)


def test_when_a_relief_status_ends_the_other_citys_item_it_stands_for_ends_too(assessor):
    home = poor(500, relief_status="dibao", receiving=[Held("G001", until=date(2026, 9, 30))])
    home = replace(home, facts={**home.facts, "hukou_city": "guangdong_other"})
    home = replace(home, facts={**home.facts, "hukou_place": "zhuhai"})
    theirs = assessor.rules(TODAY).counterparts["zhuhai"]["G001"]
    ended = {c.code: c.causes[0].kind for c in assessor.forecast(home, TODAY) if c.was == "held"}
    assert ended == {"G001": "ends", theirs: "ends"}


def test_a_grant_that_has_ended_is_not_held_any_more(matcher):
    home = family(
        person("m1", relation="head", birth_date="1940-01-01"),
        receiving=[Held("G061", "m1", until=date(2026, 3, 31))],
        hukou_city="zhongshan",
    )
    assert status(matcher, home, date(2026, 3, 31), "G061") == "held"
    assert status(matcher, home, date(2026, 4, 1), "G061") == "eligible"
    assert matcher.plan(home, date(2026, 4, 1)).held == ()
    (found,) = [c for c in matcher.plan(home, TODAY.replace(year=2025)).forecast if c.was == "held"]
    assert (found.code, found.on, found.becomes) == ("G061", date(2026, 4, 1), "eligible")
