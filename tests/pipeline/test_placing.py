"""A family from another city is asked from which, and offered what its words say. Invented."""

from dataclasses import replace
from datetime import date

import pytest

from matcher.needs import Household, Member, Need

DAY = date(2026, 5, 20)
FACTS = {
    "hukou_city": "guangdong_other",
    "household_size": 3,
    "income_per_capita_month": 900,
    "property_within_limit": True,
    "relief_status": "none",
}
HEAD = Member("m1", {"relation": "head", "age": 45})
SAID = Need("n1", "户口在珠海斗门，低保是不是要回珠海办，没钱吃饭", "m1")
HOME = Household("P", FACTS, (HEAD,))


def places(plan):
    return [place for place, q in enumerate(plan.questions) if (q.fact, q.member) == PLACE]


PLACE = ("hukou_place", None)


def codes(plan):
    return {step.ranked.code for step in plan.steps}


def test_the_city_that_a_text_names_opens_its_items_to_be_confirmed(matcher):
    plan = matcher.plan(replace(HOME, needs=(SAID,)), DAY)
    assert [(h.fact, h.member, h.value) for h in plan.hints if h.fact == "hukou_place"] == [
        ("hukou_place", None, "zhuhai")
    ]
    assert "ZH001" in codes(plan)
    assert not any(code.startswith("SZ") for code in codes(plan))
    (place,) = places(plan)
    assert place < 3
    assert plan.questions[place].hint.words
    assert plan.unclaimed.sure.get("month", 0) == 0


@pytest.mark.parametrize("known", ["guangdong_other", None])
def test_the_city_of_registration_is_asked_for_where_it_would_open_items(matcher, known):
    facts = {**FACTS, "hukou_city": known}
    home = replace(HOME, facts={n: v for n, v in facts.items() if v is not None})
    plan = matcher.plan(home, DAY)
    (place,) = places(plan)
    assert place < 3
    assert "ZH001" in plan.questions[place].decides
    assert "ZH001" not in codes(plan)


@pytest.mark.parametrize(
    "own",
    [
        {"hukou_city": "other_province"},
        {"hukou_city": "zhongshan"},
        {"hukou_place": "湛江"},
        {"hukou_place": "zhuhai"},
    ],
)
def test_the_city_is_not_asked_for_where_it_is_known_or_opens_nothing(matcher, own):
    assert places(matcher.plan(replace(HOME, facts={**FACTS, **own}), DAY)) == []


def test_a_relative_from_another_city_opens_nothing_for_a_household_of_ours(matcher):
    mother = Member("m2", {"relation": "parent", "age": 82, "hukou_place": "zhuhai"})
    facts = {**FACTS, "hukou_city": "zhongshan", "hukou_place": "zhongshan"}
    plan = matcher.plan(replace(HOME, facts=facts, members=(HEAD, mother)), DAY)
    assert "ZH001" not in codes(plan)
    assert "ZH009" in codes(plan)
    assert places(plan) == []


def test_the_questions_stay_in_the_order_of_what_they_settle(matcher):
    gains = [q.gain for q in matcher.plan(HOME, DAY).questions]
    assert gains == sorted(gains, reverse=True)


def test_the_dearer_of_two_that_exclude_each_other_stands_and_is_what_is_summed(matcher):
    alone = {**FACTS, "hukou_city": "zhongshan", "household_size": 1, "income_per_capita_month": 0}
    old = Member("m1", {"relation": "head", "age": 70, "support_obligor_able": False})
    plan = matcher.plan(replace(HOME, facts=alone, members=(old,)), DAY)
    (tekun,) = [step for step in plan.steps if step.ranked.code == "G004"]
    assert "G001" in tekun.alternative_to
    assert "G001" not in codes(plan)
    assert plan.unclaimed.sure["month"] == 2064
    (instead,) = [s for s in plan.payments["G004", "m1"].instead if s.code == "G001"]
    assert instead.low == 1290
