"""Typed answers become facts of the raw household, and nothing else of it changes."""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.usecases.answering import Answered, typed_value, with_answers
from api.usecases.matching import Asking
from api.usecases.single import show
from matcher.offerings import Catalogue
from matcher.pipeline.matcher import Matcher
from tests.api.households import FAMILY, text_of


@pytest.mark.parametrize(
    ("fact", "text", "wanted"),
    [
        ("household_size", "3", 3),
        ("household_size", "three", "three"),
        ("income_per_capita_month", "1,290", 1290),
        ("income_per_capita_month", "799.5", 799.5),
        ("income_per_capita_month", "-1", -1),
        ("income_per_capita_month", "1e999", "1e999"),
        ("single_parent", "true", True),
        ("single_parent", "false", False),
        ("single_parent", "maybe", "maybe"),
        ("relief_status", "dibao", "dibao"),
        ("birth_date", "1950-01-02", "1950-01-02"),
        ("no_such_fact", "7", "7"),
    ],
)
def test_a_typed_text_becomes_the_value_its_fact_takes(
    catalogue: Catalogue, fact: str, text: str, wanted: Any
) -> None:
    found = typed_value(fact, text, catalogue.vocabulary)
    assert (type(found), found) == (type(wanted), wanted)


@given(st.text(max_size=12))
def test_no_typed_text_is_ever_turned_into_a_wrong_number(catalogue: Catalogue, text: str) -> None:
    found = typed_value("income_per_capita_month", text, catalogue.vocabulary)
    assert found == text or float(text.replace(",", "").replace("，", "")) == found


def test_an_answer_is_filled_in_where_it_belongs(catalogue: Catalogue) -> None:
    answers = [
        Answered("hukou_city", "", "zhongshan"),
        Answered("self_care", "m1", "disabled"),
        Answered("self_care", "m9", "disabled"),
    ]
    before = deepcopy(FAMILY)
    found = with_answers(FAMILY, answers, catalogue.vocabulary)
    assert before == FAMILY
    assert found["facts"] == {**FAMILY["facts"], "hukou_city": "zhongshan"}
    assert found["members"] == [
        {**FAMILY["members"][0], "self_care": "disabled"},
        FAMILY["members"][1],
    ]
    assert {key: found[key] for key in ("id", "as_of", "needs", "receiving")} == {
        key: FAMILY[key] for key in ("id", "as_of", "needs", "receiving")
    }


def test_a_household_without_facts_or_members_takes_an_answer(catalogue: Catalogue) -> None:
    raw = {"id": "A", "facts": None}
    found = with_answers(raw, [Answered("household_size", "", "2")], catalogue.vocabulary)
    assert found == {"id": "A", "facts": {"household_size": 2}, "members": []}
    assert raw == {"id": "A", "facts": None}


def test_an_answered_question_is_not_asked_again(matcher: Matcher) -> None:
    asking = Asking(date(2026, 5, 1))
    before = show(text_of(FAMILY), matcher, asking)
    first = before.data["questions"][0]
    fact = matcher.catalogue.vocabulary.facts[first["fact"]]
    text = next(iter(fact.values)) if fact.values else "true"
    answer = Answered(first["fact"], first["member"] or "", text)
    raw = with_answers(FAMILY, [answer], matcher.catalogue.vocabulary)
    after = show(text_of(raw), matcher, asking)
    asked = [(q["fact"], q["member"]) for q in after.data["questions"]]
    assert (first["fact"], first["member"]) not in asked
