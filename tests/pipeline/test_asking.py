"""What a plan asks: of its verdicts, by their worth, and of people who can be asked."""

from dataclasses import replace

import pytest

from matcher.eligibility.askable import makes_sense
from matcher.eligibility.assess import assess
from matcher.files import load_labelled
from matcher.needs import Need
from matcher.offerings import Amount
from matcher.pipeline.asking import FIRST, by_amount, inquiry_of
from matcher.values import Status
from matcher.wording import Bilingual
from tests.support import CATALOGS, TODAY, family, person


@pytest.fixture(scope="module")
def plans(planned):
    return planned[40:60]


def unit(text):
    return Bilingual(text, text)


@pytest.mark.parametrize(
    ("amount", "counts"),
    [
        (Amount(), 1.0),
        (Amount(0.0, unit("CNY/年")), 1.0),
        (Amount(3.0, unit("次/周")), 1.0),
        (Amount(99_999.0, unit("CNY/年")), 2.0),
        (Amount(99_999 / 12, unit("CNY/月/户")), 2.0),
        (Amount(9.0, unit("CNY")), 1.2),
    ],
)
def test_money_makes_a_verdict_count_and_a_service_counts_once(amount, counts):
    assert by_amount(amount) == pytest.approx(counts)


def test_every_code_that_is_asked_about_is_worth_something(matcher, plans):
    for household, plan in plans:
        inquiry = inquiry_of(plan.steps, plan.offers, household, matcher.catalogue)
        codes = {verdict.code for verdict in inquiry.verdicts}
        assert codes <= set(inquiry.worth)
        assert all(inquiry.worth[code] > 0 for code in codes)


def test_what_stands_below_the_first_counts_a_tenth(matcher, plans):
    for household, plan in plans:
        inquiry = inquiry_of(plan.steps, plan.offers, household, matcher.catalogue)
        for number, step in enumerate(plan.steps[: FIRST + 5]):
            amount = matcher.catalogue.provision(step.ranked.code).amount
            share = 1 if number < FIRST else 0.1
            expected = max(0.001, step.ranked.score * share * by_amount(amount))
            assert inquiry.worth[step.ranked.code] == pytest.approx(expected)


def test_what_scores_nothing_is_worth_a_little_all_the_same(matcher, plans):
    household, plan = plans[0]
    steps = [replace(step, ranked=replace(step.ranked, score=0.0)) for step in plan.steps]
    inquiry = inquiry_of(steps, (), household, matcher.catalogue)
    assert set(inquiry.worth.values()) == {0.001}


def test_questions_come_with_falling_gain_and_each_decides_something(plans):
    for _, plan in plans:
        gains = [question.gain for question in plan.questions]
        assert gains == sorted(gains, reverse=True)
        assert all(question.decides and question.answers for question in plan.questions)


def test_the_chances_of_the_answers_to_a_question_add_up_to_one(plans):
    for _, plan in plans:
        for question in plan.questions:
            assert sum(a.chance for a in question.answers) == pytest.approx(1, abs=1e-3)


def standing_for(span, on):
    """Return a value of a span of answers; an age as the birth date that has it."""
    if isinstance(span.low, bool | str) or span.low is None:
        return span.low if span.low is not None else span.high
    if span.fact == "age":
        return on.replace(year=on.year - int(span.low), day=min(on.day, 28))
    if not span.above:
        return span.low
    return span.high if not span.below else (span.low + span.high) / 2


def test_each_answer_settles_just_the_verdicts_that_its_question_names(matcher, plans):
    tried = 0
    for household, plan in plans:
        book = matcher.rules(plan.on)
        inquiry = inquiry_of(plan.steps, plan.offers, household, matcher.catalogue)
        before = {(v.code, v.member): v for v in inquiry.verdicts}
        codes = dict.fromkeys(code for code, _ in before)
        rules = [book.rule(code) or book.offerings[code] for code in codes]
        inside = [q for q in plan.questions if q.fact != "hukou_place"]  # it opens a city's items
        for question in inside[:4]:
            for answer in question.answers:
                value = standing_for(answer.spans[0], plan.on)
                home = household.told(question.fact, value, question.member)
                after = {
                    (v.code, v.member): v for v in assess(matcher.view(home, plan.on), rules, book)
                }
                settled = {
                    (*key, after[key].status)
                    for key, verdict in before.items()
                    if verdict.status is Status.UNKNOWN and after[key].status is not Status.UNKNOWN
                }
                assert {tuple(each) for each in answer.settles} == settled
                tried += 1
    assert tried > 50


def test_a_household_that_is_known_whole_is_asked_nothing(matcher):
    head = person("m1", relation="head", birth_date="1940-01-01")
    home = replace(family(head, residence_town="石岐"), needs=(Need("n1", "白天没人做饭", "m1"),))
    for _ in range(120):
        plan = matcher.plan(home, TODAY)
        if not plan.questions:
            break
        question = plan.questions[0]
        value = standing_for(question.answers[-1].spans[-1], TODAY)
        home = home.told(question.fact, value, question.member)
    assert plan.questions == ()
    asked_for = {
        m for s in plan.steps[:FIRST] for m in s.ranked.verdict.missing if s.ranked.verdict.member
    }
    seen, book = matcher.view(home, TODAY), matcher.rules(TODAY)
    assert not [m for m in asked_for if makes_sense(m.fact, m.member or None, seen, book)]


def test_the_dead_are_asked_nothing(matcher):
    labelled, _ = load_labelled(CATALOGS, "train", matcher.catalogue)
    bereaved = [h for h in labelled if any(m.facts.get("dead_within_month") for m in h.members)]
    assert len(bereaved) > 3
    for household in bereaved:
        plan = matcher.plan(household, household.as_of)
        dead = {m.id for m in household.members if m.facts.get("dead_within_month")}
        assert not [q for q in plan.questions if q.member in dead], household.id
        assert not [n for n in plan.near if n.member in dead], household.id
        coming = {c.code for c in plan.forecast if c.member in dead}
        assert coming <= {"G076"}, household.id


def test_nobody_is_asked_whether_they_died_unless_something_tells_of_a_death(planned):
    for household, plan in planned:
        for question in plan.questions:
            if question.fact == "dead_within_month":
                sign = household.facts.get("bereaved_within_year") is True
                sign |= household.facts.get("sudden_event") == "death_of_earner"
                assert sign or question.hint, household.id


def test_the_school_is_asked_of_those_alone_who_may_be_pupils(matcher, planned):
    facts = matcher.catalogue.vocabulary.facts
    for household, plan in planned:
        seen = matcher.view(household, plan.on)
        for question in plan.questions:
            if question.member and "school" in facts[question.fact].supplied_by:
                assert seen.known[question.member].get("age", 0) < 30, household.id
