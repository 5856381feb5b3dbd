"""What a plan says is true of this family: whom it speaks of, what is known, what is only open.

All households are invented.
"""

from datetime import date

import pytest

from matcher.needs import Household, Member, Need
from matcher.telling.documents import plan_data

DAY = date(2026, 5, 20)
PARTS_OF_NEEDS = (
    "相似的需求",
    "用词与需求相近",
    "意思与需求相近",
    "其中一句话",
    "需求紧急",
    "正是需求",
)


def told(matcher, household, lang="zh", top=236):
    return plan_data(matcher.plan(household, DAY), household, matcher.catalogue, lang, top)


def member(name, relation, born, **facts):
    known = {"relation": relation, **facts} | ({"birth_date": born} if born else {})
    return Member(name, known)


@pytest.fixture(scope="module")
def mother_and_daughter():
    return Household(
        "D",
        {"relief_status": "dibao_margin", "residence_town": "西区"},
        (
            member("m1", "head", date(1984, 5, 9), sex="f", emotional_distress=True),
            member("m2", "child", date(2011, 12, 24), sex="f", education_stage="junior"),
        ),
        (Need("n1", "女儿最近把自己关在房间，手腕上有划痕，说活着没意思", "m2"),),
    )


def test_an_alert_names_whom_the_ledger_lays_it_to_and_all_its_words(matcher, mother_and_daughter):
    alerts = told(matcher, mother_and_daughter)["alerts"]
    (alert,) = [each for each in alerts if each["kind"] == "self_harm"]
    assert {each["member"] for each in alerts} == {"m2"}
    assert "划痕" in alert["words"]
    assert "活着没意思" in alert["words"]


def test_help_for_another_says_whom_the_need_is_really_about(matcher, mother_and_daughter):
    data = told(matcher, mother_and_daughter)
    (line,) = [item for item in data["items"] if item["code"] == "S081"]
    assert (line["member"], line["also_for"]) == ("m1", ["m2"])
    assert "需求说的是女儿，女儿是否符合还要核实" in line["why"]


def test_questions_are_asked_of_whom_the_need_is_about_too(matcher, mother_and_daughter):
    asked = [(q["fact"], q["member"]) for q in told(matcher, mother_and_daughter)["questions"]]
    assert ("crisis_risk", "m2") in asked


def test_an_item_that_is_only_possible_never_says_that_facts_entitle_to_it(planned, matcher):
    for household, plan in planned:
        for item in plan_data(plan, household, matcher.catalogue, "zh", 20)["items"]:
            if not item["needs"]:
                says = "可以享受" if item["status"] == "eligible" else "核实后可能可以享受"
                assert item["why"][0].endswith(says), (household.id, item["code"])


def test_an_item_that_serves_no_need_gives_no_reason_about_needs(planned, matcher):
    for household, plan in planned:
        for item in plan_data(plan, household, matcher.catalogue, "zh", 20)["items"]:
            if not item["needs"]:
                assert not [why for why in item["why"] if why.startswith(PARTS_OF_NEEDS)]


def test_a_catalogue_phrase_is_told_as_an_example_and_not_as_the_family(planned, matcher):
    quotes = [
        why
        for household, plan in planned
        for item in plan_data(plan, household, matcher.catalogue, "zh", 20)["items"]
        for why in item["why"]
        if why.startswith("台账写到")
    ]
    assert quotes
    signs = tuple(f"：{sign.label.zh}" for sign in matcher.catalogue.signs)
    assert all("目录里这类需求的常见说法" in why or why.endswith(signs) for why in quotes)


def test_nobody_is_asked_what_makes_no_sense_at_their_age(planned, matcher):
    facts = matcher.catalogue.vocabulary.facts
    for household, plan in planned:
        for question in plan.questions:
            born = (household.member(question.member) or Member("")).facts.get("birth_date")
            if born is None:
                continue
            age = plan.on.year - born.year
            fact = facts[question.fact]
            assert (fact.ask_from or 0) - 1 <= age <= (fact.ask_to or 200) + 1, household.id


def test_a_grown_up_head_is_not_asked_about_parental_care(matcher):
    head = Household("H", {}, (member("m1", "head", None),), (Need("n1", "没有钱吃饭", "m1"),))
    assert "guardian_state" not in [question.fact for question in matcher.plan(head, DAY).questions]


def test_what_is_forecast_to_close_says_whether_it_ever_held(matcher, mother_and_daughter):
    for change in told(matcher, mother_and_daughter)["forecast"]:
        if change["becomes"] == "ineligible":
            assert ("不再符合" in change["why"]) == (change["was"] == "eligible")


def test_an_item_that_answers_nothing_is_not_forecast_to_close_while_open(planned):
    for household, plan in planned:
        answering = {step.ranked.code for step in plan.steps[:20] if step.ranked.matches}
        closing = [c.code for c in plan.forecast if (c.was, c.becomes) == ("unknown", "ineligible")]
        assert set(closing) <= answering, household.id


@pytest.mark.parametrize("text", ["need a wheelchair", "xyz 123", "😀😀"])
def test_a_text_that_cannot_be_read_is_uncovered_and_matched_by_nothing(matcher, text):
    home = Household("H", {}, (member("m1", "head", None),), (Need("n1", text, "m1"),))
    plan = matcher.plan(home, DAY)
    assert plan.uncovered == ("n1",)
    assert not [step for step in plan.steps if step.ranked.matches]


@pytest.mark.parametrize(
    ("text", "kind"),
    [("I want to kill myself", "self_harm"), ("my husband beats me every night", "violence")],
)
def test_plain_danger_in_english_reaches_a_person_all_the_same(matcher, text, kind):
    home = Household("H", {}, (member("m1", "head", None),), (Need("n1", text, "m1"),))
    assert kind in [alert.kind for alert in matcher.plan(home, DAY).alerts]
