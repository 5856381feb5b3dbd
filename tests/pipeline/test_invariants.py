"""Whatever the household, its plan keeps what the contract promises of every plan."""

import json
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.eligibility.assess import held_codes
from matcher.eligibility.fitting import Fitting
from matcher.needs import Held, Household, Need
from matcher.pipeline.candidates import Judgement, rank
from matcher.pipeline.hearing import hear
from matcher.telling.documents import plan_data
from matcher.values import Status
from tests.contracts.engines import lexical_matcher
from tests.support import TODAY, family, person, view

ALLOWED = (Status.ELIGIBLE, Status.UNKNOWN)


def as_bytes(plan, household, matcher):
    data = plan_data(plan, household, matcher.catalogue, "zh", 236)
    return json.dumps(data, ensure_ascii=False).encode()


def texts_of(household):
    return [need.text for need in household.needs]


def test_a_hundred_households_of_all_authors_are_planned(planned):
    assert len(planned) == 100
    assert sum(household.id.startswith("V") for household, _ in planned) == 40


def test_no_item_of_a_plan_is_ineligible_or_held_for_its_beneficiary(matcher, planned):
    for household, plan in planned:
        told = matcher.assess(household, plan.on)
        statuses = {(verdict.code, verdict.member): verdict.status for verdict in told}
        for step in plan.steps:
            ranked = step.ranked
            assert ranked.verdict.status in ALLOWED
            assert statuses[ranked.code, ranked.verdict.member] is ranked.verdict.status
            for member in ranked.also_for:
                assert statuses[ranked.code, member] in ALLOWED


def test_every_code_that_is_open_to_somebody_is_planned_or_excluded(matcher, planned):
    items = matcher.catalogue.items
    for household, plan in planned[:30]:
        codes = {step.ranked.code for step in plan.steps}
        for verdict in matcher.assess(household, plan.on):
            if verdict.status in ALLOWED and verdict.code not in codes:
                assert set(items[verdict.code].excludes) & codes


def test_each_code_stands_at_most_once_with_ranks_from_one(planned):
    for _, plan in planned:
        codes = [step.ranked.code for step in plan.steps]
        assert len(codes) == len(set(codes))
        assert [step.rank for step in plan.steps] == list(range(1, len(codes) + 1))


def test_the_beneficiary_is_eligible_then_fitting_then_near_then_concerned_then_first_in_the_ledger(
    matcher, planned
):
    for household, plan in planned:
        fits = Fitting(matcher.view(household, plan.on), matcher.rules(plan.on)).fits
        order = [member.id for member in household.members]
        noted = {need.id: need.member for need in household.needs}
        head = next((m.id for m in household.members if m.facts.get("relation") == "head"), None)
        for step in plan.steps:
            ranked, item = step.ranked, matcher.catalogue.items[step.ranked.code]
            assert (ranked.verdict.member is None) == (not item.per_member)
            concerned = {noted[need] for need in ranked.needs}
            if concerned & {None, head} and ranked.needs:
                continue  # laid to who speaks: the words may say of whom
            named = {
                member
                for need in ranked.needs
                for clause in plan.clauses[need]
                for member in clause.members
            }
            if item.excludes or item.domain == "legal":
                continue  # a clash may pass it on; help by law goes to whom something is done

            def preference(
                verdict, concerned=concerned, named=named, order=order, ranked=ranked, fits=fits
            ):
                return (
                    verdict.status is not Status.ELIGIBLE,
                    bool(ranked.needs) and not fits(verdict),
                    verdict.member not in concerned,
                    verdict.member not in named,
                    order.index(verdict.member) if verdict.member else 0,
                )

            found = [ranked.verdict, *ranked.others]
            least = min(len(each.missing) for each in found)
            for before, after in pairwise(found):  # of whom there is more to ask may fall behind
                may_fall = after.status is Status.UNKNOWN and len(after.missing) > least
                assert preference(before) <= preference(after) or may_fall
            may_be = any(fits(verdict) for verdict in found)
            assert may_be or set(ranked.needs) <= set(ranked.asked_by)


