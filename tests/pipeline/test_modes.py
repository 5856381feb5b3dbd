"""With the engine and without it: the rules decide alike, and the plan says which it was."""

from dataclasses import replace

from matcher.needs import Need
from matcher.values import Status
from tests.support import TODAY, family, person

HOUSEHOLD = replace(
    family(person("m1", relation="head", birth_date="1940-01-01"), residence_town="石岐"),
    needs=(Need("n1", "想有人送餐", "m1"),),
)


def test_each_mode_is_told_in_its_plans(matcher, hybrid):
    assert matcher.plan(HOUSEHOLD, TODAY).mode == "lexical"
    assert hybrid.plan(HOUSEHOLD, TODAY).mode == "hybrid"


def test_the_verdicts_and_the_dangers_do_not_hang_on_the_mode(matcher, hybrid):
    assert matcher.assess(HOUSEHOLD, TODAY) == hybrid.assess(HOUSEHOLD, TODAY)
    one, other = matcher.plan(HOUSEHOLD, TODAY), hybrid.plan(HOUSEHOLD, TODAY)
    assert one.alerts == other.alerts
    assert one.held == other.held
    assert one.categories == other.categories
    eligible = [
        {s.ranked.code for s in plan.steps if s.ranked.verdict.status is Status.ELIGIBLE}
        for plan in (one, other)
    ]
    assert eligible[0] == eligible[1]


def test_a_plan_with_the_engine_is_the_same_when_made_again(hybrid):
    assert hybrid.plan(HOUSEHOLD, TODAY) == hybrid.plan(HOUSEHOLD, TODAY)


def test_the_meaning_of_a_need_counts_only_where_it_is_heard(matcher, hybrid):
    lexical = matcher.plan(HOUSEHOLD, TODAY)
    assert {step.ranked.values["meaning"] for step in lexical.steps} == {0.0}
    meant = hybrid.plan(HOUSEHOLD, TODAY)
    assert any(step.ranked.values["meaning"] for step in meant.steps)
