"""What a plan says a family is one step away from is true of that family, and worth saying."""

from dataclasses import replace

from matcher.eligibility.near_miss import carried_out
from matcher.needs import Held, Need
from matcher.pipeline.near import MOST_NEAR
from matcher.values import Status
from tests.support import TODAY, family, person

DEAF = person("m1", relation="head", birth_date="1980-01-01", disability_type="hearing",
              disability_certified=False, employment="unemployed")  # fmt: skip
HOME = {"hukou_city": "zhongshan", "relief_status": "none", "residence_town": "石岐"}


def planned_for(matcher, *members, needs=(), **facts):
    household = replace(family(*members, **{**HOME, **facts}), needs=needs)
    return household, matcher.plan(household, TODAY)


def status_of(matcher, household, miss, on):
    verdicts = matcher.verdicts_of(miss.code, household, on)
    return next(v.status for v in verdicts if v.member == miss.member)


def test_carrying_out_a_near_miss_does_for_the_family_what_its_plan_says(matcher, planned):
    count = 0
    for household, plan in planned:
        for miss in plan.near:
            count += 1
            assert status_of(matcher, household, miss, plan.on) is Status.INELIGIBLE
            after = carried_out(household, miss.remedies)
            assert status_of(matcher, after, miss, plan.on) is miss.becomes
    assert count > 20


def test_no_near_miss_stands_in_the_plan_or_is_held(planned):
    for _, plan in planned:
        codes = [miss.code for miss in plan.near]
        assert len(codes) == len(set(codes)) <= MOST_NEAR
        assert not set(codes) & {step.ranked.code for step in plan.steps}
        assert not set(codes) & set(plan.held)


def test_only_what_is_sure_to_be_had_is_advised_beside_a_plan(planned):
    for _, plan in planned:
        assert all(remedy.sure for miss in plan.near for remedy in miss.remedies)


def test_fewer_steps_come_before_more_and_what_qualifies_before_what_only_opens(planned):
    for _, plan in planned:
        order = [(len(miss.remedies), not miss.sure) for miss in plan.near]
        assert order == sorted(order)


def test_what_answers_a_voiced_need_comes_first_of_what_one_step_opens(matcher):
    need = Need("n1", "想参加残疾人的唱歌跳舞文体活动", "m1")
    _, plan = planned_for(matcher, DEAF, needs=(need,))
    assert plan.near[0].code == "S071"
    _, silent = planned_for(matcher, DEAF)
    assert {miss.code for miss in silent.near} != {miss.code for miss in plan.near[:1]}


def test_one_who_has_nothing_to_change_is_told_of_nothing(matcher):
    _, plan = planned_for(matcher, person("m1", relation="head"), relief_status="dibao")
    assert plan.near == ()


def test_what_is_held_is_not_near_nor_what_it_excludes(matcher):
    severe = person("m1", **{**DEAF.facts, "disability_level": 1})
    needs = (Need("n1", "想领残疾人护理补贴，也想参加残疾人文体活动", "m1"),)
    household, plan = planned_for(matcher, severe, needs=needs)
    assert {"G057", "S071"} <= {miss.code for miss in plan.near}
    assert "G063" in matcher.catalogue.items["G057"].excludes
    holding = replace(household, receiving=(Held("S071", "m1"), Held("G063", "m1")))
    assert not {"G057", "S071"} & {miss.code for miss in matcher.plan(holding, TODAY).near}


def test_the_dead_are_advised_nothing(matcher):
    gone = person("m1", **{**DEAF.facts, "dead_within_month": True})
    _, plan = planned_for(matcher, gone)
    assert [remedy for miss in plan.near for remedy in miss.remedies if remedy.member] == []