def test_items_stand_for_needs_of_the_ledger_and_uncovered_needs_are_among_them(planned):
    for household, plan in planned:
        needs = {need.id for need in household.needs}
        served = {need for step in plan.steps[:20] for need in step.ranked.needs}
        assert {need for step in plan.steps for need in step.ranked.needs} <= needs
        closed = {
            reading.need
            for reading in plan.understood
            if not any(part.open or part.beyond for part in reading.parts)
        }
        assert needs - served - closed <= set(plan.uncovered) <= needs - served


def test_each_need_that_something_serves_is_served_within_the_first_ten(planned):
    for household, plan in planned:
        for need in household.needs:
            if any(need.id in step.ranked.needs for step in plan.steps):
                assert any(need.id in step.ranked.needs for step in plan.steps[:10])


def test_offers_are_open_on_the_day_reach_the_town_and_have_something_left(matcher, planned):
    count = 0
    for household, plan in planned:
        town = household.facts.get("residence_town")
        for offer in plan.offers:
            count += 1
            offering = matcher.catalogue.offerings[offer.code]
            assert offering.starts <= plan.on <= offering.ends
            assert offering.remaining > 0
            assert not offering.towns or town in offering.towns
            assert offer.verdict.status in ALLOWED
        codes = [offer.code for offer in plan.offers]
        assert len(codes) == len(set(codes))
    assert count > 0


def test_no_two_eligible_items_that_exclude_each_other_stand_for_one_beneficiary(matcher, planned):
    for _, plan in planned:
        eligible = {
            step.ranked.code: step.ranked.verdict.member
            for step in plan.steps
            if step.ranked.verdict.status is Status.ELIGIBLE
        }
        for code, member in eligible.items():
            for other in matcher.catalogue.items[code].excludes:
                if other in eligible:
                    assert None not in (member, eligible[other])
                    assert member != eligible[other]


def test_a_plan_has_three_teams_where_there_are_three_the_own_town_first(matcher, planned):
    teams, towns = matcher.catalogue.teams, matcher.catalogue.towns
    for household, plan in planned:
        town = household.facts.get("residence_town")
        if town is None:
            assert plan.teams == ()
            continue
        near = {town, *towns[town].neighbours}
        reachable = [team for team in teams.values() if team.town in near]
        assert len({choice.code for choice in plan.teams}) >= min(3, len(reachable))
        at_home = [teams[choice.code].town == town for choice in plan.teams]
        assert at_home == sorted(at_home, reverse=True), (household.id, plan.teams)


def test_questions_ask_unknown_facts_that_decide_something_of_the_plan(matcher, planned):
    for household, plan in planned:
        known = {None: household.facts} | {m.id: m.facts for m in household.members}
        codes = {step.ranked.code for step in plan.steps} | {o.code for o in plan.offers}
        codes |= set(matcher.catalogue.city_items)  # the city of registration opens them
        for question in plan.questions:
            assert question.fact not in known[question.member]
            assert question.decides
            assert set(question.decides) <= codes


def test_the_same_household_gives_the_same_bytes_when_it_is_planned_again(matcher, planned):
    for household, plan in planned[::5]:
        again = matcher.plan(household, plan.on)
        assert as_bytes(again, household, matcher) == as_bytes(plan, household, matcher)


def test_the_order_of_the_households_changes_no_plan(matcher, planned):
    for household, plan in reversed(planned[::7]):
        again = matcher.plan(household, plan.on)
        assert as_bytes(again, household, matcher) == as_bytes(plan, household, matcher)


def test_candidates_rank_the_same_whatever_the_order_of_the_verdicts(matcher, planned):
    for household, plan in planned[::20]:
        seen = view(household, plan.on)
        heard = hear(seen, matcher.catalogue, matcher.library, "")
        judgement = Judgement(heard, plan.categories, matcher.library, matcher.ranker)
        verdicts = matcher.assess(household, plan.on)
        turned = sorted(verdicts, key=lambda verdict: verdict.code, reverse=True)
        ranked = rank(verdicts, matcher.catalogue.items, judgement)
        assert rank(turned, matcher.catalogue.items, judgement) == ranked
        order = [(-candidate.points, candidate.code) for candidate in ranked]
        assert order == sorted(order)


