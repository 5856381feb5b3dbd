"""What a family can change is data: read whole, or refused with its place; never a hard word."""

import pytest

from matcher.errors import CatalogueError
from matcher.rules.text import render
from tests import another_city
from tests.support import city

PUPIL = "{name: pupil, level: member, type: bool, label: {zh: 在校学生, en: is a pupil}}"
ZONE = (
    "  values: [{value: harbour, zh: 港区, en: the harbour}, {value: hill, zh: 山区, en: the hill}]"
)
NEVER = {
    *("age", "birth_date", "sex", "relation", "hukou_city", "hukou_place", "household_size"),
    *("income_per_capita_month", "net_income_per_capita_month", "rigid_spend_month"),
    *("property_within_limit", "illness", "disease", "cancer_site", "terminal", "pregnant"),
    *("disability_type", "dead_within_month", "one_child_lost", "sudden_event", "crisis_risk"),
    *("dv_victim", "child_harm_suspected", "crime_victim", "guardian_state", "roaming"),
    *("debt_burden", "medical_oop_12m", "released", "addiction", "involuntary_job_loss"),
}


def ways_of(told, fact=PUPIL):
    """Return the ways of the other city's catalogue with `obtained` put to one fact."""
    text = fact[:-1] + f", obtained: {told}" + "}" if fact.endswith("}}") else fact + told
    assert fact in another_city.VOCABULARY
    return another_city.build(vocabulary=another_city.VOCABULARY.replace(fact, text)).ways


def kinds(told, fact=PUPIL):
    with pytest.raises(CatalogueError) as refused:
        ways_of(told, fact)
    faults = [fault for fault in refused.value.faults if fault.file == "vocabulary.yaml"]
    assert all(fault.field == "obtained" for fault in faults)
    return [(fault.kind, fault.value, fault.near) for fault in faults]


def test_a_way_of_a_statement_leads_from_false_to_true_unless_it_says_otherwise():
    (way,) = ways_of("[{zh: 报名, en: enrol}]")
    assert (way.fact, way.sources, way.to, way.advice.zh) == ("pupil", (False,), True, "报名")
    assert (way.when, way.unless, way.through) == (None, None, "")
    (back,) = ways_of("[{from: [true], to: false, zh: 退学, en: leave}]")
    assert (back.sources, back.to) == ((True,), False)


def test_the_limits_of_a_way_are_conditions_of_the_person():
    (way,) = ways_of("[{zh: 报名, en: enrol, when: age >= 6, unless: meets(poor), through: R03}]")
    assert render(way.when) == "age >= 6"
    assert render(way.unless) == "meets(poor)"
    assert way.through == "R03"


def test_a_fact_may_have_several_ways_each_with_its_own_advice():
    told = """
  obtained:
  - {from: [harbour], to: hill, zh: 上山, en: move up}
  - {from: [hill], to: harbour, zh: 下山, en: move down}"""
    assert [(way.to, way.advice.en) for way in ways_of(told, ZONE)] == [
        ("hill", "move up"), ("harbour", "move down")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("told", "kind", "value", "near"),
    [
        ("[{from: [harbour], to: hil, zh: a, en: b}]", "unknown_value", "hil", "hill"),
        ("[{from: [harbor], to: hill, zh: a, en: b}]", "unknown_value", "harbor", "harbour"),
        ("[{from: [hill], to: hill, zh: a, en: b}]", "leads_nowhere", "zone", None),
        ("[{to: hill, zh: a, en: b}]", "leads_nowhere", "zone", None),
        ("[{from: [hill], zh: a, en: b}]", "leads_nowhere", "zone", None),
        ("[{from: [hill], to: harbour, zh: a, en: b, when: siz > 1}]", "unknown_fact", "siz",
         "size"),
        ("[{from: [hill], to: harbour, zh: a, en: b, when: age > 1}]", "member_fact_outside", "age",
         None),
        ("[{from: [hill], to: harbour, zh: a, en: b, through: R09}]", "unknown_code", "R09", "R01"),
    ],
)  # fmt: skip
def test_a_way_that_cannot_be_gone_is_refused_with_its_cure(told, kind, value, near):
    assert kinds(f"\n  obtained: {told}", ZONE) == [(kind, value, near)]


def test_a_way_without_advice_does_not_fit_the_schema():
    assert kinds("[{to: true}]")[0][0] == "schema"


def test_the_city_has_a_way_for_what_a_family_can_obtain_and_none_for_what_befalls_it():
    ways = city().ways
    assert {way.fact for way in ways} >= {
        *("disability_certified", "employment", "self_care", "student_hardship_certified"),
        *("employment_hardship_certified", "residence_permit", "relief_status", "insured"),
        *("severe_mental_registered", "pension_insured", "dwelling_danger_level"),
    }
    assert not {way.fact for way in ways} & NEVER


def test_nobody_of_the_city_is_advised_to_lose_work_or_a_certificate():
    for way in city().ways:
        assert way.to is not False
        assert way.to != "none"
        assert "employed" not in way.sources


def test_a_status_is_applied_for_through_the_item_that_gives_it():
    holdings = city().vocabulary.holdings["relief_status"]
    for way in city().ways:
        if way.fact == "relief_status":
            assert way.through == holdings[way.to]
