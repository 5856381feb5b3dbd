"""The worst plans are listed with what was said, what stood first, and what was missed."""

import pytest

from api.cli.figure_tables import error_text
from api.usecases.misjudging import told
from matcher.files import load_labelled
from matcher.measures import ndcg
from matcher.pipeline.training import day_of
from tests.contracts.engines import lexical_matcher
from tests.support import CATALOGS, city

HOUSEHOLDS, GOLD = load_labelled(CATALOGS, "train", city())


@pytest.fixture(scope="module", params=range(0, len(HOUSEHOLDS), 60))
def case(request):
    """A household, its labels, its plan's codes, and what is told of it."""
    matcher, household = lexical_matcher(), HOUSEHOLDS[request.param]
    gold = GOLD[household.id]
    plan = matcher.plan(household, day_of(household), f"{gold.author}/")
    codes = [step.ranked.code for step in plan.steps]
    return household, gold, codes, told(matcher, household, gold, plan, "zh")


def test_the_first_ten_are_the_plans_own_with_what_the_reader_made_of_each(case):
    _, gold, codes, found = case
    assert [shown["code"] for shown in found["first"]] == codes[:10]
    assert [shown["gain"] for shown in found["first"]] == [
        gold.relevant.get(c, 0) for c in codes[:10]
    ]
    assert found["ndcg10"] == round(ndcg(codes, gold.relevant), 4)


def test_every_must_is_among_the_first_ten_or_told_as_missed_with_its_place(case):
    _, gold, codes, found = case
    musts = {code for code, gain in gold.relevant.items() if gain == 2}
    missed = {each["code"]: each["rank"] for each in found["missed"]}
    assert set(missed) == musts - set(codes[:10])
    for code, rank in missed.items():
        assert rank == (codes.index(code) + 1 if code in codes else None)


def test_the_largest_parts_of_a_score_say_why_it_stands_there(case):
    for shown in (*case[3]["first"], *case[3]["missed"]):
        sizes = [abs(points) for _, points in shown["parts"]]
        assert sizes == sorted(sizes, reverse=True)


def test_the_text_shows_every_need_and_marks_musts_goods_and_what_is_missed(case):
    household, gold, _, found = case
    lines = error_text(3, found).splitlines()
    assert lines[0].startswith(f"3. {household.id} ({gold.author})")
    assert all(any(need.text in line for line in lines) for need in household.needs)
    marks = [line.split()[1] for line in lines if line.split()[0].isdigit()]
    assert marks == ["·☆★"[shown["gain"]] for shown in found["first"]]
    assert len([line for line in lines if "✗" in line]) == len(found["missed"])