@pytest.mark.parametrize(
    "needs",
    [
        (),
        (Need("n1", ""),),
        (Need("n1", "", "m1"), Need("n2", "   "), Need("n3", "。，！")),
        (Need("n1", "食堂那边不用送餐了"),),
    ],
)
def test_a_household_whose_needs_ask_for_nothing_gets_what_its_facts_entitle_to(matcher, needs):
    elder = person("m1", relation="head", birth_date="1935-01-01", hukou_city="zhongshan")
    household = replace(family(elder, residence_town="石岐", hukou_city="zhongshan"), needs=needs)
    plan = matcher.plan(household, TODAY)
    eligible = [s for s in plan.steps if s.ranked.verdict.status is Status.ELIGIBLE]
    assert eligible
    assert plan.teams
    assert set(plan.uncovered) <= {need.id for need in needs}


def test_an_empty_household_gets_a_plan_and_no_member_items(matcher):
    plan = matcher.plan(Household("H0"), TODAY)
    assert plan.steps
    assert all(step.ranked.verdict.member is None for step in plan.steps)
    assert plan.teams == plan.alerts == ()


@pytest.mark.parametrize("day", [date(1900, 1, 1), date(1999, 12, 31), date(2024, 2, 29), date.max])
def test_a_plan_can_be_made_for_any_day_of_the_calendar(matcher, day):
    household = family(person("m1", relation="head"), residence_town="石岐")
    assert matcher.plan(household, day).on == day


def test_what_is_held_is_shown_as_held_and_never_recommended(matcher):
    household = family(
        person("m1", relation="head", birth_date="1930-01-01"),
        receiving=(Held("G061", "m1"), Held("S001")),
        relief_status="dibao",
        residence_town="石岐",
    )
    plan = matcher.plan(household, TODAY)
    assert {"G001", "G061", "S001"} <= set(plan.held)
    assert not {"G001", "S001"} & {step.ranked.code for step in plan.steps}
    assert {
        step.ranked.verdict.member for step in plan.steps if step.ranked.code == "G061"
    } == set()


def test_a_household_item_held_by_one_member_is_never_recommended_as_new(matcher):
    household = family(
        person("m1", relation="head"), receiving=(Held("G001", "m1"),), residence_town="石岐"
    )
    plan = matcher.plan(household, TODAY)
    assert "G001" in plan.held
    assert "G001" not in {step.ranked.code for step in plan.steps}
    assert held_codes(household, matcher.rules(TODAY)) == {Held("G001", "m1")}


def test_a_settled_need_brings_up_nothing_and_another_still_does(matcher):
    head = person("m1", relation="head", birth_date="1940-01-01")
    needs = (Need("n1", "轮椅已经借到了", "m1"), Need("n2", "白天没人做饭，想有人送餐", "m1"))
    plan = matcher.plan(replace(family(head, residence_town="石岐"), needs=needs), TODAY)
    served = {need for step in plan.steps for need in step.ranked.needs}
    assert served == {"n2"}
    assert set(plan.clauses) == {"n2"}


def test_danger_in_a_text_and_in_facts_alone_is_told_beside_the_plan(matcher):
    head = person("m1", relation="head", dv_victim=True)
    needs = (Need("n1", "女儿说不想活了，手腕有划痕", "m1"),)
    plan = matcher.plan(replace(family(head), needs=needs), TODAY)
    assert ("self_harm", "n1") in {(alert.kind, alert.need) for alert in plan.alerts}
    assert ("violence", None, "m1") in {(a.kind, a.need, a.member) for a in plan.alerts}


@settings(max_examples=25)
@given(
    st.lists(st.text(max_size=60), max_size=3),
    st.sampled_from([None, "石岐", "小榄", "三乡"]),
    st.dates(date(1920, 1, 1), TODAY),
)
def test_whatever_is_written_in_the_ledger_a_whole_plan_comes_back(texts, town, born):
    matcher = lexical_matcher()
    facts = {} if town is None else {"residence_town": town}
    needs = tuple(Need(f"n{n}", text, "m1") for n, text in enumerate(texts))
    head = person("m1", relation="head", birth_date=born)
    household = replace(family(head, **facts), needs=needs)
    plan = matcher.plan(household, TODAY)
    assert all(step.ranked.verdict.status in ALLOWED for step in plan.steps)
    assert set(plan.uncovered) <= {need.id for need in needs}
    assert as_bytes(plan, household, matcher)
