"""What a family asks for by its name leads its plan, also where the name is misspelt."""

import pytest

from matcher.telling.documents import plan_data
from tests.contracts.engines import lexical_matcher
from tests.pipeline.test_understood import DAY, household


def plan(*texts):
    return lexical_matcher().plan(household(*texts), DAY)


def first(made, number=3):
    return [step.ranked.code for step in made.steps[:number]]


@pytest.mark.parametrize("text", ["想申请低保", "低保怎么申请", "諗住申請低保，點申請"])
def test_an_item_asked_for_alone_is_among_the_first_three(text):
    assert "G001" in first(plan(text))


def test_an_item_asked_for_among_other_matters_is_among_the_first_three():
    assert "G001" in first(plan("想申请低保，孩子学费交不起，老爸要请护理"))


def test_three_items_asked_for_in_three_needs_are_the_first_three():
    made = plan("想申请低保", "想办生源地贷款", "想申请临时救助")
    assert set(first(made)) == {"G001", "G035", "G009"}


def test_a_name_that_is_only_mentioned_or_turned_down_leads_nothing():
    for text in ("隔壁家吃低保，我家没钱吃饭", "低保没批下来，没钱吃饭"):
        assert not any(step.ranked.wishes for step in plan(text).steps)


@pytest.mark.parametrize("text", ["想申清低宝，孩子学废交不起，老爸要请护里", "想申请底保", "抵保"])
def test_a_misspelt_name_is_found_and_counts_less_than_the_name(text):
    made = plan(text)
    assert "G001" in first(made)
    found = next(step.ranked for step in made.steps if step.ranked.code == "G001")
    right = next(s.ranked for s in plan("想申请低保").steps if s.ranked.code == "G001")
    assert 0 < found.values["named"] < right.values["named"]


def test_a_slip_is_told_as_one_with_the_words_as_they_are_written():
    text = "想申请，孩子学废交不起"
    made = plan(text)
    data = plan_data(made, household(text), lexical_matcher().catalogue, "zh", 20)
    (slip,) = [s for c in data["understood"][0]["clauses"] for s in c["slips"]]
    assert text[slip["start"] : slip["end"]] == slip["words"] == "学废"
    assert slip["text"] == "「学废」可能是「学费」的误写"
    assert all("学费" not in c["words"] for c in data["understood"][0]["clauses"])
